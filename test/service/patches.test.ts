/* Patches of users: nothing of them is lost, in whichever shape they are written, and they come last. */
import { ApiObject, App, Chart, JsonPatch } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { HealthCheckedService, HealthCheckedServiceProps, HealthProbe } from '../../src';
import { api, complaint, shop, written } from './_synth';

const MAIN = '/spec/template/spec/containers/0';

/** What is written of the Deployment after patches. */
function deployment(props: Partial<HealthCheckedServiceProps>, ...patches: JsonPatch[]): any {
  const service = api(props, recent());
  ApiObject.of(service).addJsonPatch(...patches);
  return written(service).Deployment;
}

function recent(versions = '1.33-1.37'): Chart {
  const app = new App();
  app.node.setContext('kubernetesVersion', versions);
  return new Chart(app, 'shop', { namespace: 'shop' });
}

describe('nothing is lost', () => {
  test('a plain number where the L1 wants an IntOrString', () => {
    const { spec } = deployment({}, JsonPatch.replace('/spec/strategy/rollingUpdate/maxSurge', 1));
    expect(spec.strategy).toEqual({ type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } });
  });

  test('the port that a Service sends traffic to', () => {
    const service = api({ port: undefined, ports: [{ port: 9000, servicePort: 80 }] });
    ApiObject.of(service.service!).addJsonPatch(JsonPatch.replace('/spec/ports/0/targetPort', 8000));
    expect(written(service).Service.spec.ports).toEqual([{ port: 80, targetPort: 8000 }]);
  });

  test('an amount as a plain text', () => {
    const { spec } = deployment({}, JsonPatch.add('/spec/template/spec/volumes', [{ name: 'x', emptyDir: { medium: 'Memory', sizeLimit: '1Gi' } }]));
    expect(spec.template.spec.volumes).toEqual([{ name: 'x', emptyDir: { medium: 'Memory', sizeLimit: '1Gi' } }]);
  });

  test.each([
    ['a hook that sleeps', `${MAIN}/lifecycle`, { preStop: { sleep: { seconds: 5 } } }],
    ['a volume of an image', '/spec/template/spec/volumes', [{ name: 'models', image: { reference: 'acme/models:1' } }]],
    ['a claim of a device', '/spec/template/spec/resourceClaims', [{ name: 'gpu', resourceClaimTemplateName: 'gpu' }]],
    ['a probe with plain ports', `${MAIN}/readinessProbe`, { httpGet: { path: '/x', port: 8000 } }],
    ['a TCP probe', `${MAIN}/livenessProbe`, { tcpSocket: { port: 8000 } }],
    ['a probe of ours', `${MAIN}/livenessProbe`, HealthProbe.tcp({ port: 8000 }).toJson()],
    ['a hook over HTTP', `${MAIN}/lifecycle`, { postStart: { httpGet: { path: '/warm', port: 8000 } } }],
    ['devices as plain numbers', `${MAIN}/resources`, { limits: { 'nvidia.com/gpu': 1 } }],
    ['host names', '/spec/template/spec/hostAliases', [{ ip: '127.0.0.1', hostnames: ['db'] }]],
  ])('%s', (_, pointer, value) => {
    const object = deployment({}, JsonPatch.add(pointer, value));
    const found = pointer.split('/').slice(1).reduce((here, step) => here[step], object);
    expect(found).toEqual(value);
  });

  test('how a Service spreads its traffic', () => {
    const service = api({}, recent());
    ApiObject.of(service.service!).addJsonPatch(JsonPatch.add('/spec/trafficDistribution', 'PreferClose'));
    expect(written(service).Service.spec.trafficDistribution).toBe('PreferClose');
  });

  test('what is too new for the versions that count is refused, and not dropped', () => {
    const chart = recent('1.28-1.37');
    ApiObject.of(api({}, chart)).addJsonPatch(JsonPatch.add('/spec/template/spec/volumes', [{ name: 'models', image: { reference: 'acme/models:1' } }]));
    expect(complaint(chart)).toContain('is not a field Kubernetes 1.28 to 1.30 knows');
  });

  test('a slip names the field that was meant', () => {
    const chart = shop();
    ApiObject.of(api({}, chart)).addJsonPatch(JsonPatch.add('/spec/template/spec/nodeSelektor', { zone: 'a' }));
    expect(complaint(chart)).toMatch(/spec\.template\.spec\.nodeSelektor is not a field Kubernetes knows\.[\s\S]*fix: +Write nodeSelector\./);
  });
});

