import { KNOWN_VERSIONS } from '../../src/manifest/kubernetes-versions';
import { fieldTypes } from '../../src/rules/decoding-rules';
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
    'fields it does not know': deployment({ tty: 'perhaps' }, { paused: true }),
    '64 bits where they are allowed': deployment({}, {}, { terminationGracePeriodSeconds: 2 ** 40 }),
    'a kind it does not know': { kind: 'ConfigMap', metadata: { name: 'a' }, data: 5 },
    'a kind named like a method': { kind: 'toString', metadata: { name: 'a' } },
  },
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
