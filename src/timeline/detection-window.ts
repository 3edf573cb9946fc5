import { ProbeScenario } from './scenario';
import { TimeWindow } from './time-window';

/** How an app breaks. */
export enum Breakage {
  /** It answers at once, but wrongly, or refuses the connection. */
  FAILS = 'fails',
  /** It does not answer at all, and each probe takes its whole timeout. */
  HANGS = 'hangs',
}

/** The numbers of a probe that decide how soon it is noticed that an app broke. */
export type DetectionTimings = Pick<ProbeScenario, 'periodSeconds' | 'timeoutSeconds' | 'failureThreshold'>;

/**
 * From the moment an app breaks to the moment the kubelet acts: it takes the pod out of rotation, or begins to restart
 * the container.
 *
 * The first probe that notices comes up to a period later, and failureThreshold of them must fail in a row. A probe that
 * takes longer than the period makes the next one wait for it.
 */
export function detectionWindow(timings: DetectionTimings, breakage: Breakage): TimeWindow {
  const earliestSeconds = untilCounted(timings, breakage);
  return { earliestSeconds, latestSeconds: timings.periodSeconds + earliestSeconds };
}

/** What becomes of an app that is broken for a while, and then works again by itself. */
export interface OutageLimits {
  /** An outage that is no longer is never noticed. */
  readonly unnoticedSeconds: number;
  /** An outage that is longer is always noticed; between the two it depends on the phase of the kubelet's ticks. */
  readonly noticedSeconds: number;
}

/** The longest outage that nothing comes of, and the shortest one that something surely comes of. */
export function outageLimits({ periodSeconds, timeoutSeconds, failureThreshold }: DetectionTimings, breakage: Breakage): OutageLimits {
  const unnoticedSeconds = (failureThreshold - 1) * distance({ periodSeconds, timeoutSeconds }, breakage);
  return { unnoticedSeconds, noticedSeconds: periodSeconds + unnoticedSeconds };
}

/** From the first probe that fails to the moment at which enough have. */
export function untilCounted(timings: DetectionTimings, breakage: Breakage): number {
  return (timings.failureThreshold - 1) * distance(timings, breakage) + (breakage === Breakage.HANGS ? timings.timeoutSeconds : 0);
}

/** From one probe to the next. */
export function distance({ periodSeconds, timeoutSeconds }: Omit<DetectionTimings, 'failureThreshold'>, breakage: Breakage): number {
  return breakage === Breakage.HANGS ? Math.max(periodSeconds, timeoutSeconds) : periodSeconds;
}
