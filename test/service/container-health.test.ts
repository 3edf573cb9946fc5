/* Health checks on containers of workloads that are not ours. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ApiObject, App, Chart, Duration, Helm, Include, JsonPatch, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import * as kplus34 from 'cdk8s-plus-34';
import { IConstruct } from 'constructs';
import { ContainerHealth, ContainerHealthProps, HealthAdvice, HealthCheckedService, HealthChecks, HealthProbe } from '../../src';
import { api, complaint, shop, written } from './_synth';

const READY = HealthProbe.exec(['pg_isready', '-h', '127.0.0.1']);
const CHECKS: ContainerHealthProps = { startupSeconds: 120, livenessProbe: HealthProbe.tcp(), readinessProbe: READY };
/** (25 - 1) x 5 = 120 */
const WRITTEN = {
  livenessProbe: { tcpSocket: { port: 5432 } },
  readinessProbe: { exec: { command: ['pg_isready', '-h', '127.0.0.1'] } },
  startupProbe: { tcpSocket: { port: 5432 }, periodSeconds: 5, failureThreshold: 25 },
};

const POD = { containers: [{ name: 'db', image: 'postgres:17', ports: [{ containerPort: 5432 }] }] };
const template = (spec: object = POD) => ({ metadata: { labels: { app: 'db' } }, spec });
const selector = { matchLabels: { app: 'db' } };

/** The first container below a pod spec, wherever that is. */
function containersOf(object: any): any[] {
  const spec = object.spec.jobTemplate?.spec.template.spec ?? object.spec.template?.spec ?? object.spec;
  return spec.containers;
}

function several(chart: Chart): Chart {
  ['a', 'b'].forEach(id => new kplus.Deployment(chart, id, { containers: [container] }));
  return chart;
}

const only = (chart: Chart, kind: string) => Testing.synth(chart).find(object => object.kind === kind);
const container = { name: 'db', image: 'postgres:17', ports: [{ number: 5432 }], resources: {} };

const WORKLOADS: readonly (readonly [string, (chart: Chart) => IConstruct])[] = [
  ['Deployment of cdk8s-plus-28', chart => new kplus.Deployment(chart, 'db', { containers: [container] })],
  ['StatefulSet of cdk8s-plus-28', chart => new kplus.StatefulSet(chart, 'db', { containers: [container], service: new kplus.Service(chart, 's', { ports: [{ port: 5432 }] }) })],
  ['DaemonSet of cdk8s-plus-28', chart => new kplus.DaemonSet(chart, 'db', { containers: [container] })],
  ['Job of cdk8s-plus-28', chart => new kplus.Job(chart, 'db', { containers: [container] })],
  ['CronJob of cdk8s-plus-28', chart => new kplus.CronJob(chart, 'db', { containers: [container], schedule: { expressionString: '0 0 * * *' } as never })],
  ['Pod of cdk8s-plus-28', chart => new kplus.Pod(chart, 'db', { containers: [container] })],
  ['Deployment of cdk8s-plus-34', chart => new kplus34.Deployment(chart, 'db', { containers: [container] })],
  ['StatefulSet of cdk8s-plus-34', chart => new kplus34.StatefulSet(chart, 'db', { containers: [container], service: new kplus34.Service(chart, 's', { ports: [{ port: 5432 }] }) })],
  ['StatefulSet of the generated constructs', chart => new kplus.k8s.KubeStatefulSet(chart, 'db', { spec: { serviceName: 'db', selector, template: template() as never } })],
  ['Deployment of a plain ApiObject', chart => new ApiObject(chart, 'db', { apiVersion: 'apps/v1', kind: 'Deployment', spec: { selector, template: template() } })],
  ['Rollout of Argo', chart => new ApiObject(chart, 'db', { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', spec: { selector, template: template() } })],
  ['CloneSet of OpenKruise', chart => new ApiObject(chart, 'db', { apiVersion: 'apps.kruise.io/v1alpha1', kind: 'CloneSet', spec: { selector, template: template() } })],
  ['DeploymentConfig of OpenShift', chart => new ApiObject(chart, 'db', { apiVersion: 'apps.openshift.io/v1', kind: 'DeploymentConfig', spec: { template: template() } })],
];

describe.each(WORKLOADS)('%s', (title, make) => {
  const kind = title.split(' ')[0];

  test('the container gets its checks', () => {
    const chart = shop();
    ContainerHealth.of(make(chart)).set(CHECKS);
    expect(containersOf(only(chart, kind))[0]).toMatchObject(WRITTEN);
  });

  test('what the API server would refuse is refused at synth, with the path of the construct', () => {
    const chart = shop();
    ContainerHealth.of(make(chart)).set({ livenessProbe: HealthProbe.tcp({ successThreshold: 3, periodSeconds: 0 }) });
    const text = complaint(chart);
    expect(text).toMatch(/^ {2}\[shop\/db\] livenessProbe\.successThreshold is 3, but must be 1 for a liveness probe\./m);
    expect(text).toMatch(/^ {2}\[shop\/db\] livenessProbe: periodSeconds is 0, but must be at least 1\./m);
    expect(text).toContain(`where: ${kind} shop/`);
  });
});

test('a file that is included', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'included-'));
  const url = path.join(folder, 'db.yaml');
  fs.writeFileSync(url, JSON.stringify({ apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'db' }, spec: { serviceName: 'db', selector, template: template() } }));
  const chart = shop();
  ContainerHealth.of(new Include(chart, 'files', { url })).set(CHECKS);
  expect(containersOf(only(chart, 'StatefulSet'))[0]).toMatchObject(WRITTEN);
  fs.rmSync(folder, { recursive: true });
});

