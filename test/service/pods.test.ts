/* What a service says of its pods beyond the app's own container, and what becomes of it. */
import { ApiObject, App, Chart, JsonPatch, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { HealthCheckedService, HealthCheckedServiceProps, HealthChecks, HealthProbe } from '../../src';
import { api, complaint, shop, written } from './_synth';

/** A chart of an app that is for some versions only. */
function chartFor(kubernetesVersion: string): Chart {
  const app = new App();
  app.node.setContext('kubernetesVersion', kubernetesVersion);
  return new Chart(app, 'shop', { namespace: 'shop' });
}

const pod = (props: Partial<HealthCheckedServiceProps>, chart = shop()) => written(api(props, chart)).Deployment.spec.template.spec;

describe('a worker', () => {
  const worker = (props: Partial<HealthCheckedServiceProps> = {}, chart = shop()) => new HealthCheckedService(chart, 'worker', { image: 'acme/worker:2', ...props });

  test('has no Service, and nothing is made up', () => {
    const service = worker({ livenessProbe: HealthProbe.exec(['cat', '/tmp/alive']) });
    expect(service.service).toBeUndefined();
    const objects = written(service);
    expect(Object.keys(objects)).toEqual(['Deployment']);
    const [main] = objects.Deployment.spec.template.spec.containers;
    expect(main).toMatchObject({ livenessProbe: { exec: { command: ['cat', '/tmp/alive'] } } });
    for (const field of ['ports', 'readinessProbe', 'startupProbe', 'lifecycle']) expect(main).not.toHaveProperty(field);
  });

  test('may have no health checks at all, autoscaling and a budget', () => {
    const resources = { cpu: { request: kplus.Cpu.millis(100) } };
    const service = worker({ ports: [], autoscaling: { maxReplicas: 5 }, resources, podDisruptionBudget: {} });
    expect(Object.keys(written(service))).toEqual(['Deployment', 'HorizontalPodAutoscaler', 'PodDisruptionBudget']);
  });

  test('may be asked at a port that it does not declare', () => {
    const [main] = written(worker({ livenessProbe: HealthProbe.http('/healthz', { port: 8081 }) })).Deployment.spec.template.spec.containers;
    expect(main.livenessProbe.httpGet.port).toBe(8081);
  });

  test('does not drain by itself', () => {
    expect(written(worker({}, chartFor('1.30-1.37'))).Deployment.spec.template.spec.containers[0]).not.toHaveProperty('lifecycle');
  });
});

describe('fields of the pod', () => {
  test('all of them', () => {
    const chart = shop();
    const spec = pod({
      imagePullSecrets: [kplus.Secret.fromSecretName(chart, 'registry', 'registry')],
      imagePullPolicy: kplus.ImagePullPolicy.ALWAYS,
      nodeSelector: { zone: 'a' },
      tolerations: [{ key: 'gpu', operator: 'Exists', effect: 'NoSchedule' }],
      affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'zone', operator: 'Exists' }] }] } } },
      topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'ScheduleAnyway' }],
      priorityClassName: 'high',
      automountServiceAccountToken: true,
      fsGroup: 1000,
      gpu: 2,
      extendedResources: { 'example.com/fpga': 1 },
      resources: { memory: { limit: Size.gibibytes(1) }, ephemeralStorage: { limit: Size.gibibytes(2) } },
      postStart: kplus.Handler.fromCommand(['warm-up']),
      preStop: kplus.Handler.fromHttpGet('/drain', { port: 8000 }),
    }, chart);
    expect(spec).toMatchObject({
      imagePullSecrets: [{ name: 'registry' }],
      nodeSelector: { zone: 'a' },
      tolerations: [{ key: 'gpu', operator: 'Exists', effect: 'NoSchedule' }],
      affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'zone', operator: 'Exists' }] }] } } },
      topologySpreadConstraints: [{
        maxSkew: 1,
        topologyKey: 'zone',
        whenUnsatisfiable: 'ScheduleAnyway',
        labelSelector: { matchLabels: { 'app.kubernetes.io/name': 'shop-api', 'app.kubernetes.io/instance': 'shop-api' } },
      }],
      priorityClassName: 'high',
      automountServiceAccountToken: true,
      securityContext: { fsGroup: 1000, runAsNonRoot: true },
    });
    expect(spec.containers[0]).toMatchObject({
      imagePullPolicy: 'Always',
      resources: { limits: { 'memory': '1024Mi', 'ephemeral-storage': '2048Mi', 'nvidia.com/gpu': 2, 'example.com/fpga': 1 } },
      lifecycle: { postStart: { exec: { command: ['warm-up'] } }, preStop: { httpGet: { path: '/drain', port: 8000 } } },
    });
  });

  test('the Service\'s own', () => {
    const { Service } = written(api({ serviceType: kplus.ServiceType.LOAD_BALANCER, serviceAnnotations: { 'example.com/scheme': 'internal' } }));
    expect(Service).toMatchObject({ metadata: { annotations: { 'example.com/scheme': 'internal' } }, spec: { type: 'LoadBalancer' } });
    expect(written(api({ serviceType: kplus.ServiceType.CLUSTER_IP })).Service.spec.type).toBe('ClusterIP');
  });

  test('those that the generated (L1) construct spells otherwise', () => {
    const affinity = { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: { topologyKey: 'zone', labelSelector: { matchLabels: { a: 'b' } } } }] } };
    expect(pod({ affinity }).affinity).toEqual(affinity);
  });
});

