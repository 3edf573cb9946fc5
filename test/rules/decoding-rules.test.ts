import { KNOWN_VERSIONS } from '../../src/manifest/kubernetes-versions';
import { fieldsAreKnown, fieldsAreUnique, fieldTypes, kindIsServed } from '../../src/rules/decoding-rules';
import { judge } from '../../src/rules/judge';
import { autoscaler, budget, deployment, describeRule, MAIN, service } from './_objects';

describeRule(fieldTypes, {
  fires: {
    'a fraction': [deployment({ livenessProbe: { tcpSocket: { port: 1 }, periodSeconds: 1.5 } }), `${MAIN}.livenessProbe.periodSeconds`],
    'NaN': [deployment({}, { replicas: NaN }), 'spec.replicas'],
    'past 32 bits': [deployment({}, { replicas: 2 ** 31 }), 'spec.replicas'],
    'a number in quotes': [deployment({}, { replicas: '2' }), 'spec.replicas'],
    'a port that is neither': [deployment({ livenessProbe: { httpGet: { port: true } } }), `${MAIN}.livenessProbe.httpGet.port`],
    'a gRPC port by name': [deployment({ livenessProbe: { grpc: { port: 'grpc' } } }), `${MAIN}.livenessProbe.grpc.port`],
    'a command that is no list': [deployment({ command: 'run' }), `${MAIN}.command`],
    'a label that is a number': [{ ...service(), metadata: { name: 'a', labels: { version: 1 } } }, 'metadata.labels[version]'],
    'a list for an object': [deployment({ livenessProbe: [] }), `${MAIN}.livenessProbe`],
    'a bad quantity': [deployment({ resources: { limits: { memory: '1 Gi' } } }), `${MAIN}.resources.limits[memory]`],
    'several': [service({ ports: [{ port: '80', protocol: 6 }] }), ['spec.ports[0].port', 'spec.ports[0].protocol']],
    'in an autoscaler': [autoscaler({ maxReplicas: 1.5 }), 'spec.maxReplicas'],
    'in a budget': [budget({ maxUnavailable: 0.5 }), 'spec.maxUnavailable'],
  },
  silent: {
    'nulls': deployment({ livenessProbe: null, ports: null, env: null }, { replicas: null }),
    'nulls in lists and maps': { ...deployment({ command: [null], env: [null] }), metadata: { name: 'a', labels: { a: null } } },
    '64 bits where they are allowed': deployment({}, {}, { terminationGracePeriodSeconds: 2 ** 40 }),
    'a kind it does not know': { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: 5 },
    'a kind of the same name in another group': { apiVersion: 'serving.knative.dev/v1', kind: 'Service', metadata: { name: 'a' }, spec: 5 },
    'a field that the asked version does not read': [deployment({ lifecycle: { preStop: { sleep: 5 } } }), '1.28'],
    'a kind named like a method': { kind: 'toString', metadata: { name: 'a' } },
  },
});

describeRule(fieldsAreKnown, {
  fires: {
    'a typing error': [deployment({ livenesProbe: {} }), `${MAIN}.livenesProbe`],
    'capitals': [deployment({}, { Replicas: 2 }), 'spec.Replicas'],
    'a field of a handler beside it': [deployment({ livenessProbe: { httpGet: {}, path: '/' } }), `${MAIN}.livenessProbe.path`],
    'a probe beside the containers': [deployment({}, {}, { livenessProbe: {} }), 'spec.template.spec.livenessProbe'],
    'gRPC in a hook': [deployment({ lifecycle: { preStop: { grpc: { port: 1 } } } }), `${MAIN}.lifecycle.preStop.grpc`],
    'before it came': [deployment({ lifecycle: { preStop: { sleep: { seconds: 5 } } } }), `${MAIN}.lifecycle.preStop.sleep`, '1.28'],
    'after it went': [deployment({}, {}, { resourceClaims: [{ name: 'a', source: {} }] }), 'spec.template.spec.resourceClaims[0].source', '1.37'],
    'in the status': [{ ...deployment(), status: { ready: true } }, 'status.ready'],
  },
  silent: {
    'any key of a map': { ...service(), metadata: { name: 'a', annotations: { 'any.thing/at-all': '' } } },
    'known since': [deployment({ lifecycle: { preStop: { sleep: { seconds: 5 } } } }), '1.30'],
    'JavaScript\'s undefined': deployment({ nothing: undefined }),
  },
});

