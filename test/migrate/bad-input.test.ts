/* What a user reads of a file that cannot be imported, word for word in the snapshot. */
import { stringify } from 'yaml';
import { complaint, Loose, service, spec } from './_import';

const probe = (config: Loose, numbers: Loose = {}) => ({ liveness_probe: { config, ...numbers } });
const PROBE = { type: 'http', path: '/livez', port: 8000 };

/** TrueFoundry services, by what is wrong with them. */
const SERVICES: { readonly [situation: string]: Loose } = {
  'an image that would have to be built': { image: { type: 'build', build_spec: { type: 'dockerfile' }, build_source: { type: 'git' } } },
  'a placeholder for an image': { image: { type: 'image', image_uri: '<IMAGE>' } },
  'an image with a blank': { image: { type: 'image', image_uri: 'a b' } },
  'no image': { image: undefined },
  'an image of an unknown type': { image: { type: 'tar' } },
  'an image that is a text': { image: 'a:1' },
  'an image without an address': { image: { type: 'image' } },
  'a blank command': { image: { type: 'image', image_uri: 'a:1', command: '  ' } },
  'no name': { name: undefined },
  'a name without letters': { name: '---' },
  'a job': { type: 'job' },
  'an unknown type': { type: 'notebook' },
  'numbers as texts': { ports: [{ port: '8000' }], replicas: '2', ...probe(PROBE, { period_seconds: '10' }) },
  'a probe without a path': probe({ type: 'http', port: 8000 }),
  'a probe with an empty path': probe({ type: 'http', path: '', port: 8000 }),
  'a probe without a config': { readiness_probe: { period_seconds: 5 } },
  'a probe of an unknown type': probe({ type: 'udp' }),
  'a port out of range': { ports: [{ port: 70000 }], ...probe({ ...PROBE, port: 0 }) },
  'several successes for liveness and startup': { ...probe(PROBE, { success_threshold: 3 }), startup_probe: { config: PROBE, success_threshold: 2 } },
  'numbers that make no sense': probe(PROBE, { period_seconds: 0, timeout_seconds: -1, failure_threshold: 1.5, initial_delay_seconds: 1e12 }),
  'a probe that is a list': { liveness_probe: [] },
  'a probe on a host with a blank': probe({ ...PROBE, host: 'a b' }),
  'a probe without a command': probe({ type: 'command', command: [] }),
  'no ports': { ports: undefined },
  'an empty list of ports': { ports: [] },
  'ports that are none': { ports: [null, 8000, []] },
  'a port twice': { ports: [{ port: 8000 }, { port: 8000 }] },
  'only a port that speaks UDP': { ports: [{ port: 53, protocol: 'UDP' }] },
  'a limit below the request': { resources: { cpu_request: 2, cpu_limit: 1, memory_request: 1000 } },
  'far too much CPU': { resources: { cpu_request: 1e300, cpu_limit: 1e300 } },
  'autoscaling without a bound': { resources: {}, replicas: { min_replicas: 2, metrics: { type: 'cpu_utilization', value: 70 } } },
  'autoscaling with contradicting bounds': { resources: {}, replicas: { min: 1, min_replicas: 5, max_replicas: 2, metrics: { type: 'cpu_utilization', value: 70 } } },
  'autoscaling by an unknown metric': { resources: {}, replicas: { max_replicas: 2, metrics: { type: 'moon' } } },
  'autoscaling by CPU that nobody requests': { replicas: { max_replicas: 2, metrics: { type: 'cpu_utilization', value: 700 } } },
  'a rollout that makes no step': { rollout_strategy: { type: 'rolling_update', max_surge_percentage: 0, max_unavailable_percentage: 0 } },
  'an unknown rollout': { rollout_strategy: { type: 'big_bang' } },
  'labels that cannot be': { labels: { 'a b': 'c', 'ok': 'not ok!', 'constructor': 'x' } },
  'variables that cannot be': { env: { '1A': 'x', 'B': { c: 1 }, 'C': 'tfy-secret://half' } },
  'mounts that cannot be': {
    mounts: [
      { type: 'string', mount_path: 'etc', data: 'x' }, { type: 'string', mount_path: '/a:b', data: 'x' }, { type: 'secret', mount_path: '/s', secret_fqn: 'x' },
      { type: 'volume', mount_path: '/v', volume_fqn: 'x' }, { type: 'volume', mount_path: '/w', volume_fqn: 'tfy-k8s-volume://c', sub_path: '../x' }, { type: 'nfs' }, {},
    ],
  },
  'shared memory mounted twice': { resources: { shared_memory_size: 64 }, mounts: [{ type: 'string', mount_path: '/dev/shm', data: 'x' }] },
  'a service account that cannot be': { service_account: 'Bad Name!' },
  'a device that is none': { resources: { devices: [{ type: 'nvidia_mig_gpu', profile: 'a/b' }, { type: 'abacus' }, {}] } },
  'manifests that cannot be': {
    kustomize: {
      additions: [
        { kind: 'ConfigMap' }, { apiVersion: 'v1', kind: 'Service', metadata: { name: 'x' }, spec: { ports: [{ port: 0 }] } },
        { apiVersion: 'v1', kind: 'Service', metadata: { name: 'api' }, spec: { ports: [{ port: 1 }] } }, { apiVersion: 'v1', kind: 'ConfigMap', metadata: 5 },
      ],
    },
  },
};