describe('the shape of the L1 means what it says', () => {
  test('classes and plain objects of numbers, names and amounts', () => {
    const { spec } = deployment(
      { port: undefined, ports: [{ port: 8000, name: 'http' }] },
      JsonPatch.add(`${MAIN}/livenessProbe`, { httpGet: { path: '/a', port: kplus.k8s.IntOrString.fromString('http') } }),
      JsonPatch.add(`${MAIN}/resources`, { limits: { 'nvidia.com/gpu': kplus.k8s.Quantity.fromNumber(1), 'memory': { value: '1Gi' } } }),
      JsonPatch.replace('/spec/strategy/rollingUpdate/maxSurge', { value: 1 }),
    );
    const [main] = spec.template.spec.containers;
    expect(main.livenessProbe.httpGet.port).toBe('http');
    expect(main.resources).toEqual({ limits: { 'memory': '1Gi', 'nvidia.com/gpu': 1 } });
    expect(spec.strategy.rollingUpdate.maxSurge).toBe(1);
  });

  test('fields that it spells otherwise, in paths and in values', () => {
    const pod = deployment(
      {},
      JsonPatch.add('/spec/template/spec/hostPid', true),
      JsonPatch.replace('/spec/template/spec/setHostnameAsFqdn', true),
      JsonPatch.add(`${MAIN}/ports/0/hostIp`, '127.0.0.1'),
      JsonPatch.add('/spec/template/spec/volumes', [{ name: 'w', downwardApi: { items: [] } }]),
    ).spec.template.spec;
    expect(pod).toMatchObject({ hostPID: true, setHostnameAsFQDN: true, volumes: [{ name: 'w', downwardAPI: { items: [] } }] });
    expect(pod.containers[0].ports).toEqual([{ containerPort: 8000, hostIP: '127.0.0.1' }]);
  });

  test('a path into an IntOrString', () => {
    const service = api();
    ApiObject.of(service.service!).addJsonPatch(JsonPatch.replace('/spec/ports/0/targetPort/value', 9000));
    expect(written(service).Service.spec.ports).toEqual([{ port: 8000, targetPort: 9000 }]);
  });

  test('a map may have a key called value', () => {
    const { metadata, spec } = deployment({}, JsonPatch.add('/metadata/annotations', { value: 'x' }), JsonPatch.add('/spec/template/spec/nodeSelector', { value: 'x' }));
    expect(metadata.annotations).toEqual({ value: 'x' });
    expect(spec.template.spec.nodeSelector).toEqual({ value: 'x' });
  });
});

