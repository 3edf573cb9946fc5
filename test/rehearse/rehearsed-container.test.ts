/* A real app, and the kubelet's part on the real clock. Times are whole seconds, so these tests take some. */
import * as path from 'node:path';
import { AppProcess } from '../../src/rehearse/app-process';
import { askHttp } from '../../src/rehearse/http-probe-runner';
import { RehearsalEvent } from '../../src/rehearse/rehearsal-event';
import { RehearsedContainer, restartsAfter } from '../../src/rehearse/rehearsed-container';
import { ContainerProbes, ProbeScenario } from '../../src/timeline/scenario';
import { freePort } from './_free-port';
import { HERE } from './_servers';

const probe = (more: Partial<ProbeScenario> = {}): ProbeScenario => ({
  initialDelaySeconds: 0, periodSeconds: 1, timeoutSeconds: 1, successThreshold: 1, failureThreshold: 2, ...more,
});

interface Rehearsal {
  readonly events: RehearsalEvent[];
  readonly written: string[];
  readonly container: RehearsedContainer;
  readonly port: number;
  /** Waits for something to happen. */
  readonly until: (happened: (event: RehearsalEvent) => boolean) => Promise<RehearsalEvent>;
}

const rehearsals: RehearsedContainer[] = [];
afterEach(async () => { for (const container of rehearsals.splice(0)) await container.end(); }, 30_000);

async function rehearse(probes: ContainerProbes, args: readonly number[] = [], graceSeconds = 2, isSidecar = false): Promise<Rehearsal> {
  const port = await freePort();
  const events: RehearsalEvent[] = [];
  const written: string[] = [];
  const command = [process.execPath, path.join(__dirname, '_app.js'), `${port}`, ...args.map(String)];
  const app = new AppProcess(command, { env: process.env, write: text => written.push(text) });
  const container = new RehearsedContainer(app, {
    kubernetes: 37, probes, graceSeconds, isSidecar, restartPolicy: 'Always', ask: role => askHttp({ path: `/${role}` }, port, HERE, 1), tell: event => events.push(event),
  });
  rehearsals.push(container);
  container.start();
  const until = async (happened: (event: RehearsalEvent) => boolean) => {
    for (let waited = 0; waited < 200; waited++) {
      const found = events.find(happened);
      if (found) return found;
      await new Promise(resolve => setTimeout(resolve, 100));
    }
    throw new Error(`It did not happen:\n${events.map(event => JSON.stringify(event)).join('\n')}`);
  };
  return { events, written, container, port, until };
}

const ready = (value: boolean, run = 0) => (event: RehearsalEvent) => event.what === 'ready' && event.value === value && event.run === run;
const get = (port: number, target: string) => fetch(`http://127.0.0.1:${port}${target}`).catch(() => undefined);

test('a slow start is waited for, a lost part takes readiness away and restarts nothing, and it comes back', async () => {
  const { container, events, port, until } = await rehearse({ startup: probe({ failureThreshold: 20 }), liveness: probe(), readiness: probe() }, [3]);
  const { at } = await until(ready(true));
  expect(at).toBeGreaterThan(3);
  await get(port, '/break?readiness');
  await until(ready(false));
  await get(port, '/mend?readiness');
  await until(event => ready(true)(event) && event.at > at + 1);
  expect(container.status().restarts).toBe(0);
  expect(events.filter(({ what }) => what === 'killing')).toEqual([]);
  // Liveness is asked at its ticks, and never between them.
  const asked = events.flatMap(event => event.what === 'answer' && event.probe === 'liveness' ? [event.at - event.milliseconds / 1000] : []);
  expect(asked.length).toBeGreaterThan(2);
  expect(asked.length).toBeLessThanOrEqual(asked.at(-1)! - asked[0] + 2);
}, 40_000);

test('a hang is restarted, with SIGTERM first, and is ready again', async () => {
  const { container, events, written, port, until } = await rehearse({ liveness: probe(), readiness: probe() });
  await until(ready(true));
  void get(port, '/hang');
  await until(event => event.what === 'killing');
  await until(ready(true, 1));
  expect(container.status().restarts).toBe(1);
  expect(events.find(({ what }) => what === 'killing')).toMatchObject({ probe: 'liveness', graceSeconds: 2 });
  expect(events.find(({ what }) => what === 'end')).toMatchObject({ how: { exitCode: 0 } });
  expect(written.join('')).toContain('ending');
}, 40_000);

test('what does not end is killed when the grace period is over', async () => {
  const { events, port, until } = await rehearse({ liveness: probe() }, [0, 60]);
  await until(event => event.what === 'answer' && event.answer.outcome === 'success');
  void get(port, '/hang');
  const killing = await until(event => event.what === 'killing');
  const end = await until(event => event.what === 'end');
  expect(end).toMatchObject({ how: { signal: 'SIGKILL' } });
  expect(end.at - killing.at).toBeGreaterThan(1.9);
  expect(end.at - killing.at).toBeLessThan(20);
  await until(event => event.what === 'start' && event.run === 1);
  expect(events.filter(({ what }) => what === 'back-off')).toEqual([]);
}, 40_000);

test('a start that is too slow is killed by its startup probe', async () => {
  const { until } = await rehearse({ startup: probe({ failureThreshold: 3 }) }, [30]);
  const killing = await until(event => event.what === 'killing');
  expect(killing).toMatchObject({ probe: 'startup' });
  expect(killing.at).toBeGreaterThan(2);
  expect(killing.at).toBeLessThan(20);
}, 40_000);

test('one that crashes is started at once, and the next time after 10 seconds', async () => {
  const { port, until } = await rehearse({ readiness: probe() });
  await until(ready(true));
  void get(port, '/crash');
  await until(ready(true, 1));
  void get(port, '/crash');
  const waiting = await until(event => event.what === 'back-off');
  expect(waiting).toMatchObject({ seconds: expect.any(Number) });
  expect((waiting as { seconds: number }).seconds).toBeGreaterThan(0);
  expect((waiting as { seconds: number }).seconds).toBeLessThanOrEqual(10);
}, 40_000);

test.each([
  ['liveness is not', false], ['so is the liveness of a sidecar', true],
])('at the end readiness is asked on while the app ends, and %s', async (_, isSidecar) => {
  const { container, events, port, until } = await rehearse({ liveness: probe(), readiness: probe() }, [0, 3], 10, isSidecar);
  await until(ready(true));
  const begun = events.length;
  await container.end();
  const after = events.slice(begun).filter(event => event.what === 'answer').map(event => (event as { probe: string }).probe);
  expect(after.filter(role => role === 'readiness').length).toBeGreaterThan(1);
  expect(after.filter(role => role === 'liveness').length > 1).toBe(isSidecar);
  expect(events.find(({ what }) => what === 'end')).toMatchObject({ how: { exitCode: 0 } });
  expect(events.filter(({ what }) => what === 'ready').at(-1)).toMatchObject({ value: false });
  expect(await get(port, '/')).toBeUndefined();
}, 40_000);

test.each([
  ['Always', true, true, true], ['OnFailure', false, true, true], ['Never', false, false, false],
] as const)('restartPolicy %s', (policy, afterSuccess, afterFailure, afterSignal) => {
  expect(restartsAfter({ exitCode: 0 }, policy)).toBe(afterSuccess);
  expect(restartsAfter({ exitCode: 1 }, policy)).toBe(afterFailure);
  expect(restartsAfter({ signal: 'SIGKILL' }, policy)).toBe(afterSignal);
});
