import { Protocol } from 'cdk8s-plus-28';
import { valueText } from '../findings/text';
import { Probe, PROBE_ROLES, ProbeRole } from '../manifest/objects';
import { HealthProbe } from '../probes';
import { Problem } from '../probes/_problem';
import { budgetOf, readyWindow } from '../timeline/ready-window';
import { failureThresholdFor, guaranteedStartupSeconds } from '../timeline/startup-budget';
import { FaultPlace, Faults } from './_faults';
import { describe } from './_jsii-class';
import { HealthCheckedServiceProps } from './health-checked-service-props';
import { PortOptions } from './port-options';

/** The probes of a service, by the part they play. */
export type ProbeSet = { readonly [role in ProbeRole]?: HealthProbe };

/** How often a startup probe made from `startupSeconds` asks: often enough that a quick start is noticed quickly. */
const STARTUP_PERIOD_SECONDS = 5;
/** What a rollout may take besides starting up: scheduling, pulling the image, becoming ready. */
const ROLLOUT_SLACK_SECONDS = 300;
/** Kubernetes' own progress deadline. */
const DEFAULT_PROGRESS_DEADLINE_SECONDS = 600;
/** What fits into the field. */
const LONGEST_DEADLINE_SECONDS = 2 ** 31 - 1;

/** Chooses the probes: those given, else the bundle's, else the defaults. */
export function chooseProbes(props: HealthCheckedServiceProps, ports: readonly PortOptions[], faults: Faults): ProbeSet {
  const given = (role: ProbeRole) => healthProbe(props[role], role, faults);
  const bundled = (role: ProbeRole) => healthProbe(props.healthChecks?.[role], `healthChecks.${role}`, faults);
  const livenessProbe = given('livenessProbe') ?? bundled('livenessProbe');
  const readinessProbe = given('readinessProbe') ?? bundled('readinessProbe') ?? defaultReadiness(ports, faults);
  const startupProbe = chooseStartup(props, given('startupProbe'), bundled('startupProbe'), livenessProbe ?? readinessProbe, faults);
  return {
    ...livenessProbe ? { livenessProbe } : {},
    ...readinessProbe ? { readinessProbe } : {},
    ...startupProbe ? { startupProbe } : {},
  };
}

/** The probes as they stand in a manifest; what is wrong with them is noted, and left out where nothing can be judged by it. */
export function renderProbes(probes: ProbeSet, where: FaultPlace, firstPort: number, faults: Faults): { [role in ProbeRole]?: Probe } {
  const rendered: { [role in ProbeRole]?: Probe } = {};
  for (const role of PROBE_ROLES) {
    const probe = probes[role];
    if (!probe) continue;
    const problems = probe._problems(firstPort);
    if (problems.length === 0) {
      rendered[role] = probe._toManifest(firstPort);
      continue;
    }
    noteProblems(problems, role, where, faults);
    if (problems.some(({ field }) => field === '')) continue;
    const manifest = expressible(probe._toManifest(firstPort)) as { -readonly [field in keyof Probe]: Probe[field] };
    for (const { field } of problems) delete manifest[field as keyof Probe];
    rendered[role] = manifest;
  }
  return rendered;
}

/** A copy without what JSON cannot express: that is a problem already, and would keep the whole object from being judged. */
function expressible(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null) return value;
  // No probe is that deep, but what refers to itself.
  if (depth > 5) return {};
  if (Array.isArray(value)) return value.filter(isExpressible).map(item => expressible(item, depth + 1));
  const fields = Object.entries(value).filter(([, field]) => isExpressible(field));
  return Object.fromEntries(fields.map(([name, field]) => [name, expressible(field, depth + 1)]));
}

function isExpressible(value: unknown): boolean {
  return !['undefined', 'bigint', 'symbol', 'function'].includes(typeof value);
}

function noteProblems(problems: readonly Problem[], role: ProbeRole, where: FaultPlace, faults: Faults): void {
  for (const { rule, field, value, message, why, fix } of problems) {
    const path = `spec.template.spec.containers[0].${role}${field ? `.${field}` : ''}`;
    faults.of(where, rule, path, value, { message: `${role}: ${message}`, why, fix });
  }
}

/** The progress deadline of the Deployment: never shorter than what the probes allow a pod to take. */
export function progressDeadlineSeconds({ livenessProbe, startupProbe, readinessProbe }: ProbeSet): number {
  const probes = { liveness: livenessProbe, readiness: readinessProbe, startup: startupProbe };
  // The slowest start that may still survive.
  const slowest = budgetOf(probes)?.hopelessSeconds ?? 0;
  const needed = Math.ceil(readyWindow(probes, slowest)!.latestSeconds + ROLLOUT_SLACK_SECONDS);
  // Numbers that make no sense are faults of the probes already.
  return needed <= LONGEST_DEADLINE_SECONDS ? Math.max(DEFAULT_PROGRESS_DEADLINE_SECONDS, needed) : DEFAULT_PROGRESS_DEADLINE_SECONDS;
}

