/* Whatever stands in a prop, a constructor does not throw, and a synth that refuses it says so in words for people. */
import { App, Chart, Duration, Size, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import * as fc from 'fast-check';
import {
  ExecProbe, GradientSpec, GrpcProbe, HealthAdvice, HealthCheckedService, HealthCheckedServiceProps, HealthChecks, HealthChecksValidation,
  HealthProbe, HttpProbe, ProbeTimeline, TcpProbe, TrueFoundryManifest,
} from '../../src';
import { shop } from './_synth';

const PROPS: readonly (keyof HealthCheckedServiceProps)[] = [
  'image', 'name', 'port', 'ports', 'livenessProbe', 'readinessProbe', 'startupProbe', 'healthChecks', 'startupSeconds', 'replicas', 'autoscaling',
  'podDisruptionBudget', 'resources', 'env', 'envFrom', 'command', 'args', 'volumeMounts', 'securityContext', 'serviceAccount', 'rolloutStrategy',
  'drainSeconds', 'terminationGracePeriodSeconds', 'labels', 'annotations',
];

const garbage = fc.oneof(
  fc.anything({ withBigInt: true, withNullPrototype: true, withSparseArray: true, withDate: true, withMap: true }),
  fc.constantFrom<unknown>(null, '', 0, -0, -1, NaN, 1.5, true, 10n, Symbol('x'), () => 1, [], {}, [null], [{}], { a: null }, { port: 'x' }, { maxReplicas: null }),
  fc.constantFrom<unknown>(new Array(3), { toString: 1 }, { constructor: 1 }, { hasOwnProperty: 1 }, { toJSON: 1 }, JSON.parse('{ "__proto__": 1 }'), new Date(0)),
);

/** Words of the machine room. What users wrote themselves, in quotes, does not count. */
const INTERNALS = /undefined|\[object|of null|is not a function|is not iterable|(Type|Range)Error|Symbol\(|BigInt|Cannot (read|convert|mix|use|set)/;

/** Whatever is thrown is said in words for people. */
function expectWords(call: () => unknown): void {
  try {
    call();
  } catch (error) {
    expect((error as Error).message.replace(/"(\\.|[^"\\])*"/g, '""')).not.toMatch(INTERNALS);
    expect((error as Error).constructor).toBe(Error);
  }
}

type Step = string | number;

/** Every place in something, and one more beside each: what is of a class counts as one thing. */
function places(value: unknown, at: readonly Step[] = []): (readonly Step[])[] {
  const isPlain = Array.isArray(value) || (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype);
  return isPlain ? [at, ...Object.entries(value as object).flatMap(([step, field]) => places(field, [...at, step])), [...at, Array.isArray(value) ? value.length : 'strange']] : [at];
}

/** A copy with something else at a place. */
function replaced(value: any, [step, ...rest]: readonly Step[], by: unknown): unknown {
  if (step === undefined) return by;
  const copy: any = Array.isArray(value) ? [...value] : { ...value };
  copy[step] = replaced(value?.[step], rest, by);
  return copy;
}

test.each(PROPS)('%s', prop => {
  fc.assert(fc.property(garbage, value => {
    const chart = shop();
    new HealthCheckedService(chart, 'api', { image: 'acme/api:1', port: 8000, [prop]: value } as never);
    try {
      App.of(chart).synthYaml();
    } catch (error) {
      const { message } = error as Error;
      expect(message).toMatch(/^Validation failed with the following errors:\n {2}\[shop\/api\] /);
      expect(message.replace(/"(\\.|[^"\\])*"/g, '""')).not.toMatch(INTERNALS);
    }
  }), { numRuns: 150 });
});

test.each<[string, (value: any) => unknown]>([
  ['HealthProbe', value => new HealthProbe(value)],
  ['HttpProbe', value => new HttpProbe(value)],
  ['TcpProbe', value => new TcpProbe(value)],
  ['GrpcProbe', value => new GrpcProbe(value)],
  ['ExecProbe', value => new ExecProbe(value)],
  ['HealthChecks', value => new HealthChecks(value)],
  ['HealthProbe.http', value => HealthProbe.http(value, value)],
  ['HealthProbe.exec', value => HealthProbe.exec(value)],
  ['HealthChecks.vllm', value => HealthChecks.vllm(value)],
  ['HealthChecks.postgres', value => [HealthChecks.postgres(value), HealthChecks.postgres({ port: value, user: value, database: value })]],
  ['HealthChecks.redis', value => HealthChecks.redis({ port: value })],
  ['HealthChecks.ollama', value => HealthChecks.ollama({ port: value })],
])('%s', (_, make) => {
  fc.assert(fc.property(garbage, value => {
    expect(() => make(value)).not.toThrow();
  }), { numRuns: 300 });
});

const elsewhere = shop();

/** Something in every prop, and in every option of one. */
const FULL: Partial<HealthCheckedServiceProps> = {
  ports: [{ port: 8000, servicePort: 80, name: 'http', protocol: kplus.Protocol.TCP, appProtocol: 'http', exposed: true }],
  autoscaling: {
    maxReplicas: 5,
    minReplicas: 2,
    metrics: [kplus.Metric.resourceCpu(kplus.MetricTarget.averageUtilization(50))],
    scaleUp: {
      stabilizationWindow: Duration.minutes(1),
      strategy: kplus.ScalingStrategy.MAX_CHANGE,
      policies: [{ replicas: kplus.Replicas.absolute(1), duration: Duration.minutes(1) }],
    },
    scaleDown: {},
  },
  podDisruptionBudget: { maxUnavailable: kplus.PercentOrAbsolute.absolute(1) },
  resources: { cpu: { request: kplus.Cpu.millis(5) }, memory: { limit: Size.mebibytes(5) }, ephemeralStorage: { request: Size.mebibytes(5) } },
  env: { A: kplus.EnvValue.fromValue('a') },
  envFrom: [kplus.Env.fromSecret(kplus.Secret.fromSecretName(elsewhere, 's', 's'))],
  command: ['a', 'b'],
  args: ['c'],
  volumeMounts: [{ path: '/a', volume: kplus.Volume.fromEmptyDir(elsewhere, 'v', 'v'), readOnly: true, subPath: 'x', propagation: kplus.MountPropagation.NONE }],
  securityContext: {
    user: 1,
    ensureNonRoot: true,
    capabilities: { add: [kplus.Capability.CHOWN], drop: [kplus.Capability.ALL] },
    seccompProfile: { type: kplus.SeccompProfileType.LOCALHOST, localhostProfile: 'a' },
  },
  labels: { a: 'b' },
  annotations: { a: 'b' },
};

test.each(Object.entries(FULL))('garbage within %s', (prop, value) => {
  for (const place of places(value).filter(({ length }) => length > 0)) {
    fc.assert(fc.property(garbage, something => {
      const chart = shop();
      new HealthCheckedService(chart, 'api', { image: 'acme/api:1', ...prop === 'ports' ? {} : { port: 8000 }, [prop]: replaced(value, place, something) } as never);
      expectWords(() => App.of(chart).synthYaml());
    }), { numRuns: 25 });
  }
});

const HTTP = {
  path: '/a',
  port: 8000,
  host: 'x',
  scheme: 'HTTP',
  httpHeaders: [{ name: 'a', value: 'b' }],
  initialDelaySeconds: 1,
  periodSeconds: 5,
  timeoutSeconds: 1,
  successThreshold: 1,
  failureThreshold: 2,
  terminationGracePeriodSeconds: 5,
};

test.each<[string, object, (options: any) => HealthProbe]>([
  ['HealthProbe.http', HTTP, ({ path, ...options }) => HealthProbe.http(path, options)],
  ['new HealthProbe', { config: new TcpProbe(), periodSeconds: 5 }, options => new HealthProbe(options)],
  ['HttpProbe', { path: '/a', port: 8000 }, options => new HealthProbe({ config: new HttpProbe(options) })],
  ['HealthProbe.grpc', { port: 8000, service: 'a' }, options => HealthProbe.grpc(options)],
  ['HealthProbe.exec', { command: ['a'], periodSeconds: 3 }, ({ command, ...options }) => HealthProbe.exec(command, options)],
])('garbage within %s, at synth, as JSON, as an L1 and in a timeline', (_, options, make) => {
  for (const place of places(options).filter(({ length }) => length > 0)) {
    fc.assert(fc.property(garbage, something => {
      const chart = shop();
      const probe = make(replaced(options, place, something));
      new HealthCheckedService(chart, 'api', { image: 'acme/api:1', port: 8000, livenessProbe: probe, startupSeconds: 60 });
      expectWords(() => App.of(chart).synthYaml());
      expectWords(() => probe.toJson({ port: 80 }));
      expectWords(() => probe.toKube());
      expectWords(() => ProbeTimeline.ofProbes({ livenessProbe: probe }));
    }), { numRuns: 15 });
  }
});

const timeline = ProbeTimeline.ofProbes({ livenessProbe: HealthProbe.tcp(), readinessProbe: HealthProbe.tcp() });
const advice = () => HealthAdvice.of(new App());
const chartOf = () => new Chart(new App(), 'shop');

test.each<[string, (value: any) => unknown]>([
  ['ProbeTimeline.of', value => ProbeTimeline.of(value)],
  ['ProbeTimeline.ofProbes', value => ProbeTimeline.ofProbes(value)],
  ['a probe of ProbeTimeline.ofProbes', value => ProbeTimeline.ofProbes({ livenessProbe: value })],
  ['the grace period of ProbeTimeline.ofProbes', value => ProbeTimeline.ofProbes({ livenessProbe: HealthProbe.tcp(), terminationGracePeriodSeconds: value })],
  ['ready', value => timeline.ready(value)],
  ['restart', value => timeline.restart(value)],
  ['outOfTraffic', value => timeline.outOfTraffic(value)],
  ['restartLimits', value => timeline.restartLimits(value)],
  ['trafficLimits', value => timeline.trafficLimits(value)],
  ['trafficLost', value => timeline.trafficLost(value, value)],
  ['play', value => timeline.play(value, { forSeconds: 1 })],
  ['the options of play', value => timeline.play({}, { forSeconds: 1, strange: value } as never)],
  ['the version of play', value => timeline.play({}, { kubernetesVersion: value })],
  ['the end of play', value => timeline.play({}, { deletedAtSeconds: value, forSeconds: value })],
  ['HealthAdvice.of', value => HealthAdvice.of(value)],
  ['acknowledge', value => advice().acknowledge(value, value)],
  ['a reason', value => advice().acknowledge('single-replica', value)],
  ['failOn', value => advice().failOn(value)],
  ['HealthChecksValidation', value => new HealthChecksValidation(value)],
  ['an option of HealthChecksValidation', value => new HealthChecksValidation({ failOn: value, kubernetesVersion: value })],
  ['toJson', value => HealthProbe.tcp().toJson(value)],
  ['toKube', value => HealthProbe.http('/').toKube(value)],
  ['the port of toKube', value => HealthProbe.http('/').toKube({ port: value })],
  ['a config', value => new HealthProbe({ config: value }).toKube({ port: 80 })],
  ['a scope', value => new HealthCheckedService(value, 'api', { image: 'a:1', port: 80 })],
  ['an id', value => new HealthCheckedService(chartOf(), value, { image: 'a:1', port: 80 })],
  ['a context', value => {
    const chart = chartOf();
    chart.node.setContext('kubernetesVersion', value);
    new HealthCheckedService(chart, 'api', { image: 'a:1', port: 80 });
    Testing.synth(chart);
  }],
])('%s', (_, call) => {
  fc.assert(fc.property(garbage, value => expectWords(() => call(value))), { numRuns: 150 });
});

test('garbage within a behavior', () => {
  const behavior = {
    startsAfterSeconds: 1,
    hangsWhileStarting: true,
    stopsAfterSeconds: 1,
    crashesAfterSeconds: 50,
    hangs: [{ fromSeconds: 1, untilSeconds: 3, probes: ['liveness'] }],
    slow: [{ fromSeconds: 1, takesSeconds: 2 }],
    afterRestart: { startsAfterSeconds: 1, fails: [{ fromSeconds: 2 }] },
  };
  for (const place of places(behavior)) {
    fc.assert(fc.property(garbage, something => {
      expectWords(() => timeline.play(replaced(behavior, place, something) as never, { forSeconds: 60 }));
    }), { numRuns: 5 });
  }
});

const TRUEFOUNDRY = {
  name: 'api',
  type: 'service',
  image: { type: 'image', image_uri: 'a:1' },
  ports: [{ port: 80, expose: false }],
  replicas: 1,
  env: { A: 'b' },
  liveness_probe: { config: { type: 'http', path: '/a', port: 80 } },
  resources: { cpu_request: 0.1, cpu_limit: 1, memory_request: 100, memory_limit: 200 },
};
const GRADIENT = { image: 'a:1', name: 'api', port: 80, env: [{ name: 'A', value: 'b' }], resources: { replicas: 1, instanceType: 'C4' }, healthChecks: { liveness: { path: '/a' } } };

test.each<[string, object, (props: any) => TrueFoundryManifest | GradientSpec, string]>([
  ['TrueFoundryManifest', TRUEFOUNDRY, props => new TrueFoundryManifest(chartOf(), 'import', props), 'manifest'],
  ['GradientSpec', GRADIENT, props => new GradientSpec(chartOf(), 'import', props), 'spec'],
])('%s', (_, content, make, key) => {
  const calls: ((value: any) => unknown)[] = [
    make,
    value => make({ path: typeof value === 'string' && value ? 'no-such-file' : value }),
    value => make({ [key]: content, image: value }),
    value => make({ [key]: content, images: value }),
    value => make({ [key]: content, images: { api: value } }),
    value => make({ [key]: content, [`${key}s`]: value }),
    value => make({ [key]: content }).service(value),
    ...places(content).map(place => (value: any) => Testing.synth(Chart.of(make({ [key]: replaced(content, place, value) })))),
  ];
  for (const call of calls) fc.assert(fc.property(garbage, value => expectWords(() => call(value))), { numRuns: 30 });
});

test('no props at all', () => {
  const chart = shop();
  new HealthCheckedService(chart, 'api', undefined as never);
  expect(() => App.of(chart).synthYaml()).toThrow('[shop/api] image is missing');
});
