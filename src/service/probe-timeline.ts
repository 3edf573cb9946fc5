import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { Severity } from '../findings/finding';
import { findingsText, valueText } from '../findings/text';
import { KNOWN_VERSIONS, parseVersions, versionsText } from '../manifest/kubernetes-versions';
import { PodSpec, Probe } from '../manifest/objects';
import { podSpecOf } from '../manifest/pod-spec';
import { HealthProbe } from '../probes/health-probe';
import { AppBehavior } from '../timeline/app-behavior';
import { behaviorProblems, presentOf, secondsProblems, unknownProblems } from '../timeline/behavior-problems';
import { Breakage, detectionWindow, outageLimits, OutageLimits } from '../timeline/detection-window';
import { LONGEST_PLAY_SECONDS, unplayed } from '../timeline/horizon';
import { outOfRotation } from '../timeline/out-of-rotation';
import { PodPlan, podPlan } from '../timeline/pod-plan';
import { budgetOf, readyWindow } from '../timeline/ready-window';
import { ProbeScenario } from '../timeline/scenario';
import { StartupBudget } from '../timeline/startup-budget';
import { TimeWindow } from '../timeline/time-window';
import { describe } from './_jsii-class';
import { late } from './_late';
import { HealthCheckedService } from './health-checked-service';

/** The probes of a container, for `ProbeTimeline.ofProbes`. */
export interface TimelineProbes {
  /**
   * Restarts the container when the app hangs.
   *
   * @default - none
   */
  readonly livenessProbe?: HealthProbe;
  /**
   * Decides whether the app gets traffic.
   *
   * @default - none
   */
  readonly readinessProbe?: HealthProbe;
  /**
   * Waits for the app to start.
   *
   * @default - none
   */
  readonly startupProbe?: HealthProbe;
  /**
   * Seconds a container has to end.
   *
   * @default 30
   */
  readonly terminationGracePeriodSeconds?: number;
}

/** Options of `ProbeTimeline.play`. */
export interface PlayOptions {
  /**
   * The version of the kubelet, such as `1.31`.
   *
   * @default - the newest one this library knows, 1.37
   */
  readonly kubernetesVersion?: string;
  /**
   * When the pod is deleted, in seconds after the start of the container.
   *
   * @default - never
   */
  readonly deletedAtSeconds?: number;
  /**
   * How long is played, in seconds; four hours at most.
   *
   * @default - until everything has come that can come of the behavior
   */
  readonly forSeconds?: number;
}

/** What happened to an app, over all phases of the kubelet's ticks. */
export interface PlayedTimeline {
  /** Whether a probe has the container killed, in some phase. */
  readonly isEverKilled: boolean;
  /** Whether the app becomes ready at some time, in every phase. */
  readonly isAlwaysReady: boolean;
  /**
   * When it is ready for the first time, after the container was started, in the phases in which it is.
   *
   * @default - never
   */
  readonly ready?: TimeWindow;
  /**
   * When it gets no traffic any more for the first time, in the phases in which that happens: because its readiness
   * probe failed, or its container ended.
   *
   * @default - never
   */
  readonly notReady?: TimeWindow;
  /**
   * When a probe has the container killed for the first time, in the phases in which one does.
   *
   * @default - never
   */
  readonly killed?: TimeWindow;
  /** How many phases were played. */
  readonly phases: number;
}

/**
 * What the kubelet will do with the probes of a container, to the second.
 *
 * The kubelet probes at its own ticks, whose phase nobody knows; each answer is therefore a window, from the earliest to
 * the latest time over all phases. What the kubelet takes for itself, a second or two, is not counted. The answers come
 * from the kubelet's own rules and are compared with its code (docs/timeline.md).
 *
 * @example
 * const timeline = ProbeTimeline.ofProbes({ readinessProbe: HealthProbe.http('/readyz', { periodSeconds: 5 }) });
 * timeline.ready(60)!.latestSeconds; // 65
 */
export class ProbeTimeline {
  /**
   * The timeline of the container of a service, as it will be deployed: after all patches.
   *
   * @param service a service; what is wrong with it is thrown here, as it would be at synth
   * @throws where the API server would refuse it
   */
  public static of(service: HealthCheckedService): ProbeTimeline {
    check(isService(service) ? [] : [`ProbeTimeline.of is given ${describe(service)}, but must be given a HealthCheckedService; for probes alone there is ProbeTimeline.ofProbes`]);
    const complaints = service.node.validate();
    if (complaints.length > 0) throw new Error(complaints.join('\n'));
    const { containers, ...spec } = podSpecOf(ApiObject.of(service.deployment).toJson())!.spec;
    return new ProbeTimeline({ ...spec, containers: containers!.slice(0, 1), initContainers: undefined });
  }

