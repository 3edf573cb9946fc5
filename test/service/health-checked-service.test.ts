import { ApiObject, App, Chart, Size, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { HealthChecks, HealthProbe, HttpScheme } from '../../src';
import { api, container, shop, written } from './_synth';

describe('ports', () => {
  test('one port is the container\'s and the Service\'s', () => {
    const { Deployment, Service } = written(api());
    expect(Deployment.spec.template.spec.containers[0].ports).toEqual([{ containerPort: 8000 }]);
    expect(Service.spec.ports).toEqual([{ port: 8000, targetPort: 8000 }]);
  });

  test('several, with all they can say', () => {
    const { Deployment, Service } = written(api({
      port: undefined,
      ports: [
        { port: 8000, name: 'http', appProtocol: 'http', servicePort: 80 },
        { port: 50051, name: 'grpc', protocol: kplus.Protocol.TCP, appProtocol: 'kubernetes.io/h2c' },
        { port: 9090, name: 'metrics', exposed: false },
      ],
    }));
    expect(Deployment.spec.template.spec.containers[0].ports).toEqual([
      { containerPort: 8000, name: 'http' }, { containerPort: 50051, name: 'grpc', protocol: 'TCP' }, { containerPort: 9090, name: 'metrics' },
    ]);
    expect(Service.spec.ports).toEqual([
      { port: 80, targetPort: 8000, name: 'http', appProtocol: 'http' },
      { port: 50051, targetPort: 50051, name: 'grpc', protocol: 'TCP', appProtocol: 'kubernetes.io/h2c' },
    ]);
  });

  test('TCP and UDP may share a number', () => {
    const ports = [{ port: 53, name: 'dns' }, { port: 53, name: 'dns-udp', protocol: kplus.Protocol.UDP }];
    expect(written(api({ port: undefined, ports })).Service.spec.ports).toHaveLength(2);
  });

  test('without an exposed port there is no Service', () => {
    const service = api({ port: undefined, ports: [{ port: 8000, exposed: false }] });
    expect(service.service).toBeUndefined();
    expect(written(service).Service).toBeUndefined();
  });
});

describe('probes', () => {
  test.each([
    ['http', HealthProbe.http('/a', { port: 8000, scheme: HttpScheme.HTTPS, httpHeaders: [{ name: 'Host', value: 'x' }] }),
      { httpGet: { path: '/a', port: 8000, scheme: 'HTTPS', httpHeaders: [{ name: 'Host', value: 'x' }] } }],
    ['a named port', HealthProbe.http('/a', { port: 'http' }), { httpGet: { path: '/a', port: 'http' } }],
    ['tcp', HealthProbe.tcp(), { tcpSocket: { port: 8000 } }],
    ['grpc', HealthProbe.grpc({ service: 'ready' }), { grpc: { port: 8000, service: 'ready' } }],
    ['exec', HealthProbe.exec(['true']), { exec: { command: ['true'] } }],
    ['a grace period', HealthProbe.tcp({ terminationGracePeriodSeconds: 5 }), { tcpSocket: { port: 8000 }, terminationGracePeriodSeconds: 5 }],
  ])('%s reaches the manifest', (_, livenessProbe, expected) => {
    expect(container({ port: undefined, ports: [{ port: 8000, name: 'http' }], livenessProbe }).livenessProbe).toEqual(expected);
  });

  test('numbers and names of ports reach the YAML as such', () => {
    const chart = shop();
    api({ port: undefined, ports: [{ port: 8000, name: 'http' }], livenessProbe: HealthProbe.http('/a', { port: 8000 }), readinessProbe: HealthProbe.http('/a', { port: 'http' }) }, chart);
    const yaml = App.of(chart).synthYaml();
    expect(yaml).toMatch(/livenessProbe:\n +httpGet:\n +path: \/a\n +port: 8000\n/);
    expect(yaml).toMatch(/readinessProbe:\n +httpGet:\n +path: \/a\n +port: http\n/);
    expect(yaml).toMatch(/targetPort: 8000\n/);
  });

  test('by default: TCP readiness, no liveness, no startup', () => {
    expect(container()).toMatchObject({ readinessProbe: { tcpSocket: { port: 8000 } } });
    expect(container()).not.toHaveProperty('livenessProbe');
    expect(container()).not.toHaveProperty('startupProbe');
  });

  test('a bundle brings its probes, its port and its environment; what is given replaces it one by one', () => {
    const bundled = container({ port: undefined, healthChecks: HealthChecks.ollama(), readinessProbe: HealthProbe.http('/api/version'), env: { A: kplus.EnvValue.fromValue('1') } });
    expect(bundled).toMatchObject({
      ports: [{ containerPort: 11434 }],
      livenessProbe: { httpGet: { path: '/', port: 11434 } },
      readinessProbe: { httpGet: { path: '/api/version', port: 11434 } },
      env: [{ name: 'OLLAMA_HOST', value: '0.0.0.0' }, { name: 'A', value: '1' }],
    });
    const own = { OLLAMA_HOST: kplus.EnvValue.fromValue('10.0.0.1') };
    expect(container({ healthChecks: HealthChecks.ollama(), env: own }).env).toEqual([{ name: 'OLLAMA_HOST', value: '10.0.0.1' }]);
  });
});

describe('startupSeconds', () => {
  test('makes a startup probe on the liveness config that guarantees them', () => {
    const { startupProbe } = container({ startupSeconds: 75, livenessProbe: HealthProbe.http('/livez', { timeoutSeconds: 3, initialDelaySeconds: 9, failureThreshold: 9, terminationGracePeriodSeconds: 5 }), readinessProbe: HealthProbe.http('/r') });
    // (16 - 1) x 5 = 75
    expect(startupProbe).toEqual({ httpGet: { path: '/livez', port: 8000 }, periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 16, terminationGracePeriodSeconds: 5 });
  });

  test('else on the readiness config, and then its success threshold does not come along', () => {
    const readinessProbe = HealthProbe.http('/r', { successThreshold: 3 });
    expect(container({ startupSeconds: 60, readinessProbe }).startupProbe).toEqual({ httpGet: { path: '/r', port: 8000 }, periodSeconds: 5, failureThreshold: 13 });
    expect(container({ startupSeconds: 60 }).startupProbe).toEqual({ tcpSocket: { port: 8000 }, periodSeconds: 5, failureThreshold: 13 });
  });

  test('fits the startup probe of a bundle, with its own delay and period', () => {
    // 15 - 1 + (120 - 1) x 10 = 1204
    const { startupProbe } = container({ healthChecks: HealthChecks.vllm(), startupSeconds: 1200 });
    expect(startupProbe).toMatchObject({ initialDelaySeconds: 15, failureThreshold: 120 });
    expect(startupProbe).not.toHaveProperty('periodSeconds');
  });

  test('leaves a startup probe alone that covers them', () => {
    const startupProbe = HealthProbe.http('/s', { failureThreshold: 30 });
    expect(container({ startupProbe, startupSeconds: 290 }).startupProbe).toEqual({ httpGet: { path: '/s', port: 8000 }, failureThreshold: 30 });
  });

  test('a progress deadline is never shorter than what the probes allow', () => {
    const deadline = (props: object) => written(api(props)).Deployment.spec.progressDeadlineSeconds;
    // Kubernetes' own, 600, is not written.
    expect(deadline({})).toBeUndefined();
    expect(deadline({ startupSeconds: 75 })).toBeUndefined();
    // latest start 121 x 5 s, readiness at once, and 300 s to schedule and pull
    expect(deadline({ startupSeconds: 600 })).toBe(905);
    expect(deadline({ readinessProbe: HealthProbe.tcp({ initialDelaySeconds: 900 }) })).toBe(1210);
  });
});

describe('the rest of the pod', () => {
  test('passes the Pod Security Standard "restricted" and does no more', () => {
    const { spec } = written(api()).Deployment.spec.template;
    expect(spec.securityContext).toMatchObject({ runAsNonRoot: true });
    expect(spec.containers[0].securityContext).toEqual({
      runAsNonRoot: true,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      seccompProfile: { type: 'RuntimeDefault' },
    });
  });

  test('a field of securityContext replaces ours, and ours alone', () => {
    expect(container({ securityContext: { user: 1000, readOnlyRootFilesystem: true } }).securityContext).toMatchObject({
      runAsUser: 1000, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] },
    });
  });

  test('a capability that is added leaves the others dropped', () => {
    const { capabilities } = container({ securityContext: { capabilities: { add: [kplus.Capability.NET_BIND_SERVICE] } } }).securityContext;
    expect(capabilities).toEqual({ add: ['NET_BIND_SERVICE'], drop: ['ALL'] });
  });

  test('no resources are made up', () => {
    expect(container()).not.toHaveProperty('resources');
    expect(container({ resources: { memory: { request: Size.gibibytes(1) } } }).resources).toEqual({ requests: { memory: '1024Mi' } });
  });

  test('ephemeral storage need not be whole gibibytes, which is all that cdk8s-plus can write', () => {
    const ephemeralStorage = { request: Size.mebibytes(500), limit: Size.gibibytes(2) };
    expect(container({ resources: { ephemeralStorage } }).resources).toEqual({
      requests: { 'ephemeral-storage': '500Mi' }, limits: { 'ephemeral-storage': '2048Mi' },
    });
    const resources = {
      cpu: { limit: kplus.Cpu.units(2) }, memory: { request: Size.gibibytes(1) }, ephemeralStorage: { request: Size.mebibytes(500) },
    };
    expect(container({ resources }).resources).toEqual({ requests: { 'memory': '1024Mi', 'ephemeral-storage': '500Mi' }, limits: { cpu: '2' } });
  });

  test('drainSeconds sleeps before SIGTERM, and the grace period grows with it', () => {
    const { spec } = written(api({ drainSeconds: 10 })).Deployment.spec.template;
    expect(spec.containers[0].lifecycle).toEqual({ preStop: { exec: { command: ['sleep', '10'] } } });
    expect(spec.terminationGracePeriodSeconds).toBe(40);
    const grace = (props: object) => written(api(props)).Deployment.spec.template.spec.terminationGracePeriodSeconds;
    expect(grace({ drainSeconds: 10, terminationGracePeriodSeconds: 15 })).toBe(15);
    expect(grace({})).toBeUndefined(); // 30 is Kubernetes' own
    expect(grace({ terminationGracePeriodSeconds: 30 })).toBe(30);
  });

  test('command, arguments, environment, mounts and account come through', () => {
    const chart = shop();
    const volume = kplus.Volume.fromEmptyDir(chart, 'cache', 'cache');
    const config = new kplus.ConfigMap(chart, 'config', { metadata: { name: 'config' } });
    const { spec } = written(api({
      command: ['serve'],
      args: ['--fast'],
      env: { MODE: kplus.EnvValue.fromValue('prod') },
      envFrom: [kplus.Env.fromConfigMap(config)],
      volumeMounts: [{ path: '/cache', volume }],
      serviceAccount: kplus.ServiceAccount.fromServiceAccountName(chart, 'account', 'robot'),
    }, chart)).Deployment.spec.template;
    expect(spec).toMatchObject({ serviceAccountName: 'robot', automountServiceAccountToken: false, volumes: [{ name: 'cache', emptyDir: {} }] });
    expect(spec.containers[0]).toMatchObject({
      command: ['serve'], args: ['--fast'], env: [{ name: 'MODE', value: 'prod' }], envFrom: [{ configMapRef: { name: 'config' } }], volumeMounts: [{ name: 'cache', mountPath: '/cache' }],
    });
  });
});