test.each([
  ['livenesProbe of a container', deployment({ livenesProbe: {} }), 'Write livenessProbe'],
  ['periodseconds of a probe', deployment({ livenessProbe: { periodseconds: 1 } }), 'Write periodSeconds'],
  ['path of a probe', deployment({ livenessProbe: { path: '/' } }), 'Move it into httpGet'],
  ['livenessProbe of a pod', deployment({}, {}, { livenessProbe: {} }), 'Move it into an item of containers'],
  ['port beside the handler it belongs to', deployment({ livenessProbe: { tcpSocket: {}, port: 1 } }), 'Move it into tcpSocket'],
  ['port without a handler', deployment({ livenessProbe: { port: 1 } }), 'Move it into grpc or httpGet or tcpSocket'],
  ['containerport beside containerPort', deployment({ ports: [{ containerPort: 1, containerport: 2 }] }), 'Remove it: containerPort is there as well'],
  ['app of a selector', deployment({}, { selector: { app: 'api' } }), 'Move it into matchLabels'],
  ['cpu of resources', deployment({ resources: { cpu: '1' } }), 'Move it into limits or requests'],
  ['workingDirectory of a container', deployment({ workingDirectory: '/srv' }), 'Write workingDir'],
  ['nam of a port', deployment({ ports: [{ containerPort: 1, nam: 'a' }] }), 'Write name'],
  ['a number for a text', deployment({ env: [{ name: 'A', value: 8080 }] }), 'Write "8080", in quotes'],
  ['a text for a number', deployment({}, { replicas: '2' }), 'Write 2 without quotes'],
  ['a text for true', deployment({ tty: 'true' }), 'Write true without quotes'],
  ['too large a number', deployment({}, { replicas: 2 ** 31 }), 'Give a number from -2147483648 to 2147483647'],
  ['labels within a selector of a service', service({ selector: { matchLabels: { app: 'api' } } }), 'List the labels themselves, without matchLabels: a Service takes no more than labels'],
  ['periodSeconds of httpGet', deployment({ livenessProbe: { httpGet: { port: 1, periodSeconds: 1 } } }), 'Move it one level up'],
  ['replicas of a pod', deployment({}, {}, { replicas: 1 }), 'Move it 2 levels up'],
  ['nonsense in a handler', deployment({ livenessProbe: { tcpSocket: { nonsense: 1 } } }), 'Remove it; the fields here are host, port'],
])('what was meant by %s', (_, object, fix) => {
  expect(judge(object, KNOWN_VERSIONS).map(finding => finding.fix)).toEqual([fix]);
});

test('a field that some versions do not know is refused for those, and judged for the others', () => {
  const findings = judge(deployment({ lifecycle: { preStop: { sleep: { seconds: 31 } } } }), KNOWN_VERSIONS);
  expect(findings.map(({ rule, kubernetesVersions }) => [rule, kubernetesVersions])).toEqual([
    ['field-unknown', { min: 28, max: 28 }],
    ['sleep-known', { min: 29, max: 29 }],
    ['sleep-seconds', { min: 30, max: 37 }],
  ]);
});

test('field-duplicate: a field given twice is named, unless it is wrong anyway', () => {
  const findings = judge(deployment({ nonsense: { a: 1 } }), KNOWN_VERSIONS, ['spec.replicas', `${MAIN}.nonsense.a`]);
  expect(findings.filter(({ rule }) => rule === fieldsAreUnique.id).map(({ path }) => path)).toEqual(['spec.replicas']);
});

describeRule(kindIsServed, {
  fires: {
    'a version that is gone': [{ ...deployment(), apiVersion: 'extensions/v1beta1' }, 'apiVersion'],
    'the wrong group': [{ ...deployment(), apiVersion: 'v1' }, 'apiVersion'],
    'no version': [{ ...deployment(), apiVersion: undefined }, 'apiVersion'],
    'no kind': [{ ...deployment(), kind: undefined }, 'kind'],
  },
  silent: { 'served': deployment(), 'an older one that is served too': { ...autoscaler(), apiVersion: 'autoscaling/v1' }, 'a kind of others': { apiVersion: 'serving.knative.dev/v1', kind: 'Service', metadata: { name: 'a' } } },
});

test('where the API server cannot decode, nothing else is said', () => {
  const findings = judge(deployment({ image: '' }, { replicas: 'two' }), KNOWN_VERSIONS);
  expect(findings.map(({ rule }) => rule)).toEqual(['field-type']);
});

test('nulls anywhere make no rule stumble', () => {
  for (const object of [deployment({ livenessProbe: { httpGet: { port: 1 } }, env: [{ name: 'A' }], lifecycle: {} }), service(), autoscaler({ metrics: [{ type: 'Pods' }] }), budget()]) {
    const withNull = (value: any, path: readonly (string | number)[]): any => {
      const [head, ...rest] = path;
      const copy = Array.isArray(value) ? [...value] : { ...value };
      copy[head] = rest.length ? withNull(value[head], rest) : null;
      return copy;
    };
    for (const path of pathsOf(object)) expect(() => judge(withNull(object, path), KNOWN_VERSIONS)).not.toThrow();
  }
});

function pathsOf(value: unknown): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const segment = Array.isArray(value) ? Number(key) : key;
    return [[segment], ...pathsOf(child).map(path => [segment, ...path])];
  });
}
