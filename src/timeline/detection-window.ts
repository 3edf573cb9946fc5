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

/**
 * How long a pod is out of rotation for an outage of so many seconds: from the moment it is not ready to the moment it is
 * ready again. Undefined where the outage is too short for that in any phase.
 *
 * For kubelets from 1.32 on, where nothing else happens to the pod: each sync asks a pod that is not ready once more,
 * so that it may come back sooner.
 */
export function outOfRotation(timings: DetectionTimings & Pick<ProbeScenario, 'successThreshold'>, outageSeconds: number, breakage: Breakage): TimeWindow | undefined {
  const { unnoticedSeconds, noticedSeconds } = outageLimits(timings, breakage);
  if (outageSeconds <= unnoticedSeconds) return undefined;
  // When it is out of rotation it is asked at once, and then every so often from there on.
  const every = distance(timings, breakage);
  const left = outageSeconds - untilCounted(timings, breakage);
  const more = timings.successThreshold - 1;
  // A tick that waited for the end of a probe comes on top.
  const atOnce = breakage === Breakage.HANGS && timings.timeoutSeconds >= timings.periodSeconds ? 1 : 0;
  const shortest = left - timings.periodSeconds;
  const waits = outageSeconds <= noticedSeconds || shortest < 0 ? 0 : Math.floor(shortest / every) + 1;
  return {
    earliestSeconds: waits * every + Math.max(0, more - atOnce) * timings.periodSeconds,
    latestSeconds: Math.ceil(Math.max(0, left) / every) * every + more * timings.periodSeconds,
  };
}

/** From the first probe that fails to the moment at which enough have. */
function untilCounted(timings: DetectionTimings, breakage: Breakage): number {
  return (timings.failureThreshold - 1) * distance(timings, breakage) + (breakage === Breakage.HANGS ? timings.timeoutSeconds : 0);
}

/** From one probe to the next. */
function distance({ periodSeconds, timeoutSeconds }: Omit<DetectionTimings, 'failureThreshold'>, breakage: Breakage): number {
  return breakage === Breakage.HANGS ? Math.max(periodSeconds, timeoutSeconds) : periodSeconds;
}
