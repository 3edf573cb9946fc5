import { budgetOf } from '../timeline/ready-window';
import { ContainerProbes, Role, ROLES } from '../timeline/scenario';
import { failureThresholdFor } from '../timeline/startup-budget';
import { AppEnd } from './app';
import { isSuccess } from './probe-answer';
import { Goal, Rehearsal, RehearsalEnd } from './rehearsal';
import { RehearsalEvent } from './rehearsal-event';
import { isCrash } from './rehearsed-container';
import { Remark } from './remark';

/** What was learnt in a rehearsal. All times are seconds after it began, where nothing else is said. */
export interface RehearsalSummary {
  readonly seconds: number;
  readonly ended: RehearsalEnd;
  /** Whether somebody else had started the app, so that it could be asked only. */
  readonly isExternal: boolean;
  /** What was waited for. */
  readonly until?: Goal;
  readonly restarts: number;
  /** How often each probe had the app killed. */
  readonly killed: { readonly startup: number; readonly liveness: number };
  /** How often it ended though nobody asked it to; that a Job is done is no crash. */
  readonly crashes: number;
  /** When it ran; from `ending` on it was asked to end. */
  readonly runs: readonly { readonly from: number; readonly ending?: number; readonly to: number }[];
  readonly ready: readonly { readonly from: number; readonly to: number }[];
  /** How long the slowest start took. */
  readonly start?: MeasuredStart;
  readonly probes: readonly ProbeStatistics[];
  /** How the app ended when its pod was deleted. */
  readonly end?: MeasuredEnd;
  /** Why the app could not be started at all. */
  readonly startError?: string;
  readonly remarks: readonly Remark[];
}

export interface MeasuredEnd {
  /** How long its preStop hook took, where there is one. */
  readonly hookSeconds?: number;
  /** How long the app took after SIGTERM; absent, where it ended by itself while the hook ran. */
  readonly appSeconds?: number;
  /** What both may take together. */
  readonly graceSeconds: number;
  readonly how: AppEnd;
}

export interface MeasuredStart {
  /** The probe that was answered first. */
  readonly probe: Role;
  /** From the start of the app to the last probe that did not succeed, and to the first that did. */
  readonly earliestSeconds: number;
  readonly latestSeconds: number;
  /** The slowest start that the probes are sure to allow; absent, where no probe limits it. */
  readonly allowedSeconds?: number;
  /** Half as long again: what `startupSeconds` may say. */
  readonly suggestedSeconds: number;
  /** The failureThreshold of its startup probe that would allow for that, where there is one. */
  readonly suggestedThreshold?: number;
}

/** How a probe was answered. */
export interface ProbeStatistics {
  readonly probe: Role;
  readonly asked: number;
  readonly failed: number;
  /** How often it could not be asked at all, or the answer broke off. */
  readonly errors: number;
  /** How long the answers took that were successes. */
  readonly milliseconds?: { readonly median: number; readonly slowest: number };
  readonly timeoutSeconds: number;
}

/** Sums up what happened. */
export function rehearsalSummary({ events, remarks, plan }: Rehearsal, ended: RehearsalEnd): RehearsalSummary {
  const { probes, isExternal, restartPolicy, until } = plan;
  const seconds = events[events.length - 1]?.at ?? 0;
  const kills = (role: Role) => events.filter(event => event.what === 'killing' && event.probe === role).length;
  const starts = events.filter(({ what }) => what === 'start');
  const start = isExternal ? undefined : measuredStart(events, probes);
  const end = isExternal ? undefined : endOf(events);
  const failed = events.flatMap(event => event.what === 'end' && 'error' in event.how ? [event.how.error] : []);
  return {
    seconds,
    ended,
    isExternal,
    ...until ? { until } : {},
    restarts: Math.max(0, starts.length - 1),
    killed: { startup: kills('startup'), liveness: kills('liveness') },
    crashes: events.filter(event => event.what === 'end' && isCrash(event.how, restartPolicy) && !wasAsked(event, events)).length,
    runs: starts.map(({ at, run }) => {
      const of = (what: RehearsalEvent['what']) => events.find(event => event.what === what && event.run === run)?.at;
      const ending = isExternal ? undefined : of('killing');
      return { from: at, ...ending === undefined ? {} : { ending }, to: of('end') ?? seconds };
    }),
    ready: readySpans(events, seconds),
    ...start ? { start } : {},
    probes: ROLES.flatMap(role => probes[role] ? [statisticsOf(role, probes[role].timeoutSeconds, events)] : []),
    ...end ? { end } : {},
    ...failed.length > 0 ? { startError: failed[0] } : {},
    remarks,
  };
}

