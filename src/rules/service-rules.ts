import { KNOWN_VERSIONS } from '../manifest/kubernetes-versions';
import { ServicePort, ServiceSpec } from '../manifest/objects';
import { checkWord } from './checks';
import { dnsLabelFault, dnsSubdomainFault, portNumberFault, portReferenceFault, PROTOCOLS, qualifiedNameFault } from './formats';
import { checkLabels } from './metadata-rules';
import { Rule } from './rule';
import { isHeadless } from './service-address-rules';

export const serviceTypeIsKnown: Rule<ServiceSpec> = {
  id: 'service-type',
  statement: 'The type of a Service is one Kubernetes knows',
  check(spec, at, report) {
    checkWord(typeOf(spec), TYPES, at.field('type'), report, 'Leave it out for ClusterIP');
  },
};

export const serviceHasPorts: Rule<ServiceSpec> = {
  id: 'service-ports',
  statement: 'A Service has a port, unless it is headless or an external name',
  check(spec, at, report) {
    if (spec.ports?.length || isHeadless(spec) || typeOf(spec) === 'ExternalName') return;
    report.refuse(at.field('ports'), undefined, { must: 'list at least one port', why: 'There is nothing to connect to', fix: 'Add the port clients connect to' });
  },
};

export const servicePortNamesAreValid: Rule<ServiceSpec> = {
  id: 'service-port-name',
  statement: 'The ports of a Service have names when there are several, and the names are unique DNS labels',
  check({ ports = [] }, at, report) {
    const seen = new Set<string>();
    ports.forEach(({ name }, index) => {
      const path = at.field('ports').index(index).field('name');
      if (!name) {
        if (ports.length === 1) return;
        report.refuse(path, undefined, {
          must: 'be given, since the Service has several ports', why: 'Clients and Ingresses must be able to say which one they mean', fix: 'Name each port, e.g. "http" and "metrics"',
        });
        return;
      }
      const must = dnsLabelFault(name);
      if (must) {
        report.refuse(path, name, { must, why: 'The name becomes part of a DNS record', fix: 'Choose a name such as "http"' });
      } else if (seen.has(name)) {
        report.refuse(path, name, { message: `ports[${index}].name is "${name}", which another port of the Service has`, why: 'It must be clear which one is meant', fix: 'Rename one of them' });
      }
      seen.add(name);
    });
  },
};

export const servicePortNumbersAreValid: Rule<ServiceSpec> = {
  id: 'service-port-number',
  statement: 'port and targetPort of a Service are ports',
  check({ ports = [] }, at, report) {
    ports.forEach((port, index) => {
      const path = at.field('ports').index(index);
      const mustPort = portNumberFault(port.port ?? 0);
      if (mustPort) report.refuse(path.field('port'), port.port, { must: mustPort, why: 'There is no such port', fix: 'Give the port clients connect to' });
      // 0 and "" stand for "the same as port", by default.
      const mustTarget = portReferenceFault(port.targetPort || port.port);
      if (mustTarget) {
        report.refuse(path.field('targetPort'), port.targetPort, { must: mustTarget, why: 'There is no such port', fix: 'Give the number or the name of the container\'s port' });
      }
    });
  },
};

export const servicePortProtocolsAreKnown: Rule<ServiceSpec> = {
  id: 'service-port-protocol',
  statement: 'The protocol of a Service port is TCP, UDP or SCTP, and its appProtocol a qualified name',
  check({ ports = [] }, at, report) {
    ports.forEach((port, index) => {
      const path = at.field('ports').index(index);
      const protocol = port.protocol || 'TCP';
      checkWord(protocol, PROTOCOLS, path.field('protocol'), report, 'Leave it out for TCP, and put "http" into appProtocol');
      const must = port.appProtocol == null ? undefined : qualifiedNameFault(port.appProtocol);
      if (must) report.refuse(path.field('appProtocol'), port.appProtocol, { must, why: 'It names a protocol', fix: 'Use a name such as "http", "grpc" or "kubernetes.io/h2c"' });
    });
  },
};

export const servicePortsAreUnique: Rule<ServiceSpec> = {
  id: 'service-port-unique',
  statement: 'No two ports of a Service have the same number and protocol',
  check({ ports = [] }, at, report) {
    reportRepeated(ports, port => `${port.port ?? 0}/${port.protocol || 'TCP'}`, (port, index) => {
      report.refuse(at.field('ports').index(index), undefined, {
        message: `ports[${index}] is port ${port.port ?? 0} over ${port.protocol || 'TCP'} again`,
        why: 'A connection could not be told to belong to either',
        fix: 'Remove one, or give it another port',
      });
    });
  },
};

