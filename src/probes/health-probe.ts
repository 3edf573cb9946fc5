import type { k8s } from 'cdk8s-plus-28';
import { IntOrString, Probe } from '../manifest/objects';
import { failureThresholdFor } from '../timeline/startup-budget';
import { loadCdk8sPlus } from './_cdk8s-plus';
import { misread, Problem, problemsText, readOptions, remember, startupSecondsProblem, wholeNumberProblem } from './_problem';
import { ExecProbe } from './exec-probe';
import { GrpcProbe, GrpcProbeProps } from './grpc-probe';
import { HttpProbe, HttpProbeTarget } from './http-probe';
import { ProbeConfig } from './probe-config';
import { PROBE_DEFAULTS, ProbeTimings, STARTUP_PERIOD_SECONDS } from './probe-timings';
import { TcpProbe, TcpProbeProps } from './tcp-probe';

/** Properties of `HealthProbe`. */
export interface HealthProbeProps extends ProbeTimings {
  /** What the probe does. */
  readonly config: ProbeConfig;
}

/** Options of `HealthProbe.http`. */
export interface HttpHealthProbeOptions extends ProbeTimings, HttpProbeTarget {
}

/** Options of `HealthProbe.tcp`. */
export interface TcpHealthProbeOptions extends ProbeTimings, TcpProbeProps {
}

/** Options of `HealthProbe.grpc`. */
export interface GrpcHealthProbeOptions extends ProbeTimings, GrpcProbeProps {
}

/** Where a probe is used that belongs to no `HealthCheckedService`. */
export interface ProbeContext {
  /**
   * The port for a probe config that names none.
   *
   * @default - the probe config must name its port
   */
  readonly port?: number;
}

const TIMINGS = [
  'initialDelaySeconds', 'periodSeconds', 'timeoutSeconds', 'successThreshold', 'failureThreshold', 'terminationGracePeriodSeconds',
] as const satisfies readonly (keyof ProbeTimings)[];

/**
 * A health check: what is asked, how often, and how many answers it takes.
 *
 * The same class serves as liveness, readiness and startup probe; names, order and defaults of its arguments are those
 * of the TrueFoundry SDK. It never changes after construction, so one object may be used in several places.
 *
 * @example
 * new HealthProbe({
 *   config: new HttpProbe({ path: '/livez', port: 8000 }),
 *   periodSeconds: 10,
 *   timeoutSeconds: 2,
 * });
 */
export class HealthProbe {
  /**
   * A probe that asks an HTTP endpoint; any status from 200 to 399 is a success.
   *
   * @param path the path, e.g. `/readyz`
   * @param options port, host, scheme, headers and timings
   *
   * @example
   * HealthProbe.http('/readyz', { periodSeconds: 5 });
   */
  public static http(path: string, options: HttpHealthProbeOptions = {}): HealthProbe {
    return HealthProbe.read('http', options, ['port', 'host', 'scheme', 'httpHeaders'], target => new HttpProbe({ ...target, path }));
  }

  /**
   * A probe that opens a TCP connection.
   *
   * @param options port, host and timings
   *
   * @example
   * HealthProbe.tcp({ port: 5672 });
   */
  public static tcp(options: TcpHealthProbeOptions = {}): HealthProbe {
    return HealthProbe.read('tcp', options, ['port', 'host'], target => new TcpProbe(target));
  }

  /**
   * A probe that asks the gRPC health service.
   *
   * @param options port, service and timings
   *
   * @example
   * HealthProbe.grpc({ port: 50051 });
   */
  public static grpc(options: GrpcHealthProbeOptions = {}): HealthProbe {
    return HealthProbe.read('grpc', options, ['port', 'service'], target => new GrpcProbe(target));
  }

  /**
   * A probe that runs a command in the container; exit status 0 is a success.
   *
   * @param command the program and its arguments, without a shell
   * @param options timings
   *
   * @example
   * HealthProbe.exec(['cat', '/tmp/ready'], { periodSeconds: 30 });
   */
  public static exec(command: string[], options: ProbeTimings = {}): HealthProbe {
    return HealthProbe.read('exec', options, [], () => new ExecProbe({ command }));
  }

