import { App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { HealthCheckedService } from '../../src';
import { api, complaint, shop, written } from './_synth';

const props = { image: 'acme/api:1', port: 8000 };

test('the path from the chart on, readable and without a hash', () => {
  const chart = new Chart(new App(), 'shop');
  const service = new HealthCheckedService(new Construct(chart, 'eu'), 'api', props);
  expect(written(service).Deployment.metadata.name).toBe('shop-eu-api');
  expect(written(service).Service.metadata.name).toBe('shop-eu-api');
});

test('the chart nearest by counts, and capitals become small', () => {
  const inner = new Chart(new Chart(new App(), 'Outer'), 'Shop');
  expect(written(new HealthCheckedService(inner, 'Api', props)).Deployment.metadata.name).toBe('shop-api');
});

test('a given name is taken as it is', () => {
  expect(written(api({ name: 'checkout' })).Deployment).toMatchObject({
    metadata: { name: 'checkout' }, spec: { selector: { matchLabels: { 'app.kubernetes.io/name': 'checkout', 'app.kubernetes.io/instance': 'checkout' } } },
  });
});

test('63 characters are a name, 64 are an error that asks for one', () => {
  const chart = shop();
  const id = 'x'.repeat(63 - 'shop-'.length);
  expect(written(new HealthCheckedService(chart, id, props)).Deployment.metadata.name).toHaveLength(63);
  new HealthCheckedService(chart, `${id}y`, props);
  expect(complaint(chart)).toBe(`Validation failed with the following errors:
  [shop/${id}y] the construct's path makes the name "shop-${id}y", which is 64 characters long, but a name must be at most 63 lower-case letters, digits and '-', and begin and end with a letter or digit.
    where: HealthCheckedService shop/${id}y, name
    why:   It becomes the name of a Deployment and of a Service, and is never cut, since two services might then share one.
    fix:   Give the service a name: { name: "checkout" }.`);
});

test('two paths that make the same name are an error of both', () => {
  const chart = shop();
  new HealthCheckedService(new Construct(chart, 'a-b'), 'c', props);
  new HealthCheckedService(new Construct(chart, 'a'), 'b-c', props);
  expect(complaint(chart)).toBe(`Validation failed with the following errors:
  [shop/a-b/c] the name "shop-a-b-c" is taken: shop/a/b-c also makes a Deployment and a Service of that name.
    where: Deployment shop/shop-a-b-c, metadata.name
    why:   Applied to a cluster, one would silently replace the other.
    fix:   Give shop/a-b/c a name of its own: { name: "…" }.
  [shop/a/b-c] the name "shop-a-b-c" is taken: shop/a-b/c also makes a Deployment and a Service of that name.
    where: Deployment shop/shop-a-b-c, metadata.name
    why:   Applied to a cluster, one would silently replace the other.
    fix:   Give shop/a/b-c a name of its own: { name: "…" }.`);
});

test('the same name in another namespace is another name', () => {
  const app = new App();
  for (const namespace of ['eu', 'us']) new HealthCheckedService(new Chart(app, `shop-${namespace}`, { namespace }), 'api', { ...props, name: 'api' });
  expect(() => app.synthYaml()).not.toThrow();
});

test('a name that any other object of the app has is an error too', () => {
  const chart = shop();
  const service = api({}, chart);
  service.deployment.exposeViaService({ name: 'shop-api' });
  expect(complaint(chart)).toContain('[shop/api] the name "shop-api" is taken: shop/api/Deployment/shop-apiService also makes a Service of that name.');
});