describe('replicas and rollouts', () => {
  test('two pods, and never fewer during a rollout', () => {
    expect(written(api()).Deployment.spec).toMatchObject({ replicas: 2, strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } } });
    expect(written(api({ replicas: 5, rolloutStrategy: kplus.DeploymentStrategy.recreate() })).Deployment.spec).toMatchObject({ replicas: 5, strategy: { type: 'Recreate' } });
    expect(written(api({ replicas: 0 })).Deployment.spec.replicas).toBe(0);
  });

  test('with autoscaling the Deployment has no replicas', () => {
    const service = api({ autoscaling: { maxReplicas: 6 }, resources: { cpu: { request: kplus.Cpu.millis(100) } } });
    const { Deployment, HorizontalPodAutoscaler } = written(service);
    expect(Deployment.spec).not.toHaveProperty('replicas');
    expect(HorizontalPodAutoscaler).toMatchObject({
      apiVersion: 'autoscaling/v2',
      metadata: { name: 'shop-api' },
      spec: {
        minReplicas: 2,
        maxReplicas: 6,
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'shop-api' },
        metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }],
      },
    });
    expect(service.autoscaler).toBeDefined();
  });

  test('a disruption budget in a form that cannot block a drain', () => {
    const { PodDisruptionBudget, Deployment } = written(api({ podDisruptionBudget: {} }));
    expect(PodDisruptionBudget.spec).toEqual({ maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow', selector: Deployment.spec.selector });
    expect(written(api({ podDisruptionBudget: { maxUnavailable: kplus.PercentOrAbsolute.percent(20) } })).PodDisruptionBudget.spec.maxUnavailable).toBe('20%');
    expect(written(api()).PodDisruptionBudget).toBeUndefined();
  });
});

