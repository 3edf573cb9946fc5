import { Severity } from '../findings/finding';
import { Probe } from '../manifest/objects';
import { Role } from '../timeline/scenario';
import { HandlerSurroundings } from './handler-runner';
import { speaksHttp1 } from './port-state';
import { ProbeAnswer, speaksNoTls } from './probe-answer';
import { Remark } from './remark';

/** What an answer says that its outcome does not. */
export function answerRemark(role: Role, { httpGet }: Probe, { outcome, status, output, redirectedTo }: ProbeAnswer): Remark | undefined {
  if (outcome === 'error') {
    return {
      severity: Severity.WARNING,
      message: `${role} cannot be asked: ${output.trim()}`,
      why: `What cannot be asked counts neither as a success nor as a failure: ${NEVER[role]}`,
      fix: 'Let it ask what there is: a port by its number or a name that the container declares, a command of the image, an answer that comes to its end',
    };
  }
  if (!httpGet) return undefined;
  if (httpGet.scheme?.toUpperCase() === 'HTTPS' && speaksNoTls({ outcome, output })) {
    return {
      severity: Severity.WARNING,
      message: `${role} speaks TLS, and the app answers in plain HTTP`,
      why: 'Nobody understands the other, and the probe fails for ever',
      fix: 'Set scheme: HTTP, or let the app serve TLS',
    };
  }
  const asked = `${role} asks ${httpGet.path ?? '/'}`;
  if (outcome === 'warning') {
    return {
      severity: Severity.WARNING,
      message: `${asked} and is answered with ${status}${redirectedTo ? `, to ${redirectedTo}: that counts as a success, whatever is there` : ': that counts as a success'}`,
      why: redirectedTo ? 'A redirect to another host is not followed, and any status below 400 is a success' : 'Any status below 400 is a success',
      fix: 'Ask a path that the app answers itself',
    };
  }
  if (outcome === 'success' && redirectedTo !== undefined && !isSlashAway(httpGet.path ?? '/', redirectedTo)) {
    return {
      severity: Severity.WARNING,
      message: `${asked} and is answered from ${redirectedTo}`,
      why: 'Redirects on the same host are followed: what is asked in the end is another page, which may be fine when the app is not',
      fix: 'Ask a path that the app answers itself, and to which nobody need sign in',
    };
  }
  if (outcome === 'success' && redirectedTo !== undefined) {
    return {
      severity: Severity.INFO,
      message: `${asked} and is redirected to ${redirectedTo}`,
      why: 'The kubelet follows redirects on the same host, so that this works; but each probe is two requests, and the time for an answer is for both',
      fix: `Ask ${redirectedTo} at once`,
    };
  }
  if (outcome === 'success' && /^\s*"?false"?\s*$/i.test(output)) {
    return {
      severity: Severity.WARNING,
      message: `${asked} and is answered with ${status} and ${output.trim()}: that is a success`,
      why: 'The kubelet looks at the status, and never at what the answer says',
      fix: 'Answer with the status 503 as long as it is not so',
    };
  }
  return undefined;
}

/** Why nobody answers a gRPC probe in time though somebody is there: in HTTP/1 it is no question. Who says nothing may just be slow. */
export async function noGrpcRemark(role: Role, { grpc }: Probe, { target, portHere }: HandlerSurroundings): Promise<Remark | undefined> {
  if (!grpc?.port || !await speaksHttp1(target.host, portHere(grpc.port))) return undefined;
  return {
    severity: Severity.WARNING,
    message: `${role} asks for gRPC health on port ${grpc.port}, and the app speaks HTTP/1 there`,
    why: 'gRPC needs HTTP/2, here without TLS, and the probe fails for ever',
    fix: 'Ask the port of its gRPC server, which has to offer grpc.health.v1.Health; or ask by httpGet',
  };
}

/** Whether two paths differ by a slash at the end alone. */
function isSlashAway(path: string, other: string): boolean {
  return path.replace(/\/?(?=\?|$)/, '') === other.replace(/\/?(?=\?|$)/, '');
}

/** What never happens, whatever the app does. */
const NEVER: { readonly [role in Role]: string } = {
  liveness: 'the app is never restarted',
  readiness: 'the pod never gets traffic',
  startup: 'the container never counts as started, and is never restarted',
};