  /**
   * A startup probe that asks what another probe asks, every 5 seconds, and surely lets the app take so long to start.
   *
   * It is what `startupSeconds` makes in a `HealthCheckedService`. The failureThreshold is the smallest whose guaranteed
   * budget, (failureThreshold - 1) periods, is no shorter: failureThreshold times periodSeconds may come up to a period
   * too early.
   *
   * @param seconds the longest time the app may take to start: 1 to 604800
   * @param like the liveness or readiness probe; its timeout and grace period come along
   *
   * @example
   * HealthProbe.startup(75, HealthProbe.http('/livez', { port: 8000 }));
   */
  public static startup(seconds: number, like: HealthProbe): HealthProbe {
    const problem = startupSecondsProblem(seconds);
    if (!(like instanceof HealthProbe)) return new HealthProbe({ config: like as never });
    if (!problem) return like._forStartup(seconds);
    const probe = like._with({});
    probe.startupProblem = { ...problem, message: `the time to start ${problem.message}` };
    return probe;
  }

  /** Reads the options of a factory: those of its probe config, and the timings. */
  private static read<Name extends string>(
    factory: string,
    options: unknown,
    names: readonly Name[],
    config: (target: any) => ProbeConfig,
  ): HealthProbe {
    const { given, problems } = readOptions<Name | keyof ProbeTimings>(`HealthProbe.${factory}`, options, [...names, ...TIMINGS]);
    const target: { [name: string]: unknown } = {};
    const timings: { [name: string]: unknown } = {};
    for (const name in given) (names.includes(name as Name) ? target : timings)[name] = given[name as Name];
    const probe = new HealthProbe({ ...timings, config: config(target) });
    remember(probe, problems);
    return probe;
  }

  /** What the probe does. */
  public readonly config: ProbeConfig;
  /** Seconds after the container's start before the first probe (default 0). */
  public readonly initialDelaySeconds: number;
  /** Seconds from one probe to the next (default 10). */
  public readonly periodSeconds: number;
  /** Seconds the app has to answer (default 1). */
  public readonly timeoutSeconds: number;
  /** Successes in a row it takes after a failure (default 1). */
  public readonly successThreshold: number;
  /** Failures in a row it takes to act (default 3). */
  public readonly failureThreshold: number;
  /** Seconds a container has to end after this probe failed; undefined means the pod's grace period. */
  public readonly terminationGracePeriodSeconds?: number;

  /** What was given, as opposed to the defaults: only that is written to the manifest. */
  private readonly given: ProbeTimings;
  private startupProblem?: Problem;

  /** Never throws: what is wrong with the props is reported at synth. */
  constructor(props: HealthProbeProps) {
    const { given: { config, ...given }, problems } = readOptions('HealthProbe', props, ['config', ...TIMINGS]);
    this.config = config;
    this.given = given;
    remember(this, problems);
    this.initialDelaySeconds = this.numberOf('initialDelaySeconds') ?? PROBE_DEFAULTS.initialDelaySeconds;
    this.periodSeconds = this.numberOf('periodSeconds') ?? PROBE_DEFAULTS.periodSeconds;
    this.timeoutSeconds = this.numberOf('timeoutSeconds') ?? PROBE_DEFAULTS.timeoutSeconds;
    this.successThreshold = this.numberOf('successThreshold') ?? PROBE_DEFAULTS.successThreshold;
    this.failureThreshold = this.numberOf('failureThreshold') ?? PROBE_DEFAULTS.failureThreshold;
    this.terminationGracePeriodSeconds = this.numberOf('terminationGracePeriodSeconds');
  }

  /**
   * The probe as a plain object, as it stands in a manifest: for an `ApiObject`, Helm values or anything else.
   *
   * Only what was given is in it, and Kubernetes fills in its defaults.
   *
   * @param context the port for a probe config that names none
   * @throws where Kubernetes would silently take the probe for something else: no port, an empty path, 0, a fraction
   *
   * @example
   * HealthProbe.http('/livez', { port: 8000 }).toJson(); // { httpGet: { path: '/livez', port: 8000 } }
   */
  public toJson(context: ProbeContext = {}): any {
    const port = context?.port;
    const problems = this._problems(port);
    if (problems.length > 0) {
      throw new Error(`This probe cannot be written to a manifest:\n${problemsText(problems)}`);
    }
    return this._toManifest(port);
  }

