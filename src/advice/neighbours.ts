import { selects } from '../manifest/label-selector';
import { HorizontalPodAutoscaler, KubernetesObject, LabelSelector, ObjectReference, PodDisruptionBudget, PodSpec, Service, StringMap } from '../manifest/objects';
import { podSpecOf } from '../manifest/pod-spec';
import { isAdded, podLabels, withoutAdded } from './pod-labels';

/** An object that makes pods. */
export interface AdvisedWorkload {
  readonly object: KubernetesObject;
  readonly spec: PodSpec;
  /** The path of the pod spec. */
  readonly path: string;
  readonly labels: StringMap;
}

/** All objects that are looked at together, and how they hang together; many thousands are found without going through all. */
export class Neighbours {
  public readonly workloads: readonly AdvisedWorkload[];
  public readonly services: ReadonlySet<KubernetesObject>;
  private readonly byNamespace: Groups<AdvisedWorkload>;
  private readonly byLabel: Groups<AdvisedWorkload>;
  private readonly byIdentity: Groups<AdvisedWorkload>;
  private readonly byTarget: Groups<HorizontalPodAutoscaler>;
  private readonly byWorkload: Groups<Service, AdvisedWorkload>;
  private readonly strangers: readonly KubernetesObject[];

  /**
   * @param strangers objects beside them of which little is known: those that would be refused, and kinds of others; they may
   * be what seems to be missing
   */
  constructor(objects: readonly KubernetesObject[], strangers: readonly KubernetesObject[] = []) {
    this.strangers = strangers.filter(({ kind }) => !NO_PODS.includes(kind ?? ''));
    this.workloads = objects.flatMap(object => {
      const pod = podSpecOf(object);
      return pod ? [{ object, ...pod, labels: podLabels(object) }] : [];
    });
    this.byNamespace = grouped(this.workloads, ({ object }) => [namespaceOf(object)]);
    this.byIdentity = grouped(this.workloads, ({ object }) => [identityIn(object, { kind: object.kind, name: object.metadata?.name })]);
    this.byLabel = grouped(this.workloads, ({ object, labels }) => Object.entries(labels).map(([key, value]) => labelIn(object, key, value)));
    const services = objects.filter(({ kind }) => kind === 'Service').filter(isServed);
    this.services = new Set(services);
    this.byWorkload = grouped(services, service => this.workloadsOf(service));
    const autoscalers = objects.filter(({ kind }) => kind === 'HorizontalPodAutoscaler') as HorizontalPodAutoscaler[];
    this.byTarget = grouped(autoscalers, autoscaler => [identityIn(autoscaler, autoscaler.spec?.scaleTargetRef ?? {})]);
  }

  /** The workloads in the namespace of an object. */
  public inNamespaceOf(other: KubernetesObject): readonly AdvisedWorkload[] {
    return this.byNamespace.get(namespaceOf(other)) ?? [];
  }

  /** The Services whose traffic the pods of a workload get. */
  public servicesOf(workload: AdvisedWorkload): readonly Service[] {
    return this.byWorkload.get(workload) ?? [];
  }

  /** The workloads whose pods get the traffic of a Service. */
  public workloadsOf(service: Service): readonly AdvisedWorkload[] {
    return this.selected(service, { matchLabels: service.spec?.selector });
  }

  /** The workloads whose pods a disruption budget protects. */
  public protectedBy(budget: PodDisruptionBudget): readonly AdvisedWorkload[] {
    return budget.spec?.selector ? this.selected(budget, budget.spec.selector) : [];
  }

  /** What an autoscaler scales, if it is there. */
  public targetOf(autoscaler: HorizontalPodAutoscaler): AdvisedWorkload | undefined {
    const { kind, name } = autoscaler.spec?.scaleTargetRef ?? {};
    return this.byIdentity.get(identityIn(autoscaler, { kind, name }))?.[0];
  }

  /** What scales a workload, if anything does. */
  public autoscalerOf({ object }: AdvisedWorkload): HorizontalPodAutoscaler | undefined {
    return this.byTarget.get(identityIn(object, { kind: object.kind, name: object.metadata?.name }))?.[0];
  }

  /**
   * The workloads around an object that selects pods of none of them: none, where it does, where somebody of whom little
   * is known may make its pods, or where it stands alone, so that its pods may come from anywhere.
   */
  public passedBy(by: KubernetesObject, selector: LabelSelector | undefined): readonly AdvisedWorkload[] {
    if (!selector) return this.inNamespaceOf(by);
    if (this.selected(by, selector).length > 0) return [];
    const mayBeMet = this.elsewhere(by).some(({ labels, object }) => selects(withoutAdded(selector, object), labels));
    return mayBeMet ? [] : this.inNamespaceOf(by);
  }

  /** Whether somebody of whom little is known may be what is named. */
  public mayBeNamed(by: KubernetesObject, { kind, name }: ObjectReference): boolean {
    return this.elsewhere(by).some(({ object }) => object.kind === kind && object.metadata?.name === name);
  }

  /** Strangers, and workloads in what may be the same namespace: where none is given, it is chosen later. */
  private elsewhere(by: KubernetesObject): { readonly object: KubernetesObject; readonly labels: StringMap }[] {
    const here = by.metadata?.namespace;
    const mayBeHere = ({ metadata }: KubernetesObject) => metadata?.namespace === undefined || here === undefined;
    const unsure = this.workloads.filter(({ object }) => object.metadata?.namespace !== here && mayBeHere(object));
    const strangers = this.strangers.filter(object => object.metadata?.namespace === here || mayBeHere(object));
    return [...unsure, ...strangers.map(object => ({ object, labels: podLabels(object) }))];
  }

  private selected(by: KubernetesObject, selector: LabelSelector): readonly AdvisedWorkload[] {
    // Those with the rarest of the labels are few; the others need not be looked at.
    const labels = Object.entries(selector.matchLabels ?? {}).filter(([key]) => !isAdded(key));
    const groups = labels.map(([key, value]) => this.byLabel.get(labelIn(by, key, value)) ?? []);
    const candidates = groups.reduce((fewest, group) => group.length < fewest.length ? group : fewest, this.inNamespaceOf(by));
    return candidates.filter(candidate => selects(withoutAdded(selector, candidate.object), candidate.labels));
  }
}

/** What surely makes no pods, however it is labelled. */
const NO_PODS = ['Service', 'HorizontalPodAutoscaler', 'PodDisruptionBudget', 'ConfigMap', 'Secret'];

type Groups<T, Key = string> = ReadonlyMap<Key, readonly T[]>;

function grouped<T extends object, Key>(items: readonly KubernetesObject[] | readonly T[], keysOf: (item: T) => readonly Key[]): Groups<T, Key> {
  const groups = new Map<Key, T[]>();
  for (const item of items as readonly T[]) {
    for (const key of keysOf(item)) {
      const group = groups.get(key);
      if (group) group.push(item);
      else groups.set(key, [item]);
    }
  }
  return groups;
}

function namespaceOf({ metadata }: KubernetesObject): string {
  return metadata?.namespace ?? 'default';
}

function labelIn(object: KubernetesObject, key: string, value: string): string {
  return JSON.stringify([namespaceOf(object), key, value]);
}

function identityIn(object: KubernetesObject, { kind, name }: { readonly kind?: string; readonly name?: string }): string {
  return JSON.stringify([namespaceOf(object), kind, name]);
}

/** A Service that selects pods; for a name elsewhere its selector counts nothing. */
function isServed({ spec }: Service): boolean {
  return spec?.type !== 'ExternalName' && Object.keys(spec?.selector ?? {}).length > 0;
}
