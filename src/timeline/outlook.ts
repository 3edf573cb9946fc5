import { AppBehavior, lastChange, livesOf } from './app-behavior';
import { detectionWindow } from './detection-window';
import { ContainerPlan, PodPlan } from './pod-plan';
import { simulate } from './pod-simulation';
import { budgetOf, readyWindow } from './ready-window';
import { MICROS_PER_SECOND, Role, Scenario } from './scenario';
import { TimeWindow } from './time-window';
import { Timeline, TimelineEvent } from './timeline';

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

/** What happens in all phases of the kubelet's ticks together. */
export interface Outlook {
  /** How many phases were played. */
  readonly phases: number;
  /** How long was played, in seconds after the start of the first container. */
  readonly seconds: number;
  readonly events: readonly OutlookEvent[];
  /** When each container runs and is ready, and when the pod gets traffic. */
  readonly states: readonly OutlookState[];
  /** The share of the phases, from 0 to 1, in which a probe has a container killed. */
  readonly killed: number;
  /** The share of the phases in which a container never becomes ready. */
  readonly neverReady: number;
}

/** Something that happens, the first, second … time. */
export interface OutlookEvent extends TimeWindow {
  /** Empty for what concerns the pod as a whole. */
  readonly container: string;
  readonly what: 'container started' | 'container ended' | 'started' | 'ready' | 'not ready' | 'killing' | 'backing off' | 'deleting' | 'deleted';
  readonly probe?: Role;
  readonly graceSeconds?: number;
  /** The share of the phases in which it happens. */
  readonly share: number;
}

export interface OutlookState {
  /** Empty for the pod as a whole. */
  readonly container: string;
  readonly what: 'runs' | 'ready';
  readonly spans: readonly StateSpan[];
}

export interface StateSpan {
  readonly fromSeconds: number;
  readonly toSeconds: number;
  /** Whether it is so in every phase, or in some of them. */
  readonly isSure: boolean;
}

/**
 * Plays a pod in every phase of the kubelet's ticks.
 *
 * All phases up to the least common multiple of the periods are gone through in small steps, and where the outcome
 * changes between two of them the place is looked for down to a millisecond: between such places the times are linear,
 * so that the earliest and the latest are found.
 */
export function outlook(play: Play): Outlook {
  const seconds = play.forSeconds ?? settled(play);
  const common = commonPeriod(play.pod);
  const grid = Math.max(GRID, Math.ceil(common / LONGEST_STEP));
  const samples: Sample[] = [];
  for (const chance of CHANCES) {
    const sample = (phase: number, isOnGrid: boolean): Sample => {
      const played = new Sample(simulate(scenarioOf(play, seconds, phase, chance)), isOnGrid);
      samples.push(played);
      return played;
    };
    let before: { readonly phase: number; readonly sample: Sample } | undefined;
    for (let n = 0; n <= grid; n++) {
      // Not on whole numbers, where ticks and changes would coincide; the ends are looked at, but they are one phase.
      const phase = n === 0 ? EDGE : n === grid ? common - EDGE : (n + 0.137) / grid * common;
      const here = { phase, sample: sample(phase, n < grid) };
      if (before) refine(before, here, between => sample(between, false));
      before = here;
    }
  }
  return summary(samples, seconds);
}

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

/** The outcome of one phase. */
class Sample {
  public readonly events: readonly (TimelineEvent & { readonly key: string; readonly seconds: number })[];

  constructor(timeline: Timeline, public readonly isOnGrid: boolean) {
    const start = timeline.events.find(({ what }) => what === 'container started')?.at ?? 0;
    const counts = new Map<string, number>();
    this.events = toldEvents(timeline.events).map(event => {
      const kind = `${event.container} ${event.what} ${event.probe} ${event.result}`;
      const count = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, count);
      return { ...event, key: `${kind} ${count}`, seconds: (event.at - start) / MICROS_PER_SECOND };
    });
  }

  /** Whether nothing but a shift of the phase lies between the two. */
  public isNextTo({ events }: Sample, distance: number): boolean {
    return this.events.length === events.length
      && this.events.every(({ key, seconds }, index) => events[index].key === key && Math.abs(events[index].seconds - seconds) < 1.5 * distance + FINEST_STEP);
  }
}

/** Without what follows from the rest. */
function toldEvents(events: readonly TimelineEvent[]): TimelineEvent[] {
  const backingOff = new Set<string>();
  let isDeleted = false;
  return events.filter(({ what, result, container }) => {
    isDeleted ||= what === 'deleting';
    if (what === 'container started') backingOff.delete(container);
    if (what === 'result' || (what === 'started' && result === false)) return false;
    // Traffic has stopped when a pod is deleted, whatever readiness says.
    if (what === 'ready' && isDeleted) return false;
    if (what !== 'backing off') return true;
    // It is tried again and again.
    const isNew = !backingOff.has(container);
    backingOff.add(container);
    return isNew;
  });
}

