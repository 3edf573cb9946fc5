/* Props are what they say: what is absent, wrong, misspelt or of another package, at every depth. */
import { App, Chart, Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { ExecProbe, GrpcProbe, HealthCheckedService, HealthChecks, HealthProbe, HttpProbe, ProbeTimeline, TcpProbe } from '../../src';
import { api, complaint, container, shop, written } from './_synth';

type Props = { readonly [prop: string]: unknown };

/** What is said of props: the message, the place, the reason and the cure of each finding. */
function said(props: Props): string[] {
  const chart = shop();
  api(props as never, chart);
  return complaint(chart).split('\n').slice(1).map(line => line.trim());
}

/** The messages alone. */
const messages = (props: Props) => said(props).filter(line => line.startsWith('[shop/api] ')).map(line => line.slice('[shop/api] '.length));

/** An object as cdk8s-plus-33 would make it: jsii keeps the name of a class under this symbol. */
function ofOtherVersion(name: string, fields: object): object {
  const maker = class {};
  Object.defineProperty(maker, Symbol.for('jsii.rtti'), { value: { fqn: `cdk8s-plus-33.${name}`, version: '2.5.57' } });
  return Object.assign(new maker(), fields);
}

describe('what is absent', () => {
  const restricted = container().securityContext;

  test.each<[string, Props]>([
    ['undefined', { seccompProfile: undefined, capabilities: { drop: undefined }, readOnlyRootFilesystem: undefined, allowPrivilegeEscalation: undefined }],
    ['null', { seccompProfile: null, capabilities: { drop: null, add: null }, privileged: null, ensureNonRoot: null, readOnlyRootFilesystem: null }],
    ['capabilities as a whole', { capabilities: undefined }],
    ['a misspelt name without a value', { seccompProfil: undefined }],
  ])('%s in securityContext takes no hardening away', (_, securityContext) => {
    expect(container({ securityContext: securityContext as never }).securityContext).toEqual(restricted);
  });

  test('what is there stays, an empty list too', () => {
    expect(container({ securityContext: { user: 1000, seccompProfile: undefined } }).securityContext).toEqual({ ...restricted, runAsUser: 1000 });
    const capabilities = { add: [kplus.Capability.NET_BIND_SERVICE], drop: undefined };
    expect(container({ securityContext: { capabilities } }).securityContext.capabilities).toEqual({ add: ['NET_BIND_SERVICE'], drop: ['ALL'] });
    expect(container({ securityContext: { capabilities: { drop: [] } } }).securityContext.capabilities).toEqual({ drop: [] });
  });

  test('in everything else', () => {
    const service = api({
      port: undefined,
      ports: [{ port: 8000, name: null, protocol: undefined, exposed: null }],
      resources: { cpu: { request: kplus.Cpu.millis(100), limit: null }, memory: undefined, ephemeralStorage: { request: null } },
      autoscaling: {
        maxReplicas: 5,
        minReplicas: null,
        metrics: null,
        scaleUp: { strategy: undefined, stabilizationWindow: null, policies: undefined },
        scaleDown: null,
      },
      podDisruptionBudget: { maxUnavailable: null },
      env: { A: kplus.EnvValue.fromValue('a'), B: undefined, C: null },
      labels: { team: undefined },
      livenessProbe: new HealthProbe({ config: new HttpProbe({ path: '/livez', port: null, host: null, scheme: undefined } as never), periodSeconds: null } as never),
    } as never);
    const { Deployment, HorizontalPodAutoscaler, PodDisruptionBudget } = written(service);
    const [main] = Deployment.spec.template.spec.containers;
    expect(main).toMatchObject({ ports: [{ containerPort: 8000 }], env: [{ name: 'A', value: 'a' }], resources: { requests: { cpu: '100m' } } });
    expect(main.livenessProbe).toEqual({ httpGet: { path: '/livez', port: 8000 } });
    expect(Deployment.metadata.labels).not.toHaveProperty('team');
    expect(HorizontalPodAutoscaler.spec).toMatchObject({ minReplicas: 2, behavior: { scaleUp: { selectPolicy: 'Max', policies: [{ value: 4 }, { value: 200 }] } } });
    expect(PodDisruptionBudget.spec.maxUnavailable).toBe(1);
  });

  test('props are copied, and left alone', () => {
    const capabilities = Object.freeze({ add: Object.freeze([kplus.Capability.CHOWN]), drop: undefined });
    const props = Object.freeze({ securityContext: Object.freeze({ capabilities }), env: Object.freeze({}), ports: undefined });
    expect(container(props as never).securityContext.capabilities).toEqual({ add: ['CHOWN'], drop: ['ALL'] });
    expect(capabilities).toHaveProperty('drop', undefined);
  });
});

describe('what is wrong', () => {
  test('the exact words', () => {
    expect(said({ resources: { cpu: { request: '500m' } } })).toEqual([
      '[shop/api] resources.cpu.request is "500m", but must be a Cpu, e.g. Cpu.millis(500).',
      'where: HealthCheckedService shop/api, resources.cpu.request',
      'why:   Nothing can be made of it otherwise.',
      'fix:   Give a Cpu, e.g. Cpu.millis(500).',
    ]);
    expect(said({ livenesProbe: HealthProbe.tcp() })).toEqual([
      '[shop/api] livenesProbe is no prop of HealthCheckedService.',
      'where: HealthCheckedService shop/api, livenesProbe',
      'why:   It would be ignored, and with it what you meant.',
      'fix:   Write livenessProbe.',
    ]);
    expect(said({ port: undefined, ports: [{ port: 8000, exposed: 'false' }] })).toEqual([
      '[shop/api] ports[0].exposed is "false", but must be true or false.',
      'where: HealthCheckedService shop/api, ports[0].exposed',
      'why:   Nothing can be made of it otherwise.',
      'fix:   Write false without quotes.',
    ]);
    expect(said({ args: ['a', , 'b'] })).toEqual([ // eslint-disable-line no-sparse-arrays
      '[shop/api] args[1] is missing, but must be a string.',
      'where: HealthCheckedService shop/api, args[1]',
      'why:   A list has no gaps.',
      'fix:   Give the item, or leave its place out.',
    ]);
  });

  test.each<[Props, string]>([
    [{ securityContext: { seccompProfile: 'RuntimeDefault' } }, 'securityContext.seccompProfile is "RuntimeDefault", but must be an object such as { type: SeccompProfileType.RUNTIME_DEFAULT }.'],
    [{ securityContext: { seccompProfile: {} } }, 'securityContext.seccompProfile.type is missing, but must be a SeccompProfileType, e.g. SeccompProfileType.RUNTIME_DEFAULT.'],
    [{ securityContext: { capabilities: { add: ['CAP_NET_ADMIN'] } } }, 'securityContext.capabilities.add[0] is "CAP_NET_ADMIN", but must be a Capability, e.g. Capability.NET_BIND_SERVICE.'],
    [{ securityContext: { capabilities: 'ALL' } }, 'securityContext.capabilities is "ALL", but must be an object with its options.'],
    [{ securityContext: { user: '1000' } }, 'securityContext.user is "1000", but must be a whole number.'],
    [{ securityContext: { runAsUser: 1000 } }, 'securityContext.runAsUser is no option of securityContext.'],
    [{ securityContext: { privileged: 'false' } }, 'securityContext.privileged is "false", but must be true or false.'],
    [{ resources: { memory: { limit: '1Gi' } } }, 'resources.memory.limit is "1Gi", but must be a Size, e.g. Size.mebibytes(256).'],
    [{ resources: { limits: { cpu: '1' } } }, 'resources.limits is no option of resources.'],
    [{ resources: { cpu: { requst: kplus.Cpu.millis(1) } } }, 'resources.cpu.requst is no option of resources.cpu.'],
    [{ image: 5 }, 'image is 5, but must be a string.'],
    [{ replicas: '3' }, 'replicas is "3", but must be a whole number.'],
    [{ port: undefined, ports: { port: 8000 } }, 'ports is {"port":8000}, but must be a list of ports ({ port: 8000 }).'],
    [{ port: undefined, ports: [8000] }, 'ports[0] is 8000, but must be a port ({ port: 8000 }).'],
    [{ port: undefined, ports: [{ port: 8000, nme: 'http' }] }, 'ports[0].nme is no option of ports[0].'],
    [{ env: { 'MY-MODE': 'prod' } }, 'env["MY-MODE"] is "prod", but must be an EnvValue, e.g. EnvValue.fromValue("…").'],
    [{ envFrom: kplus.Env.fromSecret(kplus.Secret.fromSecretName(shop(), 's', 's')) }, 'envFrom is an EnvFrom of cdk8s-plus-28, but must be a list of EnvFrom (Env.fromSecret(…)).'],
    [{ labels: { tier: 1 } }, 'labels.tier is 1, but must be a string.'],
    [{ labels: new Map([['a', 'b']]) }, 'labels is {}, but must be a map of names to strings.'],
    [{ volumeMounts: [{ path: '/data' }] }, 'volumeMounts[0].volume is missing, but must be a Volume, e.g. Volume.fromEmptyDir(…).'],
    [{ podDisruptionBudget: { maxUnavailable: 1 } }, 'podDisruptionBudget.maxUnavailable is 1, but must be a PercentOrAbsolute, e.g. PercentOrAbsolute.percent(25).'],
    [{ rolloutStrategy: kplus.Cpu.millis(1) }, 'rolloutStrategy is a Cpu of cdk8s-plus-28, but must be a DeploymentStrategy, e.g. DeploymentStrategy.recreate().'],
    [{ livenessProbe: kplus.Probe.fromHttpGet('/livez') }, 'livenessProbe is a Probe of cdk8s-plus-28, but must be a HealthProbe.'],
    [{ autoscaling: { maxReplicas: 'x', metrics: [] } }, 'autoscaling.maxReplicas is "x", but must be a whole number.'],
    [{ autoscaling: { maxReplicas: 3, metrics: new Array(2) } }, 'autoscaling.metrics[0] is missing, but must be a Metric, e.g. Metric.resourceCpu(…).'],
    [{ autoscaling: { maxReplicas: 3, metrics: [], scaleUp: { policies: [{ replicas: 1 }] } } }, 'autoscaling.scaleUp.policies[0].replicas is 1, but must be a Replicas, e.g. Replicas.absolute(2).'],
    [{ healthChecks: new HealthChecks({ livenesProbe: HealthProbe.tcp() } as never) }, 'healthChecks: livenesProbe is no option of HealthChecks.'],
    [{ healthChecks: new HealthChecks({ env: { A: 5 } } as never) }, 'healthChecks.env.A is 5, but must be a string.'],
    [{ healthChecks: HealthChecks.fastApi({ livenesPath: '/x' } as never) }, 'healthChecks: livenesPath is no option of the bundle.'],
    [{ healthChecks: HealthChecks.nginx(8000 as never) }, 'healthChecks: the bundle is given 8000, but must be given an object with its options.'],
    [{ toString: 1 }, 'toString is no prop of HealthCheckedService.'],
    [{ constructor: 1 }, 'constructor is no prop of HealthCheckedService.'],
    [{ hasOwnProperty: 1 }, 'hasOwnProperty is no prop of HealthCheckedService.'],
  ])('%j', (props, message) => {
    expect(messages(props)).toEqual([message]);
  });

  test('props that are none, or that throw', () => {
    const of = (props: unknown) => {
      const chart = shop();
      new HealthCheckedService(chart, 'api', props as never);
      return complaint(chart);
    };
    expect(of('x')).toContain('props is "x", but must be an object such as { image: "ghcr.io/acme/api:1.4.2", port: 8000 }.');
    expect(of(JSON.parse('{ "image": "a:1", "port": 80, "__proto__": 1 }'))).toContain('__proto__ is no prop of HealthCheckedService.');
    expect(of({ image: 'a:1', port: 80, get command() { throw new Error('no'); } })).toContain('command cannot be read.');
    expect(of(new Proxy({}, { ownKeys() { throw new Error('no'); } }))).toContain('props cannot be read.');
  });

  test('everything is said at once, and nothing twice', () => {
    expect(messages({ port: undefined, ports: [{ port: 8000, exposd: true, name: 5 }, 'x'], image: 5, liveness: 1, resource: {}, env: { A: 'a', B: 'b' } })).toEqual([
      'liveness is no prop of HealthCheckedService.',
      'resource is no prop of HealthCheckedService.',
      'image is 5, but must be a string.',
      'env.A is "a", but must be an EnvValue, e.g. EnvValue.fromValue("…").',
      'env.B is "b", but must be an EnvValue, e.g. EnvValue.fromValue("…").',
      'ports[0].exposd is no option of ports[0].',
      'ports[0].name is 5, but must be a string.',
      'ports[1] is "x", but must be a port ({ port: 8000 }).',
    ]);
  });

  test('the cure names what was probably meant', () => {
    const cures = (props: Props) => said(props).filter(line => line.startsWith('fix:')).map(line => line.slice('fix:   '.length));
    expect(cures({ replica: 3, liveness_probe: 1, startup: 1, sidecarsOfMine: [] })).toEqual([
      'Write replicas.', 'Write livenessProbe.', 'Remove it; what no prop is for is set by podSpec, or through deployment and service.', 'Remove it; what no prop is for is set by podSpec, or through deployment and service.',
    ]);
    expect(cures({ ports: undefined, prot: 80 })).toEqual(['Remove it: port is there as well.']);
    expect(cures({ securityContext: { capabilities: { add: ['CAP_NET_ADMIN'] } } })).toEqual(['Write Capability.NET_ADMIN, which is "NET_ADMIN".']);
    expect(cures({ command: [8080] })).toEqual(['Write "8080", in quotes.']);
  });
});

describe('objects of cdk8s-plus-33, made here as jsii makes them', () => {
  test('are taken where all that is used of them is there', () => {
    const env = { A: ofOtherVersion('EnvValue', { value: 'a' }), B: { value: 'b' } };
    const resources = { cpu: { request: ofOtherVersion('Cpu', { amount: '100m' }) } };
    const rolloutStrategy = ofOtherVersion('DeploymentStrategy', { _toKube: () => ({ type: 'Recreate' }) });
    const { Deployment } = written(api({ env, resources, rolloutStrategy } as never));
    expect(Deployment.spec.strategy).toEqual({ type: 'Recreate' });
    expect(Deployment.spec.template.spec.containers[0]).toMatchObject({ env: [{ name: 'A', value: 'a' }, { name: 'B', value: 'b' }], resources: { requests: { cpu: '100m' } } });
  });

  test('are named with their package where something lacks', () => {
    expect(said({ rolloutStrategy: ofOtherVersion('DeploymentStrategy', {}) })).toEqual([
      '[shop/api] rolloutStrategy is a DeploymentStrategy of cdk8s-plus-33, but must be of cdk8s-plus-28.',
      'where: HealthCheckedService shop/api, rolloutStrategy',
      'why:   It lacks what is needed here.',
      'fix:   Take DeploymentStrategy from cdk8s-plus-28.',
    ]);
    expect(messages({ env: { A: ofOtherVersion('EnvValue', {}) } })).toEqual(['env.A is an EnvValue without a value.']);
    expect(messages({ readinessProbe: ofOtherVersion('Probe', {}) })).toEqual(['readinessProbe is a Probe of cdk8s-plus-33, but must be a HealthProbe.']);
  });
});

test('what TypeScript allows is silent', () => {
  const chart = shop();
  const other = new kplus.Deployment(chart, 'other', { containers: [{ image: 'b', securityContext: { user: 1000 }, resources: { cpu: { request: kplus.Cpu.millis(1) } } }] });
  class Base { readonly image = 'a:1'; readonly port = 8000; private readonly forItself = 1; public own = () => this.forItself; }
  expect(() => api({
    ...new Base() as object,
    own: undefined,
    forItself: undefined,
    securityContext: other.containers[0].securityContext,
    resources: other.containers[0].resources,
    volumeMounts: [{ path: '/data', volume: kplus.Volume.fromEmptyDir(chart, 'data', 'data'), propagation: kplus.MountPropagation.NONE, readOnly: true }],
    autoscaling: {
      maxReplicas: 4,
      scaleDown: {
        stabilizationWindow: Duration.minutes(1),
        strategy: kplus.ScalingStrategy.DISABLED,
        policies: [{ replicas: kplus.Replicas.percent(10) }],
      },
    },
    podDisruptionBudget: {},
    healthChecks: HealthChecks.fastApi(),
  } as never, chart)).not.toThrow();
  expect(() => new HealthCheckedService(chart, 'b', new Base())).not.toThrow();
  expect(() => (chart.node.root as App).synthYaml()).not.toThrow();
});

describe('probes', () => {
  const words = (probe: HealthProbe) => messages({ livenessProbe: probe });

  test.each<[HealthProbe, string[]]>([
    [HealthProbe.http('/livez', { periodSecond: 5 } as never), ['livenessProbe: periodSecond is no option of HealthProbe.http.']],
    [HealthProbe.http('/livez', 8000 as never), ['livenessProbe: HealthProbe.http is given 8000, but must be given an object with its options.']],
    [HealthProbe.tcp({ prt: 8000 } as never), ['livenessProbe: prt is no option of HealthProbe.tcp.']],
    [HealthProbe.grpc({ host: 'x' } as never), ['livenessProbe: host is no option of HealthProbe.grpc.']],
    [HealthProbe.exec(['a'], { timeout: 5 } as never), ['livenessProbe: timeout is no option of HealthProbe.exec.']],
    [new HealthProbe({ config: new TcpProbe(), failureTreshold: 5 } as never), ['livenessProbe: failureTreshold is no option of HealthProbe.']],
    [new HealthProbe({ config: new HttpProbe({ path: '/', scheem: 'HTTPS' } as never) }), ['livenessProbe: scheem is no option of HttpProbe.']],
    [new HealthProbe({ config: new TcpProbe(5672 as never) }), ['livenessProbe: TcpProbe is given 5672, but must be given an object with its options.']],
    [new HealthProbe({ config: new GrpcProbe({ servce: 'x' } as never) }), ['livenessProbe: servce is no option of GrpcProbe.']],
    [new HealthProbe({ config: new ExecProbe({ command: ['a'], args: ['b'] } as never) }), ['livenessProbe: args is no option of ExecProbe.']],
    [HealthProbe.http('/', { periodSeconds: 10n } as never), ['livenessProbe: periodSeconds is 10, but must be a whole number.']],
    [HealthProbe.http('/', { timeoutSeconds: Symbol('x') } as never), ['livenessProbe: timeoutSeconds is a symbol, but must be a whole number.']],
    [HealthProbe.http('/', { httpHeaders: new Array(1) } as never), ['livenessProbe: httpHeaders is [{}], but must be a list of names and values.']],
    [HealthProbe.http('/', { host: 10n } as never), ['livenessProbe: host is 10, but must be a string.']],
    [HealthProbe.http(10n as never), ['livenessProbe: path is 10, but must be a string.']],
  ])('%#', (probe, expected) => {
    expect(words(probe)).toEqual(expected);
    // What a service says at synth, toJson throws.
    expect(() => probe.toJson({ port: 80 })).toThrow(expected[0].replace('livenessProbe: ', ''));
  });

  test('the exact words, and the cure', () => {
    expect(said({ livenessProbe: HealthProbe.http('/livez', { periodSecond: 5 } as never) })).toEqual([
      '[shop/api] livenessProbe: periodSecond is no option of HealthProbe.http.',
      'where: Deployment shop/shop-api, container main, spec.template.spec.containers[0].livenessProbe.periodSecond',
      'why:   It would be ignored, and with it what you meant.',
      'fix:   Write periodSeconds.',
    ]);
  });

  test('BigInt and symbols throw nowhere, whatever is reckoned with them', () => {
    for (const value of [10n, Symbol('x'), '5', {}]) {
      const probe = HealthProbe.http('/', { initialDelaySeconds: value, periodSeconds: value, failureThreshold: value, timeoutSeconds: value } as never);
      expect(messages({ startupSeconds: 60, livenessProbe: probe, startupProbe: probe }).every(message => message.includes('must be a whole number'))).toBe(true);
      expect(() => ProbeTimeline.ofProbes({ livenessProbe: probe })).toThrow('livenessProbe: This probe cannot be written to a manifest:');
    }
  });
});

describe('where a service is made', () => {
  const props = { image: 'a:1', port: 80 };

  test.each<[string, () => Construct]>([
    ['a chart without an App', () => new Chart(undefined as never, 'shop')],
    ['a chart in another tree', () => new Chart(new Construct(undefined as never, 'tree'), 'shop')],
  ])('%s is said when it is to be written', (_, make) => {
    const chart = make() as Chart;
    const service = new HealthCheckedService(chart, 'api', props);
    const words = `the chart "${chart.node.path}" is in no App.`;
    expect(service.node.validate()).toEqual([expect.stringMatching(new RegExp(`^${words}\n {4}where: Deployment [^]*fix: {3}Make the chart in one: new Chart\\(new App\\(\\), "shop"\\)\\.$`))]);
    expect(() => chart.toJson()).toThrow(words);
    expect(() => ProbeTimeline.of(service)).toThrow(words);
  });

  test.each<[unknown, string]>([
    [new App(), 'HealthCheckedService "api" is made in the app itself, which is in no chart, but must be made in a chart: new HealthCheckedService(new Chart(app, "shop"), "api", …)'],
    [undefined, 'HealthCheckedService "api" is given no scope, but must be made in a chart'],
    [{}, 'HealthCheckedService "api" is given {} as its scope, but must be made in a chart'],
  ])('no chart at all is thrown', (scope, words) => {
    expect(() => new HealthCheckedService(scope as never, 'api', props)).toThrow(words);
  });

  test('an id that is none', () => {
    expect(() => new HealthCheckedService(shop(), 5 as never, props)).toThrow('HealthCheckedService is given 5 as its id, but must be given a string');
  });
});

test('an amount in bytes of cdk8s fits wherever it is from', () => {
  expect(container({ resources: { memory: { request: Size.mebibytes(64) } } }).resources).toEqual({ requests: { memory: '64Mi' } });
});
