import { Protocol } from 'cdk8s-plus-28';
import { Probe, PROBE_ROLES, ProbeRole } from '../manifest/objects';
import { HealthProbe } from '../probes';
import { Problem, startupSecondsProblem } from '../probes/_problem';
import { PROBE_DEFAULTS } from '../probes/probe-timings';
import { budgetOf, readyWindow } from '../timeline/ready-window';
import { failureThresholdFor, guaranteedStartupSeconds } from '../timeline/startup-budget';
import { FaultPlace, Faults } from './_faults';
import { describe } from './_jsii-class';
import { ContainerHealthProps } from './container-health-props';
import { PortOptions } from './port-options';

/** The probes of a service, by the part they play. */
export type ProbeSet = { readonly [role in ProbeRole]?: HealthProbe };

/** What a rollout may take besides starting up: scheduling, pulling the image, becoming ready. */
const ROLLOUT_SLACK_SECONDS = 300;
/** Kubernetes' own progress deadline. */
const DEFAULT_PROGRESS_DEADLINE_SECONDS = 600;
/** What fits into the field. */
const LONGEST_DEADLINE_SECONDS = 2 ** 31 - 1;

/** What probes are chosen from besides the props. */
export interface ProbeChoice {
  /** The readiness probe where none is given. */
  readonly fallback?: () => HealthProbe | undefined;
  /** Whether the container may turn out to have probes of its own. */
  readonly laterProbes?: boolean;
}

/**
 * Chooses the probes: those given, else the bundle's, else the defaults.
 *
 * @param at what comes before the names of the props
 */
export function chooseProbes(props: ContainerHealthProps, at: string, faults: Faults, { fallback, laterProbes = false }: ProbeChoice = {}): ProbeSet {
  const given = (role: ProbeRole) => healthProbe(props[role], `${at}${role}`, faults);
  const bundled = (role: ProbeRole) => withoutDefaults(healthProbe(props.healthChecks?.[role], `${at}healthChecks.${role}`, faults));
  const livenessProbe = given('livenessProbe') ?? bundled('livenessProbe');
  const readinessProbe = given('readinessProbe') ?? bundled('readinessProbe') ?? fallback?.();
  const startupProbe = chooseStartup(props, given('startupProbe'), bundled('startupProbe'), livenessProbe ?? readinessProbe, at, faults, laterProbes);
  // It says when the app is there, and nobody asked for the delays of a bundle. Its own is part of what it guarantees.
  const inTime = (role: ProbeRole, probe: HealthProbe | undefined) => startupProbe && !props[role] ? withoutDelay(probe) : probe;
  return {
    ...livenessProbe ? { livenessProbe: inTime('livenessProbe', livenessProbe) } : {},
    ...readinessProbe ? { readinessProbe: inTime('readinessProbe', readinessProbe) } : {},
    ...startupProbe ? { startupProbe } : {},
  };
}

/** The readiness probe of a service that gives none: a TCP connection to its first port. */
export function defaultReadiness([first]: readonly PortOptions[], faults: Faults): HealthProbe | undefined {
  // A worker gets no traffic, and nothing is made up for it.
  if (!first) return undefined;
  if (first.protocol !== Protocol.UDP && first.protocol !== Protocol.SCTP) return HealthProbe.tcp();
  faults.ofProp('service-needs-readiness', 'readinessProbe', undefined, {
    message: `readinessProbe is missing, and the first port speaks ${first.protocol}`,
    why: 'Without one a pod gets traffic before it can answer; a default can be made for TCP only',
    fix: 'Give a readinessProbe, on another port or with a command',
  });
  return undefined;
}

/**
 * The probes as they stand in a manifest; what is wrong with them is noted, and left out where nothing can be judged by it.
 *
 * @param path where the container stands
 */
