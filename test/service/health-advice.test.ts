import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ApiObject, App, Chart, Include, Lazy, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { HealthAdvice, HealthCheckedService, HealthProbe, Severity } from '../../src';

const labels = { app: 'api' };
const pods = (container: object) => ({
  selector: { matchLabels: labels },
  template: { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'a:1', ...container }] } },
});
const IMPATIENT = {
  livenessProbe: { httpGet: { port: 80 }, timeoutSeconds: 2, failureThreshold: 1 },
  startupProbe: { httpGet: { port: 80 }, failureThreshold: 60 },
};

function shop(): { readonly app: App; readonly chart: Chart } {
  const app = Testing.app();
  return { app, chart: new Chart(app, 'shop') };
}

const raw = (chart: Chart, id: string, container: object = IMPATIENT) => new ApiObject(chart, id, {
  apiVersion: 'apps/v1', kind: 'Deployment', spec: { ...pods(container), progressDeadlineSeconds: 1200 },
});

/** What synth fails with. */
function failureOf(app: App): string {
  try {
    app.synth();
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

const said = (scope: App | Chart | ApiObject) => HealthAdvice.of(scope).findings.map(({ construct, rule }) => `${construct}: ${rule}`);

test('every ApiObject is looked at, whoever made it', () => {
  const { app, chart } = shop();
  raw(chart, 'raw');
  new kplus.k8s.KubeDeployment(chart, 'l1', { spec: pods({ livenessProbe: { httpGet: { port: kplus.k8s.IntOrString.fromNumber(80) }, timeoutSeconds: 2, failureThreshold: 1 } }) as never });
  new kplus.Deployment(chart, 'l2', { containers: [{ image: 'a:1', portNumber: 80, liveness: kplus.Probe.fromTcpSocket({ failureThreshold: 1 }) }] });
  new HealthCheckedService(chart, 'ours', { image: 'a:1', port: 80, livenessProbe: HealthProbe.tcp({ failureThreshold: 1 }) });
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'advice-'));
  fs.writeFileSync(path.join(folder, 'a.yaml'), JSON.stringify({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'b' }, spec: pods(IMPATIENT) }));
  new Include(chart, 'included', { url: path.join(folder, 'a.yaml') });
  fs.rmSync(folder, { recursive: true });
  const found = said(app).filter(text => text.endsWith('liveness-single-failure')).map(text => text.replace(/: .*/, ''));
  expect(found).toEqual(['shop/raw', 'shop/l1', 'shop/l2/Resource', 'shop/ours/Deployment/Resource', 'shop/included/b-deployment']);
});

test('a container that is added with what cdk8s-plus makes up is told about, and what is said cures it', () => {
  const withProxy = (proxy: Partial<kplus.ContainerProps>) => {
    const { chart } = shop();
    const { deployment } = new HealthCheckedService(chart, 'api', { image: 'a:1', port: 80, drainSeconds: 5 });
    deployment.addContainer({ name: 'proxy', image: 'b:1', ...proxy });
    return HealthAdvice.of(chart).findings.map(({ rule, severity, container, fix }) => ({ said: `${severity} ${rule} ${container}`, fix }));
  };
  const [unrestricted, invented, ...others] = withProxy({});
  expect([unrestricted.said, invented.said, others]).toEqual(['warning container-unrestricted proxy', 'info resources-not-chosen proxy', []]);
  expect(unrestricted.fix).toContain('addContainer of cdk8s-plus securityContext: { capabilities: { drop: [Capability.ALL] }, seccompProfile: { type: SeccompProfileType.RUNTIME_DEFAULT } }');
  expect(invented.fix).toContain('resources: {}');
  expect(withProxy({
    resources: {},
    securityContext: { capabilities: { drop: [kplus.Capability.ALL] }, seccompProfile: { type: kplus.SeccompProfileType.RUNTIME_DEFAULT } },
  })).toEqual([]);
});

test('a service that names no probe is told nothing of it', () => {
  const { chart } = shop();
  new HealthCheckedService(chart, 'api', { image: 'a:1', port: 80, drainSeconds: 5 });
  expect(said(chart)).toEqual([]);
});

test('what belongs together is found across charts, and only what is below is said', () => {
  const { app, chart } = shop();
  raw(chart, 'api', { ports: [{ containerPort: 80 }] });
  const other = new Chart(app, 'net');
  new ApiObject(other, 'svc', { apiVersion: 'v1', kind: 'Service', spec: { selector: labels, ports: [{ port: 80 }] } });
  expect(said(chart)).toEqual(['shop/api: readiness-missing', 'shop/api: single-replica', 'shop/api: pre-stop-missing']);
  expect(said(other)).toEqual([]);
});

test('an acknowledgement holds for everything below, and is reported when there is nothing left to acknowledge', () => {
  const { app, chart } = shop();
  const first = raw(chart, 'first');
  raw(chart, 'second');
  HealthAdvice.of(first).acknowledge('liveness-single-failure', 'a cache');
  expect(said(app)).toEqual(['shop/second: liveness-single-failure']);
  HealthAdvice.of(chart).acknowledge('liveness-single-failure', 'all of them are caches').acknowledge('probe-host', 'once it was');
  expect(said(app)).toEqual(['shop: acknowledgement-unused']);
  expect(HealthAdvice.of(app).findings[0].message).toBe('there is nothing to acknowledge: "probe-host" is not said of anything here');
});

