import { PercentOrAbsolute } from 'cdk8s-plus-28';

/** How many pods may be evicted at a time, when nodes are drained. */
export interface PodDisruptionBudgetOptions {
  /**
   * The number or share of the pods that may be missing at a time; not 0, which would block every drain for ever.
   *
   * @default 1
   */
  readonly maxUnavailable?: PercentOrAbsolute;
}
