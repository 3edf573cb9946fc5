/*
 * What a simulation is given. All times are whole microseconds: after the workers of the pod were made, where nothing
 * else is said.
 */

export const MICROS_PER_SECOND = 1_000_000;

export function micros(seconds: number): number {
  return Math.round(seconds * MICROS_PER_SECOND);
}

/** How long an answer takes where nothing is said: next to nothing. */
export const QUICK = 1000;

/** The shortest time a container has to end. Source: `minimumGracePeriodInSeconds` in `pkg/kubelet/kuberuntime`. */
export const SHORTEST_GRACE_SECONDS = 2;

/** The probes of a container, by the names the kubelet has for them. */
export const ROLES = ['liveness', 'readiness', 'startup'] as const;

export type Role = (typeof ROLES)[number];

/** The probes a container has. */
export type ContainerProbes = { readonly [role in Role]?: ProbeScenario };

/** One pod, the kubelet around it, and what its app does. */
export interface Scenario {
  /** The version of the kubelet, as a minor number: 37 for 1.37. */
  readonly kubernetes: number;
  /** Where in a second of the wall clock the workers are made: the kubelet cuts the start of a container to whole seconds. */
  readonly secondOffset: number;
  readonly containers: readonly ContainerScenario[];
  /** The pod's terminationGracePeriodSeconds. */
  readonly graceSeconds: number;
  /** How long it takes until the kubelet sees that a container started or ended: relist and sync. */
  readonly statusDelay: number;
  /** How long it takes from the result of a probe to the sync of the pod. */
  readonly reactionDelay: number;
  /** How long it takes from the end of a container to the start of the next one, back-off apart. */
  readonly restartDelay: number;
  /** When a restart that has to wait is tried again; as soon as it may, where absent. */
  readonly backOffResync?: number;
  /** Syncs for other reasons: each asks the readiness of a container that is not ready. */
  readonly syncs: readonly number[];
  /** Whether a readiness probe that a sync asks for sees the status of that sync, or the one before: a race. */
  readonly freshTriggers: boolean;
  /** When the pod is deleted. */
  readonly deletedAt?: number;
  /** When the simulation ends; what would be at this time is not played any more. */
  readonly until: number;
}

export interface ContainerScenario {
  readonly name: string;
  /** Whether it is a sidecar: an init container that goes on running. Sidecars come first, and what follows one waits until it has started. */
  readonly isSidecar?: boolean;
  /** When it starts for the first time; where it waits for a sidecar, not before this time. */
  readonly startsAt: number;
  readonly probes: ContainerProbes;
  /** What it does from one start to the next; the last one is repeated. */
  readonly lives: readonly Life[];
  /** What no restart cures: in their time they hide what it would answer. */
  readonly outages?: readonly Outage[];
}

/** The numbers of a probe, in seconds and counts, with Kubernetes' defaults in place. */
export interface ProbeScenario {
  readonly initialDelaySeconds: number;
  readonly periodSeconds: number;
  readonly timeoutSeconds: number;
  readonly successThreshold: number;
  readonly failureThreshold: number;
  readonly terminationGracePeriodSeconds?: number;
}

/** What the app in a container does, from a start of the container on. */
export interface Life {
  /** When it ends by itself, after its start. */
  readonly crashesAt?: number;
  /** How long it takes to end after SIGTERM; the grace period cuts it short. */
  readonly stopsAfter: number;
  /** What probes get; one without answers gets a success after a millisecond. */
  readonly answers: { readonly [role in Role]?: readonly Answer[] };
}

/** What a probe gets from a time after the start of the container on. */
export interface Answer {
  readonly from: number;
  /** A failure counts, an error does not; a hang becomes a failure when the time is up. */
  readonly outcome: 'success' | 'failure' | 'hang' | 'error';
  /** How long the answer takes. */
  readonly latency: number;
}

/**
 * A time, after the first start of the container, in which some of its probes get an answer of their own; a success
 * only makes what would be a success take its time.
 */
export interface Outage extends Answer {
  readonly until: number;
  readonly probes: readonly Role[];
}