// Helm itself is on few machines: a script stands in for it, which prints what a chart makes.
test('an object of a Helm chart, which is one of several', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'helm-'));
  const helmExecutable = path.join(folder, 'helm');
  const deployment = (name: string) => JSON.stringify({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name }, spec: { selector, template: template() } });
  fs.writeFileSync(helmExecutable, `#!/bin/sh\ncat <<'END'\n${['db', 'exporter'].map(deployment).join('\n---\n')}\nEND\n`, { mode: 0o755 });
  const chart = shop();
  const helm = new Helm(chart, 'chart', { chart: './shop', helmExecutable });
  expect(() => ContainerHealth.of(helm)).toThrow('shop/chart has several workloads: Deployment/db, Deployment/exporter. Give ContainerHealth.of one of them');
  ContainerHealth.of(helm.apiObjects.find(({ name }) => name === 'db')!).set(CHECKS);
  const [db, exporter] = Testing.synth(chart);
  expect(containersOf(db)[0]).toMatchObject(WRITTEN);
  expect(containersOf(exporter)[0]).toEqual(POD.containers[0]);
  fs.rmSync(folder, { recursive: true });
});

describe('the container that is meant', () => {
  const two = { containers: [{ name: 'proxy', image: 'envoy:1' }, POD.containers[0]], initContainers: [{ name: 'log', image: 'fluent:1', restartPolicy: 'Always' }] };
  const workload = (spec: object, annotations = {}) => {
    const app = new App();
    app.node.setContext('kubernetesVersion', '1.29-1.37');
    const chart = new Chart(app, 'shop', { namespace: 'shop' });
    const object = new ApiObject(chart, 'db', {
      apiVersion: 'apps/v1', kind: 'Deployment', spec: { selector, template: { metadata: { labels: { app: 'db' }, annotations }, spec } },
    });
    return { chart, object };
  };

  test('by its name, a sidecar too', () => {
    const { chart, object } = workload(two);
    ContainerHealth.of(object, { container: 'db' }).set(CHECKS);
    ContainerHealth.of(object, { container: 'log' }).set({ readinessProbe: HealthProbe.tcp({ port: 24224 }) });
    const { spec } = only(chart, 'Deployment').spec.template;
    expect(spec.containers[0]).toEqual({ image: 'envoy:1', name: 'proxy' });
    expect(spec.containers[1]).toMatchObject(WRITTEN);
    expect(spec.initContainers[0].readinessProbe).toEqual({ tcpSocket: { port: 24224 } });
  });

  test('by kubectl\'s annotation', () => {
    const { chart, object } = workload(two, { 'kubectl.kubernetes.io/default-container': 'db' });
    ContainerHealth.of(object).set(CHECKS);
    expect(containersOf(only(chart, 'Deployment'))[1]).toMatchObject(WRITTEN);
  });

  test.each([
    ['one of several', two, undefined, 'the health checks could be for any of the containers "proxy", "db", "log".'],
    ['one that is not there', two, 'dbs', 'there is no container "dbs" for the health checks; there are "proxy", "db", "log".'],
    ['one of none', { containers: [] }, undefined, 'there is no container for the health checks.'],
    ['one of a template without pods', undefined as never, undefined, 'there is no container for the health checks.'],
  ])('%s is an error at synth', (_, spec, name, message) => {
    const { chart, object } = workload(spec);
    ContainerHealth.of(object, { container: name }).set(CHECKS);
    expect(complaint(chart)).toContain(`[shop/db] ${message}`);
  });
});

