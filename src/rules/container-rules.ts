import { FieldPath } from '../manifest/field-path';
import { KNOWN_VERSIONS } from '../manifest/kubernetes-versions';
import { Container } from '../manifest/objects';
import { checkWord } from './checks';
import { dnsLabelFault } from './formats';
import { Report, Rule } from './rule';

/** A container, and which list of the pod it stands in. */
export interface ContainerSubject {
  readonly container: Container;
  readonly list: 'containers' | 'initContainers';
}

/** An init container that goes on running beside the others: a sidecar. */
export function isSidecar({ container, list }: ContainerSubject): boolean {
  return list === 'initContainers' && container.restartPolicy === 'Always';
}

export const containerNameIsValid: Rule<ContainerSubject> = {
  id: 'container-name',
  statement: 'A container has a name, and the name is a DNS label',
  check({ container }, at, report) {
    const must = container.name ? dnsLabelFault(container.name) : 'be given';
    if (must) {
      report.refuse(at.field('name'), container.name || undefined, {
        must, why: 'Logs, metrics and commands find the container by it', fix: 'Give it a name such as "main"',
      });
    }
  },
};

export const containerImageIsGiven: Rule<ContainerSubject> = {
  id: 'container-image',
  statement: 'A container has an image',
  check({ container }, at, report) {
    if (container.image) return;
    report.refuse(at.field('image'), container.image, {
      must: 'name an image', why: 'There is nothing to run', fix: 'Give the image with its tag or digest, e.g. "ghcr.io/acme/api:1.4.2"',
    });
  },
};

export const initContainersHaveNoProbes: Rule<ContainerSubject> = {
  id: 'init-container-probe',
  statement: 'Only containers that stay have probes and lifecycle hooks',
  check(subject, at, report) {
    if (subject.list !== 'initContainers' || isSidecar(subject)) return;
    refuseProbes(subject.container, at, report, {
      why: 'An init container runs once to its end before the app starts',
      fix: 'Remove it, or make the container a sidecar with restartPolicy: Always',
    });
  },
};

export const sidecarsHaveNoProbesYet: Rule<ContainerSubject> = {
  id: 'sidecar-probe',
  statement: 'Sidecars have probes and lifecycle hooks from Kubernetes 1.29 on',
  versions: { min: 28, max: 28 },
  check(subject, at, report) {
    if (!isSidecar(subject)) return;
    refuseProbes(subject.container, at, report, {
      why: 'Kubernetes 1.28 takes a sidecar for an ordinary init container unless its gate SidecarContainers is on',
      fix: 'Run Kubernetes 1.29 or newer, or make it an ordinary container',
    });
  },
};

export const restartPolicyIsForInitContainers: Rule<ContainerSubject> = {
  id: 'container-restart-policy',
  statement: 'Only init containers have a restartPolicy of their own, before Kubernetes 1.34',
  versions: { min: 28, max: 33 },
  check({ container, list }, at, report) {
    if (list !== 'containers' || container.restartPolicy == null) return;
    report.refuse(at.field('restartPolicy'), container.restartPolicy, {
      message: 'restartPolicy stands on a container, but only init containers have one of their own',
      why: 'Containers follow the pod\'s restartPolicy before Kubernetes 1.35',
      fix: 'Remove it, or move the container to initContainers to make it a sidecar',
    });
  },
};

export const initRestartPolicyIsAlways: Rule<ContainerSubject> = {
  id: 'init-container-restart-policy',
  statement: 'The restartPolicy of an init container is Always, from Kubernetes 1.29 to 1.33',
  versions: { min: 29, max: 33 },
  check({ container, list }, at, report) {
    if (list !== 'initContainers' || container.restartPolicy == null || container.restartPolicy === 'Always') return;
    report.refuse(at.field('restartPolicy'), container.restartPolicy, {
      must: 'be "Always"', why: 'It makes the init container a sidecar; there is no other choice before Kubernetes 1.35', fix: 'Write "Always" for a sidecar, or remove it',
    });
  },
};

export const restartPolicyIsKnown: Rule<ContainerSubject> = {
  id: 'container-restart-policy-known',
  statement: 'The restartPolicy of a container is Always, OnFailure or Never, from Kubernetes 1.35 on',
  versions: { min: 35, max: KNOWN_VERSIONS.max },
  check({ container: { restartPolicy: policy } }, at, report) {
    checkWord(policy, RESTART_POLICIES, at.field('restartPolicy'), report, 'Remove it to follow the pod\'s restartPolicy');
  },
};

