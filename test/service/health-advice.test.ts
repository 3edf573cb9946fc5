import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ApiObject, App, Chart, Include, Testing } from 'cdk8s';
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
  expect(() => HealthAdvice.of(chart).acknowledge('single-replca', 'why')).toThrow('shop: there is no advice "single-replca"; did you mean single-replica?');
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
  expect(said(app)).toEqual([]);
});
