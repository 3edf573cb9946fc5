import { Metric, ScalingRules } from 'cdk8s-plus-28';

/** How a HorizontalPodAutoscaler (`autoscaling/v2`) changes the number of replicas. */
export interface AutoscalingOptions {
  /** The most replicas there may be; at least `minReplicas`. */
  readonly maxReplicas: number;

  /**
   * The fewest replicas there may be; at least 1.
   *
   * @default 2 - as many as a service without autoscaling has
   */
  readonly minReplicas?: number;

  /**
   * What is measured.
   *
   * @default - CPU at 80 % of its request on average; `resources` must request some CPU for it to work
   */
  readonly metrics?: Metric[];

  /**
   * How fast replicas are added.
   *
   * @default - cdk8s-plus': within a minute 4 pods or 200 %, whichever is more
   */
  readonly scaleUp?: ScalingRules;

  /**
   * How fast replicas are removed.
   *
   * @default - cdk8s-plus': within 5 minutes `minReplicas` pods, and not before 5 minutes of less load
   */
  readonly scaleDown?: ScalingRules;
}
