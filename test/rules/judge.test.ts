import { KNOWN_VERSIONS } from '../../src/manifest/kubernetes-versions';
import { judge } from '../../src/rules/judge';
import { deployment, Loose, service } from './_objects';

const list = (kind: string, ...items: Loose[]): Loose => ({ apiVersion: 'v1', kind, items });
const said = (object: Loose, duplicates?: string[]) => (
  judge(object, KNOWN_VERSIONS, duplicates).map(({ rule, kind, name, path }) => [rule, kind, name, path])
);

test.each(['List', 'DeploymentList'])('the items of a %s are judged one by one, as they are applied', kind => {
  expect(said(list(kind, deployment({ image: '' }), service({ ports: [] })))).toEqual([
    ['container-image', 'Deployment', 'api', 'spec.template.spec.containers[0].image'],
    ['service-ports', 'Service', 'api', 'spec.ports'],
  ]);
});

test('a list in a list, an empty list, and a field that an item gives twice', () => {
  expect(said(list('List', list('List', deployment({ image: '' }))))).toHaveLength(1);
  expect(said(list('List'))).toEqual([]);
  expect(said(list('List', deployment(), deployment()), ['items[1].spec.replicas'])).toEqual([['field-duplicate', 'Deployment', 'api', 'spec.replicas']]);
});

test.each([['null', null], ['a text', 'Deployment'], ['a number', 5], ['nothing', {}]])('an item that is %s is refused', (_, item) => {
  expect(said(list('List', item)).map(([rule]) => rule)).toContain('api-version');
});

test('an object of a kind that is not described is judged by its metadata', () => {
  const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a/b', labels: { app: '-' } }, data: { anything: 'at all' } };
  expect(said(configMap)).toEqual([['object-name', 'ConfigMap', 'a/b', 'metadata.name'], ['labels', 'ConfigMap', 'a/b', 'metadata.labels']]);
});
