/*
 * What a user reads for each kind of bad input, word for word: see __snapshots__/bad-input.test.ts.snap.
 */
import { ApiObject, App, Chart, Duration, JsonPatch } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { ExecProbe, GrpcProbe, HealthCheckedService, HealthCheckedServiceProps, HealthChecks, HealthProbe, HttpProbe } from '../../src';
import { api, complaint, shop } from './_synth';

type Props = { readonly [prop in keyof HealthCheckedServiceProps]?: any };

const http = (options: object) => HealthProbe.http('/livez', options as never);
const ports = (...list: any[]): Props => ({ port: undefined, ports: list });
const patched = (path: string, value: unknown) => (service: HealthCheckedService) =>
  ApiObject.of(service.deployment).addJsonPatch(JsonPatch.add(path, value));

const PROPS: { readonly [situation: string]: Props } = {
  // probes: what the API server refuses
  'several successes asked of liveness, as the TrueFoundry page invites to': {
    livenessProbe: new HealthProbe({ config: new HttpProbe({ path: '/health', port: 8000 }), periodSeconds: 5, timeoutSeconds: 2, successThreshold: 3, failureThreshold: 2 }),
  },
  'several successes asked of startup': { startupProbe: http({ successThreshold: 2 }) },
  'negative numbers': { livenessProbe: http({ initialDelaySeconds: -1, periodSeconds: -10 }) },
  'a grace period on readiness': { readinessProbe: http({ terminationGracePeriodSeconds: 10 }) },
  'a grace period of 0 on liveness': { livenessProbe: http({ terminationGracePeriodSeconds: 0 }) },
  'a port past the last': { livenessProbe: http({ port: 70000 }) },
  'a negative port': { livenessProbe: http({ port: -1 }) },
  'a port number in quotes': { livenessProbe: http({ port: '8000' }) },
  'a port name with capitals': { readinessProbe: HealthProbe.tcp({ port: 'HTTP' }) },
  'a scheme in small letters': { livenessProbe: http({ scheme: 'https' }) },
  'an unknown scheme': { livenessProbe: http({ scheme: 'h2c' }) },
  'a header with an underscore': { livenessProbe: http({ httpHeaders: [{ name: 'X_Token', value: '1' }] }) },
  'a header without a name': { livenessProbe: http({ httpHeaders: [{ name: '', value: '1' }] }) },
  'a command without words': { livenessProbe: HealthProbe.exec([]) },
  'no command at all': { livenessProbe: new HealthProbe({ config: new ExecProbe({} as never) }) },
  'a gRPC port past the last': { livenessProbe: HealthProbe.grpc({ port: 65536 }) },
  'a gRPC port by name': { ...ports({ port: 50051, name: 'grpc' }), livenessProbe: new HealthProbe({ config: new GrpcProbe({ port: 'grpc' as never }) }) },

  // probes: what Kubernetes would take for something else
  'a period of 0': { livenessProbe: http({ periodSeconds: 0 }) },
  'a timeout of 0': { livenessProbe: http({ timeoutSeconds: 0 }) },
  'thresholds of 0': { readinessProbe: http({ successThreshold: 0, failureThreshold: 0 }) },
  'an empty path': { livenessProbe: HealthProbe.http('') },
  'a path that is missing': { livenessProbe: new HealthProbe({ config: new HttpProbe({} as never) }) },
  'a fraction': { livenessProbe: http({ timeoutSeconds: 0.5 }) },
  'not a number': { livenessProbe: http({ failureThreshold: NaN }) },
  'infinity': { livenessProbe: http({ initialDelaySeconds: Infinity }) },
  'past 32 bits': { livenessProbe: http({ failureThreshold: 3_000_000_000 }) },
  'a number in quotes': { livenessProbe: http({ periodSeconds: '10' }) },
  'a fractional port': { livenessProbe: http({ port: 8000.5 }) },
  'a port nobody declares': { livenessProbe: http({ port: 9999 }) },
  'a misspelt port name': { ...ports({ port: 8000, name: 'http' }), readinessProbe: http({ port: 'htpp' }) },
  'an empty port name': { livenessProbe: http({ port: '' }) },
  'a plain object for a probe': { livenessProbe: { httpGet: { path: '/livez', port: 8000 } } },
  'a probe without config': { livenessProbe: new HealthProbe({} as never) },
  'a probe whose config is a string': { livenessProbe: new HealthProbe({ config: '/livez' as never }) },

  // start
  'a startup probe that does not cover startupSeconds': { startupSeconds: 75, startupProbe: http({ periodSeconds: 10, failureThreshold: 6 }) },
  'the same with a delay': { startupSeconds: 75, startupProbe: http({ initialDelaySeconds: 20, periodSeconds: 10, failureThreshold: 3 }) },
  'startupSeconds of 0': { startupSeconds: 0 },
  'startupSeconds of more than a week': { startupSeconds: 700_000 },
  'startupSeconds that are no number': { startupSeconds: '2m' },

  // ports
  'a probe without a port of a worker without one': { port: undefined, livenessProbe: HealthProbe.http('/livez') },
  'a start of a worker that no probe could notice': { port: undefined, startupSeconds: 60 },
  'port and ports': { port: 8000, ports: [{ port: 8000 }] },
  'a port of 0': { port: 0 },
  'a port that is no number': { port: '8000' },
  'several ports without names': ports({ port: 8000 }, { port: 9000 }),
  'the same port name twice': ports({ port: 8000, name: 'http' }, { port: 9000, name: 'http' }),
  'the same port twice': ports({ port: 8000, name: 'a' }, { port: 8000, name: 'b' }),
  'two ports at the same place of the Service': ports({ port: 8000, name: 'a', servicePort: 80 }, { port: 9000, name: 'b', servicePort: 80 }),
  'too long a port name': ports({ port: 8000, name: 'prometheus-metrics' }),
  'an unknown protocol': ports({ port: 8000, protocol: 'HTTP' }),
  'a bad appProtocol': ports({ port: 8000, appProtocol: 'grpc web' }),
  'an SCTP port without a readiness probe': ports({ port: 3868, protocol: kplus.Protocol.SCTP }),
  'a UDP port without a readiness probe': ports({ port: 53, protocol: kplus.Protocol.UDP }),

  // names and labels
  'a name with capitals and an underscore': { name: 'My_Api' },
  'an empty name': { name: '' },
  'a name that begins with a digit': { name: '3scale' },
  'a label of the selector': { labels: { 'app.kubernetes.io/name': 'other' } },
  'a label with a bad key': { labels: { 'team name': 'a' } },
  'a label with too long a value': { labels: { team: 'x'.repeat(64) } },
  'an annotation with a bad key': { annotations: { 'what ever': 'x' } },

  // the rest
  'no image': { image: '' },
  'an image that is missing': { image: undefined },
  'negative replicas': { replicas: -1 },
  'half a replica': { replicas: 1.5 },
  'replicas beside autoscaling': { replicas: 3, autoscaling: { maxReplicas: 5 } },
  'an autoscaler with an empty range': { autoscaling: { minReplicas: 5, maxReplicas: 3 } },
  'an autoscaler that may scale to 0': { autoscaling: { minReplicas: 0, maxReplicas: 3 } },
  'an autoscaler cdk8s-plus refuses': { autoscaling: { maxReplicas: 3, scaleUp: { stabilizationWindow: Duration.hours(2) } } },
  'a disruption budget of 0': { podDisruptionBudget: { maxUnavailable: kplus.PercentOrAbsolute.absolute(0) } },
  'a disruption budget of more than all': { podDisruptionBudget: { maxUnavailable: kplus.PercentOrAbsolute.percent(120) } },
  'half a GPU': { gpu: 0.5 },
  'the GPU twice': { gpu: 1, extendedResources: { 'nvidia.com/gpu': 2 } },
  'an extended resource in quotes': { extendedResources: { 'amd.com/gpu': '1' } },
  'draining by two hooks': { drainSeconds: 5, preStop: kplus.Handler.fromCommand(['drain']) },
  'CPU as an extended resource': { extendedResources: { cpu: 5 } },
  'containers as a map in the fragment of a pod': { replicas: 1, podSpec: { containers: { main: {} } } },
  'constructs in the fragment of a pod': { podSpec: { imagePullSecrets: [kplus.Secret.fromSecretName(shop(), 's', 's')], volumes: [kplus.Volume.fromEmptyDir(shop(), 'v', 'v')] } },
  'what no manifest can hold in tolerations': { tolerations: [{ tolerationSeconds: 5n }, { key: () => 1 }] },
  'a slip in the fragment of a pod': { podSpec: { hostAlias: [] } },
  'a slip deep in the fragment of a pod': { podSpec: { containers: [{ name: 'main', workingDirectory: '/app' }] } },
  'draining for a fraction': { drainSeconds: 2.5 },
  'draining longer than the grace period': { drainSeconds: 60, terminationGracePeriodSeconds: 30 },
  'draining for just the grace period': { drainSeconds: 30, terminationGracePeriodSeconds: 30 },
  'draining for more than a week': { drainSeconds: 604801 },
  'a negative grace period': { terminationGracePeriodSeconds: -1 },
  'an image with a blank': { image: ' ghcr.io/acme/api:1 ' },
  'root that must not be root': { securityContext: { user: 0 } },
  'scaling by CPU without a request': { autoscaling: { maxReplicas: 5 } },
  'scaling by CPU with a sidecar without a request': {
    autoscaling: { maxReplicas: 5 }, resources: { cpu: { request: kplus.Cpu.millis(100) } }, sidecars: [{ name: 'proxy', image: 'acme/proxy:1' }],
  },
  'an environment variable that is not set': { env: { TOKEN: kplus.EnvValue.fromProcess('NO_SUCH_VARIABLE') } },
  'a bundle of plain objects': { healthChecks: new HealthChecks({ livenessProbe: { httpGet: {} } as never }) },
  'a privileged container': { securityContext: { privileged: true } },
  'a user nobody can be': { securityContext: { user: -1 } },
  'a startup probe with a period of 0': { startupSeconds: 60, startupProbe: http({ periodSeconds: 0 }) },
  'a bundle with a port past the last': { port: undefined, healthChecks: new HealthChecks({ port: 99999 }) },
  'an autoscaler with no number for a minimum': { autoscaling: { minReplicas: NaN, maxReplicas: 3, metrics: [] } },
  'an autoscaler without a maximum': { autoscaling: {} },
  'a probe of a UDP port': { ...ports({ port: 53, protocol: kplus.Protocol.UDP }), readinessProbe: HealthProbe.tcp() },
  'environment variables as plain strings': { env: { MODE: 'prod' } },
  'a command in one string': { command: 'python app.py' },
  'a probe command in one string': { livenessProbe: HealthProbe.exec('pg_isready -U shop' as never) },
  'headers as a map': { livenessProbe: http({ httpHeaders: { Host: 'x' } }) },
  'a request above its limit': { resources: { cpu: { request: kplus.Cpu.units(2), limit: kplus.Cpu.millis(500) } } },
  'an environment variable with "="': { env: { 'A=B': kplus.EnvValue.fromValue('x') } },
  'an environment variable that begins with a digit': { env: { '2FA': kplus.EnvValue.fromValue('x') } },
  'a security context cdk8s-plus refuses': { securityContext: { seccompProfile: { type: kplus.SeccompProfileType.RUNTIME_DEFAULT, localhostProfile: 'x' } } },
  'more surge than percent can say': { rolloutStrategy: kplus.DeploymentStrategy.rollingUpdate({ maxUnavailable: kplus.PercentOrAbsolute.percent(150) }) },
  'several at once': { name: 'Api', port: undefined, healthChecks: HealthChecks.springBoot({ port: 9999 }), startupSeconds: -5, replicas: -2 },
};

