import { join } from 'node:path';
import { App, Chart, Testing } from 'cdk8s';
import { TrueFoundryManifest } from '../../src';
import { evaluate } from '../../src/migrate/_evaluate';
import { importFrom, statementsOf } from '../../src/migrate/_import';
import { FILES, service, trueFoundry } from './_import';

const probe = (config: object, numbers: object = {}) => ({ config: { type: 'http', path: '/livez', port: 8000, ...config }, ...numbers });

describe('probes', () => {
  test('become httpGet, with all that is said', () => {
    const { container } = trueFoundry(service({
      liveness_probe: probe({ path: '/livez', port: 8001, host: '127.0.0.1', scheme: 'HTTPS' }, {
        initial_delay_seconds: 3, period_seconds: 7, timeout_seconds: 2, success_threshold: 1, failure_threshold: 4,
      }),
      readiness_probe: probe({ path: '/readyz' }, { success_threshold: 2, period_seconds: 5 }),
      startup_probe: probe({ path: '/startupz' }, { failure_threshold: 30 }),
    }));
    expect(container.livenessProbe).toEqual({
      httpGet: { path: '/livez', port: 8001, host: '127.0.0.1', scheme: 'HTTPS' }, initialDelaySeconds: 3, periodSeconds: 7, timeoutSeconds: 2, failureThreshold: 4,
    });
    expect(container.readinessProbe).toEqual({ httpGet: { path: '/readyz', port: 8000 }, successThreshold: 2, periodSeconds: 5 });
    expect(container.startupProbe).toEqual({ httpGet: { path: '/startupz', port: 8000 }, failureThreshold: 30 });
  });

  test('without a port ask the port of the service, and are of the type http', () => {
    const { container } = trueFoundry(service({ ports: [{ port: 9000 }], liveness_probe: { config: { path: '/livez' } } }));
    expect(container.livenessProbe).toEqual({ httpGet: { path: '/livez', port: 9000 } });
  });

  test.each([
    [{ type: 'tcp', port: 5432 }, { tcpSocket: { port: 5432 } }],
    [{ type: 'tcp' }, { tcpSocket: { port: 8000 } }],
    [{ type: 'command', command: ['cat', '/tmp/ready'] }, { exec: { command: ['cat', '/tmp/ready'] } }],
    [{ type: 'exec', command: 'test -f /tmp/ready' }, { exec: { command: ['/bin/sh', '-c', 'test -f /tmp/ready'] } }],
    [{ type: 'grpc', port: 50051, service: 'acme.Api' }, { grpc: { port: 50051, service: 'acme.Api' } }],
  ])('of other types are read too: %j', (config, handler) => {
    expect(trueFoundry(service({ readiness_probe: { config } })).container.readinessProbe).toEqual(handler);
  });

  test('where readiness is missing, that it becomes a TCP connection is said', () => {
    expect(trueFoundry(service()).said).toContainEqual(expect.stringContaining('readiness is a TCP connection'));
    expect(trueFoundry(service({ readiness_probe: probe({}) })).said).not.toContainEqual(expect.stringContaining('TCP connection'));
  });
});

describe('image and command', () => {
  test('a text of words is taken apart, quotes included', () => {
    const { container, findings } = trueFoundry(service({ image: { type: 'image', image_uri: 'a:1', command: 'uvicorn app:app --name "my app" --port 8000' } }));
    expect(container.command).toEqual(['uvicorn', 'app:app', '--name', 'my app', '--port', '8000']);
    expect(findings.map(({ rule }) => rule)).not.toContain('import-lost');
  });

  test.each(['serve --port $PORT', 'a && b', 'A=1 serve', 'ls *.py', 'x > /dev/null', 'serve # main', 'cd ~ ; serve'])('what is more than words is left to a shell: %s', command => {
    const { container, said } = trueFoundry(service({ image: { type: 'image', image_uri: 'a:1', command } }));
    expect(container.command).toEqual(['/bin/sh', '-c', command]);
    expect(said).toContainEqual(expect.stringContaining('run by a shell'));
  });

  test('a list is kept', () => {
    expect(trueFoundry(service({ image: { type: 'image', image_uri: 'a:1', command: ['a', '$B'] } })).container.command).toEqual(['a', '$B']);
  });

  test('the image that is given takes the place of the one in the file', () => {
    const manifest = service({ image: { type: 'build', build_spec: { type: 'dockerfile', command: 'serve' }, build_source: { type: 'local' } } });
    const chart = new Chart(new App(), 'api');
    const { findings } = new TrueFoundryManifest(chart, 'it', { manifest, image: 'ghcr.io/acme/built:1' });
    const [deployment] = Testing.synth(chart);
    expect(deployment.spec.template.spec.containers[0]).toMatchObject({ image: 'ghcr.io/acme/built:1', command: ['serve'] });
    expect(findings).toContainEqual(expect.objectContaining({ rule: 'import-lost', path: 'image', fix: expect.stringContaining('docker build') }));
  });
});

