import { Finding, Verdict } from '../findings/finding';
import { valueText } from '../findings/text';
import { FieldPath } from '../manifest/field-path';
import { Container, Deployment, HANDLERS_WITH_PORT, IntOrString, KubernetesObject, PodDisruptionBudget, PROBE_ROLES, ProbeRole } from '../manifest/objects';
import { ObjectIdentity, shortPath } from '../rules/rule';
import { StrictProp } from './_strict-props';

/** Where the final objects of a service are judged more strictly than the API server judges them. */
export function strictFindings(object: KubernetesObject): Finding[] {
  const findings = lostValues(object, FieldPath.ROOT).map(path => lostFinding(object, path));
  switch (object.kind) {
    case 'Deployment': findings.push(...portFindings(object), ...startFindings(object)); break;
    case 'PodDisruptionBudget': findings.push(...budgetFindings(object)); break;
  }
  return findings;
}

/** Fields that stand there without a value: cdk8s removes them, so a patch must have given one that the L1 could not convert. */
function lostValues(value: unknown, at: FieldPath): FieldPath[] {
  if (value === undefined || value === null) return [at];
  if (Array.isArray(value)) return value.flatMap((item, index) => lostValues(item, at.index(index)));
  if (typeof value !== 'object') return [];
  const lost: FieldPath[] = [];
  for (const name in value) {
    const field = (value as { readonly [name: string]: unknown })[name];
    // Most fields are plain values, for which no path need be made.
    if (field == null || typeof field === 'object') lost.push(...lostValues(field, /^[A-Za-z]+$/.test(name) ? at.field(name) : at.key(name)));
  }
  return lost;
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
    ...identity(deployment),
    rule: 'probe-port-declared' satisfies StrictProp,
    severity: 'error',
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

function lostFinding(object: KubernetesObject, at: FieldPath): Finding {
  const path = at.toString();
  return {
    ...identity(object),
    rule: 'lost-value' satisfies StrictProp,
    severity: 'error',
    path,
    message: `${shortPath(path)} has lost its value`,
    why: 'A patch gave one that the generated (L1) construct cannot convert, and it would be written as null',
    fix: 'In a patch, write k8s.Quantity.fromNumber(1) for an amount and k8s.IntOrString.fromNumber(8000) for a port',
  };
}

/** Containers that the API server accepts and no node ever starts. */
function startFindings(deployment: Deployment): Finding[] {
  const container = deployment.spec?.template?.spec?.containers?.[0];
  const { image, securityContext } = container ?? {};
  const findings: Finding[] = [];
  const refuse = (rule: StrictProp, field: string, value: unknown, verdict: Verdict) => findings.push({
    ...identity(deployment), rule, severity: 'error', container: container?.name, path: `spec.template.spec.containers[0].${field}`, value, ...verdict,
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

function identity({ kind = '', metadata }: KubernetesObject): ObjectIdentity {
  return { kind, name: metadata?.name ?? '', ...metadata?.namespace ? { namespace: metadata.namespace } : {} };
}

/** A budget of 0: accepted, and then no node with such a pod can ever be drained. */
function budgetFindings(budget: PodDisruptionBudget): Finding[] {
  const value = budget.spec?.maxUnavailable;
  if (value === undefined || !/^0+%?$/.test(String(value))) return [];
  return [{
    ...identity(budget),
    rule: 'blocking-disruption-budget' satisfies StrictProp,
    severity: 'error',
    path: 'spec.maxUnavailable',
    value,
    message: `podDisruptionBudget.maxUnavailable is ${valueText(value)}, so that no node with a pod of the service could ever be drained`,
    why: 'Upgrades of the cluster would wait for ever',
    fix: 'Leave it out for 1, or give a share such as PercentOrAbsolute.percent(25)',
  }];
}
