import { HealthChecks, HealthProbe } from '../probes';

/** The health checks of a container. */
export interface ContainerHealthProps {
  /**
   * Restarts the container when it fails.
   *
   * None is made up: a liveness probe that fails under load or with a dependency does more harm than good.
   *
   * @default - that of `healthChecks`, or none
   */
  readonly livenessProbe?: HealthProbe;

  /**
   * Keeps traffic away while it fails.
   *
   * @default - that of `healthChecks`; for a `HealthCheckedService` with a port a TCP connection to it, as Knative and
   * KServe do; or else none
   */
  readonly readinessProbe?: HealthProbe;

  /**
   * Holds the other two back until the app has started.
   *
   * @default - one made from `startupSeconds`, or that of `healthChecks`, or none
   */
  readonly startupProbe?: HealthProbe;

  /**
   * The probes a well-known server wants, as a bundle. `livenessProbe`, `readinessProbe` and `startupProbe` replace
   * those of the bundle one by one.
   *
   * Beside a startup probe, made from `startupSeconds` or not, liveness and readiness of the bundle have no
   * initialDelaySeconds: it would be waited out although the app is there. The startup probe of the bundle keeps its own.
   *
   * @default - none
   */
  readonly healthChecks?: HealthChecks;

  /**
   * The longest time, in seconds, the app may take to start without being restarted.
   *
   * Makes a startup probe on what the liveness probe asks (or else the readiness probe), every 5 seconds, with a
   * failureThreshold whose guaranteed budget is no shorter. That is (failureThreshold - 1) periods: the popular
   * failureThreshold times periodSeconds may come up to a period too early. Beside a `startupProbe` of your own it is
   * checked against that.
   *
   * @default - no startup probe is made
   */
  readonly startupSeconds?: number;
}