export function renderProbes(
  probes: ProbeSet,
  where: FaultPlace,
  path: string,
  firstPort: number | undefined,
  faults: Faults,
): { [role in ProbeRole]?: Probe } {
  const rendered: { [role in ProbeRole]?: Probe } = {};
  for (const role of PROBE_ROLES) {
    const probe = probes[role];
    if (!probe) continue;
    const problems = probe._problems(firstPort);
    if (problems.length === 0) {
      rendered[role] = probe._toManifest(firstPort);
      continue;
    }
    noteProblems(problems, role, where, path, faults);
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

function noteProblems(problems: readonly Problem[], role: ProbeRole, where: FaultPlace, path: string, faults: Faults): void {
  for (const { rule, field, value, message, why, fix } of problems) {
    faults.of(where, rule, `${path}.${role}${field ? `.${field}` : ''}`, value, { message: `${role}: ${message}`, why, fix });
  }
}

/**
 * The progress deadline of the Deployment: never shorter than what the probes allow a pod to take.
 *
 * @param containers the probes of each; sidecars are waited for before the app is started
 */
export function progressDeadlineSeconds(containers: readonly ProbeSet[]): number {
  const needed = Math.ceil(containers.map(latestReady).reduce((sum, seconds) => sum + seconds, ROLLOUT_SLACK_SECONDS));
  // Numbers that make no sense are faults of the probes already.
  return needed <= LONGEST_DEADLINE_SECONDS ? Math.max(DEFAULT_PROGRESS_DEADLINE_SECONDS, needed) : DEFAULT_PROGRESS_DEADLINE_SECONDS;
}

function latestReady({ livenessProbe, startupProbe, readinessProbe }: ProbeSet): number {
  const probes = { liveness: livenessProbe, readiness: readinessProbe, startup: startupProbe };
  // The slowest start that may still survive.
  const slowest = budgetOf(probes)?.hopelessSeconds ?? 0;
  return readyWindow(probes, slowest)!.latestSeconds;
}

/** A probe without the numbers that are Kubernetes' own: those of a bundle, which no user wrote. */
function withoutDefaults(probe: HealthProbe | undefined): HealthProbe | undefined {
  const same = Object.entries(PROBE_DEFAULTS).filter(([field, value]) => probe?.[field as keyof typeof PROBE_DEFAULTS] === value);
  return same.length === 0 ? probe : probe!._with(Object.fromEntries(same.map(([field]) => [field, undefined])));
}

/** Beside a startup probe a delay means nothing but waiting: it is counted from the start of the container. */
function withoutDelay(probe: HealthProbe | undefined): HealthProbe | undefined {
  return probe && probe.initialDelaySeconds > 0 ? probe._with({ initialDelaySeconds: undefined }) : probe;
}

/** A probe from the props; in plain JavaScript anything may stand there. */
function healthProbe(probe: HealthProbe | undefined, prop: string, faults: Faults): HealthProbe | undefined {
  if (probe === undefined || probe === null || (typeof probe._toManifest === 'function' && typeof probe._problems === 'function')) return probe ?? undefined;
  faults.ofProp('probe-config', prop, probe, {
    message: `${prop} is ${describe(probe)}, but must be a HealthProbe`,
    why: 'Only a HealthProbe can be checked and written',
    fix: `Write ${prop}: HealthProbe.http('/path'), or new HealthProbe({ config: new HttpProbe({ path: '/path' }) })`,
  });
  return undefined;
}

function chooseStartup(
  props: ContainerHealthProps,
  given: HealthProbe | undefined,
  bundled: HealthProbe | undefined,
  asked: HealthProbe | undefined,
  at: string,
  faults: Faults,
  laterProbes: boolean,
): HealthProbe | undefined {
  const seconds = startupSeconds(props, at, faults);
  if (seconds === undefined) return given ?? bundled;
  if (given) {
    checkCovers(given, seconds, at, faults);
    return given;
  }
  const base = bundled ?? asked;
  if (base) return base._forStartup(seconds, bundled);
  if (laterProbes) return undefined;
  faults.ofProp('startup-seconds', `${at}startupSeconds`, seconds, {
    message: `${at}startupSeconds is ${seconds}, but there is no probe that could ask whether the app has started`,
    why: 'A startup probe is made from the liveness probe, or else from the readiness probe',
    fix: 'Give one of the two, or a startupProbe',
  });
  return undefined;
}

/** Whether a default stands in for something that is no number. */
function hasWrongNumber(probe: HealthProbe): boolean {
  return probe._problems(undefined).some(({ rule }) => rule === 'probe-whole-number');
}

function startupSeconds({ startupSeconds: seconds }: ContainerHealthProps, at: string, faults: Faults): number | undefined {
  if (seconds === undefined || seconds === null) return undefined;
  const problem = startupSecondsProblem(seconds);
  if (!problem) return seconds;
  faults.ofProp(problem.rule, `${at}startupSeconds`, seconds, { ...problem, message: `${at}startupSeconds ${problem.message}` });
  return undefined;
}

function checkCovers(probe: HealthProbe, seconds: number, at: string, faults: Faults): void {
  const guaranteed = guaranteedStartupSeconds(probe);
  const { initialDelaySeconds, periodSeconds, failureThreshold } = probe;
  // Numbers that make no sense are a fault of their own.
  if (!(guaranteed < seconds && periodSeconds >= 1 && failureThreshold >= 1) || hasWrongNumber(probe)) return;
  const delay = initialDelaySeconds > 0 ? ` + initialDelaySeconds ${initialDelaySeconds} - 1` : '';
  faults.ofProp('startup-seconds', `${at}startupProbe`, undefined, {
    message: `${at}startupSeconds is ${seconds}, but startupProbe guarantees only ${guaranteed} seconds: (failureThreshold ${failureThreshold} - 1) × periodSeconds ${periodSeconds}${delay}`,
    why: 'The first probe may come the moment the container starts, so that the last of the periods is not sure',
    fix: `Raise startupProbe.failureThreshold to ${failureThresholdFor(seconds, probe)}, or leave startupProbe out to have one made from startupSeconds`,
  });
}
