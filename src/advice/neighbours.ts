import { HorizontalPodAutoscaler, KubernetesObject, LabelSelector, PodDisruptionBudget, PodSpec, Service, StringMap } from '../manifest/objects';
import { podSpecOf } from '../manifest/pod-spec';

/** An object that makes pods. */
export interface AdvisedWorkload {
  readonly object: KubernetesObject;
  readonly spec: PodSpec;
  /** The path of the pod spec. */
  readonly path: string;
  readonly labels: StringMap;
}

/** All objects that are looked at together, and how they hang together. */
export class Neighbours {
  public readonly workloads: readonly AdvisedWorkload[];
  public readonly services: readonly Service[];
  public readonly budgets: readonly PodDisruptionBudget[];
  public readonly autoscalers: readonly HorizontalPodAutoscaler[];

  constructor(objects: readonly KubernetesObject[]) {
    const of = <T extends KubernetesObject>(kind: string) => objects.filter(object => object.kind === kind) as T[];
    this.workloads = objects.flatMap(object => {
      const pod = podSpecOf(object);
      return pod ? [{ object, ...pod, labels: podLabels(object, pod.path) }] : [];
    });
    this.services = of<Service>('Service').filter(({ spec }) => Object.keys(spec?.selector ?? {}).length > 0);
    this.budgets = of('PodDisruptionBudget');
    this.autoscalers = of('HorizontalPodAutoscaler');
  }

  /** The workloads in the namespace of an object. */
  public inNamespaceOf(other: KubernetesObject): AdvisedWorkload[] {
    return this.workloads.filter(({ object }) => isSameNamespace(other, object));
  }

  /** The Services whose traffic the pods of a workload get. */
  public servicesOf({ object, labels }: AdvisedWorkload): Service[] {
    return this.services.filter(service => isSameNamespace(service, object) && hasAll(labels, service.spec!.selector!));
  }

  /** The workloads whose pods get the traffic of a Service. */
  public workloadsOf(service: Service): AdvisedWorkload[] {
    return this.inNamespaceOf(service).filter(({ labels }) => hasAll(labels, service.spec?.selector ?? {}));
  }

  /** The workloads whose pods a disruption budget protects. */
  public protectedBy(budget: PodDisruptionBudget): AdvisedWorkload[] {
    return this.inNamespaceOf(budget).filter(({ labels }) => selects(budget.spec?.selector, labels));
  }

  /** What scales a workload, if anything does. */
  public autoscalerOf({ object }: AdvisedWorkload): HorizontalPodAutoscaler | undefined {
    return this.autoscalers.find(autoscaler => {
      const target = autoscaler.spec?.scaleTargetRef;
      return isSameNamespace(autoscaler, object) && target?.kind === object.kind && target?.name === object.metadata?.name;
    });
  }
}

function podLabels(object: KubernetesObject, path: string): StringMap {
  // The labels stand beside the spec: in the metadata of the template, or of the pod itself.
  const around = path.split('.').slice(0, -1).reduce<unknown>((value, field) => (value as { readonly [name: string]: unknown } | undefined)?.[field], object);
  return (around as KubernetesObject | undefined)?.metadata?.labels ?? {};
}

function isSameNamespace(a: KubernetesObject, b: KubernetesObject): boolean {
  return (a.metadata?.namespace ?? 'default') === (b.metadata?.namespace ?? 'default');
}

function hasAll(labels: StringMap, wanted: StringMap): boolean {
  return Object.entries(wanted).every(([key, value]) => labels[key] === value);
}

/** Source: `LabelSelectorAsSelector` in `k8s.io/apimachinery/pkg/apis/meta/v1`. */
function selects(selector: LabelSelector | undefined, labels: StringMap): boolean {
  if (!selector) return false;
  return hasAll(labels, selector.matchLabels ?? {}) && (selector.matchExpressions ?? []).every(({ key = '', operator, values = [] }) => {
    const has = Object.prototype.hasOwnProperty.call(labels, key);
    switch (operator) {
      case 'In': return has && values.includes(labels[key]);
      case 'NotIn': return !has || !values.includes(labels[key]);
      case 'Exists': return has;
      default: return !has;
    }
  });
}
