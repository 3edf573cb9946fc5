import { Finding } from '../findings/finding';
import { valueText } from '../findings/text';
import { Container, Deployment, HANDLERS_WITH_PORT, IntOrString, PROBE_ROLES, ProbeRole } from '../manifest/objects';

/**
 * Probes of a service that ask a port its container does not declare.
 *
 * The API server lets them pass, and for a misspelt name the kubelet then counts neither successes nor failures: the
 * pod never becomes ready, or never restarts. Judged on the final object, so that a port added later counts.
 */
export function portFindings(deployment: Deployment): Finding[] {
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

function undeclared({ metadata }: Deployment, container: Container, role: ProbeRole, handler: string, port: IntOrString): Finding {
  return {
    rule: 'probe-port-declared',
    severity: 'error',
    kind: 'Deployment',
    name: metadata?.name ?? '',
    ...metadata?.namespace ? { namespace: metadata.namespace } : {},
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
  return container.ports?.some(({ name, containerPort }) => port === (typeof port === 'string' ? name : containerPort)) ?? false;
}

function portsText({ ports = [] }: Container): string {
  return ports.map(({ name, containerPort }) => name ? `${containerPort} "${name}"` : `${containerPort}`).join(', ') || 'none';
}
