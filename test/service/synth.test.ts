import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ApiObject, App, Chart, JsonPatch, Lazy, Testing, YamlOutputType } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { HealthCheckedService } from '../../src';
import * as judging from '../../src/rules/judge';
import { api, complaint, shop, written } from './_synth';

const judge = jest.spyOn(judging, 'judge');
beforeEach(() => judge.mockClear());

const breakIt = (service: HealthCheckedService) =>
  ApiObject.of(service.deployment).addJsonPatch(JsonPatch.add('/spec/template/spec/containers/0/readinessProbe/tcpSocket/port', { value: 70000 }));
const mendIt = (service: HealthCheckedService) =>
  ApiObject.of(service.deployment).addJsonPatch(JsonPatch.add('/spec/template/spec/containers/0/readinessProbe/tcpSocket/port', { value: 8000 }));
const REFUSED = 'readinessProbe.tcpSocket.port is 70000, but must be between 1 and 65535.';

let outdir: string;
beforeEach(() => { outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'synth-')); });
afterEach(() => fs.rmSync(outdir, { recursive: true }));

function appOf(charts: number, props: { readonly yamlOutputType?: YamlOutputType } = {}) {
  const app = new App({ outdir, ...props });
  const services = Array.from({ length: charts }, (_, i) => api({}, new Chart(app, `chart-${i}`)));
  return { app, services };
}

test('each object is judged once in a synth, however many charts there are', () => {
  const { app } = appOf(5);
  app.synth();
  expect(judge).toHaveBeenCalledTimes(10); // a Deployment and a Service for each
  app.synth();
  expect(judge).toHaveBeenCalledTimes(20);
});

test('each object is computed twice in a synth: to be judged, and to be written', () => {
  const chart = shop();
  const compute = jest.spyOn(ApiObject.of(new HealthCheckedService(chart, 'probe', { image: 'x', port: 1 }).deployment).metadata, 'toJson');
  App.of(chart).synthYaml();
  expect(compute).toHaveBeenCalledTimes(2);
});

describe.each([
  ['app.synth()', ({ app }: ReturnType<typeof appOf>) => app.synth()],
  ['app.synthYaml()', ({ app }: ReturnType<typeof appOf>) => app.synthYaml()],
  ['Testing.synth(chart)', ({ app }: ReturnType<typeof appOf>) => app.charts.map(chart => Testing.synth(chart))],
])('%s', (_, synth) => {
  test.each([1, 3])('sees what changed since the last time, with %i charts', charts => {
    const all = appOf(charts);
    const last = all.services[charts - 1];
    synth(all);
    breakIt(last);
    expect(() => synth(all)).toThrow(REFUSED);
    expect(() => synth(all)).toThrow(REFUSED);
    mendIt(last);
    expect(() => synth(all)).not.toThrow();
  });

  test('sees a mended object after an error, and writes it mended', () => {
    const all = appOf(1);
    breakIt(all.services[0]);
    expect(() => synth(all)).toThrow(REFUSED);
    mendIt(all.services[0]);
    synth(all);
    expect(written(all.services[0]).Deployment.spec.template.spec.containers[0].readinessProbe.tcpSocket.port).toBe(8000);
  });
});

test('a change between a validation and a direct toJson() is not lost', () => {
  const service = api();
  service.node.validate();
  ApiObject.of(service.deployment).addJsonPatch(JsonPatch.replace('/spec/replicas', 7));
  expect(ApiObject.of(service.deployment).toJson().spec.replicas).toBe(7);
});

test.each(Object.values(YamlOutputType).filter(type => typeof type === 'number'))('nothing is written when anything is wrong (output type %i)', yamlOutputType => {
  const { app, services } = appOf(3, { yamlOutputType });
  breakIt(services[2]);
  expect(() => app.synth()).toThrow(REFUSED);
  expect(fs.readdirSync(outdir)).toEqual([]);
  mendIt(services[2]);
  app.synth();
  expect(fs.readdirSync(outdir)).not.toEqual([]);
});

