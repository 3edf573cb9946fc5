import { TimeWindow } from './time-window';

/** What decides how long a Deployment takes to replace its pods. */
export interface RolloutPlan {
  readonly replicas: number;
  readonly minReadySeconds: number;
  readonly progressDeadlineSeconds: number;
  /** How many pods may be replaced at once, or whether all are ended before new ones are made. */
  readonly strategy: { readonly atOnce: number } | 'Recreate';
  /** The longest a pod may take to end. */
  readonly graceSeconds: number;
}

/** How long the rollout of a Deployment takes. */
export interface Rollout {
  /** From the change to the moment at which all new pods are available. */
  readonly done: TimeWindow;
  /** The longest time without progress; the Deployment counts as failed where it is longer than its deadline. */
  readonly longestPauseSeconds: number;
  readonly keepsDeadline: boolean;
}

/**
 * Replaces the pods of a Deployment, in waves of as many as may be replaced at once.
 *
 * Scheduling and the pull of the image come on top of it.
 *
 * @param ready when a new pod is ready, after its containers were started
 *
 * Source: `pkg/controller/deployment` (`rolling.go`, `recreate.go`, `progress.go`).
 */
export function rollout({ replicas, minReadySeconds, progressDeadlineSeconds, strategy, graceSeconds }: RolloutPlan, ready: TimeWindow): Rollout {
  const earliest = ready.earliestSeconds + minReadySeconds;
  const latest = ready.latestSeconds + minReadySeconds;
  const waves = strategy === 'Recreate' ? Math.min(1, replicas) : Math.ceil(replicas / strategy.atOnce);
  const before = strategy === 'Recreate' && replicas > 0 ? graceSeconds : 0;
  // That a pod is ready counts as progress, and that it has been for long enough counts again.
  const pause = Math.max(before, ready.latestSeconds, minReadySeconds);
  return {
    done: { earliestSeconds: waves * earliest, latestSeconds: before + waves * latest },
    longestPauseSeconds: pause,
    keepsDeadline: pause < progressDeadlineSeconds,
  };
}
