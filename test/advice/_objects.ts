import { advise } from '../../src/advice/advise';
import { Finding } from '../../src/findings/finding';
import { Container, DeploymentSpec, KubernetesObject, PodSpec, Probe } from '../../src/manifest/objects';
import { judge } from '../../src/rules/judge';

/** A probe that nothing is said of. */
export const http = (more: Partial<Probe> = {}, path = '/livez'): Probe => ({ httpGet: { path, port: 8080 }, timeoutSeconds: 2, ...more });

export interface Given {
  readonly container?: Partial<Container>;
  readonly pod?: Partial<PodSpec>;
  readonly spec?: Partial<DeploymentSpec>;
  readonly annotations?: { readonly [key: string]: string };
}

export const labels = { app: 'api' };

/** A Deployment of two pods that nothing is said of, but for what is given. */
export function deployment({ container, pod, spec, annotations }: Given = {}): KubernetesObject {
  const main = { name: 'main', image: 'ghcr.io/acme/api:1', ports: [{ containerPort: 8080 }], lifecycle: { preStop: { sleep: { seconds: 5 } } }, ...container };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'api', namespace: 'shop', ...annotations ? { annotations } : {} },
    spec: { replicas: 2, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [main], ...pod } }, ...spec },
  } as KubernetesObject;
}

export const service = (ports: readonly object[] = [{ port: 80, targetPort: 8080 }], selector: object = labels) => ({
  apiVersion: 'v1', kind: 'Service', metadata: { name: 'api', namespace: 'shop' }, spec: { selector, ports },
}) as KubernetesObject;

export const budget = (spec: object) => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name: 'api', namespace: 'shop' },
  spec: { selector: { matchLabels: labels }, unhealthyPodEvictionPolicy: 'AlwaysAllow', ...spec },
}) as KubernetesObject;

export const autoscaler = (minReplicas: number, spec: object = {}) => ({
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'api', namespace: 'shop' },
  spec: { minReplicas, maxReplicas: 9, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'api' }, ...spec },
}) as KubernetesObject;

/** Everything that is said of objects which the API server would accept. */
export function said(...objects: readonly KubernetesObject[]): Finding[] {
  for (const object of objects) expect(judge(object, { min: 37, max: 37 })).toEqual([]);
  return advise(objects).flat();
}

/** `warning liveness-impatient` */
export const ids = (...objects: readonly KubernetesObject[]) => said(...objects).map(({ rule, severity }) => `${severity} ${rule}`);
