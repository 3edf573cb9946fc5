import { Severity } from '../findings/finding';
import { Probe } from '../manifest/objects';
import { Role } from '../timeline/scenario';
import { HandlerSurroundings, portAsked, runHandler } from './handler-runner';
import { portState } from './port-state';
import { Remark } from './remark';

/**
 * Looks for what makes a probe succeed on this machine that would fail in a pod.
 *
 * The kubelet connects to the IP address of the pod, and asks for it by that name. Here both are a loopback address, which
 * apps often treat otherwise.
 */
export async function podDifference(role: Role, probe: Probe, surroundings: HandlerSurroundings, isExternal = false): Promise<Remark | undefined> {
  const { container, portHere } = surroundings;
  const declared = portAsked(probe, container);
  if (declared === undefined || probe.httpGet?.host || probe.tcpSocket?.host) return undefined;
  const port = portHere(declared);
  return await listensOnLoopbackOnly(port, surroundings, isExternal) ?? await refusesPodAddress(role, probe, port, surroundings);
}

/** On Linux all of 127.0.0.0/8 is this machine, and who listens everywhere listens there too. */
async function listensOnLoopbackOnly(port: number, { target: { host } }: HandlerSurroundings, isExternal: boolean): Promise<Remark | undefined> {
  if (process.platform !== 'linux' || host !== FIRST_LOOPBACK) return undefined;
  if (await portState(OTHER_LOOPBACK, port) !== 'refused' || await portState(FIRST_LOOPBACK, port) !== 'open') return undefined;
  return {
    // Who listens need not be the app: it may be the end of a tunnel to it.
    severity: isExternal ? Severity.INFO : Severity.WARNING,
    message: `${isExternal ? 'whoever answers' : 'the app'} listens on port ${port} of ${FIRST_LOOPBACK} only: `
      + `in a pod its probes would never succeed${isExternal ? ', unless this is a tunnel to the app' : ''}`,
    why: 'The kubelet connects to the IP address of the pod, where nobody listens; here it is played with a loopback address',
    fix: 'Let it listen on 0.0.0.0; uvicorn and Flask take --host 0.0.0.0, gunicorn takes --bind 0.0.0.0:PORT',
  };
}

const FIRST_LOOPBACK = '127.0.0.1';
const OTHER_LOOPBACK = '127.0.0.2';

/** Some apps accept requests for certain hosts only, and nearly all of these accept those of a developer's machine. */
async function refusesPodAddress(role: Role, probe: Probe, port: number, surroundings: HandlerSurroundings): Promise<Remark | undefined> {
  const { httpGet, timeoutSeconds } = probe;
  if (!httpGet || (httpGet.httpHeaders ?? []).some(({ name }) => name?.toLowerCase() === 'host')) return undefined;
  const askedAs = (host: string) => {
    const httpHeaders = [...httpGet.httpHeaders ?? [], { name: 'Host', value: host }];
    return runHandler({ httpGet: { ...httpGet, httpHeaders } }, timeoutSeconds || 1, surroundings);
  };
  const asPod = await askedAs(`${POD_ADDRESS}:${port}`);
  if (asPod.outcome !== 'failure' || asPod.status === undefined) return undefined;
  // It may just have become unready.
  const here = surroundings.target.host;
  if ((await askedAs(`${here}:${port}`)).outcome === 'failure') return undefined;
  return {
    severity: Severity.WARNING,
    message: `${role} would be answered with ${asPod.status} in a pod: the app does not accept requests for ${POD_ADDRESS}:${port}`,
    why: 'The kubelet asks a pod by its IP address, as the Host header says, and the app accepts certain hosts only',
    fix: `Let the probe name a host that is accepted, such as httpHeaders: [{ name: Host, value: ${here} }], which is here`,
  };
}

/** An address as pods have it. */
const POD_ADDRESS = '10.244.0.7';
