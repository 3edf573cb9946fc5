import { ApiObject, App, Chart, JsonPatch, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { HealthProbe } from '../../src';
import { api, complaint, shop, written } from './_synth';

const probes = { livenessProbe: HealthProbe.http('/livez'), readinessProbe: HealthProbe.http('/readyz'), startupSeconds: 30 };

test('a container that is added stands beside ours, with cdk8s-plus\' own probes', () => {
  const service = api(probes);
  service.deployment.addContainer({ name: 'proxy', image: 'acme/proxy:1', portNumber: 9000, readiness: kplus.Probe.fromTcpSocket() });
  const { containers } = written(service).Deployment.spec.template.spec;
  expect(containers.map(({ name }: { name: string }) => name)).toEqual(['main', 'proxy']);
  expect(containers[0].livenessProbe.httpGet).toEqual({ path: '/livez', port: 8000 });
  expect(containers[1].readinessProbe.tcpSocket).toEqual({ port: 9000 });
});

test('init containers do not move our probes', () => {
  const service = api({ ...probes });
  service.deployment.addInitContainer({ image: 'acme/migrate:1' });
  const { spec } = written(service).Deployment.spec.template;
  expect(spec.initContainers[0]).not.toHaveProperty('livenessProbe');
  expect(spec.containers[0].livenessProbe.httpGet.path).toBe('/livez');
});

test('a sidecar with probes is fine from Kubernetes 1.29 on', () => {
  const sidecar = { name: 'proxy', image: 'acme/proxy:1', restartPolicy: kplus.ContainerRestartPolicy.ALWAYS, readiness: kplus.Probe.fromTcpSocket({ port: 9000 }) };
  const old = shop();
  api(probes, old).deployment.addInitContainer(sidecar);
  expect(complaint(old)).toContain('init container proxy has readinessProbe, which it cannot have.');
  expect(complaint(old)).toContain("only:  Kubernetes 1.28. If you do not run it, say so: app.node.setContext('kubernetesVersion', '1.29-1.37')");

  const app = new App();
  app.node.setContext('kubernetesVersion', '1.29-1.37');
  const recent = api(probes, new Chart(app, 'shop'));
  recent.deployment.addInitContainer(sidecar);
  expect(written(recent).Deployment.spec.template.spec.initContainers[0].readinessProbe.tcpSocket).toEqual({ port: 9000 });
});

test('patches come after ours and may change the probes', () => {
  const service = api(probes);
  ApiObject.of(service.deployment).addJsonPatch(
    JsonPatch.replace('/spec/template/spec/containers/0/livenessProbe/httpGet/path', '/alive'),
    JsonPatch.add('/spec/template/spec/containers/0/livenessProbe/periodSeconds', 30),
    JsonPatch.remove('/spec/template/spec/containers/0/readinessProbe'),
  );
  const [main] = written(service).Deployment.spec.template.spec.containers;
  expect(main.livenessProbe).toEqual({ httpGet: { path: '/alive', port: 8000 }, periodSeconds: 30 });
  expect(main).not.toHaveProperty('readinessProbe');
});

test('what a patch makes wrong is refused like everything else', () => {
  const chart = shop();
  const service = api(probes, chart);
  ApiObject.of(service.deployment).addJsonPatch(JsonPatch.add('/spec/template/spec/containers/0/livenessProbe/successThreshold', 2));
  ApiObject.of(service.service!).addJsonPatch(JsonPatch.replace('/spec/type', 'Internal'));
  expect(complaint(chart)).toContain('livenessProbe.successThreshold is 2, but must be 1 for a liveness probe.');
  expect(complaint(chart)).toContain('spec.type is "Internal", but must be');
});

test('a patch that does not fit is named, together with everything else', () => {
  const chart = shop();
  const service = api({ ...probes, replicas: -1 }, chart);
  ApiObject.of(service.service!).addJsonPatch(JsonPatch.replace('/spec/nothing/here', 1));
  expect(complaint(chart)).toContain('[shop/api] spec.replicas is -1, but must not be negative.');
  expect(complaint(chart)).toContain('[shop/api] the patch replace "/spec/nothing/here" with 1 cannot be applied: there is no "nothing" in /spec.');
  expect(complaint(chart)).not.toContain('Failed serializing');
});

test('a port that is added later may be probed', () => {
  const service = api({ readinessProbe: HealthProbe.http('/r', { port: 'admin' }) });
  service.deployment.containers[0].addPort({ number: 9000, name: 'admin' });
  expect(written(service).Deployment.spec.template.spec.containers[0].readinessProbe.httpGet.port).toBe('admin');
});

test('ingress, another Service and network policies work as with cdk8s-plus alone', () => {
  const chart = shop();
  const service = api(probes, chart);
  service.service!.exposeViaIngress('/');
  service.deployment.exposeViaService({ name: 'internal' });
  service.deployment.connections.allowFrom(kplus.NetworkPolicyIpBlock.anyIpv4(chart, 'any'));
  const kinds = Testing.synth(chart).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
  expect(kinds).toEqual(expect.arrayContaining(['Deployment shop-api', 'Service shop-api', 'Service internal', expect.stringContaining('Ingress '), expect.stringContaining('NetworkPolicy ')]));
});

test('cdk8s-plus\' own startup probe never appears on our container', () => {
  for (const props of [{}, probes, { port: undefined, ports: [{ port: 1, name: 'a' }, { port: 2, name: 'b' }] }]) {
    expect(written(api(props)).Deployment.spec.template.spec.containers[0].startupProbe?.tcpSocket).toBeUndefined();
  }
});