/** A probe from the props; in plain JavaScript anything may stand there. */
function healthProbe(probe: HealthProbe | undefined, prop: string, faults: Faults): HealthProbe | undefined {
  if (probe === undefined || probe === null || typeof probe._toManifest === 'function') return probe ?? undefined;
  faults.ofProp('probe-config', prop, probe, {
    message: `${prop} is ${describe(probe)}, but must be a HealthProbe`,
    why: 'Only a HealthProbe can be checked and written',
    fix: `Write ${prop}: HealthProbe.http('/path'), or new HealthProbe({ config: new HttpProbe({ path: '/path' }) })`,
  });
  return undefined;
}

function defaultReadiness([first]: readonly PortOptions[], faults: Faults): HealthProbe | undefined {
  if (first.protocol !== Protocol.UDP && first.protocol !== Protocol.SCTP) return HealthProbe.tcp();
  faults.ofProp('service-needs-readiness', 'readinessProbe', undefined, {
    message: `readinessProbe is missing, and the first port speaks ${first.protocol}`,
    why: 'Without one a pod gets traffic before it can answer; a default can be made for TCP only',
    fix: 'Give a readinessProbe, on another port or with a command',
  });
  return undefined;
}

function chooseStartup(
  props: HealthCheckedServiceProps,
  given: HealthProbe | undefined,
  bundled: HealthProbe | undefined,
  asked: HealthProbe | undefined,
  faults: Faults,
): HealthProbe | undefined {
  const seconds = startupSeconds(props, faults);
  if (seconds === undefined) return given ?? bundled;
  if (given) {
    checkCovers(given, seconds, faults);
    return given;
  }
  const base = bundled ?? asked;
  if (!base) return undefined;
  const timing = bundled ?? { initialDelaySeconds: 0, periodSeconds: STARTUP_PERIOD_SECONDS };
  // Numbers that make no sense are a fault of the bundle, and cannot be fitted.
  if (!(timing.periodSeconds >= 1 && timing.initialDelaySeconds >= 0)) return base;
  return base._with({
    initialDelaySeconds: timing.initialDelaySeconds || undefined,
    periodSeconds: timing.periodSeconds,
    successThreshold: undefined,
    failureThreshold: failureThresholdFor(seconds, timing),
  });
}

/** Whether a default stands in for something that is no number. */
function hasWrongNumber(probe: HealthProbe): boolean {
  return probe._problems(undefined).some(({ rule }) => rule === 'probe-whole-number');
}

function startupSeconds({ startupSeconds: seconds }: HealthCheckedServiceProps, faults: Faults): number | undefined {
  if (seconds === undefined || seconds === null) return undefined;
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= MAX_STARTUP_SECONDS) return seconds;
  faults.ofProp('startup-seconds', 'startupSeconds', seconds, {
    message: `startupSeconds is ${valueText(seconds)}, but must be a whole number from 1 to ${MAX_STARTUP_SECONDS}`,
    why: 'It is the longest time in seconds that the app may take to start',
    fix: 'Give the slowest start you have seen, and some reserve',
  });
  return undefined;
}

/** A week: more is a slip of the keyboard. */
const MAX_STARTUP_SECONDS = 7 * 24 * 3600;

function checkCovers(probe: HealthProbe, seconds: number, faults: Faults): void {
  const guaranteed = guaranteedStartupSeconds(probe);
  const { initialDelaySeconds, periodSeconds, failureThreshold } = probe;
  // Numbers that make no sense are a fault of their own.
  if (!(guaranteed < seconds && periodSeconds >= 1 && failureThreshold >= 1) || hasWrongNumber(probe)) return;
  const delay = initialDelaySeconds > 0 ? ` + initialDelaySeconds ${initialDelaySeconds} - 1` : '';
  faults.ofProp('startup-seconds', 'startupProbe', undefined, {
    message: `startupSeconds is ${seconds}, but startupProbe guarantees only ${guaranteed} seconds: (failureThreshold ${failureThreshold} - 1) × periodSeconds ${periodSeconds}${delay}`,
    why: 'The first probe may come the moment the container starts, so that the last of the periods is not sure',
    fix: `Raise startupProbe.failureThreshold to ${failureThresholdFor(seconds, probe)}, or leave startupProbe out to have one made from startupSeconds`,
  });
}
