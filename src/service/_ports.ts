import { ContainerPort, Protocol, ServicePort } from 'cdk8s-plus-28';
import { valueText } from '../findings/text';
import { HealthChecks } from '../probes';
import { Faults } from './_faults';
import { PortOptions } from './port-options';

/** Stands in for a port that is none, so that the rest can be judged; the fault keeps it from being written. */
const PLACEHOLDER = 8080;

/** The ports of a container: those given, or else the one its bundle of health checks is for; none for a worker. */
export function choosePorts(
  { port, ports, healthChecks }: { readonly port?: number; readonly ports?: readonly PortOptions[]; readonly healthChecks?: HealthChecks },
  at: string,
  faults: Faults,
): readonly PortOptions[] {
  if (port !== undefined && ports !== undefined) {
    faults.ofProp('port-or-ports', `${at}port`, port, {
      message: `${at}port and ${at}ports are both given`,
      why: 'It would not be clear which port is the first, the one that probes ask',
      fix: 'Put all of them into ports, the main one first',
    });
  }
  const bundled = healthChecks?.port === undefined ? undefined : withValidNumbers({ port: healthChecks.port }, `${at}healthChecks`, faults);
  if (ports?.length) return ports.map((given, index) => withValidNumbers(given, `${at}ports[${index}]`, faults));
  if (port !== undefined) return [withValidNumbers({ port }, at.replace(/\.$/, ''), faults)];
  if (bundled && !ports) return [bundled];
  return faults.hasProp(`${at}ports`) || faults.hasProp(`${at}healthChecks.port`) ? [{ port: PLACEHOLDER }] : [];
}

/** The ports for cdk8s-plus' container, which throws on repeated ones; those are left to the judge (`repeatedPorts`). */
export function containerPorts(ports: readonly PortOptions[]): ContainerPort[] {
  return acceptable(ports).map(({ port, name, protocol }) => ({ number: port, name, protocol }));
}

/** The ports as they stand in a manifest where cdk8s-plus would not take all of them, so that they are judged like everything else. */
export function repeatedPorts(ports: readonly PortOptions[]): object[] {
  const taken = new Set(acceptable(ports));
  return ports.filter(port => !taken.has(port)).map(({ port, name, protocol }) => ({
    containerPort: port, ...name === undefined ? {} : { name }, ...protocol === undefined ? {} : { protocol },
  }));
}

/** The ports that the Service offers. */
export function servicePorts(ports: readonly PortOptions[]): ServicePort[] {
  return exposed(ports).map(({ port, servicePort, name, protocol }) => ({ port: servicePort ?? port, targetPort: port, name, protocol }));
}

/** What cdk8s-plus' ServicePort cannot say, for each port that the Service offers. */
export function servicePortFields(ports: readonly PortOptions[]): object[] {
  return exposed(ports).map(({ appProtocol }) => appProtocol === undefined ? {} : { appProtocol });
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
  if (ports.length <= 1) return ports;
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