test('an acknowledgement needs an id that there is, and a reason', () => {
  const { app, chart } = shop();
  expect(() => HealthAdvice.of(chart).acknowledge('single-replca', 'why')).toThrow('shop: there is no advice "single-replca" to acknowledge; did you mean single-replica?');
  expect(() => HealthAdvice.of(app).acknowledge('single-replica', ' ')).toThrow('the app: acknowledging single-replica needs a reason');
});

test('synth fails on warnings where that is asked for, and says what to do', () => {
  const { app, chart } = shop();
  raw(chart, 'api');
  expect(() => app.synthYaml()).not.toThrow();
  HealthAdvice.of(app).failOn(Severity.WARNING);
  expect(() => app.synthYaml()).toThrow(/one answer that takes longer than 2 s restarts container main\.\n {4}where: Deployment shop-api-[^,]*, container main, .*failureThreshold\n {4}why: .*\n {4}fix: {3}Set failureThreshold: 3\./);
  HealthAdvice.of(chart).acknowledge('liveness-single-failure', 'a cache');
  expect(() => app.synthYaml()).not.toThrow();
});

test('what would be refused gets no advice, and what cannot be written does no harm', () => {
  const { app, chart } = shop();
  raw(chart, 'refused', { livenessProbe: { httpGet: { port: 80 }, successThreshold: 2 } });
  new ApiObject(chart, 'broken', { apiVersion: 'v1', kind: 'ConfigMap', get data() { throw new Error('no'); } } as never);
  expect(() => said(app)).not.toThrow();
  expect(said(app)).toEqual(['shop/refused: probe-success-threshold']);
});

test('failOn fails on what would be refused as well, and says where', () => {
  const { app, chart } = shop();
  raw(chart, 'refused', { livenessProbe: { ...IMPATIENT.livenessProbe, successThreshold: 2 } });
  new HealthCheckedService(chart, 'ours', { image: 'a:1', port: 80, livenessProbe: HealthProbe.tcp({ successThreshold: 2 }) });
  HealthAdvice.of(app).failOn(Severity.ERROR);
  const [, ...paragraphs] = failureOf(app).split('livenessProbe.successThreshold is 2');
  expect(failureOf(app)).toContain('shop/refused: livenessProbe.successThreshold is 2');
  // The service says by itself what is wrong with it.
  expect(paragraphs).toHaveLength(2);
});

test('said several times, failOn says each finding once, by the strictest', () => {
  const { app, chart } = shop();
  raw(chart, 'x');
  HealthAdvice.of(app).failOn(Severity.WARNING).failOn(Severity.INFO).failOn(Severity.ERROR);
  expect(failureOf(app).split('restarts container main')).toHaveLength(2);
});

test('what synth fails on is computed once for all charts', () => {
  const app = Testing.app();
  let computed = 0;
  for (let n = 0; n < 20; n++) {
    const chart = new Chart(app, `c${n}`);
    new ApiObject(chart, 'x', { apiVersion: 'v1', kind: 'ConfigMap', data: { n: Lazy.any({ produce: () => `${++computed}` }) } });
    HealthAdvice.of(chart).failOn(Severity.INFO);
  }
  app.synth();
  // For the advice, and to be written.
  expect(computed).toBe(40);
});

test('an acknowledgement on an object that is refused is not called unused', () => {
  const { app, chart } = shop();
  raw(chart, 'refused', { livenessProbe: { ...IMPATIENT.livenessProbe, successThreshold: 2 } });
  HealthAdvice.of(chart).acknowledge('liveness-single-failure', 'a cache');
  expect(said(app)).toEqual(['shop/refused: probe-success-threshold']);
});

test.each([
  ['a severity that is none', (chart: Chart) => HealthAdvice.of(chart).failOn('WARNING' as Severity), 'shop: failOn is "WARNING", but must be error, warning or info'],
  ['what is no construct', () => HealthAdvice.of({} as Chart), 'HealthAdvice.of is given {}, but must be given a construct'],
  ['an acknowledgement of acknowledgements', (chart: Chart) => HealthAdvice.of(chart).acknowledge('acknowledgement-unused', 'x'), 'there is no advice "acknowledgement-unused" to acknowledge;'],
  ['a guess that is far off', (chart: Chart) => HealthAdvice.of(chart).acknowledge('nope', 'x'), '"nope" to acknowledge; docs/advice.md'],
])('%s is refused', (_, act, message) => {
  expect(() => act(shop().chart)).toThrow(message);
});

test('what an annotation acknowledges may be acknowledged here too', () => {
  const { app, chart } = shop();
  raw(chart, 'x').metadata.addAnnotation('cdk8s-health-checks/acknowledge.liveness-single-failure', 'a cache');
  HealthAdvice.of(chart).acknowledge('liveness-single-failure', 'caches');
  expect(said(app)).toEqual([]);
});

test('a context that names no version is said', () => {
  const app = Testing.app();
  app.node.setContext('kubernetesVersion', '9.9');
  raw(new Chart(app, 'shop'), 'x');
  expect(said(app)).toContain('undefined: kubernetes-version');
});

test('the items of a list are looked at', () => {
  const { app, chart } = shop();
  const item = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'x' }, spec: { ...pods(IMPATIENT), progressDeadlineSeconds: 1200 } };
  new ApiObject(chart, 'all', { apiVersion: 'v1', kind: 'List', items: [item] } as never);
  expect(said(app)).toEqual(['shop/all: liveness-single-failure']);
});
