import { join } from 'node:path';
import { App, Chart, Testing } from 'cdk8s';
import { GradientSpec } from '../../src';
import { FILES, gradient, spec } from './_import';

describe('health checks', () => {
  test('become httpGet, with host and headers', () => {
    const { container } = gradient(spec({
      healthChecks: {
        liveness: { path: '/livez', port: 8001, host: '127.0.0.1', periodSeconds: 5, failureThreshold: 5 },
        readiness: { path: '/', headers: [{ name: 'Authorization', value: 'some-token' }], initialDelaySeconds: 5, timeoutSeconds: 5 },
        startup: { exec: { command: ['cat', '/tmp/ready'] }, failureThreshold: 6 },
      },
    }));
    expect(container.livenessProbe).toEqual({ httpGet: { path: '/livez', port: 8001, host: '127.0.0.1' }, periodSeconds: 5, failureThreshold: 5 });
    expect(container.readinessProbe).toEqual({
      httpGet: { path: '/', port: 8000, httpHeaders: [{ name: 'Authorization', value: 'some-token' }] }, initialDelaySeconds: 5, timeoutSeconds: 5,
    });
    expect(container.startupProbe).toEqual({ exec: { command: ['cat', '/tmp/ready'] }, failureThreshold: 6 });
  });

  test('are read in both spellings', () => {
    expect(gradient(spec({ healthchecks: { liveness: { path: '/a' } } })).container.livenessProbe).toEqual({ httpGet: { path: '/a', port: 8000 } });
  });
});

describe('the shapes are told apart by their fields', () => {
  const port = (fields: object) => gradient({ name: 'api', image: 'a:1', healthChecks: { liveness: { path: '/' } }, ...fields }).container.livenessProbe.httpGet.port;

  test.each([
    [{ apiVersion: 'latest', port: 8008, resources: { instanceType: 'P6000' } }, 8008],
    [{ apiVersion: 'v0alpha0', resources: { instanceType: 'P6000' } }, 80],
    [{ apiVersion: 'latest', resources: { machineType: 'C5', ports: [8000, 9000] } }, 8000],
    [{ resources: { machineType: 'C5', ports: [8001] } }, 8001],
    [{ resources: { instanceType: 'C5' } }, 80],
  ])('%j', (fields, expected) => {
    expect(port(fields)).toBe(expected);
  });
});

test('a name with a project becomes a DNS label', () => {
  const chart = new Chart(new App(), 'whisper');
  const { services, findings } = new GradientSpec(chart, 'it', { path: join(FILES, 'gradient', 'whisper-autocaption.yaml') });
  expect(services[0].deployment.name).toBe('whisper-autocaption');
  expect(findings).toContainEqual(expect.objectContaining({ rule: 'import-name', line: 3, column: 1, message: 'the name "gradient-ai/Whisper-AutoCaption" becomes "whisper-autocaption"' }));
  expect(findings).toContainEqual(expect.objectContaining({ rule: 'import-image', line: 4, fix: 'Give the image as ghcr.io/gradient-ai/whisper-autocaption:latest' }));
});

test('both names find the service', () => {
  const imported = new GradientSpec(new Chart(new App(), 'whisper'), 'it', { path: join(FILES, 'gradient', 'whisper-autocaption.yaml') });
  expect(imported.service('gradient-ai/Whisper-AutoCaption')).toBe(imported.service('whisper-autocaption'));
});

