import { stringify } from 'yaml';
import { Container, ContainerPort, Handler, PodSpec, Probe, ProbeRole } from '../manifest/objects';
import { ContainerAnswers } from '../timeline/pod-answers';
import { Role } from '../timeline/scenario';

/** A container with its probes, in a pod. */
export interface AdvisedContainer {
  readonly container: Container;
  readonly answers: ContainerAnswers;
  readonly pod: PodSpec;
  /** The path of the container. */
  readonly path: string;
  /** The port to which a Service sends traffic when it is ready, if one does. */
  readonly servedPort?: ContainerPort;
  /** How long somebody said it may take to start, in seconds. */
  readonly startupSeconds?: number;
}

/** A probe of a container, and what it is called there. */
export interface AdvisedProbe extends AdvisedContainer {
  readonly role: Role;
  readonly field: ProbeRole;
  readonly probe: Probe;
}

/** The probes of a container, one by one. */
export function probesOf(subject: AdvisedContainer): AdvisedProbe[] {
  return (['startup', 'liveness', 'readiness'] as const).flatMap(role => {
    const field = `${role}Probe` as const;
    const probe = subject.container[field];
    return probe ? [{ ...subject, role, field, probe }] : [];
  });
}

/** What a probe asks, without when. */
export function handlerOf({ httpGet, tcpSocket, grpc, exec }: Probe): Handler {
  return { ...httpGet ? { httpGet } : {}, ...tcpSocket ? { tcpSocket } : {}, ...grpc ? { grpc } : {}, ...exec ? { exec } : {} };
}

/** The port a probe asks, as a number where the container declares its name. */
export function portOf({ httpGet, tcpSocket, grpc }: Probe, { ports = [] }: Container): number | string | undefined {
  const port = httpGet?.port ?? tcpSocket?.port ?? grpc?.port;
  return typeof port === 'string' ? ports.find(({ name }) => name === port)?.containerPort ?? port : port;
}

/** Whether two probes ask the very same thing, however their ports are written. */
export function askTheSame(a: Probe, b: Probe, container: Container): boolean {
  const asked = (probe: Probe) => JSON.stringify([
    portOf(probe, container),
    probe.httpGet && [probe.httpGet.path ?? '/', probe.httpGet.scheme ?? 'HTTP', probe.httpGet.host ?? '', probe.httpGet.httpHeaders ?? []],
    probe.tcpSocket && [probe.tcpSocket.host ?? ''],
    probe.grpc && [probe.grpc.service ?? ''],
    probe.exec?.command,
  ]);
  return asked(a) === asked(b);
}

/** YAML on one line, to paste. */
export function yamlText(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: true }).trimEnd().replace(/^\{ (.*) \}$/, '$1');
}
