import { AppBehavior, lastChange, livesOf } from './app-behavior';
import { Breakage, detectionWindow } from './detection-window';
import { Outlook, summaryOf } from './outlook-summary';
import { PhaseSample } from './phase-sample';
import { ContainerPlan, PodPlan } from './pod-plan';
import { simulate } from './pod-simulation';
import { budgetOf, readyWindow } from './ready-window';
import { MICROS_PER_SECOND, Scenario } from './scenario';

/** What is played in every phase. */
export interface Play {
  readonly pod: PodPlan;
  /** What the apps do, by the name of their container; others answer well. */
  readonly behaviors: ReadonlyMap<string, AppBehavior>;
  /** The version of the kubelet, as a minor number. */
  readonly kubernetes: number;
  /** When the pod is deleted, in seconds after the start of its first container. */
  readonly deletedAtSeconds?: number;
  /** How long is played; long enough for everything to settle, where absent. */
  readonly forSeconds?: number;
  /** What the kubelet takes for itself, in seconds; next to nothing, where absent. */
  readonly kubelet?: KubeletDelays;
}

export interface KubeletDelays {
  /** Until it sees that a container started or ended. */
  readonly statusDelay?: number;
  /** From the result of a probe to the sync of the pod. */
  readonly reactionDelay?: number;
  /** From the end of a container to the next start, back-off apart. */
  readonly restartDelay?: number;
  /** Syncs for other reasons, after the start of the first container. */
  readonly syncs?: readonly number[];
}

/**
 * Plays a pod in every phase of the kubelet's ticks.
 *
 * All phases up to the least common multiple of the periods are gone through in small steps, and where the outcome
 * changes between two of them the place is looked for down to a millisecond: between such places the times are linear,
 * so that the earliest and the latest are found.
 */
export function outlook(play: Play): Outlook {
  const seconds = Math.min(LONGEST_PLAY_SECONDS, play.forSeconds ?? settled(play));
  const common = commonPeriod(play.pod);
  const stretch = Math.min(LONGEST_COMMON_PERIOD, common);
  // Hours of crashes in fine steps would take minutes.
  const grid = Math.max(GRID, Math.min(Math.ceil(stretch / LONGEST_STEP), Math.ceil(MOST_SIMULATED / seconds)));
  const samples: PhaseSample[] = [];
  const most = Math.max(2 * CHANCES.length * grid, MOST_SIMULATED / seconds);
  for (const chance of CHANCES) {
    const sample = (phase: number, isOnGrid: boolean): PhaseSample => {
      const played = new PhaseSample(simulate(scenarioOf(play, seconds, phase, chance)), play.pod.containers.length, isOnGrid);
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
  return { ...summaryOf(samples, seconds), isComplete: samples.length < most && common <= LONGEST_COMMON_PERIOD };
}

/** Four hours: a crash loop has long become regular. */
export const LONGEST_PLAY_SECONDS = 14_400;

/** What may be simulated in all, in seconds, before the steps become coarser. */
const MOST_SIMULATED = 2_000_000;

/** Steps on the way through the phases, at least, and the longest one in seconds. */
const GRID = 40;
const LONGEST_STEP = 0.5;

/** The longest stretch of phases that is gone through, in seconds. */
const LONGEST_COMMON_PERIOD = 600;

/** How closely the places are found where the outcome changes, in seconds. */
const FINEST_STEP = 0.001;

/** How near to a tick containers are started, in seconds. */
const EDGE = 0.0013;

/** What else is left to chance. */
interface Chance {
  /** Whether a probe that a sync asks for sees the status of that sync. */
  readonly freshTriggers: boolean;
  /** Where in a second the container starts. */
  readonly fraction: number;
  /** Whether a sync comes between start and readiness, which moves the ticks of readiness from 1.32 on. */
  readonly extraSync: boolean;
}

const CHANCES: readonly Chance[] = [false, true].flatMap(freshTriggers => [0.0005, 0.9995].flatMap(fraction => [false, true].map(extraSync => {
  return { freshTriggers, fraction, extraSync };
})));

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

function scenarioOf(play: Play, seconds: number, phase: number, { freshTriggers, fraction, extraSync }: Chance): Scenario {
  const { pod, behaviors, kubernetes, deletedAtSeconds, kubelet = {} } = play;
  const start = micros(phase);
  const hasSidecar = pod.containers.some(({ isSidecar }) => isSidecar);
  return {
    kubernetes,
    secondOffset: (micros(fraction) + MICROS_PER_SECOND - start % MICROS_PER_SECOND) % MICROS_PER_SECOND,
    graceSeconds: pod.graceSeconds,
    // Odd numbers, to keep things apart that would be at once.
    statusDelay: micros(kubelet.statusDelay ?? 0) + 101,
    reactionDelay: micros(kubelet.reactionDelay ?? 0) + 109,
    restartDelay: micros(kubelet.restartDelay ?? 0) + 113,
    freshTriggers,
    syncs: [...kubelet.syncs ?? [], ...extraSync ? extraSyncs(play, phase) : []].map(at => start + micros(at)),
    ...deletedAtSeconds === undefined ? {} : { deletedAt: start + micros(deletedAtSeconds) },
    until: start + micros(seconds),
    containers: pod.containers.map(({ name, isSidecar, probes }, index) => ({
      name, isSidecar, probes, startsAt: hasSidecar && !isSidecar ? 0 : start + index * 7, ...livesOf(behaviors.get(name) ?? {}),
    })),
  };
}

/** When the worker of a readiness probe would have its last tick before its app answers, if nothing ever moved its ticks. */
function extraSyncs({ pod, behaviors }: Play, phase: number): number[] {
  return pod.containers.flatMap(({ name, probes: { startup, readiness } }) => {
    if (startup || !readiness) return [];
    const { startsAfterSeconds = 0 } = behaviors.get(name) ?? {};
    const before = Math.max(0, Math.floor((startsAfterSeconds + phase) / readiness.periodSeconds)) * readiness.periodSeconds - phase;
    return [(before > 0 ? before : before + readiness.periodSeconds) + 0.0007];
  });
}

/** When everything that can come of the behaviors has come, once. */
function settled({ pod, behaviors, deletedAtSeconds }: Play): number {
  if (deletedAtSeconds !== undefined) return deletedAtSeconds + pod.graceSeconds + SHORTEST;
  const longest = (seconds: (plan: ContainerPlan, behavior: AppBehavior) => number) =>
    Math.max(...pod.containers.map(plan => seconds(plan, behaviors.get(plan.name) ?? {})));
  const changes = longest((_, behavior) => lastChange(behavior));
  const starts = longest(({ probes }, { startsAfterSeconds = 0 }) =>
    Math.max(budgetOf(probes)?.killed.latestSeconds ?? 0, readyWindow(probes, startsAfterSeconds)?.latestSeconds ?? 0));
  const notices = longest(({ probes: { liveness, readiness } }) =>
    Math.max(0, ...[liveness, readiness].map(probe => probe ? detectionWindow(probe, Breakage.HANGS).latestSeconds : 0)));
  const sidecars = pod.containers.filter(({ isSidecar }) => isSidecar).length;
  return Math.ceil(changes + starts * (1 + sidecars) + (changes > 0 ? notices + pod.graceSeconds + starts : 0) + SHORTEST);
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

function micros(seconds: number): number {
  return Math.round(seconds * MICROS_PER_SECOND);
}
