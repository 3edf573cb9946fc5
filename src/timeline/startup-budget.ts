import { ProbeScenario } from './scenario';
import { TimeWindow } from './time-window';

/** The numbers of a probe that decide how long an app may take to start, in seconds and attempts. */
export type StartupTimings = Pick<ProbeScenario, 'initialDelaySeconds' | 'periodSeconds' | 'timeoutSeconds' | 'failureThreshold'>;

/** What a startup probe, or without one a liveness probe, does to an app that starts slowly. */
export interface StartupBudget {
  /** An app that takes no longer is never killed. */
  readonly guaranteedSeconds: number;
  /** An app that takes longer is always killed; between the two it depends on the phase of the kubelet's ticks. */
  readonly hopelessSeconds: number;
  /** When the container is killed, after its start, if it is. */
  readonly killed: TimeWindow;
}

export function startupBudget(timings: StartupTimings): StartupBudget {
  const { initialDelaySeconds, periodSeconds, timeoutSeconds, failureThreshold } = timings;
  const hopelessSeconds = initialDelaySeconds + periodSeconds + (failureThreshold - 1) * Math.max(periodSeconds, timeoutSeconds);
  const guaranteedSeconds = guaranteedStartupSeconds(timings);
  return { guaranteedSeconds, hopelessSeconds, killed: { earliestSeconds: guaranteedSeconds, latestSeconds: hopelessSeconds + timeoutSeconds } };
}

/**
 * The longest time, in seconds, an app may take to start and never be killed by this startup probe.
 *
 * The kubelet probes at its own ticks, whose phase has nothing to do with the start of the container: the first probe
 * may come at once, and each failure uses up a tick. Hence (failureThreshold - 1) periods are sure, not failureThreshold
 * of them. Of an initial delay one second less counts, since the kubelet cuts the start time to whole seconds.
 *
 * Source: `pkg/kubelet/prober/worker.go` (`doProbe`) and `pkg/kubelet/status/status_manager.go` (`normalizeStatus`).
 */
export function guaranteedStartupSeconds({ initialDelaySeconds, periodSeconds, failureThreshold }: Omit<StartupTimings, 'timeoutSeconds'>): number {
  return (failureThreshold - 1) * periodSeconds + surelyDelayed(initialDelaySeconds);
}

/** The smallest failureThreshold that lets an app take so many seconds to start. */
export function failureThresholdFor(startupSeconds: number, { initialDelaySeconds, periodSeconds }: Pick<StartupTimings, 'initialDelaySeconds' | 'periodSeconds'>): number {
  return Math.max(1, Math.ceil((startupSeconds - surelyDelayed(initialDelaySeconds)) / periodSeconds) + 1);
}

/** The part of an initial delay that is sure, since the kubelet cuts the start of a container to whole seconds. */
export function surelyDelayed(initialDelaySeconds: number): number {
  return Math.max(0, initialDelaySeconds - 1);
}
