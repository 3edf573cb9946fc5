import { Finding, Severity, Verdict } from '../findings/finding';
import { valueText } from '../findings/text';
import { identityOf } from '../manifest/identity';
import { Container, Deployment, HANDLERS_WITH_PORT, IntOrString, KubernetesObject, PodDisruptionBudget, PROBE_ROLES, ProbeRole } from '../manifest/objects';

import { StrictProp } from './_strict-props';

/** Where the final objects of a service are judged more strictly than the API server judges them. */
export function strictFindings(object: KubernetesObject): Finding[] {
  switch (object.kind) {
    case 'Deployment': return [...portFindings(object), ...startFindings(object), ...amountFindings(object)];
    case 'PodDisruptionBudget': return budgetFindings(object);
    default: return [];
  }
}

/**
 * Probes of a service that ask a port its container does not declare.
 *
 * The API server lets them pass, and for a misspelt name the kubelet then counts neither successes nor failures: the
 * pod never becomes ready, or never restarts. Judged on the final object, so that a port added later counts.
 */
function portFindings(deployment: Deployment): Finding[] {
  const container = deployment.spec?.template?.spec?.containers?.[0];
  if (!container) return [];
  const findings: Finding[] = [];
  for (const role of PROBE_ROLES) {
    const probe = container[role];
    if (probe == null) continue;
    for (const handler of HANDLERS_WITH_PORT) {
      const port = probe[handler]?.port;
      if (port !== undefined && !declares(container, port)) findings.push(undeclared(deployment, container, role, handler, port));
    }
  }
  return findings;
}

function undeclared(deployment: Deployment, container: Container, role: ProbeRole, handler: string, port: IntOrString): Finding {
  return {
    ...identityOf(deployment),
    rule: 'probe-port-declared' satisfies StrictProp,
    severity: Severity.ERROR,
    container: container.name,
    path: `spec.template.spec.containers[0].${role}.${handler}.port`,
    value: port,
    message: `${role} asks port ${valueText(port)}, which the container does not declare (it declares ${portsText(container)})`,
    why: typeof port === 'string'
      ? 'Kubernetes accepts it, finds no such port, and then counts neither successes nor failures'
      : 'Kubernetes accepts it, and the probe fails for ever if it is a slip',
    fix: 'Ask a declared port, or declare this one in ports (exposed: false keeps it out of the Service)',
  };
}

function declares(container: Container, port: IntOrString): boolean {
  // A probe comes over TCP.
  return container.ports?.some(({ name, containerPort, protocol }) =>
    port === (typeof port === 'string' ? name : containerPort) && (protocol ?? 'TCP') === 'TCP') ?? false;
}

function portsText({ ports = [] }: Container): string {
  return ports.map(({ name, containerPort, protocol }) =>
    [containerPort, ...name ? [valueText(name)] : [], ...protocol && protocol !== 'TCP' ? [protocol] : []].join(' ')).join(', ') || 'none';
}

/** Amounts that a patch gave as plain numbers: the L1 cannot convert them, and they would be written as null. */
function amountFindings(deployment: Deployment): Finding[] {
  const findings: Finding[] = [];
  deployment.spec?.template?.spec?.containers?.forEach(({ name, resources }, index) => {
    for (const list of ['limits', 'requests'] as const) {
      for (const resource in resources?.[list]) {
        if (resources[list][resource] != null) continue;
        findings.push({
          ...identityOf(deployment),
          rule: 'lost-amount' satisfies StrictProp,
          severity: Severity.ERROR,
          container: name,
          path: `spec.template.spec.containers[${index}].resources.${list}[${resource}]`,
          message: `resources.${list}["${resource}"] has lost its amount`,
          why: 'A patch gave it as a plain number or string, which the generated (L1) construct drops',
          fix: 'In the patch, write k8s.Quantity.fromNumber(1) or k8s.Quantity.fromString("1Gi")',
        });
      }
    }
  });
  return findings;
}

/** Containers that the API server accepts and no node ever starts. */
function startFindings(deployment: Deployment): Finding[] {
  const container = deployment.spec?.template?.spec?.containers?.[0];
  const { image, securityContext } = container ?? {};
  const findings: Finding[] = [];
  const refuse = (rule: StrictProp, field: string, value: unknown, verdict: Verdict) => findings.push({
    ...identityOf(deployment), rule, severity: Severity.ERROR, container: container?.name, path: `spec.template.spec.containers[0].${field}`, value, ...verdict,
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
function budgetFindings(budget: PodDisruptionBudget): Finding[] {
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
