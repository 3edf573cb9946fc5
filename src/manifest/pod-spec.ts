import { Container, KubernetesObject, PodSpec } from './objects';

/** The pods of a workload, and where they are described. */
export interface DescribedPod {
  readonly spec: PodSpec;
  /** The path of the spec, for messages and for places in a file. */
  readonly path: string;
}

/** Whether an object makes pods, or is one, by what it says it is. */
export function isWorkload(object: KubernetesObject): boolean {
  return typeof object?.kind === 'string' && WAYS.has(object.kind);
}

/** The pods a workload makes, or the pod itself; undefined for an object that makes none. */
export function podSpecOf(object: KubernetesObject): DescribedPod | undefined {
  return specIn(object, typeof object?.kind === 'string' ? WAYS.get(object.kind) : undefined);
}

function specIn(object: KubernetesObject, fields: readonly string[] | undefined): DescribedPod | undefined {
  if (!fields) return undefined;
  const spec = fields.reduce<unknown>((value, field) => (value as { readonly [name: string]: unknown } | null | undefined)?.[field], object);
  return spec === undefined || spec === null ? undefined : { spec: spec as PodSpec, path: fields.join('.') };
}

/** The same, of kinds of others too whose pods look like Kubernetes' own. */
export function anyPodSpecOf(object: KubernetesObject): DescribedPod | undefined {
  return podSpecOf(object) ?? specIn(object, waysOfOthers(object));
}

/** Whether an object is of a kind of others that makes pods from a template of Kubernetes' own. */
export function isOfOthers(object: KubernetesObject): boolean {
  return waysOfOthers(object) !== undefined;
}

/** The containers that run side by side: sidecars are among them, other init containers end before. */
export function runningContainers({ initContainers, containers }: PodSpec): Container[] {
  return [...containers ?? [], ...(initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always')];
}

const IN_TEMPLATE = ['spec', 'template', 'spec'];

const WAYS: ReadonlyMap<string, readonly string[]> = new Map([
  ['Deployment', IN_TEMPLATE],
  ['StatefulSet', IN_TEMPLATE],
  ['DaemonSet', IN_TEMPLATE],
  ['ReplicaSet', IN_TEMPLATE],
  ['Job', IN_TEMPLATE],
  ['CronJob', ['spec', 'jobTemplate', 'spec', 'template', 'spec']],
  ['Pod', ['spec']],
]);

function waysOfOthers({ apiVersion, kind }: KubernetesObject): readonly string[] | undefined {
  return typeof apiVersion === 'string' && typeof kind === 'string' ? WAYS_OF_OTHERS.get(`${apiVersion.replace(/\/[^/]*$/, '')}/${kind}`) : undefined;
}

/** By group and kind. Sources: the types of argo-rollouts, OpenKruise, OpenShift and Knative Serving. */
const WAYS_OF_OTHERS: ReadonlyMap<string, readonly string[]> = new Map([
  ['argoproj.io/Rollout', IN_TEMPLATE],
  ['apps.kruise.io/CloneSet', IN_TEMPLATE],
  ['apps.openshift.io/DeploymentConfig', IN_TEMPLATE],
  ['serving.knative.dev/Service', IN_TEMPLATE],
]);

/** The kinds of Kubernetes' own that make pods, or are one. */
export const WORKLOAD_KINDS: readonly string[] = [...WAYS.keys()];