describe('ports', () => {
  test('of several, each has a name, its protocol and its app protocol', () => {
    const ports = [{ port: 8000, app_protocol: 'http' }, { port: 9000, protocol: 'TCP', app_protocol: 'grpc', expose: false }, { port: 53, protocol: 'UDP' }];
    const { container, byKind } = trueFoundry(service({ ports }));
    expect(container.ports.map((port: any) => [port.containerPort, port.name, port.protocol])).toEqual([
      [8000, 'http-8000', undefined], [9000, 'grpc-9000', undefined], [53, 'udp-53', 'UDP'],
    ]);
    expect(byKind.Service.spec.ports).toEqual([
      { name: 'http-8000', port: 8000, targetPort: 8000, appProtocol: 'http' },
      { name: 'grpc-9000', port: 9000, targetPort: 9000, appProtocol: 'grpc' },
      { name: 'udp-53', port: 53, targetPort: 53, protocol: 'UDP' },
    ]);
  });

  test('host, path and auth belong to an Ingress, and are said to be lost', () => {
    const { said } = trueFoundry(service({ ports: [{ port: 8000, expose: true, host: 'api.example.com', path: '/v1/', rewrite_path_to: '/', auth: { type: 'basic_auth', username: 'u', password: 'p' } }] }));
    expect(said).toEqual(expect.arrayContaining([
      'import-lost ports[0].host: port 8000 is no longer reached from outside, at api.example.com/v1/',
      'import-lost ports[0].auth: port 8000 is no longer protected by auth ("basic_auth")',
    ]));
    expect(said.join()).not.toContain('"p"');
  });

  test('a port that is not exposed loses nothing', () => {
    expect(trueFoundry(service({ ports: [{ port: 8000, expose: false }] })).findings.map(({ rule }) => rule)).not.toContain('import-lost');
  });
});

describe('replicas', () => {
  test.each([[undefined, 1], [3, 3], [2.0, 2], [0, 0]])('%j is %i', (replicas, expected) => {
    expect(trueFoundry(service({ replicas })).byKind.Deployment.spec.replicas).toBe(expected);
  });

  const resources = { cpu_request: 0.5, cpu_limit: 1 };

  test('go by CPU where they are to', () => {
    const { byKind } = trueFoundry(service({ resources, replicas: { min_replicas: 2, max_replicas: 5, metrics: { type: 'cpu_utilization', value: 70 } } }));
    expect(byKind.Deployment.spec).not.toHaveProperty('replicas');
    expect(byKind.HorizontalPodAutoscaler.spec).toMatchObject({
      minReplicas: 2, maxReplicas: 5, metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } }],
    });
  });

  test('the spelling of other documents is read too, and a metric is chosen', () => {
    const { byKind, said } = trueFoundry(service({ resources, replicas: { min: 0, max: 5 } }));
    const metrics = [{ resource: { target: { averageUtilization: 80 } } }];
    expect(byKind.HorizontalPodAutoscaler.spec).toMatchObject({ minReplicas: 1, maxReplicas: 5, metrics });
    expect(said).toEqual(expect.arrayContaining([expect.stringContaining('replicas.min: one replica is kept'), expect.stringContaining('no metric is given')]));
  });

  test.each([
    [{ type: 'rps', value: 10 }, '"rps"'],
    [{ type: 'cron', start: '0 8 * * *', end: '0 18 * * *', desired_replicas: 4 }, '"cron"'],
  ])('go by nothing else: %j', (metrics, named) => {
    const { byKind, said } = trueFoundry(service({ replicas: { min_replicas: 2, max_replicas: 5, metrics } }));
    expect(byKind.Deployment.spec.replicas).toBe(2);
    expect(byKind).not.toHaveProperty('HorizontalPodAutoscaler');
    expect(said).toContainEqual(expect.stringMatching(new RegExp(`^import-lost replicas.metrics: the metric .*${named}.* does not scale the service here, which keeps 2 replicas$`)));
  });
});

