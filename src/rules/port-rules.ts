import { ContainerPort } from '../manifest/objects';
import { oneOf, portNameFault, portNumberFault, PROTOCOLS } from './formats';
import { Rule } from './rule';

/** The ports of one container. */
export type PortsSubject = readonly ContainerPort[];

export const portNamesAreValid: Rule<PortsSubject> = {
  id: 'container-port-name',
  statement: 'The name of a container port is a short lower-case word',
  check(ports, at, report) {
    ports.forEach(({ name }, index) => {
      const must = name ? portNameFault(name) : undefined;
      if (!must) return;
      report.refuse(at.index(index).field('name'), name, {
        must,
        why: 'Port names follow the IANA rules for service names, which are stricter than those for labels',
        fix: 'Choose a name such as "http", "grpc" or "metrics"',
      });
    });
  },
};

export const portNamesAreUnique: Rule<PortsSubject> = {
  id: 'container-port-name-unique',
  statement: 'No two ports of a container have the same name',
  check(ports, at, report) {
    const seen = new Map<string, number>();
    ports.forEach(({ name }, index) => {
      if (!name || portNameFault(name)) return;
      const first = seen.get(name);
      if (first === undefined) {
        seen.set(name, index);
        return;
      }
      report.refuse(at.index(index).field('name'), name, {
        message: `ports[${index}].name is "${name}", which is the name of ports[${first}] too`,
        why: 'Probes and Services refer to a port by its name, so it must be clear which one is meant',
        fix: 'Rename one of them',
      });
    });
  },
};

export const portNumbersAreValid: Rule<PortsSubject> = {
  id: 'container-port-number',
  statement: 'A container port, and a host port where there is one, is a port number',
  check(ports, at, report) {
    ports.forEach((port, index) => {
      for (const field of ['containerPort', 'hostPort'] as const) {
        const number = port[field];
        const must = portNumberFault(number ?? 0);
        if (!must || (field === 'hostPort' && !number)) continue;
        report.refuse(at.index(index).field(field), number, { must, why: 'There is no such port', fix: 'Give the port the app listens on' });
      }
    });
  },
};

export const portProtocolsAreKnown: Rule<PortsSubject> = {
  id: 'container-port-protocol',
  statement: 'The protocol of a container port is TCP, UDP or SCTP',
  check(ports, at, report) {
    ports.forEach((port, index) => {
      const protocol = port.protocol || 'TCP';
      if (PROTOCOLS.includes(protocol)) return;
      report.refuse(at.index(index).field('protocol'), protocol, {
        must: `be ${oneOf(PROTOCOLS)}`,
        why: 'Kubernetes knows these three, in capitals; HTTP and gRPC are TCP here',
        fix: PROTOCOLS.includes(protocol.toUpperCase()) ? `Write "${protocol.toUpperCase()}"` : 'Leave protocol out for TCP, and put "http" into appProtocol',
      });
    });
  },
};

export const portRules: readonly Rule<PortsSubject>[] = [portNamesAreValid, portNamesAreUnique, portNumbersAreValid, portProtocolsAreKnown];