describe('podSpec', () => {
  test('is laid over by field and by name', () => {
    const chart = shop();
    const spec = pod({
      env: { A: kplus.EnvValue.fromValue('1') },
      volumeMounts: [{ path: '/cache', volume: kplus.Volume.fromEmptyDir(chart, 'cache', 'cache') }],
      podSpec: {
        hostAliases: [{ ip: '10.0.0.1', hostnames: ['db'] }],
        dnsPolicy: 'Default',
        securityContext: { supplementalGroups: [7] },
        containers: [{ name: 'main', workingDir: '/srv', env: [{ name: 'A', value: '2' }, { name: 'B', value: '3' }] }, { name: 'extra', image: 'acme/extra:1' }],
        volumes: [{ name: 'cache', emptyDir: { medium: 'Memory', sizeLimit: '1Gi' } }, { name: 'more', emptyDir: {} }],
        nodeName: undefined,
      },
    }, chart);
    expect(spec).toMatchObject({ hostAliases: [{ ip: '10.0.0.1', hostnames: ['db'] }], dnsPolicy: 'Default', securityContext: { runAsNonRoot: true, supplementalGroups: [7] } });
    expect(spec.containers.map(({ name }: any) => name)).toEqual(['main', 'extra']);
    expect(spec.containers[0]).toMatchObject({ workingDir: '/srv', readinessProbe: { tcpSocket: { port: 8000 } }, env: [{ name: 'A', value: '2' }, { name: 'B', value: '3' }] });
    expect(spec.volumes).toEqual([{ name: 'cache', emptyDir: { medium: 'Memory', sizeLimit: '1Gi' } }, { name: 'more', emptyDir: {} }]);
    expect(spec).not.toHaveProperty('nodeName');
  });

  test('puts another hook, another handler or another source in place of what is there', () => {
    const main = { name: 'main', lifecycle: { preStop: { exec: { command: ['drain'] } } }, readinessProbe: { httpGet: { path: '/r', port: 8000 } }, env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] };
    const chart = chartFor('1.30-1.37');
    const volumeMounts = [{ path: '/cache', volume: kplus.Volume.fromEmptyDir(chart, 'cache', 'cache') }];
    const spec = pod({ env: { A: kplus.EnvValue.fromValue('1') }, volumeMounts, podSpec: { containers: [main], volumes: [{ name: 'cache', configMap: { name: 'c' } }] } }, chart);
    expect(spec.containers[0]).toMatchObject(main);
    expect(spec.containers[0].lifecycle.preStop).toEqual(main.lifecycle.preStop);
    expect(spec.containers[0].readinessProbe).toEqual(main.readinessProbe);
    expect(spec.containers[0].env).toEqual(main.env);
    expect(spec.volumes).toEqual([{ name: 'cache', configMap: { name: 'c' } }]);
  });

  test('comes before the user\'s patches', () => {
    const service = api({ podSpec: { priorityClassName: 'low' } });
    ApiObject.of(service).addJsonPatch(JsonPatch.replace('/spec/template/spec/priorityClassName', 'high'));
    expect(written(service).Deployment.spec.template.spec.priorityClassName).toBe('high');
  });

  test('knows what is new in which version', () => {
    const chart = shop();
    api({ podSpec: { resources: { requests: { cpu: '1' } } } }, chart);
    expect(complaint(chart)).toMatch(/spec\.template\.spec\.resources is not a field Kubernetes 1\.28 to 1\.\d+ knows/);
  });

  test('is not shared between services', () => {
    const podSpec = Object.freeze({ hostAliases: Object.freeze([Object.freeze({ ip: '10.0.0.1', hostnames: ['db'] })]) });
    const chart = shop();
    for (const id of ['a', 'b']) {
      const service = new HealthCheckedService(chart, id, { image: 'x', port: 1, podSpec: podSpec as never });
      if (id === 'a') ApiObject.of(service).addJsonPatch(JsonPatch.add('/spec/template/spec/hostAliases/0/hostnames/-', 'cache'));
    }
    const names = App.of(chart).synthYaml().match(/- cache/g);
    expect(names).toHaveLength(1);
  });
});

