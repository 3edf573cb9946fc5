import { valueText } from '../findings/text';
import { FieldPath } from '../manifest/field-path';
import { Container, PodSpec } from '../manifest/objects';
import { checkWord } from './checks';
import { dnsLabelFault, dnsSubdomainFault } from './formats';
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
    // Of two in different lists the API server blames the init container.
    for (const [list, members] of [['containers', containers], ['initContainers', initContainers]] as const) {
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
    // Init containers run one after another, so that each counts for itself; the API server names the first, whichever it is.
    initContainers.forEach(container => checkHostPorts([[container, at.field('initContainers').index(0)]], report));
    checkHostPorts(containers.map((container, index) => [container, at.field('containers').index(index)]), report);
  },
};

export const hostPortsMatchOnHostNetwork: Rule<PodSpec> = {
  id: 'host-network-port',
  statement: 'On the network of the node, a host port is the container port',
  check({ hostNetwork, containers = [] }, at, report) {
    if (!hostNetwork) return;
    // The API server does not look at init containers here.
    containers.forEach((container, index) => container.ports?.forEach(({ hostPort, containerPort }, portIndex) => {
      if (!hostPort || hostPort === containerPort) return;
      report.refuse(at.field('containers').index(index).field('ports').index(portIndex).field('hostPort'), hostPort, {
        must: `be ${containerPort ?? 0}, the containerPort`, why: 'With hostNetwork the app listens on the node itself', fix: 'Remove hostPort, or make it the containerPort',
      });
    }));
  },
};

/** A pod, with the volumes that are made for it beside its own. */
export interface VolumesSubject {
  readonly pod: PodSpec;
  /** The names of the claims that a StatefulSet makes for each pod. */
  readonly claims: readonly string[];
}

export const mountedVolumesExist: Rule<VolumesSubject> = {
  id: 'mount-volume',
  statement: 'Every volume that is mounted is one of the pod\'s',
  check({ pod: { volumes = [], initContainers = [], containers = [] }, claims }, at, report) {
    for (const [list, members] of [['initContainers', initContainers], ['containers', containers]] as const) {
      members.forEach(({ volumeMounts = [] }, index) => volumeMounts.forEach(({ name = '' }, mountIndex) => {
        if (name && (volumes.some(volume => volume.name === name) || claims.includes(name))) return;
        const known = [...volumes.map(volume => volume.name), ...claims].filter(each => each);
        report.refuse(at.field(list).index(index).field('volumeMounts').index(mountIndex).field('name'), name || undefined, {
          must: `be one of the pod's volumes (${known.join(', ') || 'it has none'})`,
          why: 'There is nothing to mount',
          fix: 'Add the volume to the pod, or mend the name',
        });
      }));
    }
  },
};

export const volumeNamesAreValid: Rule<PodSpec> = {
  id: 'volume-name',
  statement: 'The volumes of a pod have names, which are unique DNS labels',
  check({ volumes = [] }, at, report) {
    const seen = new Set<string>();
    volumes.forEach(({ name }, index) => {
      const must = name ? dnsLabelFault(name) ?? (seen.has(name) ? 'be another than that of the volumes before it' : undefined) : 'be given';
      if (must) report.refuse(at.field('volumes').index(index).field('name'), name || undefined, { must, why: 'Containers mount a volume by its name', fix: 'Give the volume a name of its own, e.g. "data"' });
      if (name) seen.add(name);
    });
  },
};

export const podRestartPolicyIsKnown: Rule<PodSpec> = {
  id: 'pod-restart-policy',
  statement: 'The restartPolicy of a bare pod is Always, OnFailure or Never',
  check({ restartPolicy: policy }, at, report) {
    checkWord(policy || undefined, RESTART_POLICIES, at.field('restartPolicy'), report, 'Leave it out for "Always"');
  },
};

export const podDeadlineIsPositive: Rule<PodSpec> = {
  id: 'pod-deadline',
  statement: 'The deadline of a pod is at least a second',
  check({ activeDeadlineSeconds: seconds }, at, report) {
    if (seconds == null || (seconds >= 1 && seconds <= MAX_INT32)) return;
    report.refuse(at.field('activeDeadlineSeconds'), seconds, { must: `be from 1 to ${MAX_INT32}`, why: 'The pod is ended after so many seconds', fix: 'Leave it out for no deadline' });
  },
};

export const serviceAccountNameIsValid: Rule<PodSpec> = {
  id: 'pod-service-account',
  statement: 'The service account of a pod has a name that is a DNS name',
  check({ serviceAccountName: name }, at, report) {
    const must = name ? dnsSubdomainFault(name) : undefined;
    if (must) report.refuse(at.field('serviceAccountName'), name, { must, why: 'No service account can have another name', fix: 'Mend the name, or leave it out for "default"' });
  },
};

export const podRules: readonly Rule<PodSpec>[] = [
  podHasContainers,
  containerNamesAreUnique,
  hostPortsAreUnique,
  hostPortsMatchOnHostNetwork,
  volumeNamesAreValid,
  podDeadlineIsPositive,
  serviceAccountNameIsValid,
];

export const imagesHaveNoBlanks: Rule<PodSpec> = {
  id: 'pod-image-blank',
  statement: 'The images of a bare pod have no blanks around them',
  check(pod, at, report) {
    for (const list of ['initContainers', 'containers'] as const) {
      pod[list]?.forEach(({ image = '' }, index) => {
        if (image === image.trim()) return;
        report.refuse(at.field(list).index(index).field('image'), image, { must: 'have no blanks around it', why: 'No registry knows such an image', fix: `Write ${valueText(image.trim())}` });
      });
    }
  },
};

export const podHasNoEphemeralContainers: Rule<PodSpec> = {
  id: 'pod-ephemeral-container',
  statement: 'A pod is not created with ephemeral containers',
  check({ ephemeralContainers }, at, report) {
    if (!ephemeralContainers?.length) return;
    report.refuse(at.field('ephemeralContainers'), undefined, { message: 'ephemeralContainers stand in a pod that is not running yet', why: 'They are for debugging a pod that runs', fix: 'Remove them, and use "kubectl debug"' });
  },
};

/** What holds for a pod, but not for the template of one. */
export const barePodRules: readonly Rule<PodSpec>[] = [podRestartPolicyIsKnown, imagesHaveNoBlanks, podHasNoEphemeralContainers];

/** The defaults that a pod has, and the template of one has not: requests from limits, host ports on the node's network, a grace period. */
export function podDefaults(pod: PodSpec): PodSpec {
  const defaulted = (containers: readonly Container[]) => containers.map(container => {
    const { resources, ports } = container;
    return {
      ...container,
      ...resources?.limits ? { resources: { ...resources, requests: { ...resources.limits, ...resources.requests } } } : {},
      ...pod.hostNetwork && ports ? { ports: ports.map(port => ({ ...port, hostPort: port.hostPort || port.containerPort })) } : {},
    };
  });
  const grace = pod.terminationGracePeriodSeconds;
  return {
    ...pod,
    ...grace != null && grace < 0 ? { terminationGracePeriodSeconds: 1 } : {},
    ...pod.containers ? { containers: defaulted(pod.containers) } : {},
    ...pod.initContainers ? { initContainers: defaulted(pod.initContainers) } : {},
  };
}

const RESTART_POLICIES = ['Always', 'OnFailure', 'Never'];
const MAX_INT32 = 2 ** 31 - 1;

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
