/* What nobody asked for and means the same where it is absent is not written, and what somebody asked for is. */
import { ApiObject, App, Chart, JsonPatch, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { HealthCheckedService, HealthCheckedServiceProps, HealthProbe, HttpScheme } from '../../src';
import { Emission } from '../../src/service/_emission';
import { ABSENT_MEANS_THE_SAME, FILLED_IN } from '../../src/service/_without-defaults';
import { api } from './_synth';

const ENTRIES = [...FILLED_IN, ...ABSENT_MEANS_THE_SAME];

const POD = 'spec.template.spec';

/** A chart for versions that run sidecars among the init containers. */
function recent(): Chart {
  const app = new App();
  app.node.setContext('kubernetesVersion', '1.30-1.37');
  return new Chart(app, 'shop', { namespace: 'shop' });
}

/** A service with containers of cdk8s-plus' own beside it, which write out all there is. */
function wordy(props: Partial<HealthCheckedServiceProps> = {}): HealthCheckedService {
  const service = api({ drainSeconds: 0, ...props }, recent());
  const http = kplus.Probe.fromHttpGet('/', { port: 9000 });
  const hook = kplus.Handler.fromHttpGet('/', { port: 9000 });
  const added: kplus.ContainerProps = {
    image: 'acme/added:1',
    portNumber: 9000,
    resources: {},
    liveness: http,
    readiness: http,
    startup: http,
    lifecycle: { postStart: hook, preStop: hook },
    securityContext: { readOnlyRootFilesystem: false },
  };
  service.deployment.addContainer({ ...added, name: 'beside' });
  service.deployment.addInitContainer({ ...added, name: 'before', restartPolicy: kplus.ContainerRestartPolicy.ALWAYS });
  return service;
}

/** The object that a way leads into: the Service for what only it has. */
function objectFor({ deployment, service }: HealthCheckedService, way: string): ApiObject {
  return ApiObject.of(way === 'spec.type' || way === 'spec.externalIPs' ? service! : deployment);
}

/** The places that a way leads to, as JSON pointers, with what is there. */
function places(object: any, way: string): [pointer: string, value: unknown][] {
  return way.split('.').reduce<[string, any][]>((found, step) => found.flatMap(([pointer, value]) => {
    const steps = step === '*' ? Object.keys(value) : Object.hasOwn(value, step) ? [step] : [];
    return steps.map((each): [string, any] => [`${pointer}/${each}`, value[each]]);
  }), [['', object]]);
}

/** What is written at a way, of all there is. */
function values(object: ApiObject, way: string): unknown[] {
  return places(object.toJson(), way).map(([, value]) => value);
}

describe.each(ENTRIES)('%s: %j', (way, value) => {
  test('cdk8s-plus writes it, and nothing of it is left where nobody asked', () => {
    const object = objectFor(wordy(), way);
    const all = places(Emission.of(object).write(false), way);
    expect(all).not.toEqual([]);
    expect(new Set(all.map(([, each]) => JSON.stringify(each)))).toEqual(new Set([JSON.stringify(value)]));
    expect(values(object, way)).toEqual([]);
  });

  test('it stays where a patch asks for it, and there alone', () => {
    const object = objectFor(wordy(), way);
    const [[pointer]] = places(Emission.of(object).write(false), way);
    object.addJsonPatch(JsonPatch.replace(pointer, value));
    expect(places(object.toJson(), way)).toEqual([[pointer, value]]);
  });
});

test('both lists together have no entry twice', () => {
  expect(new Set(ENTRIES.map(([way]) => way)).size).toBe(ENTRIES.length);
});

test('any other value stays', () => {
  const service = wordy({ startupSeconds: 3600 });
  service.deployment.metadata.addLabel('team', 'a');
  ApiObject.of(service).addJsonPatch(JsonPatch.replace('/spec/minReadySeconds', 5), JsonPatch.replace('/spec/template/spec/setHostnameAsFQDN', true));
  const { spec } = ApiObject.of(service).toJson();
  expect(spec.progressDeadlineSeconds).toBeGreaterThan(600);
  expect(spec).toMatchObject({ minReadySeconds: 5, template: { spec: { setHostnameAsFQDN: true } } });
});

describe('what a prop asks for stays', () => {
  const http = HealthProbe.http('/', { port: 8001, scheme: HttpScheme.HTTP });
  const probes = { livenessProbe: http, readinessProbe: http, startupProbe: http };
  const securityContext = { privileged: false, readOnlyRootFilesystem: false };
  const sidecars = [{ name: 'proxy', image: 'acme/proxy:1', port: 8001, ...probes, securityContext }];
  const initContainers = [{ name: 'migrate', image: 'acme/migrate:1', securityContext }];
  const [LIVENESS, READINESS, STARTUP] = ['livenessProbe', 'readinessProbe', 'startupProbe'].map(probe => `${probe}.httpGet.scheme`);

  /** What is written at a way of the Deployment. */
  const written = (props: Partial<HealthCheckedServiceProps>, way: string, chart?: Chart) => values(ApiObject.of(api(props, chart)), way);

  test('the grace period, and the type of the Service', () => {
    expect(written({ terminationGracePeriodSeconds: 30 }, `${POD}.terminationGracePeriodSeconds`)).toEqual([30]);
    expect(values(ApiObject.of(api({ serviceType: kplus.ServiceType.CLUSTER_IP }).service!), 'spec.type')).toEqual(['ClusterIP']);
  });

  test.each(['privileged', 'readOnlyRootFilesystem'])('%s, in each container that was given it', field => {
    const at = (list: string) => `${POD}.${list}.*.securityContext.${field}`;
    expect(written({ securityContext, sidecars }, at('containers'))).toEqual([false, false]);
    expect(written({ securityContext }, at('containers'))).toEqual([false]);
    expect(written({ sidecars }, at('containers'))).toEqual([false]);
    expect(written({ initContainers }, at('initContainers'))).toEqual([false]);
    expect(written({ sidecars, initContainers }, at('initContainers'), recent())).toEqual([false, false]);
    expect(written({ sidecars, initContainers }, at('containers'), recent())).toEqual([]);
  });

  test.each([LIVENESS, READINESS, STARTUP])('%s, in each container that was given it', field => {
    expect(written({ ...probes, port: 8001 }, `${POD}.containers.*.${field}`)).toEqual(['HTTP']);
    expect(written({ sidecars }, `${POD}.containers.*.${field}`)).toEqual(['HTTP']);
    expect(written({ sidecars }, `${POD}.initContainers.*.${field}`, recent())).toEqual(['HTTP']);
  });

  test.each<[field: string, value: unknown]>([
    ['dnsPolicy', 'ClusterFirst'],
    ['restartPolicy', 'Always'],
    ['hostNetwork', false],
    ['setHostnameAsFQDN', false],
    ['terminationGracePeriodSeconds', 30],
  ])('podSpec.%s', (field, value) => {
    expect(written({ podSpec: { [field]: value } }, `${POD}.${field}`)).toEqual([value]);
  });

  test('a field of podSpec as the L1 spells it', () => {
    expect(written({ podSpec: { setHostnameAsFqdn: false } }, `${POD}.setHostnameAsFQDN`)).toEqual([false]);
  });

  test('a field in podSpec, and not what cdk8s-plus writes beside it', () => {
    const at = `${POD}.securityContext.fsGroupChangePolicy`;
    expect(written({ podSpec: { securityContext: { fsGroupChangePolicy: 'Always' } } }, at)).toEqual(['Always']);
    expect(written({ podSpec: { securityContext: { runAsGroup: 1000 } } }, at)).toEqual([]);
    expect(written({ fsGroup: 1000 }, at)).toEqual([]);
  });

  test('fields of containers in podSpec, wherever these come to stand', () => {
    const podSpec = {
      containers: [
        { name: 'more', image: 'acme/more:1', livenessProbe: { httpGet: { path: '/', port: 1, scheme: 'HTTP' } } },
        { name: 'proxy', securityContext: { privileged: false } },
      ],
      initContainers: [{ name: 'migrate', lifecycle: null, securityContext: { readOnlyRootFilesystem: false } }],
    };
    const object = ApiObject.of(api({ podSpec, sidecars: [{ name: 'proxy', image: 'acme/proxy:1' }], initContainers: [{ name: 'first', image: 'acme/first:1' }, { name: 'migrate', image: 'acme/migrate:1' }] })).toJson();
    expect(places(object, `${POD}.containers.*.securityContext.privileged`)).toEqual([['/spec/template/spec/containers/1/securityContext/privileged', false]]);
    expect(places(object, `${POD}.containers.*.${LIVENESS}`)).toEqual([['/spec/template/spec/containers/2/livenessProbe/httpGet/scheme', 'HTTP']]);
    expect(places(object, `${POD}.containers.*.securityContext.readOnlyRootFilesystem`)).toEqual([]);
    expect(places(object, `${POD}.initContainers.*.securityContext.readOnlyRootFilesystem`)).toEqual([['/spec/template/spec/initContainers/1/securityContext/readOnlyRootFilesystem', false]]);
  });
});

test('a container that a patch adds is written as it is', () => {
  const service = api();
  const container = {
    name: 'more',
    image: 'acme/more:1',
    securityContext: { privileged: false, readOnlyRootFilesystem: false },
    livenessProbe: { httpGet: { path: '/', port: 1, scheme: 'HTTP' } },
  };
  ApiObject.of(service).addJsonPatch(JsonPatch.add('/spec/template/spec/containers/-', container), JsonPatch.add('/spec/template/spec/initContainers', [container]));
  const { containers, initContainers } = ApiObject.of(service).toJson().spec.template.spec;
  expect(containers[1]).toEqual(container);
  expect(initContainers).toEqual([container]);
});

test('what other features of cdk8s-plus select on stays', () => {
  const service = api();
  const chart = Chart.of(service);
  const policy = new kplus.NetworkPolicy(chart, 'policy', { selector: service.deployment });
  const other = new kplus.Deployment(chart, 'other', { containers: [{ image: 'acme/other:1', resources: {} }] });
  other.scheduling.separate(service.deployment);
  const { labels } = ApiObject.of(service).toJson().spec.template.metadata;
  const { podSelector } = ApiObject.of(policy).toJson().spec;
  const [{ labelSelector }] = ApiObject.of(other).toJson().spec.template.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution;
  for (const { matchLabels } of [podSelector, labelSelector]) {
    expect(Object.keys(matchLabels)).not.toEqual([]);
    expect(labels).toMatchObject(matchLabels);
  }
});

test('objects that are not ours alone are written as they are', () => {
  const service = api({ autoscaling: { maxReplicas: 3, metrics: [] } });
  const chart = Chart.of(service);
  const other = new kplus.Deployment(chart, 'other', { containers: [{ image: 'acme/other:1', resources: {} }] });
  expect(ApiObject.of(other).toJson().spec).toMatchObject({ minReadySeconds: 0, template: { spec: { hostNetwork: false } } });
  expect(Testing.synth(chart).map(({ kind }) => kind)).toContain('HorizontalPodAutoscaler');
});
