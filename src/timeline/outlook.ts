import { AppBehavior, lastChange } from './app-behavior';
import { Breakage, detectionWindow } from './detection-window';
import { Outlook, summaryOf } from './outlook-summary';
import { PhaseSample } from './phase-sample';
import { CHANCES, phaseScenario, Play } from './phase-scenario';
import { ContainerPlan, PodPlan } from './pod-plan';
import { simulate } from './pod-simulation';
import { budgetOf, readyWindow } from './ready-window';
import { ProbeScenario } from './scenario';

/**
 * Plays a pod in every phase of the kubelet's ticks.
 *
 * All phases up to the least common multiple of the periods are gone through in small steps, and where the outcome
 * changes between two of them the place is looked for down to a millisecond: between such places the times are linear,
 * so that the earliest and the latest are found: up to a second in which a container that is started again begins, which
 * matters to probes with an initial delay.
 */
export function outlook(play: Play): Outlook {
  const seconds = playedSeconds(play);
  const common = commonPeriod(play.pod);
  const stretch = Math.min(LONGEST_COMMON_PERIOD, common);
  // Hours of crashes in fine steps would take minutes.
  const budget = Math.min(MOST_SAMPLES, MOST_SIMULATED / seconds) / play.pod.containers.length;
  const grid = Math.max(GRID, Math.min(Math.ceil(stretch / LONGEST_STEP), Math.ceil(budget / 2 / CHANCES.length)));
  const samples: PhaseSample[] = [];
  const most = Math.max(2 * CHANCES.length * grid, budget);
  for (const chance of CHANCES) {
    const sample = (phase: number, isOnGrid: boolean): PhaseSample => {
      const played = new PhaseSample(simulate(phaseScenario(play, seconds, phase, chance)), play.pod.containers.length, isOnGrid);
      samples.push(played);
      return played;
    };
    let before: { readonly phase: number; readonly sample: PhaseSample } | undefined;
    for (let n = 0; n <= grid; n++) {
      // Not on whole numbers, where ticks and changes would coincide; the ends are looked at, but they are one phase.
      const phase = n === 0 ? EDGE : n === grid ? stretch - EDGE : (n + 0.137) / grid * stretch;
      const here = { phase, sample: sample(phase, n < grid) };
      if (before) refine(before, here, between => samples.length < most ? sample(between, false) : undefined);
      before = here;
    }
  }
  const names = play.pod.containers.map(({ name }) => name);
  return { ...summaryOf(samples, names, seconds), isComplete: samples.length < most && common <= LONGEST_COMMON_PERIOD };
}

/** Four hours: a crash loop has long become regular. */
export const LONGEST_PLAY_SECONDS = 14_400;

/** How many phases may be played, and how many seconds in all, before the steps become coarser. */
const MOST_SAMPLES = 6_000;
const MOST_SIMULATED = 4_000_000;

/** Steps on the way through the phases, at least, and the longest one in seconds. */
const GRID = 40;
const LONGEST_STEP = 0.5;

/** The longest stretch of phases that is gone through, in seconds. */
const LONGEST_COMMON_PERIOD = 600;

/** How closely the places are found where the outcome changes, in seconds. */
const FINEST_STEP = 0.001;

/** How near to a tick containers are started, in seconds. */
const EDGE = 0.0013;

function refine(a: { readonly phase: number; readonly sample: PhaseSample }, b: typeof a, play: (phase: number) => PhaseSample | undefined): void {
  const distance = b.phase - a.phase;
  if (distance < FINEST_STEP || a.sample.isNextTo(b.sample, distance)) return;
  const phase = (a.phase + b.phase) / 2;
  const sample = play(phase);
  if (!sample) return;
  const middle = { phase, sample };
  refine(a, middle, play);
  refine(middle, b, play);
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

function playedSeconds(play: Play): number {
  return Math.min(LONGEST_PLAY_SECONDS, play.forSeconds ?? settled(play));
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

/** After so many seconds the ticks of all workers are where they were. */
function commonPeriod({ containers }: PodPlan): number {
  const periods = containers.flatMap(({ probes }) => Object.values(probes).map(({ periodSeconds }) => periodSeconds));
  return periods.reduce((a, b) => a / greatestCommonDivisor(a, b) * b, 1);
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
