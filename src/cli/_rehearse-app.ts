import { constants } from 'node:os';
import { Severity } from '../findings/finding';
import { isAtLeast } from '../findings/severity';
import { Goal, Rehearsal } from '../rehearse/rehearsal';
import { RehearsalEvent } from '../rehearse/rehearsal-event';
import { rehearsalSummary, RehearsalSummary } from '../rehearse/rehearsal-summary';
import { acceptedWorkload } from './_accepted-workload';
import { jsonOutput } from './_rehearsal-json';
import { RehearsalOutput } from './_rehearsal-output';
import { checkPlan, RehearsalChoices, rehearsalPlan } from './_rehearsal-plan';
import { textOutput } from './_rehearsal-text';

export interface RehearseOptions extends RehearsalChoices {
  readonly workload?: string;
  readonly for?: number;
  readonly until?: Goal;
  readonly failOn?: Severity;
  readonly format: 'text' | 'json';
}

/** Rehearses the app of a container, and shows it. */
export async function rehearseApp(file: string, command: readonly string[], options: RehearseOptions): Promise<void> {
  const accepted = acceptedWorkload(file, options.workload, options.kubernetesVersion, 'rehearsed');
  if (!accepted) return;
  const { until } = options;
  const plan = { ...rehearsalPlan(accepted, command, options), until, forSeconds: options.for ?? (until && LONGEST_WAIT_SECONDS) };
  await checkPlan(plan, options);
  const output = options.format === 'json' ? jsonOutput() : textOutput(accepted.from, plan);
  const rehearsal = new Rehearsal(plan, withoutFlood(output));
  onInterrupt(() => rehearsal.stop(), signal => {
    rehearsal.kill();
    output.stop();
    process.stderr.write('The app was ended at once.\n');
    process.exit(128 + constants.signals[signal]);
  });
  // Nobody reads the output any more: the pod is deleted all the same.
  let writeError: NodeJS.ErrnoException | undefined;
  process.stdout.removeAllListeners('error').on('error', (error: NodeJS.ErrnoException) => {
    writeError ??= error;
    rehearsal.stop();
  });
  output.begin(() => rehearsal.status());
  const ended = await rehearsal.run();
  const summary = rehearsalSummary(rehearsal, ended);
  output.end(summary);
  if (writeError && writeError.code !== 'EPIPE') {
    process.stderr.write(`error: what happened cannot be written: ${writeError.message}\n`);
    process.exit(2);
  }
  // What is under way still is of no interest, but what was written is.
  const isBad = options.failOn !== undefined && summary.remarks.some(({ severity }) => isAtLeast(severity, options.failOn!));
  process.stdout.write('', () => process.exit(exitCode(summary) || Number(isBad)));
}

/** What is waited for comes by then, or not at all. */
const LONGEST_WAIT_SECONDS = 600;

function exitCode({ ended, until, killed, crashes, ready, startError }: RehearsalSummary): number {
  if (startError !== undefined) return 2;
  if (until) return ended === 'goal' ? 0 : 1;
  return ready.length > 0 && killed.startup + killed.liveness + crashes === 0 ? 0 : 1;
}

/** The first signal asks for the end, the second one ends it at once; so does one that asks for that. */
function onInterrupt(first: () => void, second: (signal: NodeJS.Signals) => void): void {
  let isFirst = true;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const) {
    process.on(signal, () => {
      if (isFirst && signal !== 'SIGQUIT') first();
      else second(signal);
      isFirst = false;
    });
  }
}

/** Leaves out what the app writes faster than anybody reads, so that it does not fill the memory. */
function withoutFlood(output: RehearsalOutput): (event: RehearsalEvent) => void {
  let left = 0;
  let second = 0;
  let lines = 0;
  return event => {
    if (Math.floor(event.at) !== second) {
      second = Math.floor(event.at);
      lines = 0;
    }
    if (event.what === 'output') {
      lines++;
      // A terminal is waited for, and with it everything else.
      if (process.stdout.writableLength > MOST_UNREAD || (process.stdout.isTTY && lines > MOST_LINES)) {
        left++;
        return;
      }
    }
    if (left > 0) output.tell({ at: event.at, run: event.run, what: 'output', text: `… ${left} lines were left out, more than anybody could read …` });
    left = 0;
    output.tell(event);
  };
}

const MOST_UNREAD = 1_000_000;

/** In a second, on a terminal. */
const MOST_LINES = 1000;
