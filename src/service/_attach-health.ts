import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { valueText } from '../findings/text';
import { Container, KubernetesObject, PodSpec, Probe, PROBE_ROLES, ProbeRole } from '../manifest/objects';
import { anyPodSpecOf } from '../manifest/pod-spec';
import { STARTUP_PERIOD_SECONDS } from '../probes/probe-timings';
import { failureThresholdFor } from '../timeline/startup-budget';
import { Emission } from './_emission';
import { Faults } from './_faults';
import { jsiiClass } from './_jsii-class';
import { judgeAtSynth } from './_judge-at-synth';
import { chooseProbes, renderProbes } from './_probes';
import { readHealthProps } from './_read-props';
import { containerFindings } from './_strict-rules';
import { SynthRun } from './_synth-run';
import { WriteFault } from './_write-fault';
import { ContainerHealthProps } from './container-health-props';

/** Lays health checks over a container of an object, and has the object judged at synth. */
export function attachHealth(construct: IConstruct, object: ApiObject, name: string | undefined, health: ContainerHealthProps): void {
  const faults = new Faults(construct.node.path, 'ContainerHealth');
  const props = readHealthProps(health, faults);
  const probes = chooseProbes(props, '', faults, { laterProbes: true });
  let rendering = new Faults(construct.node.path, 'ContainerHealth');
  let roles: ProbeRole[] = [];

  const emission = Emission.of(object);
  // What is noted here is of the last time the object was computed, just before it is judged.
  emission.lay((manifest: KubernetesObject, give, isGiven) => {
    const { container, pointer, path } = containerIn(manifest, name);
    rendering = new Faults(construct.node.path, 'ContainerHealth');
    const where = { kind: `${manifest.kind}`, name: object.name, namespace: object.metadata.namespace, container: container.name };
    const rendered: { [role in ProbeRole]?: Probe } = renderProbes(probes, where, path, portOf(container, props), rendering);
    const writable = container as { -readonly [field in keyof Container]: Container[field] };
    if (props.startupSeconds !== undefined && !probes.startupProbe) {
      rendered.startupProbe = startupLike(container, props.startupSeconds, rendering);
    }
    if (!rendered.startupProbe && !isGiven(`${pointer}/startupProbe`) && isMadeUp(object, container)) delete writable.startupProbe;
    roles = PROBE_ROLES.filter(role => rendered[role] !== undefined);
    for (const role of roles) {
      writable[role] = rendered[role];
      give(`${pointer}/${role}`);
    }
  });
  emission.holdTo(manifest => {
    const { container } = containerIn(manifest, name);
    const ours = { containers: [`${container.name}`], probes: roles, declared: 'the ports of the container' };
    return [...faults.findings, ...rendering.findings, ...containerFindings(manifest, ours)];
  });
  if (SynthRun.of(construct).ownerOf(object) === undefined) judgeAtSynth(construct, [emission], new Faults(construct.node.path));
}

/** A container, and where it stands. */
interface Found {
  readonly container: Container;
  readonly path: string;
  /** The same as a JSON pointer. */
  readonly pointer: string;
}

/** The container that is meant. */
function containerIn(manifest: KubernetesObject, name: string | undefined): Found {
  const pod = anyPodSpecOf(manifest);
  const all = pod ? containersOf(pod.spec) : [];
  const wanted = name ?? defaultContainer(manifest, all.filter(({ list }) => list === 'containers').map(({ container }) => container));
  const found = wanted === undefined ? undefined : all.find(({ container }) => container.name === wanted);
  if (pod && found) {
    const path = `${pod.path}.${found.list}[${found.index}]`;
    return { container: found.container, path, pointer: `/${pod.path.replace(/\./g, '/')}/${found.list}/${found.index}` };
  }
  const names = all.map(({ container }) => valueText(container.name));
  throw new WriteFault('container-of-health', pod ? `${pod.path}.containers` : 'spec', name, {
    message: name === undefined && names.length > 1
      ? `the health checks could be for any of the containers ${names.join(', ')}`
      : `there is no container ${name === undefined ? '' : `${valueText(name)} `}for the health checks${names.length > 0 ? `; there are ${names.join(', ')}` : ''}`,
    why: 'Each container is asked for its own health',
    fix: names.length > 0 ? `Name one of them: ContainerHealth.of(…, { container: ${names[0]} })` : 'Give the workload a container, or the checks another workload',
  });
}

function containersOf(spec: PodSpec): { readonly list: 'containers' | 'initContainers'; readonly index: number; readonly container: Container }[] {
  return (['containers', 'initContainers'] as const).flatMap(list => {
    const containers: unknown = spec[list];
    if (!Array.isArray(containers)) return [];
    return containers.flatMap((container: unknown, index) =>
      container === Object(container) ? [{ list, index, container: container as Container }] : []);
  });
}

/**
 * The only container, or the one that kubectl takes.
 *
 * Source: https://kubernetes.io/docs/reference/labels-annotations-taints/#kubectl-kubernetes-io-default-container
 */
function defaultContainer(manifest: KubernetesObject, containers: readonly Container[]): string | undefined {
  if (containers.length <= 1) return containers[0]?.name;
  const { spec, metadata } = manifest as { readonly spec?: { readonly template?: KubernetesObject }; readonly metadata?: KubernetesObject['metadata'] };
  return (spec?.template?.metadata ?? metadata)?.annotations?.['kubectl.kubernetes.io/default-container'];
}

/** The port that probes ask which name none: the one that the bundle is for, if the container has it, or else its first. */
function portOf({ ports }: Container, { healthChecks }: ContainerHealthProps): number | undefined {
  const declared = (Array.isArray(ports) ? ports : []).filter(port => port && (port.protocol ?? 'TCP') === 'TCP').map(({ containerPort }) => containerPort);
  const bundled = healthChecks?.port;
  return declared.length === 0 || (bundled !== undefined && declared.includes(bundled)) ? bundled : declared[0];
}

/** A startup probe that asks what a probe asks that is there. */
function startupLike({ livenessProbe, readinessProbe }: Container, seconds: number, faults: Faults): Probe | undefined {
  const like = livenessProbe ?? readinessProbe;
  if (!like) {
    faults.ofProp('startup-seconds', 'startupSeconds', seconds, {
      message: `startupSeconds is ${seconds}, but there is no probe that could ask whether the app has started`,
      why: 'A startup probe is made from the liveness probe, or else from the readiness probe',
      fix: 'Give one of the two, or a startupProbe',
    });
    return undefined;
  }
  const failureThreshold = failureThresholdFor(seconds, { initialDelaySeconds: 0, periodSeconds: STARTUP_PERIOD_SECONDS });
  const { initialDelaySeconds: _, successThreshold: __, ...asked } = structuredClone(like);
  return { ...asked, periodSeconds: STARTUP_PERIOD_SECONDS, failureThreshold };
}

/**
 * Whether a startup probe is the one that cdk8s-plus adds to every container with a `portNumber`.
 *
 * Source: `Container._toKube` in cdk8s-plus' `src/container.ts`.
 */
function isMadeUp(object: ApiObject, { startupProbe, ports }: Container): boolean {
  if (!startupProbe || !jsiiClass(object.node.scope)?.from.startsWith('cdk8s-plus-')) return false;
  const { tcpSocket, failureThreshold, ...others } = startupProbe;
  const isFirst = tcpSocket?.port !== undefined && tcpSocket.port === ports?.[0]?.containerPort && tcpSocket.host === undefined;
  return isFirst && failureThreshold === 3 && Object.keys(others).length === 0;
}