test('resources are cores and mebibytes, with the defaults of the platform for what is missing', () => {
  const { container } = trueFoundry(service({ resources: { cpu_request: 0.25, cpu_limit: 2, memory_limit: 1000 } }));
  expect(container.resources).toEqual({
    requests: { 'cpu': '250m', 'memory': '200Mi', 'ephemeral-storage': '1000Mi' }, limits: { 'cpu': '2', 'memory': '1000Mi', 'ephemeral-storage': '2000Mi' },
  });
});

test('devices are added to the limits, and shared memory is a volume', () => {
  const { container, pod, said } = trueFoundry(service({
    resources: { shared_memory_size: 2048, devices: [{ type: 'nvidia_gpu', name: 'T4', count: 2 }, { type: 'nvidia_mig_gpu', profile: '1g.5gb' }, { type: 'gcp_tpu', name: 'tpu-v5', topology: '2x2' }] },
  }));
  expect(container.resources.limits).toMatchObject({ 'nvidia.com/gpu': 2, 'nvidia.com/mig-1g.5gb': 1 });
  expect(pod.volumes).toEqual([{ name: 'shm', emptyDir: { medium: 'Memory', sizeLimit: '2048Mi' } }]);
  expect(container.volumeMounts).toEqual([{ name: 'shm', mountPath: '/dev/shm' }]);
  expect(said).toEqual(expect.arrayContaining([expect.stringContaining('the device need not be "T4"'), expect.stringContaining('import-lost resources.devices[2]: the device {"type":"gcp_tpu"')]));
});

test('the environment keeps texts as they are, takes secrets from a Secret, and says what is no text', () => {
  const { container, said } = trueFoundry(service({
    env: {
      PLAIN: 'a b', EMPTY: '', FILL: '<API_KEY>', NUMBER: 8000, FLAG: true, NOTHING: null, TOKEN: 'tfy-secret://acme:api-secrets:TOKEN', OTHER: 'tfy-secret://acme:api-secrets:OTHER',
    },
  }));
  expect(container.env).toEqual([
    { name: 'PLAIN', value: 'a b' },
    { name: 'EMPTY', value: '' },
    { name: 'FILL', value: '<API_KEY>' },
    { name: 'NUMBER', value: '8000' },
    { name: 'FLAG', value: 'true' },
    { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'api-secrets', key: 'TOKEN' } } },
    { name: 'OTHER', valueFrom: { secretKeyRef: { name: 'api-secrets', key: 'OTHER' } } },
  ]);
  expect(said).toEqual(expect.arrayContaining([
    expect.stringContaining('import-placeholder env.FILL'),
    expect.stringContaining('import-changed env.NUMBER'),
    expect.stringContaining('import-lost env.NOTHING'),
    expect.stringContaining('import-secret env.TOKEN'),
  ]));
});

