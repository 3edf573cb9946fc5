/*
 * What other linters' own tests show of probes, rebuilt: their verdict, and ours. Where ours is another on purpose,
 * docs/advice.md says why.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Container, KubernetesObject, Probe } from '../../src/manifest/objects';
import { said } from './_objects';

const page = fs.readFileSync(path.join(__dirname, '..', '..', 'docs', 'advice.md'), 'utf8');

/** Said of nearly all of these, and not what is compared here: they have neither timeouts nor hooks nor startup probes. */
const ASIDE = ['probe-timeout', 'liveness-without-startup', 'pre-stop-missing', 'single-replica'];

const http = (port: number | string, at = '/', more: object = {}): Probe => ({ httpGet: { path: at, port, ...more } });
const tcp = (port: number | string, more: object = {}): Probe => ({ tcpSocket: { port, ...more } });
const grpc = (port: number): Probe => ({ grpc: { port } });
const exec = (...command: string[]): Probe => ({ exec: { command } });
const every = (periodSeconds: number, probe: Probe, delay?: number): Probe => ({
  ...probe, periodSeconds, ...delay === undefined ? {} : { initialDelaySeconds: delay },
});
const port = (containerPort: number, name?: string, protocol?: string) => ({
  containerPort, ...name ? { name } : {}, ...protocol ? { protocol } : {},
});
const HEALTHY = every(5, exec('cat', '/tmp/healthy'), 5);

type Given = Omit<Partial<Container>, 'livenessProbe' | 'readinessProbe' | 'startupProbe'> & { readonly l?: Probe; readonly r?: Probe; readonly s?: Probe };

const container = ({ l, r, s, ...more }: Given, index: number): Container => ({
  name: `c${index}`, image: 'foo/bar:1', ...more, ...l ? { livenessProbe: l } : {}, ...r ? { readinessProbe: r } : {}, ...s ? { startupProbe: s } : {},
});
const pod = (containers: readonly Given[], { labels = { app: 'test' }, namespace = 'default', spec = {} }: { labels?: object; namespace?: string; spec?: object } = {}) => ({
  apiVersion: 'v1', kind: 'Pod', metadata: { name: 'pod-test-1', namespace, labels }, spec: { containers: containers.map(container), ...spec },
}) as KubernetesObject;
const service = (selector: object = { app: 'test' }, namespace = 'default', targetPort = 8080) => ({
  apiVersion: 'v1', kind: 'Service', metadata: { name: 'my-service', namespace }, spec: { selector, ports: [{ port: 80, targetPort }] },
}) as KubernetesObject;
const workload = (kind: string, containers: readonly Given[], spec: object = {}) => {
  const template = { metadata: { labels: { app: 'test' } }, spec: { containers: containers.map(container), ...spec } };
  return { apiVersion: 'apps/v1', kind, metadata: { name: 'test' }, spec: { selector: { matchLabels: { app: 'test' } }, template, ...kind === 'StatefulSet' ? { serviceName: 'x' } : {} } } as KubernetesObject;
};
const deployment = (...containers: readonly Given[]) => workload('Deployment', containers);

/** `fires` or `silent`: theirs; then what we say, and the row of the page that says why ours is another. */
type Row = readonly [situation: string, objects: readonly KubernetesObject[], theirs: 'fires' | 'silent', ours: readonly string[], differs?: string];

const SERVED = { ports: [port(8080)] };
const LIVE = { l: http(8080, '/live') };
const PROBED = { ...SERVED, ...LIVE, r: http(8080, '/ready') };
const MISLEADING = { ...SERVED, l: http(8080, '/ready') };