  /**
   * The timeline of a container with these probes.
   *
   * @param probes the probes, and the time the container has to end
   * @throws where the API server would refuse them
   */
  public static ofProbes(probes: TimelineProbes): ProbeTimeline {
    const options = objectOf(probes ?? {}, 'ProbeTimeline.ofProbes', '{ livenessProbe: HealthProbe.tcp() }');
    const { livenessProbe, readinessProbe, startupProbe, terminationGracePeriodSeconds } = options;
    const given = Object.entries({ livenessProbe, readinessProbe, startupProbe }).filter(([, probe]) => (probe ?? undefined) !== undefined);
    check([
      ...unknownProblems(options, ['livenessProbe', 'readinessProbe', 'startupProbe', 'terminationGracePeriodSeconds']),
      ...given.filter(([, probe]) => typeof probe!._problems !== 'function' || typeof probe!.toJson !== 'function')
        .map(([role, probe]) => `${role} is ${describe(probe)}, but must be a HealthProbe, e.g. HealthProbe.http('/livez')`),
    ]);
    // Where a probe leaves the port to the service, any does: it is not asked here.
    const manifests = given.map(([role, probe]): [string, Probe] => [role, manifestOf(role, probe!)]);
    const container = { name: 'main', image: 'app', ...Object.fromEntries(manifests) };
    const spec = { containers: [container], ...(terminationGracePeriodSeconds ?? undefined) === undefined ? {} : { terminationGracePeriodSeconds } };
    const findings = late.judge().judge({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'timeline' }, spec } as object, KNOWN_VERSIONS);
    const refused = findings.filter(({ severity, kubernetesVersions }) => severity === Severity.ERROR && kubernetesVersions === undefined);
    if (refused.length > 0) throw new Error(`The API server would refuse these probes:\n${refused.map(finding => findingsText([finding], versionsText)).join('\n')}`);
    return new ProbeTimeline(spec);
  }

  private readonly pod: PodPlan;

  private constructor(spec: PodSpec) {
    this.pod = podPlan(spec);
  }

  /**
   * How long the app may take to start; undefined where no probe ever kills it.
   *
   * The startup probe decides, and without one the liveness probe does.
   */
  public get startupBudget(): StartupBudget | undefined {
    return budgetOf(this.container.probes);
  }

  /**
   * When the container is ready, after its start; undefined where the start takes so long that it is always killed.
   *
   * Above the guaranteed start it holds for the starts that are not killed. The end allows for an app that hangs while it
   * starts. Every sync of the pod asks for readiness once more, so that several successes may come at once.
   *
   * @param startsAfterSeconds how long the app takes to start; 0, where not given
   * @throws where that is no number of seconds
   */
  public ready(startsAfterSeconds: number = 0): TimeWindow | undefined {
    check(secondsProblems({ startsAfterSeconds }));
    return readyWindow(this.container.probes, startsAfterSeconds ?? 0);
  }

  /**
   * From the moment the app breaks to the moment its restart begins; undefined without a liveness probe.
   *
   * For an app that has started, when the initial delay is over.
   *
   * @param breakage how it breaks; it hangs, where not given
   * @throws where it is no way to break
   */
  public restart(breakage: Breakage = Breakage.HANGS): TimeWindow | undefined {
    const how = breakageOf(breakage, Breakage.HANGS);
    const { liveness } = this.container.probes;
    return liveness && detectionWindow(liveness, how);
  }

  /**
   * From the moment the app breaks to the moment it gets no traffic any more; undefined without a readiness probe.
   *
   * @param breakage how it breaks; it hangs, where not given
   * @throws where it is no way to break
   */
  public outOfTraffic(breakage: Breakage = Breakage.HANGS): TimeWindow | undefined {
    const how = breakageOf(breakage, Breakage.HANGS);
    const { readiness } = this.container.probes;
    return readiness && detectionWindow(readiness, how);
  }

  /**
   * The outages that never restart the container, and those that always do; undefined without a liveness probe.
   *
   * @param breakage how it breaks; it fails, where not given
   * @throws where it is no way to break
   */
  public restartLimits(breakage: Breakage = Breakage.FAILS): OutageLimits | undefined {
    return limits(this.container.probes.liveness, breakageOf(breakage, Breakage.FAILS));
  }

  /**
   * The outages that never cost traffic, and those that always do; undefined without a readiness probe.
   *
   * @param breakage how it breaks; it fails, where not given
   * @throws where it is no way to break
   */
  public trafficLimits(breakage: Breakage = Breakage.FAILS): OutageLimits | undefined {
    return limits(this.container.probes.readiness, breakageOf(breakage, Breakage.FAILS));
  }

  /**
   * How long an outage of so many seconds keeps traffic away; undefined without a readiness probe, and where the outage
   * is too short to be noticed in any phase.
   *
   * It holds for kubelets from 1.32 on, where nothing else happens to the pod.
   *
   * @param outageSeconds how long the app is broken
   * @param breakage how it breaks; it fails, where not given
   * @throws where the length is no number of seconds
   */
  public trafficLost(outageSeconds: number, breakage: Breakage = Breakage.FAILS): TimeWindow | undefined {
    check((outageSeconds ?? undefined) === undefined ? ['outageSeconds is missing, but must be a number of seconds'] : secondsProblems({ outageSeconds }));
    const how = breakageOf(breakage, Breakage.FAILS);
    const { readiness } = this.container.probes;
    return readiness && outOfRotation(readiness, outageSeconds, how);
  }

  /**
   * Plays the kubelet's part for an app that behaves in a certain way, in every phase of the kubelet's ticks.
   *
   * @param behavior what the app does, in seconds after the start of its container
   * @param options the version of the kubelet, and how long is played
   * @throws where the version is not known, a time makes no sense, or something would happen after the time that is played
   *
   * @example
   * const { isEverKilled, ready } = timeline.play({ startsAfterSeconds: 60 });
   */
  public play(behavior: AppBehavior, options: PlayOptions = {}): PlayedTimeline {
    const given = objectOf(options ?? {}, 'ProbeTimeline.play', '{ forSeconds: 600 } as its options');
    const kubernetesVersion = given.kubernetesVersion ?? `1.${KNOWN_VERSIONS.max}`;
    const deletedAtSeconds = given.deletedAtSeconds ?? undefined;
    const forSeconds = given.forSeconds ?? undefined;
    const versions = ['string', 'number'].includes(typeof kubernetesVersion) ? parseVersions(String(kubernetesVersion)) : undefined;
    check([
      ...unknownProblems(given, ['kubernetesVersion', 'deletedAtSeconds', 'forSeconds']),
      ...versions?.min === versions?.max && versions ? [] : [`kubernetesVersion is ${valueText(kubernetesVersion)}, but must be one version from ${versionsText(KNOWN_VERSIONS)}`],
      ...behaviorProblems(behavior),
      ...secondsProblems({ deletedAtSeconds }),
      ...forSeconds === undefined || (typeof forSeconds === 'number' && forSeconds > 0 && forSeconds <= LONGEST_PLAY_SECONDS) ? []
        : [`forSeconds is ${valueText(forSeconds)}, but must be more than 0 and at most ${LONGEST_PLAY_SECONDS}`],
    ]);
    const behaviors = new Map([[this.container.name, presentOf(behavior)]]);
    const play = { pod: this.pod, behaviors, kubernetes: versions!.max, deletedAtSeconds, forSeconds };
    check(unplayed(play));
    const { isEverKilled, isAlwaysReady, first, phases } = late.outlook().outlook(play);
    return { isEverKilled, isAlwaysReady, ...first, phases };
  }

  private get container() {
    return this.pod.containers[0];
  }
}