test('mounts become a ConfigMap, Secrets and claims', () => {
  const { byKind, pod, container } = trueFoundry(service({
    mounts: [
      { type: 'string', mount_path: '/etc/app/config.yaml', data: 'a: 1\n' },
      { type: 'string', mount_path: '/etc/other/config.yaml', data: '' },
      { type: 'secret', mount_path: '/etc/token', secret_fqn: 'tfy-secret://acme:api-secrets:TOKEN' },
      { type: 'volume', mount_path: '/models', volume_fqn: 'tfy-volume://cluster:ws:models' },
      { type: 'volume', mount_path: '/models/more', volume_fqn: 'tfy-volume://cluster:ws:models', sub_path: 'more' },
      { type: 'volume', mount_path: '/claim', volume_fqn: 'tfy-k8s-volume://claim' },
    ],
  }));
  expect(byKind.ConfigMap).toMatchObject({ metadata: { name: 'api-files' }, data: { 'config.yaml': 'a: 1\n', 'file-2': '' } });
  const byName = Object.fromEntries(pod.volumes.map(({ name, ...source }: any) => [name, source]));
  expect(container.volumeMounts.map(({ name, ...mount }: any) => ({ ...mount, source: byName[name] }))).toMatchObject([
    { mountPath: '/etc/app/config.yaml', subPath: 'config.yaml', source: { configMap: { name: 'api-files' } } },
    { mountPath: '/etc/other/config.yaml', subPath: 'file-2', source: { configMap: { name: 'api-files' } } },
    { mountPath: '/etc/token', subPath: 'TOKEN', source: { secret: { secretName: 'api-secrets' } } },
    { mountPath: '/models', source: { persistentVolumeClaim: { claimName: 'models' } } },
    { mountPath: '/models/more', subPath: 'more', source: { persistentVolumeClaim: { claimName: 'models' } } },
    { mountPath: '/claim', source: { persistentVolumeClaim: { claimName: 'claim' } } },
  ]);
});

describe('rollout', () => {
  test('rolling updates have the percentages given, or those of the platform', () => {
    const strategy = (rollout: object) => trueFoundry(service({ rollout_strategy: rollout })).byKind.Deployment.spec.strategy.rollingUpdate;
    expect(strategy({ type: 'rolling_update', max_surge_percentage: 0 })).toEqual({ maxSurge: '0%', maxUnavailable: '25%' });
    expect(strategy({ type: 'rolling', max_unavailable_percentage: 10 })).toEqual({ maxSurge: '25%', maxUnavailable: '10%' });
  });

  test.each(['canary', 'blue_green'])('%s is said to be lost', type => {
    const { byKind, said } = trueFoundry(service({ rollout_strategy: { type, steps: [{ weight_percentage: 10 }] } }));
    expect(byKind.Deployment.spec.strategy).toEqual({ type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } });
    expect(said).toContainEqual(expect.stringContaining(`import-lost rollout_strategy: the rollout {"type":"${type}","steps":[{"weight_percentage":10}]} becomes a rolling update`));
  });
});

test('labels, service account and additional manifests are kept', () => {
  const { objects, byKind, pod, said } = trueFoundry(service({
    labels: { 'team': 'ml', 'app.kubernetes.io/name': 'other' },
    service_account: 'runner',
    kustomize: { patch: { patches: [] }, additions: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'extra' }, data: { a: '1' } }] },
  }));
  expect(byKind.Deployment.metadata.labels).toEqual({ 'team': 'ml', 'app.kubernetes.io/name': 'api', 'app.kubernetes.io/instance': 'api' });
  expect(pod.serviceAccountName).toBe('runner');
  expect(objects).toContainEqual({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'extra' }, data: { a: '1' } });
  expect(said).toEqual(expect.arrayContaining([
    expect.stringContaining('import-lost labels.app.kubernetes.io/name'), expect.stringContaining('import-lost kustomize.patch'),
  ]));
});

test('what only the platform has is said to be lost', () => {
  const { said } = trueFoundry(service({
    image: { type: 'image', image_uri: 'a:1', docker_registry: 'acme:ecr' },
    artifacts_download: { artifacts: [{ type: 'huggingface-hub', model_id: 'm', revision: 'r', download_path_env_variable: 'MODEL_DIR' }] },
    auto_shutdown: { wait_time: 900 },
    allow_interception: true,
    workspace_fqn: 'cluster:shop',
    resources: { node: { type: 'node_selector', capacity_type: 'spot' } },
    something_new: 1,
  }));
  for (const path of ['image.docker_registry', 'artifacts_download', 'auto_shutdown', 'allow_interception', 'workspace_fqn', 'resources.node']) {
    expect(said).toContainEqual(expect.stringMatching(new RegExp(`^import-lost ${path}:`)));
  }
  expect(said).toContainEqual(expect.stringContaining('MODEL_DIR is not set'));
  expect(said).toContainEqual(expect.stringContaining('import-unknown-field something_new'));
});

