import { MultiBar } from 'cli-progress';
import { Prospect } from '../rehearse/probe-loop';
import { ContainerStatus } from '../rehearse/rehearsed-container';

/** Lines one after the other, and below them, on a terminal, one that says how things stand. */
export interface StatusLine {
  write(line: string): void;
  show(standing: () => ContainerStatus): void;
  stop(): void;
}

export function statusLine(stream: NodeJS.WriteStream): StatusLine {
  let bars: MultiBar | undefined;
  const stop = () => {
    // What was written last is shown first.
    bars?.update();
    bars?.stop();
    bars = undefined;
  };
  return {
    write: line => {
      if (bars) bars.log(`${line}\n`);
      else stream.write(`${line}\n`);
    },
    show: standing => {
      if (stream.isTTY !== true) return;
      // Without colours, since it is cut to the width of the terminal letter by letter.
      const format = () => statusText(standing());
      bars = new MultiBar({ stream, format, fps: 5, linewrap: true, clearOnComplete: true, gracefulExit: false, forceRedraw: true });
      bars.create(1, 0);
    },
    stop,
  };
}

/** How things stand, and what comes next if they go on like this. */
export function statusText({ isRunning, isStarted, isReady, restarts, waiting, prospects }: ContainerStatus): string {
  const state = waiting?.what === 'end' ? 'ending' : !isRunning ? 'not running' : isReady ? 'ready' : isStarted ? 'not ready' : 'starting';
  const awaited = waiting && (waiting.what === 'end' ? `killed ${within(waiting.seconds)} unless it ends` : `started again ${within(waiting.seconds)}`);
  const next = awaited === undefined ? prospectTexts(prospects) : [awaited];
  return [`▶ ${state}`, restarts === 1 ? '1 restart' : `${restarts} restarts`, ...next].join('  ·  ');
}

function prospectTexts(prospects: readonly Prospect[]): string[] {
  const failing = prospects.filter(({ failures, decides, probe }) => failures > 0 || decides === 'success' || probe === 'startup');
  if (failing.length > 0) return failing.map(prospectText);
  const consequences = prospects.map(({ probe, seconds }) => `${probe === 'readiness' ? 'not ready' : 'killed'} ${within(seconds)}`);
  return consequences.length === 0 ? [] : [`if it broke now: ${consequences.join(', ')}`];
}

function prospectText({ probe, failures, decides, seconds }: Prospect): string {
  if (decides === 'success') return `ready ${within(seconds)} if ${probe} succeeds`;
  const failed = failures > 0 ? `${failures} ${failures === 1 ? 'failure' : 'failures'}, ` : '';
  return `${probe}: ${failed}${probe === 'readiness' ? 'not ready' : 'killed'} ${within(seconds)} unless it succeeds`;
}

function within(seconds: number): string {
  return `within ${Math.max(0, Math.ceil(seconds))} s`;
}
