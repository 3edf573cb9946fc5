import { AppBehavior } from './app-behavior';
import { Breakage, detectionWindow } from './detection-window';
import { Play } from './phase-scenario';
import { ContainerPlan } from './pod-plan';
import { budgetOf, readyWindow } from './ready-window';
import { ProbeScenario } from './scenario';

/** Four hours: a crash loop has long become regular. */
export const LONGEST_PLAY_SECONDS = 14_400;

/** How long is played, in seconds. */
export function playedSeconds(play: Play): number {
  return Math.min(LONGEST_PLAY_SECONDS, play.forSeconds ?? settled(play));
}

/** What would happen after the time that is played, a line for each thing. */
export function unplayed(play: Play): string[] {
  const seconds = playedSeconds(play);
  const late = (at: number | undefined, what: string) => at !== undefined && at >= seconds ? [`${what} ${at} s after the start, and only ${seconds} s are played`] : [];
  return [
    ...late(play.deletedAtSeconds, 'the pod is deleted'),
    ...[...play.behaviors.values()].flatMap(({ hangs = [], fails = [], errors = [], slow = [], crashesAfterSeconds }) => [
      ...late(crashesAfterSeconds, 'the app crashes'),
      ...hangs.flatMap(({ fromSeconds }) => late(fromSeconds, 'the app hangs')),
      ...fails.flatMap(({ fromSeconds }) => late(fromSeconds, 'the app fails')),
      ...errors.flatMap(({ fromSeconds }) => late(fromSeconds, 'the app cannot be asked')),
      ...slow.flatMap(({ fromSeconds }) => late(fromSeconds, 'the app is slow')),
    ]),
  ];
}

/** When everything that can come of the behaviors has come, once. */
function settled({ pod, behaviors, deletedAtSeconds, kubelet = {} }: Play): number {
  const { statusDelay = 0, reactionDelay = 0, restartDelay = 0 } = kubelet;
  const slack = SHORTEST + 4 * (statusDelay + reactionDelay + restartDelay) + 2 * pod.containers.length;
  if (deletedAtSeconds !== undefined) return deletedAtSeconds + pod.graceSeconds + slack;
  const longest = (seconds: (plan: ContainerPlan, behavior: AppBehavior) => number) =>
    Math.max(...pod.containers.map(plan => seconds(plan, behaviors.get(plan.name) ?? {})));
  const changes = longest((_, behavior) => lastChange(behavior));
  const starts = longest(({ probes }, { startsAfterSeconds = 0 }) =>
    Math.max(budgetOf(probes)?.killed.latestSeconds ?? 0, readyWindow(probes, startsAfterSeconds)?.latestSeconds ?? startsAfterSeconds));
  const noticed = (probe?: ProbeScenario) => probe ? probe.initialDelaySeconds + detectionWindow(probe, Breakage.HANGS).latestSeconds : 0;
  const notices = longest(({ probes: { liveness, readiness } }) => Math.max(noticed(liveness), noticed(readiness)));
  const breaks = [...behaviors.values()].some(({ hangs, fails, errors, slow, crashesAfterSeconds }) => {
    return hangs || fails || errors || slow || crashesAfterSeconds !== undefined;
  });
  const sidecars = pod.containers.filter(({ isSidecar }) => isSidecar).length;
  return Math.ceil(changes + starts * (1 + sidecars) + (breaks || changes > 0 ? notices + pod.graceSeconds + starts : 0) + slack);
}

const SHORTEST = 10;

/** The last time at which something changes, in seconds. */
function lastChange(behavior: AppBehavior): number {
  const { startsAfterSeconds = 0, crashesAfterSeconds = 0, hangs = [], fails = [], errors = [], slow = [], afterRestart } = behavior;
  const windows = [...hangs, ...fails, ...errors, ...slow].flatMap(({ fromSeconds, untilSeconds = 0 }) => [fromSeconds, untilSeconds]);
  return Math.max(startsAfterSeconds, crashesAfterSeconds, ...windows, afterRestart ? lastChange(afterRestart) : 0);
}