export const nodePortsFitType: Rule<ServiceSpec> = {
  id: 'service-node-port',
  statement: 'A Service inside the cluster has no node ports, and no node port is given twice',
  check(spec, at, report) {
    const ports = spec.ports ?? [];
    ports.forEach(({ nodePort }, index) => {
      if (typeOf(spec) !== 'ClusterIP' || !nodePort) return;
      report.refuse(at.field('ports').index(index).field('nodePort'), nodePort, {
        message: `ports[${index}].nodePort is ${nodePort}, but a ClusterIP Service has none`, why: 'It cannot be reached from outside the cluster', fix: 'Remove nodePort, or make the Service a NodePort one',
      });
    });
    if (!ports.some(({ nodePort }) => nodePort)) return;
    const withNodePort = ports.map((port, index) => ({ ...port, index })).filter(({ nodePort }) => nodePort);
    reportRepeated(withNodePort, port => `${port.nodePort}/${port.protocol || 'TCP'}`, ({ nodePort, index }) => {
      report.refuse(at.field('ports').index(index).field('nodePort'), nodePort, {
        message: `ports[${index}].nodePort is ${nodePort}, as another port's is`, why: 'Each port needs one of its own', fix: 'Leave nodePort out to be given a free one',
      });
    });
  },
};

export const serviceSelectorIsValid: Rule<ServiceSpec> = {
  id: 'service-selector',
  statement: 'The selector of a Service consists of valid labels',
  check({ selector }, at, report) {
    checkLabels(selector ?? {}, at.field('selector'), report);
  },
};

export const sessionAffinityIsKnown: Rule<ServiceSpec> = {
  id: 'service-session-affinity',
  statement: 'The session affinity of a Service is None or ClientIP, for 1 second to a day',
  check({ sessionAffinity, sessionAffinityConfig }, at, report) {
    const affinity = sessionAffinity || 'None';
    checkWord(affinity, ['None', 'ClientIP'], at.field('sessionAffinity'), report, 'Leave it out for "None"');
    const seconds = sessionAffinityConfig?.clientIP?.timeoutSeconds;
    if (affinity === 'ClientIP' && seconds != null && (seconds < 1 || seconds > 86400)) {
      report.refuse(at.field('sessionAffinityConfig').field('clientIP').field('timeoutSeconds'), seconds, {
        must: 'be between 1 and 86400', why: 'A client is remembered for a day at most', fix: 'Leave it out for 10800 (three hours)',
      });
    }
  },
};

export const kubeletPortIsNotExposed: Rule<ServiceSpec> = {
  id: 'service-kubelet-port',
  statement: 'A load balancer does not expose port 10250, before Kubernetes 1.33',
  versions: { min: 28, max: 32 },
  check(spec, at, report) {
    if (typeOf(spec) !== 'LoadBalancer') return;
    spec.ports?.forEach(({ port }, index) => {
      if (port !== KUBELET_PORT) return;
      report.refuse(at.field('ports').index(index), port, { message: `ports[${index}].port is 10250, which a load balancer must not expose`, why: 'It is the kubelet\'s own port', fix: 'Choose another port for clients' });
    });
  },
};

export const trafficPolicyFitsType: Rule<ServiceSpec> = {
  id: 'service-traffic-policy',
  statement: 'Only a Service that is reached from outside has an externalTrafficPolicy: Cluster or Local',
  check(spec, at, report) {
    const { externalTrafficPolicy: policy } = spec;
    if (!policy) return;
    const type = typeOf(spec);
    const byAddress = type === 'ClusterIP' && (spec.externalIPs ?? []).length > 0;
    const outside = ['NodePort', 'LoadBalancer'].includes(type) || byAddress;
    if (outside && !byAddress && POLICIES.includes(policy)) return;
    const path = at.field('externalTrafficPolicy');
    const notOutside = { message: `externalTrafficPolicy is set, but a ${type} Service is not reached from outside`, why: 'It says how traffic from outside is spread', fix: 'Remove it' };
    if (!outside) {
      report.refuse(path, policy, notOutside);
    } else if (!POLICIES.includes(policy)) {
      checkWord(policy, POLICIES, path, report, 'Leave it out for "Cluster"');
    } else {
      // External addresses count from 1.29 on.
      report.refuse(path, policy, notOutside, { min: 28, max: 28 });
    }
  },
};

export const loadBalancerFieldsFitType: Rule<ServiceSpec> = {
  id: 'service-load-balancer',
  statement: 'Only a LoadBalancer has a class, which is a qualified name, and node ports to be left out',
  check(spec, at, report) {
    const balanced = typeOf(spec) === 'LoadBalancer';
    for (const field of ['loadBalancerClass', 'allocateLoadBalancerNodePorts'] as const) {
      if (balanced || spec[field] == null) continue;
      report.refuse(at.field(field), spec[field], { message: `${field} is set, but a ${typeOf(spec)} Service has no load balancer`, why: 'It is about the load balancer', fix: 'Remove it' });
    }
    const must = balanced && spec.loadBalancerClass != null ? qualifiedNameFault(spec.loadBalancerClass) : undefined;
    if (must) report.refuse(at.field('loadBalancerClass'), spec.loadBalancerClass, { must, why: 'It says which controller is to act', fix: 'Write it as the controller\'s documentation does' });
  },
};