describe('of() throws in words', () => {
  test.each<[string, (chart: Chart) => unknown, string, unknown]>([
    ['nothing', () => undefined, 'ContainerHealth.of is given missing, but must be given a workload', undefined],
    ['a name in place of options', chart => new kplus.Deployment(chart, 'db', { containers: [container] }), 'shop/db: ContainerHealth.of is given "db", but must be given { container: "db" }', 'db'],
    ['a slip in its options', chart => new kplus.Deployment(chart, 'db', { containers: [container] }), 'shop/db: contaner is no option of ContainerHealth.of. Write container', { contaner: 'db' }],
    ['a text', () => 'db', 'ContainerHealth.of is given "db", but must be given a workload', undefined],
    ['a Service', chart => new kplus.Service(chart, 'db', { ports: [{ port: 1 }] }), 'shop/db has no workload: it is a Service.', undefined],
    ['a chart of several', several, 'shop has several workloads: Deployment/shop-a-', undefined],
  ])('given %s', (_, make, message, options) => {
    expect(() => ContainerHealth.of(make(shop()) as never, options as never)).toThrow(message);
  });
});

describe('what is there', () => {
  const made = (probes: object, health: ContainerHealthProps) => {
    const chart = shop();
    const object = new ApiObject(chart, 'db', {
      apiVersion: 'apps/v1', kind: 'Deployment', spec: { selector, template: template({ containers: [{ ...POD.containers[0], ...probes }] }) },
    });
    ContainerHealth.of(object).set(health);
    return containersOf(only(chart, 'Deployment'))[0];
  };

  test('probes that are not given stay', () => {
    // A port that nobody declares, which in probes of others is none of our business.
    const readinessProbe = { tcpSocket: { port: 1 }, periodSeconds: 7 };
    const both = made({ readinessProbe }, { livenessProbe: HealthProbe.tcp() });
    expect(both).toMatchObject({ readinessProbe, livenessProbe: { tcpSocket: { port: 5432 } } });
  });

  test('startupSeconds alone asks what they ask', () => {
    const livenessProbe = { httpGet: { path: '/live', port: 5432 }, periodSeconds: 30, timeoutSeconds: 4, initialDelaySeconds: 60, failureThreshold: 9 };
    expect(made({ livenessProbe }, { startupSeconds: 60 })).toMatchObject({
      livenessProbe, startupProbe: { httpGet: { path: '/live', port: 5432 }, timeoutSeconds: 4, periodSeconds: 5, failureThreshold: 13 },
    });
  });

  test('startupSeconds without any is an error', () => {
    expect(() => made({}, { startupSeconds: 60 })).toThrow('startupSeconds is 60, but there is no probe that could ask whether the app has started.');
  });

  test('a bundle asks its own port where the container has it, and else the container\'s', () => {
    expect(made({}, { healthChecks: HealthChecks.springBoot() }).livenessProbe.httpGet.port).toBe(5432);
    const ports = [{ containerPort: 9090 }, { containerPort: 8080 }];
    expect(made({ ports }, { healthChecks: HealthChecks.springBoot() }).livenessProbe.httpGet.port).toBe(8080);
    expect(made({ ports: undefined }, { healthChecks: HealthChecks.springBoot() }).livenessProbe.httpGet.port).toBe(8080);
  });

  test('a port that the container does not declare is an error, as in a service', () => {
    expect(() => made({}, { livenessProbe: HealthProbe.tcp({ port: 9999 }) })).toThrow('livenessProbe asks port 9999, which the container does not declare (it declares 5432).');
  });

  test.each([['28', kplus], ['34', kplus34]])('the startup probe that cdk8s-plus-%s adds by itself goes', (_, plus: any) => {
    const chart = shop();
    const deployment = new plus.Deployment(chart, 'db', { containers: [{ image: 'postgres:17', portNumber: 5432, name: 'db' }] });
    ContainerHealth.of(deployment).set({ readinessProbe: READY });
    expect(containersOf(only(chart, 'Deployment'))[0]).not.toHaveProperty('startupProbe');
  });

  test('one that was set before, here or by a service, stays', () => {
    const startupProbe = HealthProbe.tcp({ failureThreshold: 3 });
    const chart = shop();
    const deployment = new kplus.Deployment(chart, 'db', { containers: [container] });
    ContainerHealth.of(deployment).set({ startupProbe }).set({ readinessProbe: READY });
    const service = api({ startupProbe }, chart);
    ContainerHealth.of(service.deployment).set({ livenessProbe: HealthProbe.tcp() });
    for (const object of Testing.synth(chart).filter(({ kind }) => kind === 'Deployment')) {
      expect(containersOf(object)[0].startupProbe).toMatchObject({ failureThreshold: 3 });
    }
  });

  test('one that somebody wrote stays', () => {
    const chart = shop();
    const startup = kplus.Probe.fromTcpSocket({ failureThreshold: 30, periodSeconds: Duration.seconds(2) });
    const deployment = new kplus.Deployment(chart, 'db', { containers: [{ image: 'postgres:17', portNumber: 5432, startup }] });
    ContainerHealth.of(deployment).set({ readinessProbe: READY });
    expect(containersOf(only(chart, 'Deployment'))[0].startupProbe.failureThreshold).toBe(30);
  });
});

