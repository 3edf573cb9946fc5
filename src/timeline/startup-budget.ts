/** The numbers of a startup probe that decide how long an app may take to start, in seconds and attempts. */
export interface StartupTimings {
  readonly initialDelaySeconds: number;
  readonly periodSeconds: number;
  readonly timeoutSeconds: number;
  readonly failureThreshold: number;
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

/** The latest time, in seconds after its start, at which a container that never starts is killed by this startup probe. */
export function latestStartupSeconds({ initialDelaySeconds, periodSeconds, timeoutSeconds, failureThreshold }: StartupTimings): number {
  return initialDelaySeconds + failureThreshold * Math.max(periodSeconds, timeoutSeconds) + timeoutSeconds;
}

/** The smallest failureThreshold that lets an app take so many seconds to start. */
export function failureThresholdFor(startupSeconds: number, { initialDelaySeconds, periodSeconds }: Pick<StartupTimings, 'initialDelaySeconds' | 'periodSeconds'>): number {
  return Math.max(1, Math.ceil((startupSeconds - surelyDelayed(initialDelaySeconds)) / periodSeconds) + 1);
}

function surelyDelayed(initialDelaySeconds: number): number {
  return Math.max(0, initialDelaySeconds - 1);
}