function check(problems: readonly string[]): void {
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

/** A service of this library, or of another copy of it. */
function isService(service: unknown): boolean {
  const isConstruct = (value: unknown) => typeof value === 'object' && value !== null && Construct.isConstruct(value);
  return isConstruct(service) && isConstruct((service as HealthCheckedService).deployment);
}

function objectOf<T>(value: T, method: string, example: string): T {
  if (typeof value === 'object' && !Array.isArray(value)) return value;
  throw new Error(`${method} is given ${valueText(value)}, but must be given an object such as ${example}`);
}

/** How an app breaks; null counts as absent. */
function breakageOf(breakage: Breakage | null, usual: Breakage): Breakage {
  const how = breakage ?? usual;
  const members = Object.entries(Breakage);
  if (members.some(([, value]) => value === how)) return how;
  throw new Error(`breakage is ${valueText(how)}, but must be ${members.map(([member, value]) => `Breakage.${member} (${valueText(value)})`).join(' or ')}`);
}

/** A probe as it stands in a manifest; what is wrong with it is said of its role. */
function manifestOf(role: string, probe: HealthProbe): Probe {
  try {
    return probe.toJson({ port: 80 });
  } catch (error) {
    throw new Error(`${role}: ${(error as Error).message}`);
  }
}

function limits(probe: ProbeScenario | undefined, breakage: Breakage): OutageLimits | undefined {
  return probe && outageLimits(probe, breakage);
}
