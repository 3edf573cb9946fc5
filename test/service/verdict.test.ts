/* What is said of objects that are judged together, some of which are refused or of kinds of others. */
import { readYaml } from '../../src/manifest/yaml-file';
import { Judged, verdicts } from '../../src/service/_verdict';

const LABELS = '{ matchLabels: { app: web } }';
const pods = (labels: string, container = '') => `{ metadata: { labels: ${labels} }, spec: { containers: [{ name: main, image: a:1, lifecycle: { preStop: { sleep: { seconds: 5 } } }${container} }] } }`;
const WEB = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec: { replicas: 2, selector: ${LABELS}, template: ${pods('{ app: web }')} }
`;
const service = (spec: string, metadata = '{ name: web, namespace: shop }') => `---
apiVersion: v1
kind: Service
metadata: ${metadata}
spec: ${spec}
`;

/** `Service: service-without-pods` */
function said(text: string): string[] {
  const { documents, faults } = readYaml(text);
  expect(faults).toEqual([]);
  const objects = documents.map(({ value }) => ({ object: value }) as Judged);
  return verdicts(objects, 37).flatMap((findings, index) => findings.map(({ rule }) => `${objects[index].object.kind}: ${rule}`));
}

const API = WEB.replace(/web/g, 'api').replace('a:1,', 'a:1, ports: [{ containerPort: 80 }], readinessProbe: { timeoutSeconds: 2, httpGet: { port: 80 } },');

test.each([
  ['its pods are refused', `${API}---\n${WEB.replace('replicas: 2', 'replicas: -1')}`],
  ['its pods have a field of the wrong type', `${API}---\n${WEB.replace('replicas: 2', 'replicas: two')}`],
  ['its pods are made by others', `${API}---\n${WEB.replace('apps/v1', 'argoproj.io/v1alpha1').replace('kind: Deployment', 'kind: Rollout')}`],
  ['its pods may be in the same namespace', `${API}---\n${WEB.replace(', namespace: shop', '')}`],
  ['it is a name elsewhere', `${API}`, '{ type: ExternalName, externalName: example.org, selector: { app: web } }'],
])('a Service is not said to be without pods where %s', (_, text, spec = '{ selector: { app: web }, ports: [{ port: 80 }] }') => {
  expect(said(text + service(spec))).not.toContain('Service: service-without-pods');
  expect(said(API + service('{ selector: { app: web }, ports: [{ port: 80 }] }'))).toContain('Service: service-without-pods');
});

test('nor is an autoscaler without a target, or a budget without pods', () => {
  const others = `---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: web, namespace: shop }
spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web } }
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: web, namespace: shop }
spec: { maxUnavailable: 1, unhealthyPodEvictionPolicy: AlwaysAllow, selector: ${LABELS} }
`;
  expect(said(API + others)).toEqual(['HorizontalPodAutoscaler: autoscaler-without-target', 'PodDisruptionBudget: disruption-budget-without-pods']);
  expect(said(`${API}---\n${WEB.replace('replicas: 2', 'replicas: -1')}${others}`)).toEqual(['Deployment: workload-number']);
});

test('labels that controllers add are no slips', () => {
  const job = `apiVersion: batch/v1\nkind: Job\nmetadata: { name: load, namespace: shop }\nspec: { template: ${pods('{ x: z }').replace('spec: {', 'spec: { restartPolicy: Never,')} }\n`;
  const kafka = WEB.replace('Deployment', 'StatefulSet').replace('replicas', 'serviceName: kafka, replicas').replace('name: web', 'name: kafka');
  const broker = (pod: string) => service(`{ selector: { app: web, statefulset.kubernetes.io/pod-name: ${pod} }, ports: [{ port: 80 }], publishNotReadyAddresses: true }`);
  expect(said(job + service('{ selector: { job-name: load }, ports: [{ port: 80 }] }'))).toEqual([]);
  expect(said(job + service('{ selector: { job-name: lood }, ports: [{ port: 80 }] }'))).toEqual(['Service: service-without-pods']);
  expect(said(kafka + broker('kafka-0'))).not.toContain('Service: service-without-pods');
  expect(said(kafka + broker('kafka-x'))).toContain('Service: service-without-pods');
});

test('a Service leads to ports of sidecars, by name only for its own protocol', () => {
  const sidecar = (protocol: string) => WEB.replace('containers: [', `initContainers: [{ name: proxy, image: a:1, restartPolicy: Always, ports: [{ name: proxy, containerPort: 9000, protocol: ${protocol} }] }], containers: [`);
  const through = service('{ selector: { app: web }, ports: [{ port: 80, targetPort: proxy }] }');
  expect(said(sidecar('TCP') + through)).not.toContain('Service: service-port');
  expect(said(sidecar('UDP') + through)).toContain('Service: service-port');
});

test('readiness is asked only of containers that a Service leads to', () => {
  const text = WEB.replace('}] } }', '}, { name: exporter, image: a:1, ports: [{ containerPort: 9113 }] }] } }').replace('image: a:1,', 'image: a:1, ports: [{ containerPort: 8080 }], readinessProbe: { timeoutSeconds: 2, httpGet: { port: 8080 } },');
  expect(said(text + service('{ selector: { app: web }, ports: [{ port: 80, targetPort: 8080 }] }'))).toEqual([]);
  expect(said(text + service('{ selector: { app: web }, ports: [{ port: 80, targetPort: 9113 }] }'))).toEqual(['Deployment: readiness-missing', 'Deployment: pre-stop-missing']);
  expect(said(text + service('{ selector: { app: web }, ports: [{ port: 80, targetPort: 9113 }], publishNotReadyAddresses: true }'))).toEqual([]);
});

test('a start time is that of the container it is said of', () => {
  const slow = (annotation: string) => WEB.replace('namespace: shop }', `namespace: shop, annotations: { ${annotation} } }`)
    .replace('}] } }', ', livenessProbe: { timeoutSeconds: 2, failureThreshold: 9, httpGet: { port: 80 } } }, { name: proxy, image: a:1, livenessProbe: { timeoutSeconds: 2, failureThreshold: 9, httpGet: { port: 81 } } }] } }');
  const containers = (annotation: string) => {
    const [{ value }] = readYaml(slow(annotation)).documents;
    return verdicts([{ object: value } as Judged], 37)[0].map(({ container }) => container);
  };
  expect(containers('cdk8s-health-checks/startup-seconds: "400"')).toEqual(['main']);
  expect(containers('cdk8s-health-checks/startup-seconds.proxy: "400"')).toEqual(['proxy']);
});