test.each(Object.entries(PROPS))('%s', (_, props) => {
  const chart = shop();
  expect(() => api(props, chart)).not.toThrow();
  expect(complaint(chart)).toMatchSnapshot();
});

const CHANGES: { readonly [situation: string]: (service: HealthCheckedService) => void } = {
  'a second handler, by a patch': patched('/spec/template/spec/containers/0/readinessProbe/grpc', { port: 8000 }),
  'a selector that selects nothing, by a patch': patched('/spec/selector/matchLabels/extra', 'x'),
  'a rollout that cannot begin, by a patch': patched('/spec/strategy/rollingUpdate/maxSurge', { value: 0 }),
  'a deadline that minReadySeconds outlasts, by a patch': patched('/spec/minReadySeconds', 600),
  'pods that are not restarted, by a patch': patched('/spec/template/spec/restartPolicy', 'OnFailure'),
  'a slip in the name of a field, by a patch': patched('/spec/template/spec/nodeSelektor', { zone: 'a' }),
  'a place that is not there, by a patch': patched('/spec/template/spec/container/0/image', 'acme/api:2'),
  'an index past the end, by a patch': service => ApiObject.of(service).addJsonPatch(JsonPatch.replace('/spec/template/spec/containers/1/image', 'acme/api:2')),
  'a test that fails, by a patch': service => ApiObject.of(service).addJsonPatch(JsonPatch.test('/spec/replicas', 3)),
  'the removal of a slip, by a patch': service => ApiObject.of(service).addJsonPatch(JsonPatch.remove('/spec/template/spec/containers/0/readynessProbe')),
  'a key that is no index, by a patch': patched('/spec/template/spec/containers/0/ports/http', { containerPort: 9000 }),
  'a field of a number, by a patch': patched('/spec/replicas/x', 1),
  'the removal of an item that is not there, by a patch': service => ApiObject.of(service).addJsonPatch(JsonPatch.remove('/spec/template/spec/containers/5')),
  'a path without a slash, by a patch': patched('spec/replicas', 1),
  'a path that is none, by a patch': patched(undefined as never, 1),
  'not a number, by a patch': patched('/spec/replicas', NaN),
  'a move into itself, by a patch': service => ApiObject.of(service).addJsonPatch(JsonPatch.move('/spec/template', '/spec/template/spec')),
  'ports that are none, by a patch': patched('/spec/template/spec/containers/0/ports', [null, 'a']),
  'the whole object, by a patch': service => ApiObject.of(service).addJsonPatch(JsonPatch.replace('', 'nothing')),
  'a value that JSON cannot express, by a patch': patched('/spec/replicas', 2n),
  'a field of the newest versions only, by a patch': patched('/spec/template/spec/volumes', [{ name: 'models', image: { reference: 'acme/models:1' } }]),
  'a device without a limit, by a patch': patched('/spec/template/spec/containers/0/resources', { requests: { 'nvidia.com/gpu': { value: 1 } } }),
  'a second container named main': service => service.deployment.addContainer({ image: 'acme/other:1' }),
  'two volumes of one name': service => {
    const chart = Chart.of(service);
    for (const id of ['a', 'b']) service.deployment.containers[0].mount(`/${id}`, kplus.Volume.fromEmptyDir(chart, id, 'same'));
  },
  'two mounts at one place': service => {
    const chart = Chart.of(service);
    for (const id of ['a', 'b']) service.deployment.containers[0].mount('/data', kplus.Volume.fromEmptyDir(chart, id, id));
  },
};

test.each(Object.entries(CHANGES))('%s', (_, change) => {
  const chart = shop();
  change(api({}, chart));
  expect(complaint(chart)).toMatchSnapshot();
});

test.each(['1.27', 'latest', '1.35-1.30', 31])('the context kubernetesVersion %j', version => {
  const app = new App();
  app.node.setContext('kubernetesVersion', version);
  const chart = new Chart(app, 'shop');
  api({}, chart);
  expect(complaint(chart)).toMatchSnapshot();
});

test('a namespace nobody can create', () => {
  const chart = new Chart(new App(), 'shop', { namespace: 'Shop_1' });
  api({}, chart);
  expect(complaint(chart)).toMatchSnapshot();
});