test('everything that is wrong in an app comes in one error, by construct', () => {
  const app = new App();
  const [shopChart, bank] = ['shop', 'bank'].map(id => new Chart(app, id));
  api({ replicas: -1 }, shopChart);
  api({ startupSeconds: 0.5, drainSeconds: -1 }, bank);
  expect(complaint(bank).match(/^ {2}\[.*$/gm)).toEqual([
    '  [shop/api] spec.replicas is -1, but must not be negative.',
    '  [bank/api] startupSeconds is 0.5, but must be a whole number from 1 to 604800.',
    '  [bank/api] drainSeconds is -1, but must be a whole number from 0 to 604800.',
  ]);
});

test('the context kubernetesVersion narrows the versions that count', () => {
  const app = new App();
  app.node.setContext('kubernetesVersion', '1.36');
  const chart = new Chart(app, 'shop');
  api({ name: '1a' }, chart);
  expect(() => app.synthYaml()).not.toThrow();

  const all = shop();
  api({ name: '1a' }, all);
  expect(complaint(all)).toContain('only:  Kubernetes 1.28 to 1.35.');
});

test('a service that is added between two synths is seen', () => {
  const chart = shop();
  api({}, chart);
  App.of(chart).synthYaml();
  new HealthCheckedService(chart, 'twin', { image: 'x', port: 1, name: 'shop-api' });
  expect(complaint(chart)).toContain('[shop/twin] the name "shop-api" is taken: shop/api also makes a Deployment and a Service of that name.');
});

test('a service that is added between two validations without a synth is seen', () => {
  const chart = shop();
  const first = api({}, chart);
  expect(first.node.validate()).toEqual([]);
  new HealthCheckedService(chart, 'twin', { image: 'x', port: 1, name: 'shop-api' });
  expect(first.node.validate()).toHaveLength(1);
});

test('the same name in another API group is another name', () => {
  const chart = shop();
  api({}, chart);
  new ApiObject(chart, 'foreign', { apiVersion: 'example.com/v1', kind: 'Deployment', metadata: { name: 'shop-api' } });
  expect(() => App.of(chart).synthYaml()).not.toThrow();
});

test('an object that is asked for twice in a synth is given out anew', () => {
  const chart = shop();
  const deployment = ApiObject.of(api({}, chart).deployment);
  const seen: unknown[] = [];
  new ApiObject(chart, 'last', { apiVersion: 'v1', kind: 'ConfigMap', data: Lazy.any({ produce: () => { seen.push(deployment.toJson(), deployment.toJson()); return {}; } }) });
  App.of(chart).synthYaml();
  expect(seen).toHaveLength(2);
  expect(seen[0]).toEqual(seen[1]);
  expect(seen[0]).not.toBe(seen[1]);
});

describe('changes in the middle of a synth', () => {
  const replicas = (service: HealthCheckedService, count: number) =>
    ApiObject.of(service.deployment).addJsonPatch(JsonPatch.replace('/spec/replicas', count));

  test('a chart that changes the service before it is written', () => {
    class Late extends Chart {
      public toJson() {
        this.node.findAll().filter(each => each instanceof HealthCheckedService).forEach(each => each.deployment.containers[0].env.addVariable('LATE', kplus.EnvValue.fromValue('1')));
        return super.toJson();
      }
    }
    const app = new App({ outdir });
    api({}, new Late(app, 'shop'));
    app.synth();
    expect(fs.readFileSync(path.join(outdir, 'shop.k8s.yaml'), 'utf8')).toContain('name: LATE');
  });

  test('an app that changes the service between two writings', () => {
    class Twice extends App {
      public synth() {
        super.synth();
        this.node.findAll().filter(each => each instanceof HealthCheckedService).forEach(each => replicas(each, -7));
        super.synth();
      }
    }
    const app = new Twice({ outdir });
    api({}, new Chart(app, 'shop'));
    expect(() => app.synth()).toThrow('spec.replicas is -7, but must not be negative.');
  });

  test('a patch that another construct\'s validation adds', () => {
    for (const count of [5, -5]) {
      const chart = shop();
      const service = api({}, chart);
      const other = new Construct(chart, 'other');
      let patched = false;
      other.node.addValidation({ validate: () => { if (!patched) replicas(service, count); patched = true; return []; } });
      if (count > 0) expect(App.of(chart).synthYaml()).toContain('replicas: 5');
      else expect(complaint(chart)).toContain('[shop/api] spec.replicas is -5, but must not be negative.');
    }
  });

  test('a patch that a lazy value of an object written before adds', () => {
    const app = new App({ outdir });
    const early = new Chart(app, 'early');
    const service = api({}, new Chart(app, 'shop'));
    new ApiObject(early, 'config', { apiVersion: 'v1', kind: 'ConfigMap', data: Lazy.any({ produce: () => { replicas(service, -3); return {}; } }) });
    expect(() => app.synth()).toThrow('[shop/api] spec.replicas is -3, but must not be negative.');
  });

  test('a lazy value of ours that synthesizes another chart', () => {
    const app = new App();
    const config = new Chart(app, 'config');
    new ApiObject(config, 'map', { apiVersion: 'v1', kind: 'ConfigMap' });
    const service = api({}, new Chart(app, 'shop'));
    ApiObject.of(service.deployment).metadata.addAnnotation('hash', Lazy.any({ produce: () => `${JSON.stringify(config.toJson()).length}` }));
    expect(app.synthYaml()).toMatch(/hash: "\d+"/);
  });
});

test('an app that never heard of this library is synthesized as ever', () => {
  const { app } = appOf(1);
  const chart = new Chart(app, 'plain');
  new ApiObject(chart, 'config', { apiVersion: 'v1', kind: 'ConfigMap' });
  expect(Testing.synth(chart)).toHaveLength(1);
});
