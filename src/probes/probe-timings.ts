/**
 * When a probe is sent and how many answers it takes.
 *
 * Names and defaults are TrueFoundry's, which are Kubernetes'. All of them are whole numbers.
 */
export interface ProbeTimings {
  /**
   * Seconds after the container's start before the first probe.
   *
   * For an app that starts slowly a startup probe (or `startupSeconds` of the service) is the better tool: it ends as
   * soon as the app is there, while a delay is always waited out.
   *
   * @default 0
   */
  readonly initialDelaySeconds?: number;

  /**
   * Seconds from one probe to the next; at least 1.
   *
   * @default 10
   */
  readonly periodSeconds?: number;

  /**
   * Seconds the app has to answer; at least 1.
   *
   * A garbage collection or a busy worker easily takes a second, and then the default counts as a failure.
   *
   * @default 1
   */
  readonly timeoutSeconds?: number;

  /**
   * How many successes in a row it takes after a failure; at least 1.
   *
   * Only a readiness probe may ask for more than 1. The API server refuses anything else for liveness and startup.
   *
   * @default 1
   */
  readonly successThreshold?: number;

  /**
   * How many failures in a row it takes to act; at least 1.
   *
   * The action follows between (failureThreshold - 1) and failureThreshold periods after the app broke, and as much
   * later as the last probe takes to fail.
   *
   * @default 3
   */
  readonly failureThreshold?: number;

  /**
   * Seconds a container has to end after this probe failed; at least 1. Not for readiness probes.
   *
   * A hung app will not use a long grace period for anything: a short one here restarts it sooner.
   *
   * @default - the pod's grace period
   */
  readonly terminationGracePeriodSeconds?: number;
}

/** How often a startup probe that is made asks: often enough that a quick start is noticed quickly. */
export const STARTUP_PERIOD_SECONDS = 5;

/** Kubernetes' defaults, which it also puts in place of an explicit 0. Source: `SetDefaults_Probe` in `pkg/apis/core/v1/defaults.go`. */
export const PROBE_DEFAULTS = {
  initialDelaySeconds: 0,
  periodSeconds: 10,
  timeoutSeconds: 1,
  successThreshold: 1,
  failureThreshold: 3,
} as const;
