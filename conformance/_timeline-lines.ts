import { Timeline } from '../src/timeline/timeline';

/** Something that happened, in a form in which simulation and kubelet can be compared. */
export interface Line {
  readonly at: number;
  /** When it is over: the same, but for a probe. */
  readonly end: number;
  readonly text: string;
}

/** Every event, and every single probe, in order. */
export function timelineLines({ events, probes }: Timeline): Line[] {
  const lines = events.map(({ at, container, what, probe, result, grace }) => line(at, container, what, probe, result, grace));
  for (const { container, probe, first, every, count, result, duration } of probes) {
    for (let n = 0; n < count; n++) lines.push(line(first + n * every, container, 'probe', probe, result, first + n * every + duration));
  }
  return inOrder(lines);
}

/** @param more the end of a probe, or the grace of a container that is killed */
export function line(at: number, container: string, what: string, probe?: string, result?: unknown, more?: number): Line {
  return { at, end: what === 'probe' ? more! : at, text: [at, container, what, probe, result, more].filter(part => part !== undefined).join(' ') };
}

/** By time; what happens at the same time by its text, since its order is chance. */
export function inOrder(lines: Line[]): Line[] {
  return lines.sort((a, b) => a.at - b.at || (a.text < b.text ? -1 : 1));
}
