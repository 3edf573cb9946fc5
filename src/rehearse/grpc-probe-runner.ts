import { isIPv6 } from 'node:net';
import { Client, credentials, ServiceError, status } from '@grpc/grpc-js';
import { Handler } from '../manifest/objects';
import { ProbeAnswer, ProbeTarget, userAgent } from './probe-answer';

/**
 * Asks the gRPC health service of the pod as the kubelet does: without TLS, and only SERVING is a success.
 *
 * Source: `pkg/probe/grpc/grpc.go`, https://github.com/grpc/grpc-proto/blob/master/grpc/health/v1/health.proto
 */
export function askGrpc({ service = '' }: NonNullable<Handler['grpc']>, port: number, target: ProbeTarget, timeoutSeconds: number): Promise<ProbeAnswer> {
  const client = new Client(`${isIPv6(target.host) ? `[${target.host}]` : target.host}:${port}`, credentials.createInsecure(), {
    'grpc.primary_user_agent': userAgent(target),
    // No proxy of this machine stands between the kubelet and a pod.
    'grpc.enable_http_proxy': 0,
  });
  const deadline = Date.now() + timeoutSeconds * 1000;
  return new Promise(resolve => {
    client.makeUnaryRequest('/grpc.health.v1.Health/Check', requestBytes, statusOf, service, { deadline }, (error, serving) => {
      client.close();
      if (error) {
        resolve({ outcome: 'failure', output: errorText(error, port, timeoutSeconds), ...saidBy(error) });
        return;
      }
      const name = STATUSES[serving ?? 0] ?? String(serving);
      if (serving === SERVING) resolve({ outcome: 'success', output: 'service healthy', status: name });
      else resolve({ outcome: 'failure', output: `service unhealthy (responded with ${JSON.stringify(name)})`, status: name });
    });
  });
}

const STATUSES = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'];
const SERVING = 1;

/** Whether there was an answer, by the code and the details of an error. */
function saidBy({ code, details }: ServiceError): Pick<ProbeAnswer, 'status' | 'unanswered'> {
  if (code === status.DEADLINE_EXCEEDED) return { unanswered: 'late' };
  return code === status.UNAVAILABLE && /ECONNREFUSED/.test(details) ? { unanswered: 'refused' } : { status: status[code] };
}

function errorText({ code, details }: ServiceError, port: number, timeoutSeconds: number): string {
  switch (code) {
    case status.UNIMPLEMENTED: return `error: this server does not implement the grpc health protocol (grpc.health.v1.Health): ${details}`;
    case status.DEADLINE_EXCEEDED: return `timeout: health rpc did not complete within ${timeoutSeconds}s`;
    // The library adds when it tried, and how it came to the address.
    case status.UNAVAILABLE: return `error: failed to connect service at port ${port}: ${/Last error: (.*?) \(\d{4}-/.exec(details)?.[1] ?? details}`;
    default: return `error: health rpc probe failed: ${details}`;
  }
}

/** `message HealthCheckRequest { string service = 1; }` */
function requestBytes(service: string): Buffer {
  const name = Buffer.from(service);
  return name.length === 0 ? name : Buffer.concat([Buffer.from([0x0a, ...varint(name.length)]), name]);
}

/** `message HealthCheckResponse { ServingStatus status = 1; }`; a status that is 0 is left out. */
function statusOf(bytes: Buffer): number {
  return bytes[0] === 0x08 ? bytes[1] : 0;
}

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [0x80 + value % 0x80, ...varint(Math.floor(value / 0x80))];
}