describe('they come last', () => {
  test('they see our probes, ports and resources', () => {
    const [main] = deployment(
      { livenessProbe: HealthProbe.http('/livez'), gpu: 1 },
      JsonPatch.test(`${MAIN}/livenessProbe/httpGet/port`, 8000),
      JsonPatch.test(`${MAIN}/livenessProbe/httpGet/port`, { value: 8000 }),
      JsonPatch.test(`${MAIN}/ports/0/containerPort`, 8000),
      JsonPatch.test(`${MAIN}/resources/limits/nvidia.com~1gpu`, 1),
      JsonPatch.replace(`${MAIN}/livenessProbe/httpGet/path`, '/alive'),
      JsonPatch.remove(`${MAIN}/readinessProbe`),
      JsonPatch.copy(`${MAIN}/livenessProbe`, `${MAIN}/startupProbe`),
      JsonPatch.move(`${MAIN}/resources/limits`, `${MAIN}/resources/requests`),
      JsonPatch.add(`${MAIN}/resources/limits`, { 'nvidia.com/gpu': 1 }),
    ).spec.template.spec.containers;
    expect(main).toMatchObject({ livenessProbe: { httpGet: { path: '/alive', port: 8000 } }, startupProbe: { httpGet: { path: '/alive' } }, resources: { requests: { 'nvidia.com/gpu': 1 } } });
    expect(main).not.toHaveProperty('readinessProbe');
  });

  test('they win over what is laid over the object later', () => {
    const service = api();
    ApiObject.of(service).addJsonPatch(JsonPatch.add('/spec/replicas', 7));
    service.deployment.scheduling.assign(kplus.Node.named('node-1'));
    expect(written(service).Deployment.spec).toMatchObject({ replicas: 7, template: { spec: { nodeName: 'node-1' } } });
  });

  test('- is the end of a list', () => {
    const pod = deployment(
      {},
      JsonPatch.add('/spec/template/spec/containers/-', { name: 'proxy', image: 'acme/proxy:1' }),
      JsonPatch.add(`${MAIN}/ports/-`, { containerPort: 9000 }),
    ).spec.template.spec;
    expect(pod.containers.map(({ name }: any) => name)).toEqual(['main', 'proxy']);
    expect(pod.containers[0].ports).toEqual([{ containerPort: 8000 }, { containerPort: 9000 }]);
  });

  test('a field that a patch takes out need not be there', () => {
    expect(() => deployment({}, JsonPatch.remove(`${MAIN}/startupProbe`))).not.toThrow();
  });

  test('what cdk8s keeps as written is kept: a default that a patch asks for', () => {
    const pod = deployment({}, JsonPatch.replace('/spec/template/spec/hostNetwork', false), JsonPatch.replace(`${MAIN}/imagePullPolicy`, 'Always')).spec.template.spec;
    expect(pod.hostNetwork).toBe(false);
    expect(pod.containers[0].imagePullPolicy).toBe('Always');
    expect(pod).not.toHaveProperty('dnsPolicy');
  });

  test('a direct toJson() that cannot apply one says so', () => {
    const service = new HealthCheckedService(shop(), 'api', { image: 'x', port: 1 });
    ApiObject.of(service).addJsonPatch(JsonPatch.replace('/spec/nothing/here', 1));
    expect(() => ApiObject.of(service).toJson()).toThrow('the patch replace "/spec/nothing/here" with 1 cannot be applied: there is no "nothing" in /spec');
  });

  test('patching changes neither the patch nor the next object', () => {
    const labels = { app: 'x' };
    const patch = JsonPatch.add('/spec/template/spec/nodeSelector', labels);
    const chart = shop();
    const services = ['a', 'b'].map(id => new HealthCheckedService(chart, id, { image: 'x', port: 1 }));
    for (const service of services) ApiObject.of(service).addJsonPatch(patch, JsonPatch.add('/spec/template/spec/nodeSelector/zone', 'a'));
    App.of(chart).synthYaml();
    App.of(chart).synthYaml();
    expect(labels).toEqual({ app: 'x' });
    expect(ApiObject.of(services[1]).toJson().spec.template.spec.nodeSelector).toEqual({ app: 'x', zone: 'a' });
  });
});

test('a patch that takes apart what is laid over an object does so each time', () => {
  const service = api({ drainSeconds: 5 }, recent());
  ApiObject.of(service).addJsonPatch(JsonPatch.move(`${MAIN}/lifecycle/preStop/sleep`, `${MAIN}/lifecycle/preStop/wait`), JsonPatch.remove(`${MAIN}/lifecycle/preStop/wait`));
  ApiObject.of(service).addJsonPatch(JsonPatch.add(`${MAIN}/lifecycle/preStop/exec`, { command: ['true'] }), JsonPatch.remove(`${MAIN}/readinessProbe/tcpSocket/port`));
  ApiObject.of(service).addJsonPatch(JsonPatch.add(`${MAIN}/readinessProbe/tcpSocket/port`, 8000));
  for (let synth = 0; synth < 2; synth++) expect(written(service).Deployment.spec.template.spec.containers[0].lifecycle).toEqual({ preStop: { exec: { command: ['true'] } } });
});
