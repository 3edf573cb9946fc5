import { Breakage, DetectionTimings, distance, outageLimits, untilCounted } from './detection-window';
import { ProbeScenario } from './scenario';
import { TimeWindow } from './time-window';

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