test.each(Object.entries(SERVICES))('TrueFoundry: %s', (_, fields) => {
  const text = complaint(yaml(service(fields)));
  expect(text).not.toBe('');
  expect(text).toMatchSnapshot();
});

/** Gradient specs, by what is wrong with them. */
const SPECS: { readonly [situation: string]: Loose } = {
  'the placeholder :image': { image: ':image' },
  'no image': { image: undefined },
  'no name': { name: undefined },
  'an unknown version': { apiVersion: 'v9' },
  'no ports': { resources: { machineType: 'C5' } },
  'an empty list of ports': { resources: { machineType: 'C5', ports: [] } },
  'ports that are none': { resources: { machineType: 'C5', ports: [null, '8000', 70000] } },
  'a check without a path': { healthChecks: { liveness: { port: 8000 } } },
  'a check without a command': { healthChecks: { liveness: { exec: {} } } },
  'a header without a value': { healthChecks: { liveness: { path: '/', headers: [{ name: 'A b' }] } } },
  'both spellings of healthChecks': { healthChecks: {}, healthchecks: {} },
  'a variable twice, one without a name, one that cannot be': { env: [{ name: 'A', value: 'x' }, { name: 'A', value: 'y' }, { value: 'z' }, { name: 'B C', value: 'x' }] },
  'autoscaling without metrics': { resources: { machineType: 'C5', ports: [80], autoscaling: { maxReplicas: 2, metrics: [] } } },
  'autoscaling without a bound': { resources: { machineType: 'C5', ports: [80], autoscaling: { metrics: [{ metric: 'cpu', summary: 'average', value: 0.5 }] } } },
  'fewer replicas at most than at least': { resources: { replicas: 3, machineType: 'C5', ports: [80], autoscaling: { maxReplicas: 2, metrics: [{ metric: 'cpu', summary: 'average', value: 50 }] } } },
  'an unknown metric': { resources: { machineType: 'C5', ports: [80], autoscaling: { maxReplicas: 2, metrics: [{ metric: 'moon' }] } } },
};

test.each(Object.entries(SPECS))('Gradient: %s', (_, fields) => {
  const text = complaint(yaml(spec(fields)));
  expect(text).not.toBe('');
  expect(text).toMatchSnapshot();
});

/** Files, by what is wrong with them. */
const TEXTS: { readonly [situation: string]: string } = {
  'not YAML': 'name: api\nports: [8000\n',
  'a key twice': 'type: service\nname: a\nname: b\n',
  'empty': '',
  'a text': 'just a text',
  'a list': '- 1\n- 2\n',
  'binary': 'PK\u0003\u0004\u0000\u0000',
  'not UTF-8': 'name: \ufffd\n',
  'nested too deeply': '['.repeat(20_000),
  'a Kubernetes manifest': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\n',
  'neither of the formats': 'hello: world\n',
  'an application set that is a template': 'type: application-set\nname: a\ntemplate: "{{ x }}"\nvalues: {}\n',
  'an application set without components': 'type: application-set\nname: a\n',
  'an application set of jobs': 'type: application-set\nname: a\ncomponents: [{type: job, name: b}]\n',
  'two services of the same name': yaml({ components: [service(), service()] }),
  'the second document': `${yaml(service())}---\n${yaml(service({ name: 'b', ports: [{ port: 0 }] }))}`,
};

test.each(Object.entries(TEXTS))('a file: %s', (_, text) => {
  const said = complaint(text);
  expect(said).not.toBe('');
  expect(said).toMatchSnapshot();
});

function yaml(value: Loose): string {
  return stringify(value, { version: '1.1' });
}
