import { Deployment } from '../manifest/objects';
import { AdvisedWorkload, Neighbours } from './neighbours';

/** The fewest pods a workload has when nothing is wrong. */
export function leastReplicas(workload: AdvisedWorkload, neighbours: Neighbours): number {
  const autoscaler = neighbours.autoscalerOf(workload);
  return (autoscaler ? autoscaler.spec?.minReplicas : (workload.object as Deployment).spec?.replicas) ?? 1;
}
