import { playedSeconds } from './horizon';
import { Outlook, summaryOf } from './outlook-summary';
import { PhaseSample } from './phase-sample';
import { CHANCES, phaseScenario, Play } from './phase-scenario';
import { PodPlan } from './pod-plan';
import { simulate } from './pod-simulation';

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

/** After so many seconds the ticks of all workers are where they were. */
function commonPeriod({ containers }: PodPlan): number {
  const periods = containers.flatMap(({ probes }) => Object.values(probes).map(({ periodSeconds }) => periodSeconds));
  return periods.reduce((a, b) => a / greatestCommonDivisor(a, b) * b, 1);
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
