import { PassThrough } from 'node:stream';
import { progressOn } from '../../src/cli/_progress';

/** A stream that may be a terminal, and what is written to it. */
function stream(isTTY: boolean): { readonly stream: NodeJS.WriteStream; readonly written: () => string } {
  const through = Object.assign(new PassThrough(), { isTTY, columns: 80, cursorTo: () => true, clearLine: () => true, moveCursor: () => true });
  return { stream: through as unknown as NodeJS.WriteStream, written: () => (through.read() as Buffer | null)?.toString() ?? '' };
}

function work(progress: ReturnType<typeof progressOn>, total: number): void {
  progress.start('reading a.yaml', total);
  progress.update(total / 2);
  progress.stop();
}

test.each([
  ['long work on a terminal shows how far it is', true, 2_000_000, /reading a\.yaml .* 0 %.* 50 %/s],
  ['short work shows nothing', true, 1000, /^$/],
  ['nor does work that nobody watches', false, 2_000_000, /^$/],
])('%s', (_, isTTY, total, shown) => {
  const { stream: to, written } = stream(isTTY);
  work(progressOn(to), total);
  expect(written()).toMatch(shown);
});
