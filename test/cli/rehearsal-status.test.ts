import { PassThrough } from 'node:stream';
import { statusLine, statusText } from '../../src/cli/_rehearsal-status';
import { ContainerStatus } from '../../src/rehearse/rehearsed-container';

const status = (more: Partial<ContainerStatus>): ContainerStatus => ({
  isRunning: true, isStarted: true, isReady: true, restarts: 0, prospects: [], ...more,
});
const fine = { failures: 0, decides: 'failure' } as const;

test.each([
  ['all is well', status({ prospects: [{ probe: 'liveness', seconds: 26.1, ...fine }, { probe: 'readiness', seconds: 8, ...fine }] }),
    '▶ ready  ·  0 restarts  ·  if it broke now: killed within 27 s, not ready within 8 s'],
  ['it is starting', status({ isStarted: false, isReady: false, prospects: [{ probe: 'startup', failures: 3, decides: 'failure', seconds: 170 }] }),
    '▶ starting  ·  0 restarts  ·  startup: 3 failures, killed within 170 s unless it succeeds'],
  ['readiness has failed', status({ isReady: false, restarts: 1, prospects: [{ probe: 'readiness', failures: 4, decides: 'success', seconds: 3.2 }] }),
    '▶ not ready  ·  1 restart  ·  ready within 4 s if readiness succeeds'],
  ['liveness fails', status({ prospects: [{ probe: 'liveness', failures: 1, decides: 'failure', seconds: 21 }, { probe: 'readiness', seconds: 8, ...fine }] }),
    '▶ ready  ·  0 restarts  ·  liveness: 1 failure, killed within 21 s unless it succeeds'],
  ['it has to end', status({ waiting: { what: 'end', seconds: 24.4 } }), '▶ ending  ·  0 restarts  ·  killed within 25 s unless it ends'],
  ['it waits', status({ isRunning: false, isReady: false, restarts: 3, waiting: { what: 'start', seconds: -0.1 } }), '▶ not running  ·  3 restarts  ·  started again within 0 s'],
  ['no probe is asked', status({ isReady: false, isStarted: false }), '▶ starting  ·  0 restarts'],
])('%s', (_, given, text) => expect(statusText(given)).toBe(text));

test.each([
  ['on a terminal it stands below the lines, and is gone in the end', true, /one\n[^]*▶ ready[^]*two\n[^]*▶ ready[^]*three\n$/],
  ['elsewhere there are lines alone', false, /^one\ntwo\nthree\n$/],
])('%s', async (_, isTTY, shown) => {
  const through = Object.assign(new PassThrough(), { isTTY, columns: 80, cursorTo: () => true, clearLine: () => true, moveCursor: () => true });
  const line = statusLine(through as unknown as NodeJS.WriteStream);
  line.write('one');
  line.show(() => status({}));
  await new Promise(resolve => setTimeout(resolve, 500));
  line.write('two');
  await new Promise(resolve => setTimeout(resolve, 500));
  line.stop();
  line.write('three');
  expect((through.read() as Buffer).toString()).toMatch(shown);
});