describe('patches win', () => {
  test.each(['before', 'after'])('added %s', when => {
    const chart = shop();
    const deployment = new kplus.Deployment(chart, 'db', { containers: [container] });
    const patch = () => ApiObject.of(deployment).addJsonPatch(JsonPatch.add('/spec/template/spec/containers/0/livenessProbe', { tcpSocket: { port: 5432 }, periodSeconds: 33 }));
    if (when === 'before') patch();
    ContainerHealth.of(deployment).set(CHECKS);
    if (when === 'after') patch();
    expect(containersOf(only(chart, 'Deployment'))[0].livenessProbe.periodSeconds).toBe(33);
  });
});

test('a generated construct of a kind of others goes on to read its patches in its own shape', () => {
  // As `cdk8s import` makes them.
  class Rollout extends ApiObject {
    public toJson() {
      const { spec, ...rest } = super.toJson();
      return { ...rest, spec: { ...spec, strategy: { canary: { maxSurge: spec.strategy.canary.maxSurge?.value } } } };
    }
  }
  const chart = shop();
  const rollout = new Rollout(chart, 'db', {
    apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', spec: { selector, template: template(), strategy: { canary: { maxSurge: { value: 1 } } } },
  });
  rollout.addJsonPatch(JsonPatch.replace('/spec/strategy/canary/maxSurge', { value: 5 }));
  ContainerHealth.of(rollout).set(CHECKS);
  expect(only(chart, 'Rollout').spec.strategy).toEqual({ canary: { maxSurge: 5 } });
  expect(containersOf(only(chart, 'Rollout'))[0]).toMatchObject(WRITTEN);
});

test('a port that is added later counts', () => {
  const chart = shop();
  const deployment = new kplus.Deployment(chart, 'db', { containers: [{ name: 'db', image: 'postgres:17', resources: {} }] });
  ContainerHealth.of(deployment).set({ livenessProbe: HealthProbe.tcp() });
  deployment.containers[0].addPort({ number: 5432 });
  expect(containersOf(only(chart, 'Deployment'))[0].livenessProbe).toEqual({ tcpSocket: { port: 5432 } });
});

test('a sidecar of a service of ours, with its findings said once', () => {
  const chart = shop();
  const service: HealthCheckedService = api({}, chart);
  service.deployment.addContainer({ name: 'proxy', image: 'acme/proxy:1', ports: [{ number: 9000 }], resources: {} });
  ContainerHealth.of(service, { container: 'proxy' }).set({ readinessProbe: HealthProbe.tcp() });
  expect(written(service).Deployment.spec.template.spec.containers[1].readinessProbe).toEqual({ tcpSocket: { port: 9000 } });

  ContainerHealth.of(service, { container: 'proxy' }).set({ livenessProbe: HealthProbe.tcp({ successThreshold: 2 }) });
  expect(complaint(chart).match(/successThreshold is 2/g)).toHaveLength(1);
  expect(HealthAdvice.of(service).findings.filter(({ rule }) => rule === 'liveness-success-threshold')).toEqual([]);
});

test('the props stay as they were, and one description serves several', () => {
  const health = Object.freeze({ ...CHECKS });
  const chart = shop();
  for (const id of ['a', 'b']) ContainerHealth.of(new kplus.Deployment(chart, id, { containers: [container] })).set(health);
  for (const object of Testing.synth(chart)) expect(containersOf(object)[0]).toMatchObject(WRITTEN);
});
