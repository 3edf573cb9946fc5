import { Container, IntOrString, PodSpec } from '../manifest/objects';

/** The containers whose ports a Service can lead to: sidecars are among them. */
export function servingContainers({ initContainers = [], containers = [] }: PodSpec): Container[] {
  return [...containers, ...initContainers.filter(({ restartPolicy }) => restartPolicy === 'Always')];
}

/** Whether a port of a Service leads to one that the containers declare. Source: `FindPort` in `pkg/api/v1/pod`. */
export function leadsTo(pod: PodSpec, target: IntOrString, protocol: string): boolean {
  return servingContainers(pod).some(container => declares(container, target, protocol));
}

/** Whether a container declares a port: a number for any protocol, a name for that of the Service. */
export function declares({ ports = [] }: Container, target: IntOrString, protocol: string): boolean {
  return ports.some(port => typeof target === 'string' ? port.name === target && (port.protocol ?? 'TCP') === protocol : port.containerPort === target);
}
