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

test.each([['null', null], ['a text', 'Deployment'], ['a number', 5], ['a list', []]])('what is no object is refused: %s', (_, item) => {
  expect(said(item)).toEqual([['field-type', 'object', '', '']]);
  expect(said(list('List', item))).toEqual([['field-type', 'object', '', '']]);
});

test('the document is named where there is no object in it', () => {
  const [{ message, fix }] = judge(5 as Loose, KNOWN_VERSIONS);
  expect([message, fix]).toEqual(['the document is 5, but must be an object', 'Make it an object']);
});

test('an object without anything has no kind', () => expect(said({}).map(([rule]) => rule)).toContain('api-version'));

test('a list of other things is none of ours', () => {
  expect(said({ apiVersion: 'acme.example/v1', kind: 'AllowList', metadata: { name: 'x' }, items: ['1.2.3.4'] })).toEqual([]);
});

test.each(['hasOwnProperty', 'toString', 'constructor', '__proto__'])('a kind named %s is one like any other', kind => {
  expect(said({ apiVersion: 'acme.example/v1', kind, metadata: { name: 'x', generateName: 'y-' } })).toEqual([]);
});

test('what is no text names nothing', () => {
  expect(said({ apiVersion: 'v1', kind: { toString: null }, metadata: { name: { a: 1 } } })).toEqual([['field-type', 'object', '', 'kind'], ['field-type', 'object', '', 'metadata.name']]);
});

test.each([
  ['Deploymnet', 'apps/v1', 'Write kind: Deployment'],
  ['deployment', 'apps/v1', 'Write kind: Deployment'],
  ['pod', 'v1', 'Write kind: Pod'],
])('the kind %s of %s is misspelt', (kind, apiVersion, fix) => {
  expect(judge({ apiVersion, kind, metadata: { name: 'x' } }, KNOWN_VERSIONS).map(finding => finding.fix)).toEqual([fix]);
});

test.each([['Node', 'v1'], ['Secret', 'v1'], ['ControllerRevision', 'apps/v1'], ['Scale', 'autoscaling/v1']])('the kind %s of %s is not described, and that is fine', (kind, apiVersion) => {
  expect(said({ apiVersion, kind, metadata: { name: 'x' } })).toEqual([]);
});

test('an object of a kind that is not described is judged by its metadata', () => {
  const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a/b', labels: { app: '-' } }, data: { anything: 'at all' } };
  expect(said(configMap)).toEqual([['object-name', 'ConfigMap', 'a/b', 'metadata.name'], ['labels', 'ConfigMap', 'a/b', 'metadata.labels']]);
});

test.each([
  [service({ type: 'Loadbalancer' }), 'Write "LoadBalancer"'],
  [service({ ipFamilies: ['ipv4'] }), 'Write "IPv4"'],
  [service({ clusterIP: 'none' }), 'Write "None"'],
  [deployment({}, { strategy: { type: 'recreate' } }), 'Write "Recreate"'],
  [deployment({ imagePullPolicy: 'always' }), 'Write "Always"'],
])('a word in other letters is spelt as it must be: %#', (object, fix) => {
  expect(judge(object, KNOWN_VERSIONS).map(finding => finding.fix)).toEqual([fix]);
});
