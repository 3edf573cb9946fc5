import { Finding, Severity, Verdict } from '../findings/finding';
import { valueText } from '../findings/text';
import { identityOf } from '../manifest/identity';
import { Container, HANDLERS_WITH_PORT, IntOrString, KubernetesObject, PodDisruptionBudget, PROBE_ROLES, ProbeRole } from '../manifest/objects';
import { anyPodSpecOf } from '../manifest/pod-spec';

import { StrictProp } from './_strict-props';

/** What is held to our rules; what others wrote has its own ways. */
export interface Ours {
  /** The names of the containers. */
  readonly containers: readonly string[];
  readonly probes?: readonly ProbeRole[];
  /** How a port is declared, to end a sentence. */
  readonly declared?: string;
}

/** Where containers are judged more strictly than the API server judges them. */
export function containerFindings(object: KubernetesObject, ours: Ours): Finding[] {
  const pod = anyPodSpecOf(object);
  if (!pod) return [];
  return (['containers', 'initContainers'] as const).flatMap(list => (pod.spec[list] ?? []).flatMap((container, index) => {
    if (typeof container?.name !== 'string' || !ours.containers.includes(container.name)) return [];
    const found: Found = { object, container, path: `${pod.path}.${list}[${index}]`, ours };
    return [...portFindings(found), ...startFindings(found)];
  }));
}

/** A container, and where it stands. */
interface Found {
  readonly object: KubernetesObject;
  readonly container: Container;
  readonly path: string;
  readonly ours: Ours;
}

/**
 * Probes of a service that ask a port its container does not declare.
 *
 * The API server lets them pass, and for a misspelt name the kubelet then counts neither successes nor failures: the
 * pod never becomes ready, or never restarts. Judged on the final object, so that a port added later counts.
 */
function portFindings(found: Found): Finding[] {
  const { container, ours: { probes = PROBE_ROLES } } = found;
  const findings: Finding[] = [];
  for (const role of probes) {
    const probe = container[role];
    if (probe == null) continue;
    for (const handler of HANDLERS_WITH_PORT) {
      const port = probe[handler]?.port;
      if (port !== undefined && !declares(container, port)) findings.push(undeclared(found, role, handler, port));
    }
  }
  return findings;
}

function undeclared({ object, container, path, ours: { declared = 'ports (exposed: false keeps it out of the Service)' } }: Found, role: ProbeRole, handler: string, port: IntOrString): Finding {
  return {
    ...identityOf(object),
    rule: 'probe-port-declared' satisfies StrictProp,
    severity: Severity.ERROR,
    container: container.name,
    path: `${path}.${role}.${handler}.port`,
    value: port,
    message: `${role} asks port ${valueText(port)}, which the container does not declare (it declares ${portsText(container)})`,
    why: typeof port === 'string'
      ? 'Kubernetes accepts it, finds no such port, and then counts neither successes nor failures'
      : 'Kubernetes accepts it, and the probe fails for ever if it is a slip',
    fix: `Ask a declared port, or declare this one in ${declared}`,
  };
}

function declares(container: Container, port: IntOrString): boolean {
  // Who declares no port at all may still listen on one: a worker that is asked for its health, and nothing else.
  if (typeof port === 'number' && !container.ports?.length) return true;
  // A probe comes over TCP.
  return container.ports?.some(({ name, containerPort, protocol }) =>
    port === (typeof port === 'string' ? name : containerPort) && (protocol ?? 'TCP') === 'TCP') ?? false;
}

function portsText({ ports = [] }: Container): string {
  return ports.map(({ name, containerPort, protocol }) =>
    [containerPort, ...name ? [valueText(name)] : [], ...protocol && protocol !== 'TCP' ? [protocol] : []].join(' ')).join(', ') || 'none';
}

/** Containers that the API server accepts and no node ever starts. */
function startFindings({ object, container, path }: Found): Finding[] {
  const { image, securityContext } = container;
  const findings: Finding[] = [];
  const refuse = (rule: StrictProp, field: string, value: unknown, verdict: Verdict) => findings.push({
    ...identityOf(object), rule, severity: Severity.ERROR, container: container.name, path: `${path}.${field}`, value, ...verdict,
  });
  if (typeof image === 'string' && image !== image.trim()) {
    refuse('image-blank', 'image', image, {
      message: `image is ${valueText(image)}, with blanks around it`,
      why: 'The Deployment would be accepted, and then each of its pods refused',
      fix: `Write ${valueText(image.trim())}`,
    });
  }
  if (securityContext?.runAsNonRoot === true && securityContext.runAsUser === 0) {
    refuse('root-user', 'securityContext.runAsUser', 0, {
      message: 'the container is to run as root (user 0) and not as root (runAsNonRoot)',
      why: 'The pod would be accepted and never start',
      fix: 'Give another user, or allow root with securityContext: { ensureNonRoot: false }',
    });
  }
  return findings;
}

/** A budget of 0: accepted, and then no node with such a pod can ever be drained. */
export function budgetFindings(budget: PodDisruptionBudget): Finding[] {
  const value = budget.spec?.maxUnavailable;
  if (value === undefined || !/^0+%?$/.test(String(value))) return [];
  return [{
    ...identityOf(budget),
    rule: 'blocking-disruption-budget' satisfies StrictProp,
    severity: Severity.ERROR,
    path: 'spec.maxUnavailable',
    value,
    message: `podDisruptionBudget.maxUnavailable is ${valueText(value)}, so that no node with a pod of the service could ever be drained`,
    why: 'Upgrades of the cluster would wait for ever',
    fix: 'Leave it out for 1, or give a share such as PercentOrAbsolute.percent(25)',
  }];
}
