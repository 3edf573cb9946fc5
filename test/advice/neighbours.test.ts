/* Who may be meant by a selector, though little is known of them. */
import { advise } from '../../src/advice/advise';
import { KubernetesObject } from '../../src/manifest/objects';
import { deployment, service } from './_objects';

const lost = { ...service(), spec: { selector: { app: 'lost' }, ports: [{ port: 80 }] } } as KubernetesObject;
const labels = { app: 'lost' };
const isLost = (...strangers: object[]) => advise([lost, deployment({})], strangers as KubernetesObject[])[0].some(({ rule }) => rule === 'service-without-pods');

test('nobody', () => expect(isLost()).toBe(true));

test.each([
  ['a workload that is refused', { kind: 'Deployment', metadata: { name: 'a' }, spec: { template: { metadata: { labels } } } }],
  ['a CronJob that is refused', { kind: 'CronJob', metadata: { name: 'a' }, spec: { jobTemplate: { spec: { template: { metadata: { labels } } } } } }],
  ['a pod that is refused', { kind: 'Pod', metadata: { name: 'a', labels } }],
  ['a kind of others with a template', { kind: 'Rollout', metadata: { name: 'a' }, spec: { template: { metadata: { labels } } } }],
  ['a kind of others that hands its own labels on', { kind: 'Model', metadata: { name: 'a', labels } }],
])('%s may be meant', (_, stranger) => expect(isLost(stranger)).toBe(false));

test.each([
  ['a Service that is refused, with the same labels of its own', { kind: 'Service', metadata: { name: 'a', labels } }],
  ['a ConfigMap', { kind: 'ConfigMap', metadata: { name: 'a', labels } }],
  ['a workload with other labels', { kind: 'Deployment', metadata: { name: 'a', labels }, spec: { template: { metadata: { labels: { app: 'b' } } } } }],
  ['one in another namespace', { kind: 'Rollout', metadata: { name: 'a', namespace: 'other' }, spec: { template: { metadata: { labels } } } }],
  ['nulls', { kind: 'Deployment', metadata: null, spec: { template: { metadata: { labels: null } } } }],
])('%s is not', (_, stranger) => expect(isLost(stranger)).toBe(true));