describe('labels and selectors', () => {
  const selector = { 'app.kubernetes.io/name': 'shop-api', 'app.kubernetes.io/instance': 'shop-api' };

  test('the selector is these two labels on Deployment and Service, whatever labels are added', () => {
    const { Deployment, Service, HorizontalPodAutoscaler, PodDisruptionBudget } = written(api({ labels: { team: 'a' }, autoscaling: { maxReplicas: 3, metrics: [] }, podDisruptionBudget: {} }));
    expect(Deployment.spec.selector).toEqual({ matchLabels: selector });
    expect(Service.spec.selector).toEqual(selector);
    expect(Deployment.spec.template.metadata.labels).toMatchObject({ ...selector, team: 'a' });
    for (const object of [Deployment, Service, HorizontalPodAutoscaler, PodDisruptionBudget]) expect(object.metadata.labels).toEqual({ ...selector, team: 'a' });
  });

  test('annotations go to the pods', () => {
    const { Deployment } = written(api({ annotations: { 'prometheus.io/scrape': 'true' } }));
    expect(Deployment.spec.template.metadata.annotations).toEqual({ 'prometheus.io/scrape': 'true' });
    expect(Deployment.metadata).not.toHaveProperty('annotations');
  });
});

test('what it is given is copied', () => {
  const env = { A: kplus.EnvValue.fromValue('1') };
  const envFrom: kplus.EnvFrom[] = [];
  const volumeMounts: kplus.VolumeMount[] = [];
  const chart = shop();
  const service = api({ env, envFrom, volumeMounts }, chart);
  const [main] = service.deployment.containers;
  main.env.addVariable('B', kplus.EnvValue.fromValue('2'));
  main.env.copyFrom(kplus.Env.fromConfigMap(new kplus.ConfigMap(chart, 'config')));
  main.mount('/x', kplus.Volume.fromEmptyDir(chart, 'x', 'x'));
  expect(Object.keys(env)).toEqual(['A']);
  expect(envFrom).toEqual([]);
  expect(volumeMounts).toEqual([]);
  expect(written(service).Deployment.spec.template.spec.containers[0]).toMatchObject({ env: [{ name: 'A' }, { name: 'B' }], volumeMounts: [{ mountPath: '/x' }] });
});

test('ApiObject.of finds its Deployment', () => {
  const service = api();
  expect(ApiObject.of(service)).toBe(ApiObject.of(service.deployment));
});

test('charts in a chart have services of their own', () => {
  const chart = shop();
  api({}, chart);
  const inner = new Chart(chart, 'inner');
  api({ name: 'other' }, inner);
  expect(Testing.synth(chart).map(({ metadata }) => metadata.name)).toEqual(['shop-api', 'shop-api']);
  expect(Testing.synth(inner).map(({ metadata }) => metadata.name)).toEqual(['other', 'other']);
});
