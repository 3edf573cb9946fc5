import { FieldPath } from '../manifest/field-path';
import { Container, PodSpec } from '../manifest/objects';
import { Report, Rule } from './rule';

export const podHasContainers: Rule<PodSpec> = {
  id: 'pod-containers',
  statement: 'A pod has at least one container',
  check({ containers }, at, report) {
    if (containers?.length) return;
    report.refuse(at.field('containers'), undefined, { must: 'list at least one container', why: 'There is nothing to run', fix: 'Add a container' });
  },
};

export const containerNamesAreUnique: Rule<PodSpec> = {
  id: 'container-name-unique',
  statement: 'No two containers of a pod have the same name, init containers included',
  check({ initContainers = [], containers = [] }, at, report) {
    const seen = new Set<string>();
    for (const [list, members] of [['initContainers', initContainers], ['containers', containers]] as const) {
      members.forEach(({ name }, index) => {
        if (!name) return;
        if (seen.has(name)) {
          report.refuse(at.field(list).index(index).field('name'), name, {
            message: `two containers of the pod are named "${name}"`,
            why: 'Logs, metrics and probes find a container by its name',
            fix: `Give ${list}[${index}] another name`,
          });
        }
        seen.add(name);
      });
    }
  },
};

export const hostPortsAreUnique: Rule<PodSpec> = {
  id: 'host-port-unique',
  statement: 'No two containers of a pod take the same port of the node',
  check({ initContainers = [], containers = [] }, at, report) {
    // Init containers run one after another, so that each counts for itself.
    initContainers.forEach((container, index) => checkHostPorts([[container, at.field('initContainers').index(index)]], report));
    checkHostPorts(containers.map((container, index) => [container, at.field('containers').index(index)]), report);
  },
};

export const hostPortsMatchOnHostNetwork: Rule<PodSpec> = {
  id: 'host-network-port',
  statement: 'On the network of the node, a host port is the container port',
  check({ hostNetwork, initContainers = [], containers = [] }, at, report) {
    if (!hostNetwork) return;
    for (const [list, members] of [['initContainers', initContainers], ['containers', containers]] as const) {
      members.forEach((container, index) => container.ports?.forEach(({ hostPort, containerPort }, portIndex) => {
        if (!hostPort || hostPort === containerPort) return;
        report.refuse(at.field(list).index(index).field('ports').index(portIndex).field('hostPort'), hostPort, {
          must: `be ${containerPort}, the containerPort`, why: 'With hostNetwork the app listens on the node itself', fix: 'Remove hostPort, or make it the containerPort',
        });
      }));
    }
  },
};

export const mountedVolumesExist: Rule<PodSpec> = {
  id: 'mount-volume',
  statement: 'Every volume that is mounted is one of the pod\'s',
  check({ volumes = [], initContainers = [], containers = [] }, at, report) {
    for (const [list, members] of [['initContainers', initContainers], ['containers', containers]] as const) {
      members.forEach(({ volumeMounts = [] }, index) => volumeMounts.forEach(({ name }, mountIndex) => {
        if (volumes.some(volume => volume.name === name)) return;
        report.refuse(at.field(list).index(index).field('volumeMounts').index(mountIndex).field('name'), name, {
          must: `be one of the pod's volumes (${volumes.map(volume => volume.name).join(', ') || 'it has none'})`,
          why: 'There is nothing to mount',
          fix: 'Add the volume to the pod, or mend the name',
        });
      }));
    }
  },
};

export const podRules: readonly Rule<PodSpec>[] = [
  podHasContainers,
  containerNamesAreUnique,
  hostPortsAreUnique,
  hostPortsMatchOnHostNetwork,
  mountedVolumesExist,
];

function checkHostPorts(containers: readonly (readonly [Container, FieldPath])[], report: Report): void {
  const taken = new Set<string>();
  containers.forEach(([container, at]) => container.ports?.forEach((port, index) => {
    if (!port.hostPort) return;
    const key = `${port.protocol || 'TCP'}/${port.hostIP ?? ''}/${port.hostPort}`;
    if (taken.has(key)) {
      report.refuse(at.field('ports').index(index).field('hostPort'), port.hostPort, {
        message: `port ${port.hostPort} of the node is taken twice`,
        why: 'Only one container can listen on it',
        fix: 'Remove hostPort, which a Service rarely needs, or choose another',
      });
    }
    taken.add(key);
  }));
}