test('a name that Kubernetes cannot have becomes a DNS label', () => {
  const { byKind, said } = trueFoundry(service({ name: 'My_API' }));
  expect(byKind.Service.metadata.name).toBe('my-api');
  expect(said).toContainEqual('import-name name: the name "My_API" becomes "my-api"');
});

describe('several services', () => {
  const set = { type: 'application-set', name: 'shop', workspace_fqn: 'c:shop', components: [service(), { type: 'job', name: 'nightly' }, service({ name: 'worker', type: 'async-service', worker_config: {} })] };

  test('come out of an application set; what is no service is said', () => {
    const { services, said } = trueFoundry(set);
    expect(services.map(({ deployment }) => deployment.name)).toEqual(['api', 'worker']);
    expect(said).toEqual(expect.arrayContaining([
      expect.stringContaining('import-kind components[1]: the job is left out'),
      expect.stringContaining('import-lost components[2].worker_config'),
      expect.stringContaining('import-lost workspace_fqn'),
    ]));
  });

  test('come out of the old form too, which has no type', () => {
    expect(trueFoundry({ components: [service()] }).services).toHaveLength(1);
  });

  test('can be had by name, and can each be given an image', () => {
    const chart = new Chart(new App(), 'api');
    const imported = new TrueFoundryManifest(chart, 'it', { manifest: set, images: { worker: 'w:2' } });
    const [image] = Testing.synth(chart).filter(({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'worker').map(({ spec }) => spec.template.spec.containers[0].image);
    expect(image).toBe('w:2');
    expect(imported.service('worker')).toBe(imported.services[1]);
    expect(() => imported.service('nightly')).toThrow('There is no service "nightly" in the file. Its services: api, worker.');
  });

  test('are not given one image', () => {
    expect(() => new TrueFoundryManifest(new Chart(new App(), 'api'), 'it', { manifest: set, image: 'a:1' })).toThrow('one image is given for 2 services');
    expect(() => new TrueFoundryManifest(new Chart(new App(), 'api'), 'it', { manifest: set, images: { wroker: 'a:1' } })).toThrow('is given for "wroker", which is no service of the file');
  });
});

test('a file is read from its path, and findings say where', () => {
  const path = join(FILES, 'truefoundry', 'sample-oauth-mcp.yaml');
  const { findings } = new TrueFoundryManifest(new Chart(new App(), 'mcp'), 'it', { path, image: 'a:1' });
  expect(findings).toContainEqual(expect.objectContaining({ file: path, line: 38, column: 1, path: 'auto_shutdown', kind: 'TrueFoundry service', name: 'sample-oauth-mcp-server' }));
});

test('path or manifest must be given, and the path must lead to a file', () => {
  const chart = new Chart(new App(), 'mcp');
  expect(() => new TrueFoundryManifest(chart, 'a', {})).toThrow('[mcp/a] Neither path nor manifest is given. Give one of them.');
  expect(() => new TrueFoundryManifest(chart, 'b', { path: 'x', manifest: {} })).toThrow('[mcp/b] path and manifest are both given. Give one of them.');
  // A file descriptor would be read, and -0 end Node itself.
  for (const path of [5, -0, {}, '']) expect(() => new TrueFoundryManifest(new Chart(new App(), 'mcp'), 'p', { path } as never)).toThrow('but must be the path of a file, e.g. "service.yaml".');
  expect(() => new TrueFoundryManifest(new Chart(new App(), 'mcp'), 'p', { path: 5 } as never)).toThrow('[mcp/p] path is 5, but must be the path of a file');
  expect(() => new TrueFoundryManifest(new Chart(new App(), 'mcp'), 'p', { pth: 'x' } as never)).toThrow('[mcp/p] pth is no prop of TrueFoundryManifest. Write path.');
  expect(() => new TrueFoundryManifest(new Chart(new App(), 'mcp'), 'p', 'x' as never)).toThrow('[mcp/p] The props are "x", but must be an object such as');
  expect(() => new TrueFoundryManifest(new App(), 'p', { path: 'x' })).toThrow('TrueFoundryManifest "p" is made in the app itself, which is in no chart');
  expect(() => new TrueFoundryManifest(chart, 'c', { path: 'no-such-file.yaml' })).toThrow('[mcp/c] "no-such-file.yaml" cannot be read: ENOENT');
});

describe('names that mean something elsewhere', () => {
  test.each(['constructor', 'k8s', 'require', 'exports', 'class', 'app', 'chart'])('a service may be called %s', name => {
    const chart = new Chart(new App(), 'chart');
    const manifest = service({ name, resources: { devices: [{ type: 'nvidia_gpu', count: 1 }] } });
    expect(new TrueFoundryManifest(chart, 'it', { manifest }).service(name).deployment.name).toBe(name);
  });

  test('what is made for one service does not clash with another service', () => {
    const fields = { mounts: [{ type: 'string', mount_path: '/etc/a', data: 'x' }], service_account: 'runner', env: { T: 'tfy-secret://o:g:T' } };
    const components = ['a', 'a-files', 'a-account', 'a-secret-g'].map(name => service({ name, ...fields }));
    expect(trueFoundry({ components }).services).toHaveLength(4);
  });

  test('a name that begins with a digit is given a letter', () => {
    expect(trueFoundry(service({ name: '1api' })).services[0].deployment.name).toBe('app-1api');
  });
});

test('secrets are renamed where Kubernetes has no such names', () => {
  const { container } = trueFoundry(service({ env: { T: 'tfy-secret://o:My_Group:a/b:c' } }));
  expect(container.env).toEqual([{ name: 'T', valueFrom: { secretKeyRef: { name: 'my-group', key: 'a_b_c' } } }]);
});

test('the same device twice is requested as often', () => {
  const { container } = trueFoundry(service({ resources: { devices: [{ type: 'nvidia_gpu', count: 1 }, { type: 'nvidia_gpu', count: 2 }] } }));
  expect(container.resources.limits['nvidia.com/gpu']).toBe(3);
});

test('a service that was to be scaled to zero keeps one pod', () => {
  const { byKind } = trueFoundry(service({ replicas: { min_replicas: 0, max_replicas: 3, metrics: { type: 'rps', value: 1 } } }));
  expect(byKind.Deployment.spec.replicas).toBe(1);
});

test('a field that belongs to another type is said to be unknown', () => {
  const { said } = trueFoundry(service({
    mounts: [{ type: 'volume', mount_path: '/v', volume_fqn: 'tfy-k8s-volume://c', data: 'oops' }],
    readiness_probe: { config: { type: 'tcp', path: '/x', scheme: 'HTTPS' } },
  }));
  for (const path of ['mounts[0].data', 'readiness_probe.config.path', 'readiness_probe.config.scheme']) {
    expect(said).toContainEqual(expect.stringContaining(`import-unknown-field ${path}`));
  }
});

test('dates and words in additional manifests stay what they are in the file', () => {
  const text = 'name: api\ntype: service\nimage: {type: image, image_uri: "a:1"}\nports: [{port: 80}]\nkustomize: {additions: [{apiVersion: v1, kind: ConfigMap, metadata: {name: x}, data: {when: 2024-01-01, list: [yes, y]}}]}\n';
  const { services } = importFrom({ text }, {});
  const chart = new Chart(new App(), 'chart');
  evaluate(statementsOf(services), chart);
  expect(Testing.synth(chart)).toContainEqual(expect.objectContaining({ data: { when: '2024-01-01', list: [true, 'y'] } }));
});

describe('nothing of a field is lost without a word', () => {
  test.each<[string, object]>([
    ['ports[0].path', { ports: [{ port: 80, path: '/v1/', rewrite_path_to: '/x' }] }],
    ['ports[0].rewrite_path_to', { ports: [{ port: 80, rewrite_path_to: '/x' }] }],
    ['ports[0].expose', { ports: [{ port: 80, expose: true }] }],
    ['ports[0].host', { ports: [{ port: 80, expose: false, host: 'a.example.com' }] }],
    ['replicas.polling_interval', { replicas: { max_replicas: 3, polling_interval: 5, metrics: { type: 'rps', value: 1 } } }],
    ['resources.node', { resources: { node: { type: 'nodepool_selector', nodepools: ['a'] } } }],
    ['resources.devices[0].name', { resources: { devices: [{ type: 'aws_inferentia', name: 'INF1', count: 1 }] } }],
    ['resources.devices[0]', { resources: { devices: [{ type: 'nvidia_timeslicing_gpu', gpu_memory: 10 }] } }],
    ['image.docker_registry', { image: { type: 'image', image_uri: 'a:1', docker_registry: 'x' } }],
  ])('%s', (path, fields) => {
    expect(trueFoundry(service(fields)).findings).toContainEqual(expect.objectContaining({ rule: 'import-lost', path }));
  });

  test('values of an application set', () => {
    const { said } = trueFoundry({ type: 'application-set', name: 'shop', values: { a: 1 }, components: [service()] });
    expect(said).toContainEqual(expect.stringContaining('import-lost values'));
  });

  test('keys that YAML 1.1 takes for other things stay texts', () => {
    const { services } = importFrom({ text: 'name: api\ntype: service\nimage: {type: image, image_uri: "a:1"}\nports: [{port: 80}]\nenv: {ON: "1", NO: "2", 8: "3"}\n' }, {});
    expect(services).toHaveLength(1);
    const { findings } = importFrom({ text: 'name: api\ntype: service\nimage: {type: image, image_uri: "a:1"}\nports: [{port: 80}]\nenv: {ON: "1", NO: "2"}\n' }, {});
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});

describe('what goes wrong is said of the file, and never by another library', () => {
  const manifests: { readonly [situation: string]: any } = {
    'a manifest that refers to itself': (() => {
      const manifest: any = service();
      manifest.kustomize = { additions: [manifest] };
      return manifest;
    })(),
    'two secrets that become one': service({ env: { A: 'tfy-secret://o:g:a/b', B: 'tfy-secret://o:g:a_b' } }),
    'two manifests of one name': service({ kustomize: { additions: [1, 2].map(() => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' } })) } }),
    'a manifest that another service has': { components: [service({ kustomize: { additions: [{ apiVersion: 'v1', kind: 'Service', metadata: { name: 'b' }, spec: { ports: [{ port: 1 }] } }] } }), service({ name: 'b' })] },
    'a manifest with a key that cannot be written': service({ kustomize: { additions: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' }, data: { constructor: 'y' } }] } }),
    'a list of manifests': service({ kustomize: { additions: [{ apiVersion: 'v1', kind: 'List', metadata: { name: 'x' }, items: [{ a: 1 }] }] } }),
    'a quote without an end': service({ image: { type: 'image', image_uri: 'a:1', command: 'serve "abc' } }),
    'a probe on the port that speaks UDP': service({ ports: [{ port: 53, protocol: 'UDP' }, { port: 8000 }], liveness_probe: { config: { path: '/' } }, readiness_probe: { config: { path: '/', port: 8000 } } }),
    'no object': 5,
  };

  test.each(Object.entries(manifests))('%s', (_, manifest) => {
    const { findings } = importFrom({ value: manifest }, {});
    expect(findings.filter(({ severity }) => severity === 'error').map(({ path, message }) => `${path}: ${message}`)).toMatchSnapshot();
  });

  test.each<[object, string]>([
    [{ image: 5 }, 'image is 5, but must be an image'],
    [{ image: '' }, 'image is "", but must be an image'],
    [{ image: '<X>' }, 'image is "<X>", but must be an image'],
    [{ images: { api: 5 } }, 'images.api is 5, but must be an image'],
    [{ image: 'a:1', images: { api: 'b:1' } }, 'image and images are both given'],
  ])('images that are none: %j', (images, message) => {
    expect(() => new TrueFoundryManifest(new Chart(new App(), 'chart'), 'it', { manifest: service(), ...images })).toThrow(message);
  });

  test.each(['toString', '__proto__', 'valueOf', 'constructor'])('a file may be called %s', name => {
    const { byKind } = trueFoundry(service({ mounts: [{ type: 'string', mount_path: `/etc/${name}`, data: 'x' }] }));
    expect(byKind.ConfigMap.data).toEqual({ 'file-1': 'x' });
  });

  test('the same port over TCP and UDP', () => {
    const { byKind } = trueFoundry(service({ ports: [{ port: 53, app_protocol: 'grpc' }, { port: 53, protocol: 'UDP', app_protocol: 'grpc' }] }));
    expect(byKind.Service.spec.ports.map(({ name }: any) => name)).toEqual(['grpc-53', 'grpc-53-udp']);
  });
});