/** Whether a run had been asked to end when something happened. */
function wasAsked({ run, at }: RehearsalEvent, events: readonly RehearsalEvent[]): boolean {
  return events.some(event => event.what === 'killing' && event.run === run && event.at <= at);
}

function readySpans(events: readonly RehearsalEvent[], seconds: number): { from: number; to: number }[] {
  const spans: { from: number; to: number }[] = [];
  let from: number | undefined;
  const end = (to: number) => {
    if (from !== undefined) spans.push({ from, to });
    from = undefined;
  };
  for (const event of events) {
    if (event.what === 'ready' && event.value) from = event.at;
    else if (event.what === 'ready') end(event.at);
    if (event.what !== 'deleting') continue;
    // A pod that is deleted gets no traffic any more, ready or not.
    end(event.at);
    return spans;
  }
  end(seconds);
  return spans;
}

type AnswerEvent = RehearsalEvent & { readonly what: 'answer' };
type HookEvent = RehearsalEvent & { readonly what: 'pre-stop' };

/** Those that came before the pod was deleted: that an app which ends does not answer is no wonder. */
function answersOf(probe: Role, events: readonly RehearsalEvent[]): AnswerEvent[] {
  const deleted = events.find(({ what }) => what === 'deleting')?.at ?? Infinity;
  return events.filter((event): event is AnswerEvent => event.what === 'answer' && event.probe === probe)
    .filter(({ at }) => at <= deleted);
}

/** The slowest of all starts that came to an end. */
function measuredStart(events: readonly RehearsalEvent[], probes: ContainerProbes): MeasuredStart | undefined {
  const probe = (['startup', 'readiness', 'liveness'] as const).find(role => probes[role]);
  if (!probe) return undefined;
  let slowest: { earliestSeconds: number; latestSeconds: number } | undefined;
  for (const start of events) {
    if (start.what !== 'start') continue;
    const answers = answersOf(probe, events).filter(({ run }) => run === start.run);
    const first = answers.findIndex(({ answer }) => isSuccess(answer));
    if (first === -1) continue;
    const before = answers[first - 1];
    const latestSeconds = rounded(answers[first].at - start.at);
    const earliestSeconds = before ? rounded(before.at - before.milliseconds / 1000 - start.at) : 0;
    if (!slowest || latestSeconds > slowest.latestSeconds) slowest = { earliestSeconds: Math.max(0, earliestSeconds), latestSeconds };
  }
  if (!slowest) return undefined;
  const suggestedSeconds = Math.ceil(slowest.latestSeconds * MARGIN);
  const allowedSeconds = budgetOf(probes)?.guaranteedSeconds;
  return {
    probe,
    ...slowest,
    ...allowedSeconds === undefined ? {} : { allowedSeconds },
    suggestedSeconds,
    ...probes.startup ? { suggestedThreshold: failureThresholdFor(suggestedSeconds, probes.startup) } : {},
  };
}

/** What a start may take longer than the one that was seen: elsewhere a disk is slower, and a cache is cold. */
const MARGIN = 1.5;

function rounded(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}

function statisticsOf(probe: Role, timeoutSeconds: number, events: readonly RehearsalEvent[]): ProbeStatistics {
  const answers = answersOf(probe, events);
  const times = answers.filter(({ answer }) => isSuccess(answer)).map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
  return {
    probe,
    asked: answers.length,
    failed: answers.filter(({ answer: { outcome } }) => outcome === 'failure').length,
    errors: answers.filter(({ answer: { outcome } }) => outcome === 'error').length,
    ...times.length > 0 ? { milliseconds: { median: times[Math.floor(times.length / 2)], slowest: times[times.length - 1] } } : {},
    timeoutSeconds,
  };
}

function endOf(events: readonly RehearsalEvent[]): MeasuredEnd | undefined {
  const killing = events.find(event => event.what === 'killing' && event.probe === undefined);
  const end = killing && events.find(({ what, run }) => what === 'end' && run === killing.run);
  if (killing?.what !== 'killing' || end?.what !== 'end') return undefined;
  const hook = events.find((event): event is HookEvent => event.what === 'pre-stop' && event.at >= killing.at);
  const terminated = hook?.at ?? killing.at;
  const endedBefore = hook?.outcome === 'ended with the app' || end.at < terminated;
  return {
    ...hook ? { hookSeconds: rounded(hook.at - killing.at) } : {},
    ...endedBefore ? {} : { appSeconds: rounded(end.at - terminated) },
    graceSeconds: killing.graceSeconds,
    how: end.how,
  };
}
