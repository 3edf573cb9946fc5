import { Container, PodSpec, Probe } from '../manifest/objects';
import { ContainerProbes, ProbeScenario, Role } from './scenario';

/** What a pod spec says that matters to the kubelet's clock, with Kubernetes' defaults in place. */
export interface PodPlan {
  /** Sidecars first, in the order in which they are started. */
  readonly containers: readonly ContainerPlan[];
  readonly graceSeconds: number;
  /** Whether a container that has ended is started again. */
  readonly restarts: boolean;
}

export interface ContainerPlan {
  readonly name: string;
  readonly isSidecar: boolean;
  /** From the pod spec on: `containers[0]`. */
  readonly path: string;
  readonly probes: ContainerProbes;
  /** What is asked, in words. */
  readonly asks: { readonly [role in Role]?: string };
}

/** Reads a pod spec that the API server would accept. */
export function podPlan({ initContainers, containers, terminationGracePeriodSeconds, restartPolicy }: PodSpec): PodPlan {
  const sidecars = (initContainers ?? []).map((container, index) => ({ container, path: `initContainers[${index}]`, isSidecar: true }));
  const others = (containers ?? []).map((container, index) => ({ container, path: `containers[${index}]`, isSidecar: false }));
  return {
    // Other init containers end before these start, and have no probes.
    containers: [...sidecars.filter(({ container }) => container.restartPolicy === 'Always'), ...others].map(containerPlan),
    graceSeconds: terminationGracePeriodSeconds ?? 30,
    restarts: restartPolicy !== 'Never',
  };
}

interface PlacedContainer {
  readonly container: Container;
  readonly path: string;
  readonly isSidecar: boolean;
}

function containerPlan({ container, path, isSidecar }: PlacedContainer): ContainerPlan {
  const { name = '', livenessProbe: liveness, readinessProbe: readiness, startupProbe: startup } = container;
  const given = { liveness, readiness, startup };
  const probes: { [role in Role]?: ProbeScenario } = {};
  const asks: { [role in Role]?: string } = {};
  for (const [role, probe] of Object.entries(given) as [Role, Probe | null | undefined][]) {
    if (!probe) continue;
    probes[role] = probeScenario(probe);
    asks[role] = handlerText(probe);
  }
  return { name, isSidecar, path, probes, asks };
}

/** A probe with Kubernetes' defaults, which also stand for 0. Source: `SetDefaults_Probe` in `pkg/apis/core/v1/defaults.go`. */
function probeScenario(probe: Probe): ProbeScenario {
  const { initialDelaySeconds, periodSeconds, timeoutSeconds, successThreshold, failureThreshold, terminationGracePeriodSeconds } = probe;
  return {
    initialDelaySeconds: initialDelaySeconds ?? 0,
    periodSeconds: periodSeconds || 10,
    timeoutSeconds: timeoutSeconds || 1,
    successThreshold: successThreshold || 1,
    failureThreshold: failureThreshold || 3,
    ...terminationGracePeriodSeconds ? { terminationGracePeriodSeconds } : {},
  };
}

function handlerText({ httpGet, tcpSocket, grpc, exec }: Probe): string {
  if (httpGet) {
    const { path = '/', port, host, scheme } = httpGet;
    return `GET ${path}${scheme?.toUpperCase() === 'HTTPS' ? ' over TLS' : ''} on ${portText(port)}${host ? ` of ${host}` : ''}`;
  }
  if (tcpSocket) return `Connects to ${portText(tcpSocket.port)}${tcpSocket.host ? ` of ${tcpSocket.host}` : ''}`;
  if (grpc) return `Asks for the gRPC health of ${grpc.service ? `${grpc.service} on ` : ''}port ${grpc.port}`;
  return `Runs ${(exec?.command ?? []).join(' ')}`;
}

function portText(port: number | string | undefined): string {
  return typeof port === 'string' && !/^\d+$/.test(port) ? `port "${port}"` : `port ${port}`;
}
