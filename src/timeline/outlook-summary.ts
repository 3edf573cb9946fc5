import { PhaseEvent, PhaseSample } from './phase-sample';
import { Role } from './scenario';
import { TimeWindow } from './time-window';

/** What happens in all phases of the kubelet's ticks together. */
export interface Outlook {
  /** How many phases were played. */
  readonly phases: number;
  /** Whether these stand for all; where there are very many, the windows may be a little wider than was found. */
  readonly isComplete: boolean;
  /** How long was played, in seconds after the start of the first container. */
  readonly seconds: number;
  readonly events: readonly OutlookEvent[];
  /** When each container runs and is ready; and of several containers, when all of them are. */
  readonly states: readonly OutlookState[];
  /** Whether a probe has a container killed in any phase, however seldom, and the share of these phases from 0 to 1. */
  readonly isEverKilled: boolean;
  readonly killed: number;
  /** Whether all containers become ready in every phase, and the share of the phases in which one never does. */
  readonly isAlwaysReady: boolean;
  readonly neverReady: number;
  /** When each comes for the first time, in the phases in which it does. */
  readonly first: { readonly ready?: TimeWindow; readonly notReady?: TimeWindow; readonly killed?: TimeWindow };
}

/** Something that happens, the first, second … time. */
export interface OutlookEvent extends TimeWindow {
  /** Empty for what concerns the pod as a whole. */
  readonly container: string;
  readonly what: 'container started' | 'container ended' | 'started' | 'ready' | 'not ready' | 'killing' | 'backing off' | 'deleting' | 'deleted';
  readonly probe?: Role;
  readonly graceSeconds?: number;
  /** 1, where it happens for the first time. */
  readonly occurrence: number;
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
 * Puts the outcomes of all phases together.
 *
 * @param containers the names of the containers
 */
export function summaryOf(samples: readonly PhaseSample[], containers: readonly string[], seconds: number): Omit<Outlook, 'isComplete'> {
  const grid = samples.filter(({ isOnGrid }) => isOnGrid);
  const share = (holds: (sample: PhaseSample) => boolean) => grid.filter(holds).length / grid.length;
  const isKilled = ({ events }: PhaseSample) => events.some(isKill);
  const isNeverReady = ({ events }: PhaseSample) => containers.some(name => {
    return !events.some(({ container, what, result }) => container === name && what === 'ready' && result === true);
  });
  return {
    phases: samples.length,
    seconds,
    events: eventsOf(samples, grid.length),
    states: statesOf(samples, containers, seconds),
    isEverKilled: samples.some(isKilled),
    killed: share(isKilled),
    isAlwaysReady: !samples.some(isNeverReady),
    neverReady: share(isNeverReady),
    first: {
      ...firstWindow(samples, 'ready', ({ what, result }) => what === 'ready' && result === true),
      ...firstWindow(samples, 'notReady', ({ what, result }) => what === 'ready' && result === false),
      ...firstWindow(samples, 'killed', isKill),
    },
  };
}

function isKill({ what, probe }: PhaseEvent): boolean {
  return what === 'killing' && probe !== undefined;
}

function firstWindow(samples: readonly PhaseSample[], name: keyof Outlook['first'], isMeant: (event: PhaseEvent) => boolean): Outlook['first'] {
  const times = samples.flatMap(({ events }) => events.find(isMeant)?.seconds ?? []);
  const extreme = (pick: (a: number, b: number) => number) => rounded(times.reduce((a, b) => pick(a, b)));
  return times.length === 0 ? {} : { [name]: { earliestSeconds: extreme(Math.min), latestSeconds: extreme(Math.max) } };
}

function eventsOf(samples: readonly PhaseSample[], gridLength: number): OutlookEvent[] {
  const found = new Map<string, { readonly event: PhaseEvent; earliest: number; latest: number; count: number }>();
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
  const inOrder = [...found.values()].sort((a, b) => a.earliest - b.earliest || a.latest - b.latest);
  return inOrder.map(({ event: { container, what, probe, result, grace, occurrence }, earliest, latest, count }) => ({
    container,
    what: (what === 'ready' && result === false ? 'not ready' : what) as OutlookEvent['what'],
    ...probe ? { probe } : {},
    ...grace === undefined ? {} : { graceSeconds: grace },
    occurrence,
    earliestSeconds: rounded(earliest),
    latestSeconds: rounded(latest),
    share: count / gridLength,
  }));
}

function statesOf(samples: readonly PhaseSample[], containers: readonly string[], seconds: number): OutlookState[] {
  const states: OutlookState[] = [];
  for (const container of containers.length > 1 ? [...containers, ''] : containers) {
    for (const [what, begins, ends] of [['runs', 'container started', 'container ended'], ['ready', 'ready true', 'ready false']] as const) {
      if (container === '' && what === 'runs') continue;
      states.push({ container, what, spans: together(samples.map(sample => sample.spansOf(container, begins, ends, seconds))) });
    }
  }
  return states;
}

/** Where the spans of all phases lie over each other, and where those of some do. */
function together(phases: readonly (readonly [number, number][])[]): StateSpan[] {
  const changes = phases.flat().flatMap(([from, to]) => [{ at: rounded(from), by: 1 }, { at: rounded(to), by: -1 }]);
  changes.sort((a, b) => a.at - b.at || b.by - a.by);
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
