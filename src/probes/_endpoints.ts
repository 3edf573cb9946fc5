import { valueText } from '../findings/text';
import { readOptions, remember } from './_problem';
import { HealthChecksOptions, HealthChecksPathOptions, HealthChecksProps } from './health-checks-options';
import { HealthProbe } from './health-probe';
import { ProbeTimings } from './probe-timings';

/**
 * For servers whose makers name no number: 30 attempts 10 seconds apart, as in the Kubernetes documentation
 * (https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/).
 */
export const STARTUP: ProbeTimings = { periodSeconds: 10, failureThreshold: 30 };

/** Where no source says how long an answer may take: Kubernetes' default of one second is easily too short under load. */
export const ANSWER: ProbeTimings = { timeoutSeconds: 2 };

/** The failureThreshold of a liveness probe that asks what readiness asks with the default of 3. */
export const PATIENT = 6;

type Endpoint = readonly [path: string, timings?: ProbeTimings];

/** A bundle made of the options that are known and there; what is wrong with the others is kept beside it. */
export function withOptions<Name extends string>(
  options: unknown,
  known: readonly Name[],
  make: (given: { readonly [name in Name]?: any }) => HealthChecksProps,
): HealthChecksProps {
  const { given, problems } = readOptions('the bundle', options, known);
  const props = make(given);
  remember(props, problems);
  return props;
}

/** A server that answers over HTTP. */
export function bundle(
  port: number | undefined,
  options: HealthChecksOptions,
  { liveness, readiness, startup, env }: { liveness: Endpoint; readiness: Endpoint; startup?: Endpoint; env?: { readonly [name: string]: string } },
  known: readonly string[] = ['port'],
): HealthChecksProps {
  return withOptions(options, known, given => {
    const probe = ([path, timings]: Endpoint) => HealthProbe.http(path, { ...ANSWER, ...timings, port: given.port });
    return {
      port,
      livenessProbe: probe(liveness),
      readinessProbe: probe(readiness),
      ...startup ? { startupProbe: probe(startup) } : {},
      ...env ? { env } : {},
    };
  });
}

/** One with one endpoint for everything. */
export function oneEndpoint(
  path: string,
  port: number | undefined,
  options: HealthChecksOptions,
  { liveness = { failureThreshold: PATIENT }, readiness, startup, env }:
  { liveness?: ProbeTimings; readiness?: ProbeTimings; startup?: ProbeTimings; env?: { readonly [name: string]: string } } = {},
): HealthChecksProps {
  return bundle(port, options, { liveness: [path, liveness], readiness: [path, readiness], ...startup ? { startup: [path, startup] } : {}, env });
}

/** One whose app has the endpoints. */
export function twoEndpoints(livez: string, readyz: string, port: number | undefined, options: HealthChecksPathOptions): HealthChecksProps {
  const livenessPath = options?.livenessPath ?? livez;
  const readinessPath = options?.readinessPath ?? readyz;
  const patience = livenessPath === readinessPath ? { failureThreshold: PATIENT } : {};
  return bundle(port, options, { liveness: [livenessPath, patience], readiness: [readinessPath] }, ['port', 'livenessPath', 'readinessPath']);
}

/** One that speaks the Open Inference Protocol. */
export function openInference(
  port: number,
  options: HealthChecksOptions,
  { liveness, readiness }: { liveness?: ProbeTimings; readiness?: ProbeTimings } = {},
): HealthChecksProps {
  return bundle(port, options, {
    liveness: ['/v2/health/live', liveness], readiness: ['/v2/health/ready', readiness], startup: ['/v2/health/ready', STARTUP],
  });
}

export function modelPath(factory: string, model: string): string {
  const isName = typeof model === 'string' && /^[^\p{Cc}\p{Cs} /?#\\]+$/u.test(model) && !/^\.\.?$/.test(model);
  if (!isName) throw new Error(`HealthChecks.${factory} is given the model ${valueText(model)}, but must be given the name the model is served under, e.g. 'churn'`);
  return `/v1/models/${encodeURIComponent(model)}`;
}

/** Source: https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-KEYWORD-VALUE */
export function quotedForLibpq(value: string): string {
  const text = word(value);
  return /^[\w.-]+$/.test(text) ? text : `'${text.replace(/[\\']/g, '\\$&')}'`;
}

/** A word of a command; in plain JavaScript anything may stand there, and what is no port is said of the port itself. */
export function word(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? `${value}` : valueText(value);
}
