import { MICROS_PER_SECOND } from './scenario';
import { Timeline, TimelineEvent } from './timeline';

/** An event of one phase. */
export interface PhaseEvent extends TimelineEvent {
  /** The same in all phases in which it happens. */
  readonly key: string;
  /** 1, where it happens for the first time. */
  readonly occurrence: number;
  /** After the start of the first container. */
  readonly seconds: number;
}

/** The outcome of one phase. */
export class PhaseSample {
  public readonly events: readonly PhaseEvent[];

  /** @param isOnGrid whether it counts where shares are counted: these phases are evenly spread */
  constructor(timeline: Timeline, containers: number, public readonly isOnGrid: boolean) {
    const start = timeline.events.find(({ what }) => what === 'container started')?.at ?? 0;
    const counts = new Map<string, number>();
    const told = toldEvents(timeline.events);
    this.events = (containers > 1 ? withPod(told, containers) : told).map(event => {
      const kind = `${event.container} ${event.what} ${event.probe} ${event.result}`;
      const occurrence = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, occurrence);
      return { ...event, key: `${kind} ${occurrence}`, occurrence, seconds: (event.at - start) / MICROS_PER_SECOND };
    });
  }

  /**
   * Whether nothing but a shift of the phase lies between the two.
   *
   * @param shift the distance of their phases, in seconds
   */
  public isNextTo({ events }: PhaseSample, shift: number): boolean {
    const longest = 1.5 * shift + SMALLEST_DIFFERENCE;
    return this.events.length === events.length
      && this.events.every(({ key, seconds }, index) => events[index].key === key && Math.abs(events[index].seconds - seconds) < longest);
  }

  /** From where something begins to where it ends. */
  public spansOf(container: string, begins: string, ends: string, until: number): [number, number][] {
    const spans: [number, number][] = [];
    let from: number | undefined;
    for (const { what, result, seconds, ...event } of this.events) {
      if (event.container !== container && what !== 'deleting') continue;
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
}

/** In seconds; what may be made of the small delays that keep things apart. */
const SMALLEST_DIFFERENCE = 0.001;

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

/** Adds when all containers are ready, and when one is not any more. */
function withPod(events: readonly TimelineEvent[], containers: number): TimelineEvent[] {
  const ready = new Set<string>();
  return events.flatMap(event => {
    if (event.what !== 'ready') return [event];
    const before = ready.size;
    if (event.result === true) ready.add(event.container);
    else ready.delete(event.container);
    const changed = (before === containers) !== (ready.size === containers);
    return changed ? [event, { at: event.at, container: '', what: 'ready' as const, result: event.result }] : [event];
  });
}