describe('sidecars', () => {
  const sidecars = [{
    name: 'proxy', image: 'acme/proxy:1', port: 9000, startupSeconds: 30, livenessProbe: HealthProbe.http('/ping'),
  }];
  const expected = {
    name: 'proxy',
    image: 'acme/proxy:1',
    ports: [{ containerPort: 9000 }],
    livenessProbe: { httpGet: { path: '/ping', port: 9000 } },
    startupProbe: { httpGet: { path: '/ping', port: 9000 }, periodSeconds: 5, failureThreshold: 7 },
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  };

  test('stand beside the app where 1.28 counts, which runs no native ones', () => {
    const spec = pod({ sidecars });
    expect(spec.containers[1]).toEqual(expected);
    expect(spec).not.toHaveProperty('initContainers');
  });

  test('are native from 1.29 on, before the init containers, which may use them', () => {
    const spec = pod({ sidecars, initContainers: [{ name: 'migrate', image: 'acme/api:1', command: ['migrate'] }] }, chartFor('1.29-1.37'));
    expect(spec.initContainers[0]).toEqual({ ...expected, restartPolicy: 'Always' });
    expect(spec.initContainers[1]).toEqual({ name: 'migrate', image: 'acme/api:1', command: ['migrate'], securityContext: expected.securityContext });
    expect(spec.containers).toHaveLength(1);
  });

  test('bundles, ports of their own, and no readiness that nobody asked for', () => {
    const [, nginx] = pod({ sidecars: [{ name: 'nginx', image: 'nginx:1', healthChecks: HealthChecks.springBoot(), ports: [{ port: 8080, name: 'web' }] }] }).containers;
    expect(nginx).toMatchObject({ ports: [{ containerPort: 8080, name: 'web' }], livenessProbe: { httpGet: { port: 8080 } } });
    const [, plain] = pod({ sidecars: [{ name: 'plain', image: 'x' }] }).containers;
    expect(plain).not.toHaveProperty('readinessProbe');
  });

  test('what is wrong names the sidecar', () => {
    const chart = shop();
    api({ sidecars: [{ name: 'proxy', image: 'x', port: 0, startupSeconds: 1.5, livenessProbe: HealthProbe.http('/ping', { periodSeconds: 0, port: 9 }) }, { name: 'main', image: 'y' }] }, chart);
    const text = complaint(chart);
    expect(text).toContain('[shop/api] sidecars[0].port is 0, but must be a whole number from 1 to 65535.');
    expect(text).toContain('[shop/api] sidecars[0].startupSeconds is 1.5, but must be a whole number from 1 to 604800.');
  });

  test('the time they may take to start counts for the rollout', () => {
    const deadline = (props: Partial<HealthCheckedServiceProps>) => written(api(props)).Deployment.spec.progressDeadlineSeconds;
    expect(deadline({ startupSeconds: 600, sidecars: [{ name: 'slow', image: 'x', port: 9000, startupSeconds: 600, readinessProbe: HealthProbe.tcp() }] })).toBe(905 + 605);
  });
});

describe('draining', () => {
  test.each([['1.30-1.37', { sleep: { seconds: 5 } }], ['1.34', { sleep: { seconds: 5 } }]])('is native and 5 seconds by itself for %s', (versions, preStop) => {
    const spec = pod({}, chartFor(versions));
    expect(spec.containers[0].lifecycle).toEqual({ preStop });
    expect(spec.terminationGracePeriodSeconds).toBe(35);
  });

  test('takes the program sleep where an older version counts, and is asked for there', () => {
    expect(pod({}, chartFor('1.29-1.37')).containers[0]).not.toHaveProperty('lifecycle');
    expect(pod({ drainSeconds: 5 }, chartFor('1.29-1.37')).containers[0].lifecycle).toEqual({ preStop: { exec: { command: ['sleep', '5'] } } });
  });

  test('is left out where it is 0, or where a hook is given', () => {
    expect(pod({ drainSeconds: 0 }, chartFor('1.30-1.37')).containers[0]).not.toHaveProperty('lifecycle');
    expect(pod({ preStop: kplus.Handler.fromCommand(['drain']) }, chartFor('1.30-1.37')).containers[0].lifecycle).toEqual({ preStop: { exec: { command: ['drain'] } } });
  });

  test('must leave the app some time', () => {
    const chart = chartFor('1.30-1.37');
    api({ terminationGracePeriodSeconds: 5 }, chart);
    expect(complaint(chart)).toContain('terminationGracePeriodSeconds is 5, but drainSeconds alone takes 5 by default.');
  });
});

