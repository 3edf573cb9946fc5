import { Container, ContainerPort, IntOrString, PodSpec, Service } from '../manifest/objects';
import { runningContainers } from '../manifest/pod-spec';
import { AdvisedWorkload } from './neighbours';

/** Whether a port of a Service leads to one that the containers declare. Source: `FindPort` in `pkg/api/v1/pod`. */
export function leadsTo(pod: PodSpec, target: IntOrString, protocol: string): boolean {
  return runningContainers(pod).some(({ ports = [] }) => ports.some(port => isMeant(port, target, protocol)));
}

/** The port of a container to which Services send traffic; where none of the pod is declared, the first of those that declare any. */
export function servedPort({ ports = [] }: Container, workload: AdvisedWorkload, services: readonly Service[]): ContainerPort | undefined {
  const { object, spec: pod } = workload;
  if (object.kind === 'Job' || object.kind === 'CronJob') return undefined;
  // One that publishes pods which are not ready keeps no traffic from them.
  const waiting = services.filter(({ spec }) => !spec?.publishNotReadyAddresses);
  for (const { port, targetPort, protocol = 'TCP' } of waiting.flatMap(({ spec }) => spec?.ports ?? [])) {
    const target = targetPort || port!;
    const found = ports.find(each => isMeant(each, target, protocol)) ?? (leadsTo(pod, target, protocol) ? undefined : ports[0]);
    if (found) return found;
  }
  return undefined;
}

/** A number is meant for any protocol, a name for that of the Service. */
function isMeant({ name, containerPort, protocol: own = 'TCP' }: ContainerPort, target: IntOrString, protocol: string): boolean {
  return typeof target === 'string' ? name === target && own === protocol : containerPort === target;
}