export const pullPolicyIsKnown: Rule<ContainerSubject> = {
  id: 'image-pull-policy',
  statement: 'The imagePullPolicy is Always, IfNotPresent or Never',
  check({ container }, at, report) {
    const policy = container.imagePullPolicy;
    checkWord(policy || undefined, PULL_POLICIES, at.field('imagePullPolicy'), report, 'Use one of them');
  },
};

export const terminationMessagePolicyIsKnown: Rule<ContainerSubject> = {
  id: 'termination-message-policy',
  statement: 'The terminationMessagePolicy is File or FallbackToLogsOnError',
  check({ container: { terminationMessagePolicy: policy } }, at, report) {
    checkWord(policy || undefined, MESSAGE_POLICIES, at.field('terminationMessagePolicy'), report, 'Leave it out for "File"');
  },
};

export const privilegesDoNotContradict: Rule<ContainerSubject> = {
  id: 'security-context',
  statement: 'A privileged container allows privilege escalation, and users and groups have numbers from 0 on',
  check({ container: { securityContext: context } }, at, report) {
    if (context == null) return;
    const path = at.field('securityContext');
    const privileged = context.privileged === true;
    if (context.allowPrivilegeEscalation === false && (privileged || context.capabilities?.add?.includes('CAP_SYS_ADMIN'))) {
      report.refuse(path, undefined, {
        message: `the container is ${privileged ? 'privileged' : 'given CAP_SYS_ADMIN'}, but may not escalate its privileges`,
        why: 'It has all of them already, so that the two contradict each other',
        fix: privileged ? 'Remove privileged, or set allowPrivilegeEscalation to true' : 'Remove the capability, or set allowPrivilegeEscalation to true',
      });
    }
    for (const field of ['runAsUser', 'runAsGroup'] as const) {
      const id = context[field];
      if (id == null || (id >= 0 && id <= MAX_ID)) continue;
      report.refuse(path.field(field), id, { must: `be from 0 to ${MAX_ID}`, why: 'No user or group has another number', fix: 'Give the number as the image knows it, e.g. 1000' });
    }
  },
};

export const mountPathsAreUnique: Rule<ContainerSubject> = {
  id: 'mount-path',
  statement: 'Every volume mount has a path, and no two have the same',
  check({ container }, at, report) {
    const seen = new Set<string>();
    container.volumeMounts?.forEach(({ mountPath }, index) => {
      const path = at.field('volumeMounts').index(index).field('mountPath');
      if (!mountPath) {
        report.refuse(path, mountPath, { must: 'be given', why: 'The volume must appear somewhere', fix: 'Give the folder, e.g. "/models"' });
      } else if (seen.has(mountPath)) {
        report.refuse(path, mountPath, {
          message: `volumeMounts[${index}].mountPath is "${mountPath}", where another volume is mounted already`,
          why: 'One would hide the other',
          fix: 'Mount them at different paths',
        });
      }
      seen.add(mountPath ?? '');
    });
  },
};

export const containerRules: readonly Rule<ContainerSubject>[] = [
  containerNameIsValid,
  containerImageIsGiven,
  initContainersHaveNoProbes,
  sidecarsHaveNoProbesYet,
  restartPolicyIsForInitContainers,
  initRestartPolicyIsAlways,
  restartPolicyIsKnown,
  pullPolicyIsKnown,
  terminationMessagePolicyIsKnown,
  privilegesDoNotContradict,
  mountPathsAreUnique,
];

const RESTART_POLICIES = ['Always', 'OnFailure', 'Never'];
const MESSAGE_POLICIES = ['File', 'FallbackToLogsOnError'];
const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];
const MAX_ID = 2 ** 31 - 1;

function refuseProbes(
  container: Container,
  at: FieldPath,
  report: Report,
  reason: { readonly why: string; readonly fix: string },
): void {
  for (const field of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const) {
    if (container[field] == null) continue;
    const who = container.name ? `init container ${container.name}` : 'an init container';
    report.refuse(at.field(field), undefined, { message: `${who} has ${field}, which it cannot have`, ...reason });
  }
}
