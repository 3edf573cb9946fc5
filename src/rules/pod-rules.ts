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
    // Init containers end before the others start, so that each list counts for itself.
    checkHostPorts(initContainers, at.field('initContainers'), report);
    checkHostPorts(containers, at.field('containers'), report);
  },
};

export const podRules: readonly Rule<PodSpec>[] = [podHasContainers, containerNamesAreUnique, hostPortsAreUnique];

function checkHostPorts(
  containers: readonly Container[],
  at: FieldPath,
  report: Report,
): void {
  const taken = new Set<string>();
  containers.forEach((container, index) => container.ports?.forEach((port, portIndex) => {
    if (!port.hostPort) return;
    const key = `${port.protocol || 'TCP'}/${port.hostIP ?? ''}/${port.hostPort}`;
    if (taken.has(key)) {
      report.refuse(at.index(index).field('ports').index(portIndex).field('hostPort'), port.hostPort, {
        message: `port ${port.hostPort} of the node is taken twice`,
        why: 'Only one container can listen on it',
        fix: 'Remove hostPort, which a Service rarely needs, or choose another',
      });
    }
    taken.add(key);
  }));
}
