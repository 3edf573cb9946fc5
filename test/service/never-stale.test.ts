/*
 * Whatever changes an object while cdk8s synthesizes is in what is written, and whoever listens in is called: just as with
 * cdk8s-plus alone, beside which each of these is played.
 */
import { ApiObject, App, Chart, JsonPatch, Lazy } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { HealthCheckedService } from '../../src';

type Make = (scope: Construct) => kplus.Deployment;

const MAKERS: readonly (readonly [string, Make])[] = [
  ['cdk8s-plus alone', scope => new kplus.Deployment(scope, 'api', { containers: [{ image: 'acme/api:1', resources: {} }] })],
  ['this library', scope => new HealthCheckedService(scope, 'api', { image: 'acme/api:1', port: 8000 }).deployment],
];

const label = (deployment: kplus.Deployment) => deployment.metadata.addLabel('team', 'x');
const hasLabel = (yaml: string) => yaml.includes('team: x');

afterEach(() => jest.restoreAllMocks());

describe.each(MAKERS)('%s', (_, make) => {
  /** An app with a Deployment, and what is done to it before it is made and after. */
  function synthesized(
    after: (chart: Chart, deployment: kplus.Deployment) => void,
    before: (chart: Chart, later: { deployment?: kplus.Deployment }) => void = () => undefined,
  ): string {
    const app = new App();
    const chart = new Chart(app, 'shop');
    const later: { deployment?: kplus.Deployment } = {};
    before(chart, later);
    later.deployment = make(chart);
    after(chart, later.deployment);
    return app.synthYaml();
  }

  test('chart.toJson, wrapped by another library afterwards', () => {
    expect(hasLabel(synthesized((chart, deployment) => {
      const toJson = chart.toJson.bind(chart);
      chart.toJson = () => { label(deployment); return toJson(); };
    }))).toBe(true);
  });

  test('chart.toJson, wrapped by another library before', () => {
    expect(hasLabel(synthesized(() => undefined, (chart, later) => {
      const toJson = chart.toJson.bind(chart);
      chart.toJson = () => { label(later.deployment!); return toJson(); };
    }))).toBe(true);
  });

  test('Chart.prototype.toJson, replaced before', () => {
    const { toJson } = Chart.prototype;
    expect(hasLabel(synthesized(() => undefined, (_chart, later) => {
      jest.spyOn(Chart.prototype, 'toJson').mockImplementation(function (this: Chart) { label(later.deployment!); return toJson.call(this); });
    }))).toBe(true);
  });

  test('App._synthChart, replaced', () => {
    const internals = App as unknown as { _synthChart(chart: Chart): unknown[] };
    const original = internals._synthChart;
    expect(hasLabel(synthesized((_chart, deployment) => {
      jest.spyOn(internals, '_synthChart').mockImplementation(chart => { label(deployment); return original.call(App, chart); });
    }))).toBe(true);
  });

  test('a lazy value of another object, written before', () => {
    const app = new App();
    const early = new Chart(app, 'early');
    const late = new Chart(app, 'late');
    const deployment = make(late);
    new ApiObject(early, 'map', { apiVersion: 'v1', kind: 'ConfigMap', data: Lazy.any({ produce: () => { label(deployment); return {}; } }) });
    late.addDependency(early);
    expect(hasLabel(app.synthYaml())).toBe(true);
  });

  test('the validation of another construct', () => {
    let passes = 0;
    expect(hasLabel(synthesized((chart, deployment) => {
      // In the last pass there is: no other sees it any more.
      new Construct(chart, 'other').node.addValidation({ validate: () => { if (++passes === 2) label(deployment); return []; } });
    }))).toBe(true);
  });

  test('a patch that goes round the object itself', () => {
    expect(synthesized((chart, deployment) => {
      let passes = 0;
      const validate = () => {
        if (++passes === 2) ApiObject.prototype.addJsonPatch.call(ApiObject.of(deployment), JsonPatch.replace('/spec/replicas', 7));
        return [];
      };
      new Construct(chart, 'other').node.addValidation({ validate });
    })).toContain('replicas: 7');
  });

  test('the first synth and the second write the same', () => {
    const app = new App();
    const chart = new Chart(app, 'shop');
    const deployment = make(chart);
    const toJson = chart.toJson.bind(chart);
    chart.toJson = () => { label(deployment); return toJson(); };
    expect(app.synthYaml()).toBe(app.synthYaml());
  });

  test('a way to write an object that is replaced later', () => {
    const original = kplus.k8s.KubeDeployment.prototype.toJson;
    expect(synthesized(() => {
      jest.spyOn(kplus.k8s.KubeDeployment.prototype, 'toJson').mockImplementation(function (this: kplus.k8s.KubeDeployment) {
        const object = original.call(this);
        return { ...object, spec: { ...object.spec, replicas: 7 } };
      });
    })).toContain('replicas: 7');
  });

  test('spies on prototypes that come later are called', () => {
    const app = new App();
    const chart = new Chart(app, 'shop');
    make(chart);
    const spies = [jest.spyOn(Chart.prototype, 'toJson'), jest.spyOn(App.prototype, 'synthYaml')];
    app.synthYaml();
    for (const spy of spies) expect(spy).toHaveBeenCalledTimes(1);
  });

  test('a frozen app and a frozen chart', () => {
    const app = new App();
    const chart = new Chart(app, 'shop');
    Object.freeze(app);
    Object.freeze(chart);
    make(chart);
    expect(app.synthYaml()).toContain('kind: Deployment');
  });

  test('an object that was taken out of the tree', () => {
    const app = new App();
    const chart = new Chart(app, 'shop');
    const deployment = make(chart);
    deployment.metadata.addLabel('bad label', 'x');
    deployment.node.scope!.node.tryRemoveChild(deployment.node.id);
    expect(app.synthYaml()).not.toContain('kind: Deployment');
  });
});

test('what is changed into something bad while cdk8s writes is refused in the first synth', () => {
  const app = new App();
  const chart = new Chart(app, 'shop');
  const { deployment } = new HealthCheckedService(chart, 'api', { image: 'acme/api:1', port: 8000 });
  const toJson = chart.toJson.bind(chart);
  chart.toJson = () => { deployment.metadata.addLabel('bad label', 'x'); return toJson(); };
  expect(() => app.synthYaml()).toThrow('[shop/api] label key "bad label" must be');
});
