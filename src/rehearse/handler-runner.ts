import { Container, Handler, IntOrString } from '../manifest/objects';
import { probeCommand } from './container-env';
import { askExec } from './exec-probe-runner';
import { askGrpc } from './grpc-probe-runner';
import { askHttp } from './http-probe-runner';
import { ProbeAnswer, ProbeTarget } from './probe-answer';
import { askTcp } from './tcp-probe-runner';

/** The container whose probes are asked, and what stands for it on this machine. */
export interface HandlerSurroundings {
  readonly container: Container;
  readonly target: ProbeTarget;
  /** The environment of commands. */
  readonly env: NodeJS.ProcessEnv;
  /** The port of this machine that stands for one of the container. */
  readonly portHere: (port: number) => number;
}

/** Asks a probe once, as the kubelet does. Source: `pkg/kubelet/prober/prober.go` (`runProbe`). */
export async function runHandler(handler: Handler, timeoutSeconds: number, surroundings: HandlerSurroundings): Promise<ProbeAnswer> {
  const { httpGet, tcpSocket, grpc, exec } = handler;
  const { container, target, env, portHere } = surroundings;
  if (exec) return askExec(probeCommand(exec.command ?? [], container), env, timeoutSeconds);
  const given = httpGet?.port ?? tcpSocket?.port ?? grpc?.port;
  const port = portNumber(given, container);
  if (port === undefined) return { outcome: 'error', output: `port ${JSON.stringify(given)} not found` };
  if (httpGet) return askHttp(httpGet, portHere(port), target, timeoutSeconds);
  if (tcpSocket) return askTcp(tcpSocket, portHere(port), target, timeoutSeconds);
  return askGrpc(grpc!, portHere(port), target, timeoutSeconds);
}

/** The port a handler means: a number, or the name of a port that its container declares. Source: `ResolveContainerPort` in `pkg/probe/util.go`. */
export function portNumber(port: IntOrString | undefined, { ports = [] }: Container): number | undefined {
  const named = typeof port === 'string' ? ports.find(({ name }) => name === port)?.containerPort : undefined;
  const number = named ?? Number(port);
  return Number.isInteger(number) && number > 0 && number < 65536 ? number : undefined;
}

/** The port a handler connects to, where it does. */
export function portAsked({ httpGet, tcpSocket, grpc }: Handler, container: Container): number | undefined {
  const connection = httpGet ?? tcpSocket ?? grpc;
  return connection && portNumber(connection.port, container);
}