function refine(a: { readonly phase: number; readonly sample: Sample }, b: typeof a, play: (phase: number) => Sample): void {
  const distance = b.phase - a.phase;
  if (distance < FINEST_STEP || a.sample.isNextTo(b.sample, distance)) return;
  const phase = (a.phase + b.phase) / 2;
  const middle = { phase, sample: play(phase) };
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
    backOffResync: MICROS_PER_SECOND,
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
    Math.max(0, ...[liveness, readiness].map(probe => probe ? detectionWindow(probe, 'hangs').latestSeconds : 0)));
  const sidecars = pod.containers.filter(({ isSidecar }) => isSidecar).length;
  return Math.ceil(changes + starts * (1 + sidecars) + (changes > 0 ? notices + pod.graceSeconds + starts : 0) + SHORTEST);
}

const SHORTEST = 10;

/** After so many seconds the ticks of all workers are where they were. */
function commonPeriod({ containers }: PodPlan): number {
  const periods = containers.flatMap(({ probes }) => Object.values(probes).map(({ periodSeconds }) => periodSeconds));
  return Math.min(LONGEST_COMMON_PERIOD, periods.reduce((a, b) => a / greatestCommonDivisor(a, b) * b, 1));
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

function summary(samples: readonly Sample[], seconds: number): Outlook {
  const grid = samples.filter(({ isOnGrid }) => isOnGrid);
  const share = (holds: (sample: Sample) => boolean) => grid.filter(holds).length / grid.length;
  const containers = [...new Set(samples.flatMap(({ events }) => events.map(({ container }) => container)))].filter(name => name !== '');
  return {
    phases: samples.length,
    seconds,
    events: eventsOf(samples, grid.length),
    states: statesOf(samples, containers, seconds),
    killed: share(({ events }) => events.some(({ what, probe }) => what === 'killing' && probe !== undefined)),
    neverReady: share(({ events }) => containers.some(name => !events.some(({ container, what, result }) => container === name && what === 'ready' && result === true))),
  };
}

function eventsOf(samples: readonly Sample[], gridLength: number): OutlookEvent[] {
  const found = new Map<string, { readonly event: TimelineEvent; earliest: number; latest: number; count: number }>();
  for (const { events, isOnGrid } of samples) {
    for (const event of events) {
      const { key, seconds } = event;
      const known = found.get(key);
      if (!known) {
        found.set(key, { event, earliest: seconds, latest: seconds, count: Number(isOnGrid) });
        continue;
      }
      known.earliest = Math.min(known.earliest, seconds);
      known.latest = Math.max(known.latest, seconds);
      known.count += Number(isOnGrid);
    }
  }
  return [...found.values()].sort((a, b) => a.earliest - b.earliest || a.latest - b.latest).map(({ event: { container, what, probe, result, grace }, earliest, latest, count }) => ({
    container,
    what: (what === 'ready' && result === false ? 'not ready' : what) as OutlookEvent['what'],
    ...probe ? { probe } : {},
    ...grace === undefined ? {} : { graceSeconds: grace },
    earliestSeconds: rounded(earliest),
    latestSeconds: rounded(latest),
    share: count / gridLength,
  }));
}

function statesOf(samples: readonly Sample[], containers: readonly string[], seconds: number): OutlookState[] {
  const states: OutlookState[] = [];
  for (const container of containers) {
    for (const [what, begins, ends] of [['runs', 'container started', 'container ended'], ['ready', 'ready true', 'ready false']] as const) {
      const spans = samples.map(({ events }) => spansOf(events.filter(event => event.container === container || event.what === 'deleting'), begins, ends, seconds));
      states.push({ container, what, spans: together(spans) });
    }
  }
  return states;
}

/** From where something begins to where it ends, in one phase. */
function spansOf(events: Sample['events'], begins: string, ends: string, until: number): [number, number][] {
  const spans: [number, number][] = [];
  let from: number | undefined;
  for (const { what, result, seconds } of events) {
    const text = what === 'ready' ? `ready ${result}` : what;
    if (text === begins) from ??= seconds;
    if ((text === ends || (what === 'deleting' && ends === 'ready false')) && from !== undefined) {
      spans.push([from, seconds]);
      from = undefined;
    }
  }
  if (from !== undefined) spans.push([from, until]);
  return spans;
}

/** Where the spans of all phases lie over each other, and where those of some do. */
function together(phases: readonly (readonly [number, number][])[]): StateSpan[] {
  const changes = phases.flat().flatMap(([from, to]) => [{ at: rounded(from), by: 1 }, { at: rounded(to), by: -1 }]).sort((a, b) => a.at - b.at || b.by - a.by);
  const spans: StateSpan[] = [];
  let count = 0;
  changes.forEach(({ at, by }, index) => {
    count += by;
    const to = changes[index + 1]?.at;
    if (count === 0 || to === undefined || to <= at) return;
    const isSure = count === phases.length;
    const last = spans[spans.length - 1];
    if (last && last.toSeconds === at && last.isSure === isSure) spans[spans.length - 1] = { ...last, toSeconds: to };
    else spans.push({ fromSeconds: at, toSeconds: to, isSure });
  });
  return spans;
}

/** To a hundredth of a second: the small delays that keep things apart are not meant. */
function rounded(seconds: number): number {
  return Math.round(seconds * 100) / 100;
}

function micros(seconds: number): number {
  return Math.round(seconds * MICROS_PER_SECOND);
}
