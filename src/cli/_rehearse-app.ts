import { Goal, Rehearsal } from '../rehearse/rehearsal';
import { rehearsalSummary, RehearsalSummary } from '../rehearse/rehearsal-summary';
import { acceptedWorkload } from './_accepted-workload';
import { jsonOutput } from './_rehearsal-json';
import { checkPlan, RehearsalChoices, rehearsalPlan } from './_rehearsal-plan';
import { textOutput } from './_rehearsal-text';

export interface RehearseOptions extends RehearsalChoices {
  readonly workload?: string;
  readonly for?: number;
  readonly until?: Goal;
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
  const rehearsal = new Rehearsal(plan, event => output.tell(event));
  const release = onInterrupt(() => rehearsal.stop(), () => {
    rehearsal.kill();
    output.stop();
    process.exit(INTERRUPTED);
  });
  output.begin(() => rehearsal.status());
  const ended = await rehearsal.run();
  release();
  const summary = rehearsalSummary(rehearsal, ended);
  output.end(summary);
  process.exitCode = exitCode(summary, until);
}

/** What shells say of a program that was interrupted. */
const INTERRUPTED = 130;

function exitCode({ ended, killed, crashes, ready, runs, startError }: RehearsalSummary, until: Goal | undefined): number {
  if (startError !== undefined) return 2;
  if (until) return ended === 'goal' ? 0 : 1;
  return runs.length > 0 && ready.length > 0 && killed.startup + killed.liveness + crashes === 0 ? 0 : 1;
}

function onInterrupt(first: () => void, second: () => void): () => void {
  let isFirst = true;
  const listen = () => {
    if (isFirst) first();
    else second();
    isFirst = false;
  };
  for (const signal of SIGNALS) process.on(signal, listen);
  return () => { for (const signal of SIGNALS) process.off(signal, listen); };
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What is waited for comes by then, or not at all. */
const LONGEST_WAIT_SECONDS = 600;