describe('a rollout that can end', () => {
  const claimOf = (chart: Chart, accessModes = [kplus.PersistentVolumeAccessMode.READ_WRITE_ONCE]) => {
    const claim = new kplus.PersistentVolumeClaim(chart, 'data', { accessModes, storage: Size.gibibytes(1) });
    return [{ path: '/data', volume: kplus.Volume.fromPersistentVolumeClaim(chart, 'volume', claim) }];
  };
  const strategy = (props: Partial<HealthCheckedServiceProps>, chart = shop()) =>
    written(api({ replicas: 1, ...props }, chart)).Deployment.spec.strategy;
  const surge = { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } };

  test('with a claim for one node at a time, a port of the host, or its network: Recreate', () => {
    const chart = shop();
    expect(strategy({ volumeMounts: claimOf(chart) }, chart)).toEqual({ type: 'Recreate' });
    expect(strategy({ podSpec: { containers: [{ name: 'main', ports: [{ containerPort: 8000, hostPort: 80 }] }] } })).toEqual({ type: 'Recreate' });
    expect(strategy({ podSpec: { hostNetwork: true } })).toEqual({ type: 'Recreate' });
  });

  test('a volume that is mounted later counts', () => {
    const chart = shop();
    const service = api({ replicas: 1 }, chart);
    service.deployment.containers[0].mount('/data', claimOf(chart)[0].volume);
    expect(written(service).Deployment.spec.strategy).toEqual({ type: 'Recreate' });
  });

  test('else surge first: with several pods, a claim for many nodes, or one that is not in the app', () => {
    const many = shop();
    expect(strategy({ volumeMounts: claimOf(many, [kplus.PersistentVolumeAccessMode.READ_WRITE_MANY]) }, many)).toEqual(surge);
    const two = shop();
    expect(strategy({ replicas: 2, volumeMounts: claimOf(two) }, two)).toEqual(surge);
    const elsewhere = shop();
    const claim = kplus.PersistentVolumeClaim.fromClaimName(elsewhere, 'claim', 'data');
    expect(strategy({ volumeMounts: [{ path: '/data', volume: kplus.Volume.fromPersistentVolumeClaim(elsewhere, 'v', claim) }] }, elsewhere)).toEqual(surge);
  });

  test('ports of native sidecars count, and those of a host that an autoscaler shares out do not', () => {
    const sidecar = [{ name: 'proxy', image: 'x', ports: [{ port: 9000 }] }];
    const initContainers = [{ name: 'proxy', ports: [{ containerPort: 9000, hostPort: 9000 }] }];
    expect(strategy({ sidecars: sidecar, podSpec: { initContainers } }, chartFor('1.29-1.37'))).toEqual({ type: 'Recreate' });
    const autoscaling = { minReplicas: 2, maxReplicas: 5, metrics: [] };
    expect(strategy({ replicas: undefined, autoscaling, podSpec: { hostNetwork: true } })).toEqual(surge);
  });

  test('where neither more nor fewer pods are allowed, Kubernetes lets one be missing', () => {
    const { rollingUpdate } = kplus.DeploymentStrategy;
    const { absolute, percent } = kplus.PercentOrAbsolute;
    const chart = shop();
    const rolloutStrategy = rollingUpdate({ maxSurge: absolute(0), maxUnavailable: percent(50) });
    expect(strategy({ volumeMounts: claimOf(chart), rolloutStrategy }, chart).type).toBe('RollingUpdate');
  });

  test('a strategy that cannot end is refused, and one that can is not', () => {
    const { rollingUpdate } = kplus.DeploymentStrategy;
    const { absolute, percent } = kplus.PercentOrAbsolute;
    const chart = shop();
    api({ replicas: 1, volumeMounts: claimOf(chart), rolloutStrategy: rollingUpdate({ maxSurge: percent(25), maxUnavailable: percent(25) }) }, chart);
    expect(complaint(chart)).toContain('[shop/api] the rollout starts the new pod before it ends the old one, which holds the ReadWriteOnce claim "shop-data-');

    const able = shop();
    const rolloutStrategy = rollingUpdate({ maxSurge: absolute(0), maxUnavailable: absolute(1) });
    expect(strategy({ volumeMounts: claimOf(able), rolloutStrategy }, able)).toEqual({ type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } });
  });
});

test('HealthProbe.startup is what startupSeconds makes', () => {
  const livenessProbe = HealthProbe.http('/livez', { timeoutSeconds: 3, initialDelaySeconds: 9, successThreshold: 1 });
  const [made] = pod({ startupSeconds: 75, livenessProbe }).containers;
  const [given] = pod({ startupProbe: HealthProbe.startup(75, livenessProbe), livenessProbe }).containers;
  expect(given.startupProbe).toEqual(made.startupProbe);
  const chart = shop();
  api({ startupProbe: HealthProbe.startup(0.5, livenessProbe) }, chart);
  expect(complaint(chart)).toContain('startupProbe: the time to start is 0.5, but must be a whole number from 1 to 604800.');
  expect(() => HealthProbe.startup(75, undefined as never)).not.toThrow();
});