  /**
   * The probe for the generated (L1) constructs of cdk8s-plus-28, such as `k8s.KubeStatefulSet`.
   *
   * Loads cdk8s-plus-28, which nothing else in this class does.
   *
   * @param context the port for a probe config that names none
   * @throws where Kubernetes would silently take the probe for something else: no port, an empty path, 0, a fraction
   */
  public toKube(context: ProbeContext = {}): k8s.Probe {
    const { httpGet, tcpSocket, ...rest } = this.toJson(context) as Probe;
    const { k8s: { IntOrString: Port } } = loadCdk8sPlus();
    const toPort = (port: IntOrString) => typeof port === 'number' ? Port.fromNumber(port) : Port.fromString(port);
    return {
      ...rest,
      ...httpGet ? { httpGet: { ...httpGet, port: toPort(httpGet.port!) } } : {},
      ...tcpSocket ? { tcpSocket: { ...tcpSocket, port: toPort(tcpSocket.port!) } } : {},
    } as k8s.Probe;
  }

  /**
   * The same question with other timings; undefined takes a given number back.
   *
   * @internal
   */
  public _with(timings: ProbeTimings): HealthProbe {
    const probe = new HealthProbe({ ...this.given, ...timings, config: this.config });
    remember(probe, misread(this));
    return probe;
  }

  /**
   * The same question as a startup probe that lets the app take so long.
   *
   * @internal
   */
  public _forStartup(seconds: number, timing: Pick<HealthProbe, 'initialDelaySeconds' | 'periodSeconds'> = STARTUP_TIMING): HealthProbe {
    const { initialDelaySeconds, periodSeconds } = timing;
    // Numbers that make no sense are a fault of their own, and cannot be fitted.
    if (!(periodSeconds >= 1 && initialDelaySeconds >= 0)) return this;
    const failureThreshold = failureThresholdFor(seconds, timing);
    return this._with({
      initialDelaySeconds: initialDelaySeconds === PROBE_DEFAULTS.initialDelaySeconds ? undefined : initialDelaySeconds,
      periodSeconds: periodSeconds === PROBE_DEFAULTS.periodSeconds ? undefined : periodSeconds,
      successThreshold: undefined,
      failureThreshold: failureThreshold === PROBE_DEFAULTS.failureThreshold ? undefined : failureThreshold,
    });
  }

  /**
   * The probe as it stands in a manifest, without any check.
   *
   * @internal
   */
  public _toManifest(port: IntOrString | undefined): Probe {
    const probe = this.config._toHandler(port) as { -readonly [field in keyof Probe]: Probe[field] };
    for (const field of TIMINGS) {
      if (this.given[field] !== undefined) probe[field] = this.given[field];
    }
    return probe;
  }

  /**
   * What Kubernetes would take for something else, without a word.
   *
   * @internal
   */
  public _problems(port: IntOrString | undefined): Problem[] {
    const problems = [...typeof this.config?._problems === 'function' ? this.config._problems(port) : [NO_CONFIG], ...misread(this)];
    for (const field of TIMINGS) {
      const value = this.given[field];
      // 0 is a real delay; as a grace period the API server refuses it by itself.
      const smallest = field === 'initialDelaySeconds' || field === 'terminationGracePeriodSeconds' ? 0 : 1;
      const problem = value === undefined ? undefined : wholeNumberProblem('probe-whole-number', field, value, smallest);
      if (problem) problems.push(problem);
    }
    if (this.startupProblem) problems.push(this.startupProblem);
    return problems;
  }

  /** A number that can be reckoned with; anything else is told as a problem. */
  private numberOf(field: keyof ProbeTimings): number | undefined {
    const value: unknown = this.given[field];
    return typeof value === 'number' ? value : undefined;
  }
}

const STARTUP_TIMING = { initialDelaySeconds: 0, periodSeconds: STARTUP_PERIOD_SECONDS };

const NO_CONFIG: Problem = {
  rule: 'probe-config',
  field: '',
  message: 'the probe has no config',
  why: 'It must be said what to ask',
  fix: 'Give config an HttpProbe, a TcpProbe, a GrpcProbe or an ExecProbe',
};
