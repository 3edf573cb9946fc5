import { JsonPatch } from 'cdk8s';
import { ContainerPort, Protocol, ServicePort } from 'cdk8s-plus-28';
import { valueText } from '../findings/text';
import { Faults } from './_faults';
import { HealthCheckedServiceProps } from './health-checked-service-props';
import { PortOptions } from './port-options';

/** Stands in for the port nobody gave, so that the rest can be judged; the fault keeps it from being written. */
const PLACEHOLDER = 8080;

/** The ports of a service: those given, or else the one its bundle of health checks is for. */
export function choosePorts({ port, ports, healthChecks }: HealthCheckedServiceProps, faults: Faults): readonly PortOptions[] {
  if (port !== undefined && ports !== undefined) {
    faults.ofProp('service-needs-port', 'port', port, {
      message: 'port and ports are both given',
      why: 'It would not be clear which port is the first, the one that probes ask',
      fix: 'Put all of them into ports, the main one first',
    });
  }
  const bundled = healthChecks?.port === undefined ? undefined : withValidNumbers({ port: healthChecks.port }, 'healthChecks', faults);
  if (ports?.length) return ports.map((given, index) => withValidNumbers(given, `ports[${index}]`, faults));
  if (port !== undefined) return [withValidNumbers({ port }, '', faults)];
  if (bundled) return [bundled];
  if (faults.hasProp('ports') || faults.hasProp('healthChecks.port')) return [{ port: PLACEHOLDER }];
  faults.ofProp('service-needs-port', ports ? 'ports' : 'port', ports, {
    message: 'the service has no port',
    why: 'Probes and the Service must know where the app listens',
    fix: 'Give the port the app listens on: port: 8000',
  });
  return [{ port: PLACEHOLDER }];
}

/** The ports for cdk8s-plus' container, which throws on repeated ones; those are left to the judge (`portPatches`). */
export function containerPorts(ports: readonly PortOptions[]): ContainerPort[] {
  return acceptable(ports).map(({ port, name, protocol }) => ({ number: port, name, protocol }));
}

/** Puts the ports cdk8s-plus would not take back in place, so that they are judged like everything else. */
export function portPatches(ports: readonly PortOptions[]): JsonPatch[] {
  if (acceptable(ports).length === ports.length) return [];
  return [JsonPatch.replace(
    '/spec/template/spec/containers/0/ports',
    ports.map(({ port, name, protocol }) => ({ containerPort: port, name, protocol })),
  )];
}

/** The ports that the Service offers. */
export function servicePorts(ports: readonly PortOptions[]): ServicePort[] {
  return exposed(ports).map(({ port, servicePort, name, protocol }) => ({ port: servicePort ?? port, targetPort: port, name, protocol }));
}

/** What cdk8s-plus' ServicePort cannot say. */
export function servicePortPatches(ports: readonly PortOptions[]): JsonPatch[] {
  return exposed(ports).flatMap(({ appProtocol }, index) => appProtocol === undefined ? [] : [JsonPatch.add(`/spec/ports/${index}/appProtocol`, appProtocol)]);
}

/** A port whose numbers can be used; those that cannot are faults. Said once here, and not for each object they would reach. */
function withValidNumbers(given: PortOptions, prop: string, faults: Faults): PortOptions {
  let valid = given;
  for (const field of ['port', 'servicePort'] as const) {
    const number = given[field];
    if ((field === 'servicePort' && number === undefined) || (Number.isInteger(number) && number! >= 1 && number! <= 65535)) continue;
    const path = prop ? `${prop}.${field}` : field;
    faults.ofProp('port-number', path, number, {
      message: `${path} is ${valueText(number)}, but must be a whole number from 1 to 65535`,
      why: 'There is no such port',
      fix: typeof number === 'string' && /^\d+$/.test(number) ? `Write ${number} without quotes` : `Give the port ${field === 'port' ? 'the app listens on' : 'clients connect to'}`,
    });
    // A number of its own, so that nothing is said to be twice the same.
    valid = { ...valid, [field]: PLACEHOLDER + faults.findings.length };
  }
  return valid;
}

function exposed(ports: readonly PortOptions[]): PortOptions[] {
  return ports.filter(port => port.exposed ?? true);
}

function acceptable(ports: readonly PortOptions[]): readonly PortOptions[] {
  if (ports.length === 1) return ports;
  const names = new Set<string>();
  const numbers = new Set<string>();
  return ports.filter(({ name, port, protocol }) => {
    const number = `${port}/${protocol ?? Protocol.TCP}`;
    const repeated = numbers.has(number) || (name !== undefined && names.has(name));
    numbers.add(number);
    if (name !== undefined) names.add(name);
    return !repeated;
  });
}
