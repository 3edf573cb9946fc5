import { isIPv6 } from 'node:net';
import { Client, connectivityState, credentials, Metadata, ServiceError, status } from '@grpc/grpc-js';
import { Handler } from '../manifest/objects';
import { portState } from './port-state';
import { ProbeAnswer, ProbeTarget, userAgent } from './probe-answer';

/**
 * Asks the gRPC health service of the pod as the kubelet does: without TLS, and only SERVING is a success.
 *
 * A server that is not there yet is waited for until the time is up, so that one nobody listens on takes all of it to fail.
 *
 * Source: `pkg/probe/grpc/grpc.go`, https://github.com/grpc/grpc-proto/blob/master/grpc/health/v1/health.proto
 */
export async function askGrpc({ service = '' }: NonNullable<Handler['grpc']>, port: number, target: ProbeTarget, timeoutSeconds: number): Promise<ProbeAnswer> {
  const address = `${isIPv6(target.host) ? `[${target.host}]` : target.host}:${port}`;
  const client = new Client(address, credentials.createInsecure(), {
    'grpc.primary_user_agent': userAgent(target),
    // No proxy of this machine stands between the kubelet and a pod.
    'grpc.enable_http_proxy': 0,
  });
  const deadline = Date.now() + timeoutSeconds * 1000;
  const { error, serving = 0 } = await new Promise<Reply>(resolve => {
    client.makeUnaryRequest('/grpc.health.v1.Health/Check', requestBytes, statusOf, service, new Metadata({ waitForReady: true }), { deadline }, (failed, answer) => {
      resolve(failed ? { error: failed } : { serving: answer });
    });
  });
  const isConnected = client.getChannel().getConnectivityState(false) === connectivityState.READY;
  client.close();
  if (error?.code === status.DEADLINE_EXCEEDED && !isConnected) {
    const output = `timeout: failed to connect service "${address}" within ${timeoutSeconds}s`;
    // Why, the kubelet does not say.
    const isRefused = await portState(target.host, port) === 'refused';
    return { outcome: 'failure', output: isRefused ? `${output}: nobody listens there` : output, unanswered: isRefused ? 'refused' : 'late' };
  }
  if (error) return { outcome: 'failure', output: errorText(error, timeoutSeconds), ...error.code === status.DEADLINE_EXCEEDED ? { unanswered: 'late' } : { status: status[error.code] } };
  const name = STATUSES[serving] ?? String(serving);
  if (serving === SERVING) return { outcome: 'success', output: 'service healthy', status: name };
  return { outcome: 'failure', output: `service unhealthy (responded with ${JSON.stringify(name)})`, status: name };
}

interface Reply {
  readonly error?: ServiceError;
  readonly serving?: number;
}

const STATUSES = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'];
const SERVING = 1;

function errorText({ code, details }: ServiceError, timeoutSeconds: number): string {
  switch (code) {
    case status.UNIMPLEMENTED: return `error: this server does not implement the grpc health protocol (grpc.health.v1.Health): ${details}`;
    case status.DEADLINE_EXCEEDED: return `timeout: health rpc did not complete within ${timeoutSeconds}s`;
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
