import { Result } from './probe-worker';
import { Role } from './scenario';

/** What a simulation tells. All times are microseconds after the workers of the pod were made. */
export interface Timeline {
  readonly events: readonly TimelineEvent[];
  readonly probes: readonly ProbeRun[];
  /** When two things happened at the very same time whose order the kubelet leaves to chance, for the first time. */
  readonly ambiguousAt?: number;
}

/** Something that changed, or was done, at a time. */
export interface TimelineEvent {
  readonly at: number;
  /** Empty for what concerns the pod as a whole. */
  readonly container: string;
  readonly what: 'container started' | 'container ended' | 'result' | 'started' | 'ready' | 'killing' | 'backing off' | 'deleting' | 'deleted';
  /** The probe that decided it. */
  readonly probe?: Role;
  /** What a result is, or whether the container is started or ready now. */
  readonly result?: Result | boolean;
  /** The seconds a container that is killed has to end. */
  readonly grace?: number;
}

/** Probes that follow each other at even distances, with the same answer. */
export interface ProbeRun {
  readonly container: string;
  readonly probe: Role;
  /** When the first one begins. */
  readonly first: number;
  /** From one to the next; of a single one, 0. */
  readonly every: number;
  readonly count: number;
  readonly result: ProbeResult;
  /** How long each takes. */
  readonly duration: number;
}

/** What comes of one attempt: an error counts as nothing. */
export type ProbeResult = 'success' | 'failure' | 'timeout' | 'error';