const LINTERS: { readonly [linter: string]: readonly Row[] } = {
  'kube-score': [
    ['all-missing', [pod([SERVED]), service()], 'fires', ['warning readiness-missing']],
    ['both', [pod([PROBED]), service()], 'silent', []],
    ['both, without a Service', [pod([PROBED])], 'silent', []],
    ['missing-ready', [pod([{ ...SERVED, ...LIVE }]), service()], 'fires', ['warning readiness-missing']],
    ['missing-ready, without a Service', [pod([{ ...SERVED, ...LIVE }])], 'silent', []],
    ['missing-live', [pod([{ ...SERVED, r: http(8080, '/ready') }]), service()], 'fires', [], 'no liveness probe'],
    ['missing-live, without a Service', [pod([{ ...SERVED, r: http(8080, '/ready') }])], 'silent', []],
    ['identical-http', [pod([{ ...SERVED, l: http(8080, '/ready'), r: http(8080, '/ready') }]), service()], 'fires', ['warning liveness-impatient', 'warning liveness-dependency']],
    ['identical-tcp', [pod([{ ...SERVED, l: tcp(8080), r: tcp(8080) }]), service()], 'fires', ['info liveness-impatient'], 'the same TCP port for both'],
    ['identical-exec', [pod([{ ...SERVED, l: exec('abc', '123'), r: exec('abc', '123') }]), service()], 'fires', ['warning liveness-impatient']],
    ['identical, with a patient liveness', [pod([{ ...SERVED, l: { ...http(8080), failureThreshold: 6 }, r: http(8080) }]), service()], 'fires', [], 'the same endpoint for both'],
    ['identical, by two names', [pod([{ ports: [port(8080, 'a'), port(8081, 'b')], l: http('a'), r: http('b') }]), service()], 'fires', [], 'the same endpoint for both'],
    ['service-account-name', [pod([SERVED], { spec: { serviceAccountName: 'foobar' } })], 'fires', [], 'no readiness probe, and no Service'],
    ['targeted-by-service', [pod([MISLEADING], { labels: { app: 'my-app' } }), service({ app: 'my-app' })], 'fires', ['warning readiness-missing', 'warning liveness-dependency']],
    ['targeted-by-service-same-namespace', [pod([MISLEADING], { namespace: 'foospace' }), service(undefined, 'foospace')], 'fires', ['warning readiness-missing', 'warning liveness-dependency']],
    ['targeted-by-service-same-namespace-multi-labels', [pod([MISLEADING], { namespace: 'foospace', labels: { app: 'my-app', foo: 'bar' } }), service({ app: 'my-app', foo: 'bar' }, 'foospace')], 'fires', ['warning readiness-missing', 'warning liveness-dependency']],
    ['targeted-by-service-different-namespace', [pod([LIVE], { namespace: 'foospace' }), service(undefined, 'not-foospace')], 'silent', []],
    ['not-targeted-by-service', [pod([LIVE]), service({ app: 'my-app-not-matching' })], 'silent', ['warning service-without-pods'], 'a Service without pods'],
    ['not-targeted-by-service-multi-labels', [pod([LIVE], { labels: { app: 'my-app', otherLabel: 'foo' } }), service({ app: 'my-app-not-matching', otherLabel: 'foo' })], 'silent', ['warning service-without-pods'], 'a Service without pods'],
    ['on-different-containers', [pod([PROBED, {}]), service()], 'silent', []],
    ['on-different-containers-init', [pod([PROBED], { spec: { initContainers: [{ name: 'foobar2', image: 'foo/bar:1' }] } }), service()], 'silent', []],
    ['a second container that serves nobody', [pod([PROBED, { ports: [port(9090)] }]), service()], 'silent', []],
    ['a second container that a Service leads to', [pod([PROBED, { ports: [port(9090)] }]), service(undefined, 'default', 9090)], 'silent', ['warning readiness-missing'],
      'a second container without a readiness probe'],
  ],
  'kube-linter': [
    ...(['l', 'r', 's'] as const).flatMap((role): Row[] => [
      [`${role}: dont-fire, by name`, [deployment({ ports: [port(8080, 'http')], [role]: http('http') })], 'silent', []],
      [`${role}: dont-fire, by number`, [deployment({ ports: [port(8080, 'http', 'TCP')], [role]: http(8080) })], 'silent', []],
      [`${role}: dont-fire, by name over TCP`, [deployment({ ports: [port(8080, 'http')], [role]: tcp('http') })], 'silent', []],
      [`${role}: dont-fire-deployment-grpc`, [deployment({ ports: [port(8080, 'http')], [role]: grpc(8080) })], 'silent', []],
      [`${role}: dont-fire, exec`, [deployment({ [role]: exec('true') })], 'silent', []],
      [`${role}: dont-fire, no probe`, [deployment({ ports: [port(8080, 'http')] })], 'silent', []],
      [`${role}: fire-deployment-name`, [deployment({ [role]: http('http') })], 'fires', ['warning probe-port-name']],
      [`${role}: fire-deployment-int`, [deployment({ ports: [port(9999, 'http', 'TCP')], [role]: http(8080) })], 'fires', ['info probe-port-undeclared']],
      [`${role}: fire-deployment-udp`, [deployment({ ports: [port(9999, 'udp', 'UDP')], [role]: tcp('udp') })], 'fires', ['warning probe-port-undeclared']],
      [`${role}: fire, UDP by number`, [deployment({ ports: [port(8080, 'http', 'UDP')], [role]: http(8080) })], 'fires', ['warning probe-port-undeclared']],
      [`${role}: fire-deployment-grpc`, [deployment({ ports: [port(9999, 'grpc', 'TCP')], [role]: grpc(8080) })], 'fires', ['info probe-port-undeclared']],
      [`${role}: fire, another name`, [deployment({ ports: [port(8080, 'http')], [role]: tcp('socket') })], 'fires', ['warning probe-port-name']],
      [`${role}: fire-stateful-name`, [workload('StatefulSet', [{ ports: [port(9999, 'http', 'TCP')], [role]: http('healthcheck') }])], 'fires', ['warning probe-port-name']],
      [`${role}: fire, no port is declared`, [deployment({ [role]: http(1234) })], 'fires', [], 'ports that are not declared'],
      [`${role}: dont-fire, a port in the arguments`, [deployment({ ports: [port(8080, 'metrics')], args: ['--health-probe-addr=:8081'], [role]: http(8081) })], 'silent', []],
      [`${role}: dont-fire, a port in the command`, [deployment({ command: ['/manager', '--health-probe-addr=:8081'], [role]: http(8081) })], 'silent', []],
      [`${role}: fire, a port within another`, [deployment({ ports: [port(8080)], args: ['--addr=:18081', '--other=:80818'], [role]: http(8081) })], 'fires', ['info probe-port-undeclared']],
      [`${role}: fire, a name in the arguments`, [deployment({ args: ['--health-probe-name=healthz'], [role]: http('healthz') })], 'fires', ['warning probe-port-name']],
    ]),
    ['no-liveness-probe: dont-fire', [deployment({ l: HEALTHY })], 'silent', []],
    ['no-liveness-probe: fire', [deployment({})], 'fires', [], 'no liveness probe'],
    ['no-readiness-probe: dont-fire', [deployment({ r: HEALTHY })], 'silent', []],
    ['no-readiness-probe: fire', [deployment({})], 'fires', [], 'no readiness probe, and no Service'],
    ['no-startup-probe: dont-fire', [deployment({ s: HEALTHY })], 'silent', []],
    ['no-startup-probe: fire', [deployment({})], 'fires', [], 'no startup probe'],
    ['dont-fire, an init container', [workload('Deployment', [{ l: HEALTHY }], { initContainers: [{ name: 'some-container', image: 'a:1' }] })], 'silent', []],
  ],
  'polaris': [
    ['livenessProbeMissing/success', [pod([{ l: HEALTHY }])], 'silent', []],
    ['livenessProbeMissing/failure', [pod([{}])], 'fires', [], 'no liveness probe'],
    ['livenessProbeMissing/mutated', [pod([{ l: HEALTHY }])], 'silent', []],
    ['readinessProbeMissing/success', [pod([{ r: HEALTHY }])], 'silent', []],
    ['readinessProbeMissing/failure', [pod([{}])], 'fires', [], 'no readiness probe, and no Service'],
    ['readinessProbeMissing/mutated', [pod([{ r: HEALTHY }])], 'silent', []],
  ],
  'kubescape': [
    ['configured-liveness-probe, Deployment', [deployment({})], 'fires', [], 'no liveness probe'],
    ['configured-readiness-probe, Deployment', [deployment({})], 'fires', [], 'no readiness probe, and no Service'],
    ['configured-liveness-probe, Job', [{
      apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'a' }, spec: { template: { spec: { restartPolicy: 'Never', containers: [container({}, 0)] } } },
    } as KubernetesObject], 'fires', [], 'no liveness probe'],
  ],
  'Gatekeeper': [
    ['requiredprobes/allowed', [pod([{ ports: [port(8080)], l: every(10, tcp(80), 5), r: every(10, tcp(8080), 5) }])], 'silent', ['info probe-port-undeclared'], 'ports that are not declared'],
    ['requiredprobes/disallowed', [pod([{ ports: [port(80)] }, { ports: [port(8080)], r: every(10, tcp(8080), 5) }])], 'fires', [], 'no readiness probe, and no Service'],
    ['requiredprobes/disallowed2', [pod([{ ports: [port(80)], l: every(10, tcp(80), 5) }, { ports: [port(8080)], r: every(10, tcp(8080), 5) }])], 'fires', [], 'no liveness probe'],
    ['host-probes/allowed_no_probes', [pod([{}])], 'silent', []],
    ['host-probes/allowed_probe_no_host', [pod([{ l: http(80) }])], 'silent', []],
    ['host-probes/allowed_exempt', [pod([{ image: 'safeimages.com/nginx', l: http(80, '/', { host: '127.0.0.1' }) }])], 'silent', ['warning probe-host'], 'images that are exempt'],
    ['host-probes/disallowed_liveness_probe', [pod([{ l: http(80, '/', { host: '127.0.0.1' }) }])], 'fires', ['warning probe-host']],
    ['host-probes/disallowed_readiness_probe', [pod([{ r: http(80, '/', { host: '127.0.0.1' }) }])], 'fires', ['warning probe-host']],
    ['host-probes/disallowed_startup_probe', [pod([{ s: http(80, '/', { host: '127.0.0.1' }) }])], 'fires', ['warning probe-host']],
    ['host-probes/disallowed_tcp_probe', [pod([{ l: tcp(80, { host: '127.0.0.1' }) }])], 'fires', ['warning probe-host']],
    ['host-probes/disallowed_lifecycle_poststart', [pod([{ lifecycle: { postStart: http(80, '/', { host: '127.0.0.1' }) } }])], 'fires', [], 'a host in a hook'],
    ['host-probes/disallowed_lifecycle_prestop', [pod([{ lifecycle: { preStop: http(80, '/', { host: '127.0.0.1' }) } }])], 'fires', [], 'a host in a hook'],
    ['host-probes/disallowed_init_lifecycle', [pod([{}], {
      spec: { initContainers: [{ name: 'init', image: 'a:1', restartPolicy: 'Always', lifecycle: { postStart: http(80, '/', { host: '127.0.0.1' }) } }] },
    })], 'fires', [], 'a host in a hook'],
    ['host-probes/disallowed_init_probe, of a sidecar', [pod([{}], {
      spec: { initContainers: [{ name: 'init', image: 'a:1', restartPolicy: 'Always', livenessProbe: http(80, '/', { host: '127.0.0.1' }) }] },
    })], 'fires', ['warning probe-host']],
  ],
  'Kyverno': [
    ['require-probes/goodpod01', [pod([{ l: every(20, tcp(7070)) }])], 'silent', []],
    ['require-probes/goodpod01, of all kinds', [pod([{ l: every(20, tcp(7070)), s: grpc(8888), r: every(10, tcp(8080)) }])], 'silent', []],
    ['require-probes/goodpod02', [pod([{ l: every(20, tcp(7070)) }, { r: every(10, tcp(8080)) }])], 'silent', []],
    ['require-probes/goodpod03', [pod([{ s: grpc(8888) }])], 'silent', []],
    ['require-probes/gooddeployment01', [deployment({ l: every(20, tcp(7070)) }, { r: every(10, tcp(8080)) })], 'silent', []],
    ['require-probes/badpod01', [pod([{}])], 'fires', [], 'no readiness probe, and no Service'],
    ['require-probes/badpod02', [pod([{ ports: [port(8080)], r: every(10, tcp(8080)) }, {}])], 'fires', [], 'a second container without a readiness probe'],
    ['require-probes/badpod03', [pod([{}, { ports: [port(8080)], r: every(10, tcp(8080)) }])], 'fires', [], 'a second container without a readiness probe'],
    ['require-probes/baddeployment01', [deployment({ l: every(20, tcp(7070)) }, {})], 'fires', [], 'a second container without a readiness probe'],
    ['require-probes-cel/goodpod01', [pod([{ r: every(10, tcp(8080)), l: every(20, tcp(7070)) }])], 'silent', []],
    ['require-probes-cel/goodpod03', [pod([{ ports: [port(8080)], r: every(10, tcp(8080)) }])], 'silent', []],
    ['ensure-probes-different/mydeploy-1', [deployment({ ports: [port(8080)], r: every(10, tcp(8080), 5), l: every(20, tcp(8080), 15) })], 'silent', []],
    ['ensure-probes-different/mydeploy-2', [deployment({ ports: [port(8080)], r: every(10, tcp(8080), 5), l: every(10, tcp(8080), 5) })], 'fires', ['info liveness-impatient'], 'the same TCP port for both'],
    ['ensure-probes-different/gooddeployment01', [deployment({ r: every(10, exec('cat', '/tmp/healthy')) }, { l: every(10, exec('cat', '/tmp/healthy')), r: every(10, tcp(8080)) })], 'silent', []],
    ['ensure-probes-different/goodds01', [workload('DaemonSet', [{ r: every(10, exec('cat', '/tmp/healthy')) }, { l: every(10, exec('cat', '/tmp/healthy')) }])], 'silent', []],
    ['ensure-probes-different/baddeployment01', [deployment({ l: every(10, exec('cat', '/tmp/healthy')), r: every(10, exec('cat', '/tmp/healthy')) })], 'fires', ['warning liveness-impatient']],
    ['ensure-probes-different/badds01', [workload('DaemonSet', [{ l: every(10, tcp(8080)), r: every(10, tcp(8080)) }])], 'fires', ['info liveness-impatient'], 'the same TCP port for both'],
    ['ensure-probes-different/badss01', [workload('StatefulSet', [{ l: every(10, http(8080, '/healthz')), r: every(10, http(8080, '/healthz')) }])], 'fires', ['warning liveness-impatient']],
    ['deny-commands-in-exec-probe/goodpod01', [pod([{ l: every(10, exec('echo', 'meow')) }, { l: every(10, exec('uptime')) }])], 'silent', []],
    ['deny-commands-in-exec-probe/goodpod03', [pod([{}, {}])], 'silent', []],
    ['deny-commands-in-exec-probe/goodpod04', [pod([{ l: every(10, grpc(8888)) }])], 'silent', []],
    ['deny-commands-in-exec-probe/badpod01', [pod([{ l: every(10, exec('ls')) }])], 'fires', [], 'commands that are not liked'],
    ['deny-commands-in-exec-probe/badpod02', [pod([{ l: every(10, exec('ps', 'aux')) }])], 'fires', [], 'commands that are not liked'],
    ['deny-commands-in-exec-probe/badpod03', [pod([{ l: every(10, exec('jcmd')) }])], 'fires', [], 'commands that are not liked'],
    ['deny-commands-in-exec-probe/badpod04', [pod([{ l: every(10, exec('echo', 'jcmd', 'echo', 'hello')) }])], 'fires', [], 'commands that are not liked'],
    ['timeout longer than period', [pod([{ r: { ...http(8080), periodSeconds: 1, timeoutSeconds: 15 } }])], 'fires', ['warning probe-timeout-exceeds-period']],
  ],
};

describe.each(Object.keys(LINTERS))('%s', linter => {
  test.each(LINTERS[linter].map(row => [row[0], row] as const))('%s', (_, [, objects, theirs, ours, differs]) => {
    const findings = said(...objects).filter(({ rule }) => !ASIDE.includes(rule));
    expect(findings.map(({ rule, severity }) => `${severity} ${rule}`)).toEqual(ours);
    if ((theirs === 'fires') !== ours.length > 0) expect(differs).toBeDefined();
  });
});

test('the page says where ours is another verdict, and why', () => {
  const table = page.slice(page.indexOf('## Where it differs'), page.indexOf('## Every piece of advice'));
  const told = [...table.matchAll(/^\| ([^|]+) \| [^|]+ \| [^|]+ \| [^|]+ \|$/gm)].map(([, situation]) => situation).filter(situation => !/^(---|what stands there)$/.test(situation));
  const used = new Set(Object.values(LINTERS).flat().flatMap(([, , , , differs]) => differs ?? []));
  expect(told.sort()).toEqual([...used].sort());
});
