import { IntOrString } from './objects';

/**
 * A number of pods, or a share of them in percent.
 *
 * @param round how a share is rounded: up for what must be there or may be added, down for what may be missing
 */
export function podCount(value: IntOrString, replicas: number, round: (value: number) => number): number {
  return typeof value === 'string' && value.endsWith('%') ? round(Number(value.slice(0, -1)) / 100 * replicas) : Number(value);
}
