import { SingleBar } from 'cli-progress';

/** Shows how far a long piece of work is. */
export interface Progress {
  /** Says what is done now, and of how much. */
  start(what: string, total: number): void;
  update(done: number): void;
  stop(): void;
}

/** From here on a piece of work is long: a second or so, in characters of YAML. */
const LONG = 1_000_000;

/** A bar on a terminal while the work is long, and nothing elsewhere. */
export function progressOn(stream: NodeJS.WriteStream): Progress {
  if (stream.isTTY !== true) return NO_PROGRESS;
  const bar = new SingleBar({ stream, format: '{what} {bar} {percentage} %', hideCursor: true, clearOnComplete: true, fps: 5, barsize: 30 });
  return {
    start: (what, total) => { if (total >= LONG) bar.start(total, 0, { what }); },
    update: done => { if (bar.isActive) bar.update(done); },
    stop: () => { if (bar.isActive) bar.stop(); },
  };
}

/** For work that nobody watches. */
export const NO_PROGRESS: Progress = { start: () => {}, update: () => {}, stop: () => {} };