test('CPU and memory scale it, the duration of requests does not', () => {
  const { byKind, said } = gradient(spec({
    resources: {
      replicas: 2,
      machineType: 'C5',
      ports: [8000],
      autoscaling: {
        maxReplicas: 4,
        metrics: [
          { metric: 'requestDuration', summary: 'average', value: 0.15 }, { metric: 'cpu', summary: 'average', value: 30 }, { metric: 'memory', summary: 'average', value: 45 },
        ],
      },
    },
  }));
  expect(byKind.HorizontalPodAutoscaler.spec).toMatchObject({
    minReplicas: 2,
    maxReplicas: 4,
    metrics: [
      { resource: { name: 'cpu', target: { averageUtilization: 30 } } }, { resource: { name: 'memory', target: { averageUtilization: 45 } } },
    ],
  });
  expect(said).toEqual(expect.arrayContaining([
    expect.stringContaining('import-lost resources.autoscaling.metrics[0]: the duration of requests (0.15 s on average)'),
    expect.stringContaining('import-changed resources.autoscaling: nothing is scaled until'),
    expect.stringContaining('import-lost resources.machineType'),
  ]));
});

test.each([
  [{ enabled: false, maxReplicas: 4, metrics: [{ metric: 'cpu', summary: 'average', value: 30 }] }],
  [{ maxReplicas: 4, metrics: [{ metric: 'requestDuration', summary: 'average', value: 0.15 }] }],
])('nothing is scaled: %j', autoscaling => {
  const { byKind } = gradient(spec({ resources: { replicas: 3, machineType: 'C5', ports: [8000], autoscaling } }));
  expect(byKind.Deployment.spec.replicas).toBe(3);
  expect(byKind).not.toHaveProperty('HorizontalPodAutoscaler');
});

test('a deployment that is switched off has no pods', () => {
  const { byKind, said } = gradient(spec({ enabled: false }));
  expect(byKind.Deployment.spec.replicas).toBe(0);
  expect(said).toContainEqual(expect.stringContaining('import-changed enabled'));
});

test('the environment, with secrets', () => {
  const { container, said } = gradient(spec({ env: [{ name: 'A', value: 'x' }, { name: 'N', value: 1.5 }, { name: 'S', value: 'secret:HF_TOKEN' }, { name: 'P', value: '<FILL_IN>' }] }));
  expect(container.env).toEqual([
    { name: 'A', value: 'x' }, { name: 'N', value: '1.5' }, { name: 'S', valueFrom: { secretKeyRef: { name: 'api-secrets', key: 'HF_TOKEN' } } }, { name: 'P', value: '<FILL_IN>' },
  ]);
  expect(said).toEqual(expect.arrayContaining([expect.stringContaining('import-secret env[2].value'), expect.stringContaining('import-placeholder env[3].value')]));
});

test('command and several ports', () => {
  const { container, byKind } = gradient(spec({ command: ['serve', '--all'], resources: { machineType: 'C5', ports: [8000, 9000] } }));
  expect(container.command).toEqual(['serve', '--all']);
  expect(byKind.Service.spec.ports.map(({ name, port }: any) => [name, port])).toEqual([['port-8000', 8000], ['port-9000', 9000]]);
});

test('what only the platform has is said to be lost', () => {
  const { said } = gradient(spec({
    containerRegistry: 'acme',
    region: 'NY2',
    basicAuthKey: 'secret:auth',
    models: [{ id: 'm1', path: '/m' }],
    repositories: { dataset: 'd', repositories: [] },
    integrations: [{ type: 'git-lfs', name: 'diffusion', url: 'https://example.com/x', path: '/models' }],
  }));
  for (const path of ['containerRegistry', 'region', 'basicAuthKey', 'models', 'repositories', 'integrations', 'resources.machineType']) {
    expect(said).toContainEqual(expect.stringMatching(new RegExp(`^import-lost ${path}:`)));
  }
  expect(said).toContainEqual('import-lost integrations: integrations are not there: git-lfs diffusion https://example.com/x /models');
});

test('an image can be given in place of a placeholder', () => {
  const chart = new Chart(new App(), 'api');
  new GradientSpec(chart, 'it', { spec: spec({ image: ':image' }), image: 'ghcr.io/acme/api:1' });
  expect(Testing.synth(chart)[0].spec.template.spec.containers[0].image).toBe('ghcr.io/acme/api:1');
});