export const healthCheckNodePortFitsType: Rule<ServiceSpec> = {
  id: 'service-health-check-port',
  statement: 'Only a LoadBalancer with externalTrafficPolicy Local has a healthCheckNodePort',
  check(spec, at, report) {
    const { healthCheckNodePort: port } = spec;
    if (!port) return;
    const checked = typeOf(spec) === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local';
    const must = portNumberFault(port);
    if (!checked) {
      report.refuse(at.field('healthCheckNodePort'), port, { message: 'healthCheckNodePort is set, but no load balancer asks for the health of nodes', why: 'It does so for a LoadBalancer with externalTrafficPolicy Local only', fix: 'Remove it' });
    } else if (must) {
      report.refuse(at.field('healthCheckNodePort'), port, { must, why: 'There is no such port', fix: 'Leave it out to be given a free one' });
    }
  },
};

export const externalNameIsValid: Rule<ServiceSpec> = {
  id: 'service-external-name',
  statement: 'An ExternalName Service says which name it stands for',
  check(spec, at, report) {
    if (typeOf(spec) !== 'ExternalName') return;
    const name = (spec.externalName ?? '').replace(/\.$/, '');
    const must = name ? dnsSubdomainFault(name) : 'be given';
    if (must) report.refuse(at.field('externalName'), spec.externalName || undefined, { must, why: 'It is an alias in DNS for that name', fix: 'Give a host name such as "db.example.com"' });
  },
};

export const internalTrafficPolicyIsKnown: Rule<ServiceSpec> = {
  id: 'service-internal-traffic-policy',
  statement: 'The internalTrafficPolicy of a Service is Cluster or Local',
  check({ internalTrafficPolicy: policy }, at, report) {
    checkWord(policy, POLICIES, at.field('internalTrafficPolicy'), report, 'Leave it out for "Cluster"');
  },
};

export const trafficDistributionIsKnown: Rule<ServiceSpec> = {
  id: 'service-traffic-distribution',
  statement: 'The trafficDistribution of a Service is PreferClose, PreferSameZone or PreferSameNode',
  versions: { min: 31, max: KNOWN_VERSIONS.max },
  check({ trafficDistribution: distribution }, at, report) {
    checkWord(distribution, DISTRIBUTIONS, at.field('trafficDistribution'), report, 'Use "PreferClose", or leave it out');
  },
};

export const trafficDistributionIsKnownYet: Rule<ServiceSpec> = {
  id: 'service-traffic-distribution-same',
  statement: 'The trafficDistribution of a Service is PreferClose, before Kubernetes 1.34',
  versions: { min: 31, max: 33 },
  check({ trafficDistribution: distribution }, at, report) {
    if (distribution == null || distribution === 'PreferClose' || !DISTRIBUTIONS.includes(distribution)) return;
    report.refuse(at.field('trafficDistribution'), distribution, { must: 'be "PreferClose"', why: `"${distribution}" is on by default from Kubernetes 1.34`, fix: 'Write "PreferClose"' });
  },
};

export const serviceRules: readonly Rule<ServiceSpec>[] = [
  serviceTypeIsKnown,
  serviceHasPorts,
  servicePortNamesAreValid,
  servicePortNumbersAreValid,
  servicePortProtocolsAreKnown,
  servicePortsAreUnique,
  nodePortsFitType,
  serviceSelectorIsValid,
  sessionAffinityIsKnown,
  kubeletPortIsNotExposed,
  trafficPolicyFitsType,
  loadBalancerFieldsFitType,
  healthCheckNodePortFitsType,
  externalNameIsValid,
  internalTrafficPolicyIsKnown,
  trafficDistributionIsKnown,
  trafficDistributionIsKnownYet,
];

const TYPES = ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'];
const POLICIES = ['Cluster', 'Local'];
const DISTRIBUTIONS = ['PreferClose', 'PreferSameZone', 'PreferSameNode'];
const KUBELET_PORT = 10250;

function typeOf(spec: ServiceSpec): string {
  return spec.type || 'ClusterIP';
}

/** Visits every port whose key a port before it has too. */
function reportRepeated<Port extends ServicePort>(
  ports: readonly Port[],
  key: (port: Port) => string,
  visit: (port: Port, index: number) => void,
): void {
  const seen = new Set<string>();
  ports.forEach((port, index) => {
    if (seen.has(key(port))) visit(port, index);
    seen.add(key(port));
  });
}
