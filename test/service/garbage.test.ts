/* Whatever stands in a prop, a constructor does not throw, and a synth that refuses it says so in words for people. */
import { App } from 'cdk8s';
import * as fc from 'fast-check';
import { ExecProbe, GrpcProbe, HealthCheckedService, HealthCheckedServiceProps, HealthChecks, HealthProbe, HttpProbe, TcpProbe } from '../../src';
import { shop } from './_synth';

const PROPS: readonly (keyof HealthCheckedServiceProps)[] = [
  'image', 'name', 'port', 'ports', 'livenessProbe', 'readinessProbe', 'startupProbe', 'healthChecks', 'startupSeconds', 'replicas', 'autoscaling',
  'podDisruptionBudget', 'resources', 'env', 'envFrom', 'command', 'args', 'volumeMounts', 'securityContext', 'serviceAccount', 'rolloutStrategy',
  'drainSeconds', 'terminationGracePeriodSeconds', 'labels', 'annotations',
];

const garbage = fc.oneof(
  fc.anything(),
  fc.constantFrom<unknown>(null, '', 0, -1, NaN, 1.5, true, 10n, Symbol('x'), () => 1, [], {}, [null], [{}], { a: null }, { port: 'x' }, { maxReplicas: null }),
);

/** Words of the machine room. What users wrote themselves, in quotes, does not count. */
const INTERNALS = /undefined|\[object|of null|is not a function|is not iterable|TypeError|Symbol\(/;

test.each(PROPS)('%s', prop => {
  fc.assert(fc.property(garbage, value => {
    const chart = shop();
    new HealthCheckedService(chart, 'api', { image: 'acme/api:1', port: 8000, [prop]: value } as never);
    try {
      App.of(chart).synthYaml();
    } catch (error) {
      const { message } = error as Error;
      expect(message).toMatch(/^Validation failed with the following errors:\n {2}\[shop\/api\] /);
      expect(message.replace(/"(\\.|[^"\\])*"/g, '""')).not.toMatch(INTERNALS);
    }
  }), { numRuns: 150 });
});

test.each<[string, (value: any) => unknown]>([
  ['HealthProbe', value => new HealthProbe(value)],
  ['HttpProbe', value => new HttpProbe(value)],
  ['TcpProbe', value => new TcpProbe(value)],
  ['GrpcProbe', value => new GrpcProbe(value)],
  ['ExecProbe', value => new ExecProbe(value)],
  ['HealthChecks', value => new HealthChecks(value)],
  ['HealthProbe.http', value => HealthProbe.http(value, value)],
  ['HealthProbe.exec', value => HealthProbe.exec(value)],
  ['HealthChecks.vllm', value => HealthChecks.vllm(value)],
  ['HealthChecks.postgres', value => HealthChecks.postgres(value)],
])('%s', (_, make) => {
  fc.assert(fc.property(garbage, value => {
    expect(() => make(value)).not.toThrow();
  }), { numRuns: 300 });
});

test('no props at all', () => {
  const chart = shop();
  new HealthCheckedService(chart, 'api', undefined as never);
  expect(() => App.of(chart).synthYaml()).toThrow('[shop/api] image is missing');
});
