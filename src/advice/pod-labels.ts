import { KubernetesObject, LabelSelector, Metadata, StringMap } from '../manifest/objects';

/** The labels of the pods that an object makes, or of the pod that it is; also where its kind is not known. */
export function podLabels(object: KubernetesObject): StringMap {
  const { spec, metadata } = object as LikeAWorkload;
  const { labels } = (spec?.template ?? spec?.jobTemplate?.spec?.template ?? { metadata }).metadata ?? {};
  return typeof labels === 'object' && labels !== null ? labels : {};
}

interface LikeAWorkload {
  readonly metadata?: Metadata | null;
  readonly spec?: {
    readonly template?: { readonly metadata?: Metadata | null } | null;
    readonly jobTemplate?: { readonly spec?: { readonly template?: { readonly metadata?: Metadata | null } | null } | null } | null;
  } | null;
}

/** Labels for people. */
export function labelsText(labels: StringMap): string {
  return Object.entries(labels).map(([key, value]) => `${key}: ${value}`).join(', ') || 'those you give it';
}

/** Whether controllers give a label to the pods they make. */
export function isAdded(key: string): boolean {
  return ADDED.test(key);
}

const ADDED = /^((statefulset|batch)\.kubernetes\.io\/.*|apps\.kubernetes\.io\/pod-index|job-name|controller-(uid|revision-hash)|pod-template-(hash|generation))$/;

/** A selector without what a controller sees to: the pods of a StatefulSet and of a Job are labelled with their names. */
export function withoutAdded({ matchLabels = {}, matchExpressions = [] }: LabelSelector, { kind, metadata }: KubernetesObject): LabelSelector {
  if (![...Object.keys(matchLabels), ...matchExpressions.map(({ key = '' }) => key)].some(isAdded)) return { matchLabels, matchExpressions };
  const name = metadata?.name ?? '';
  const isOwn = (key: string, value: string) => {
    const ordinal = value.startsWith(`${name}-`) ? value.slice(name.length + 1) : '';
    if (key === 'statefulset.kubernetes.io/pod-name') return kind === 'StatefulSet' && /^\d+$/.test(ordinal);
    if (key === 'job-name' || key === 'batch.kubernetes.io/job-name') return kind === 'Job' && value === name;
    return isAdded(key);
  };
  return {
    matchLabels: Object.fromEntries(Object.entries(matchLabels).filter(([key, value]) => !isOwn(key, value))),
    matchExpressions: matchExpressions.filter(({ key = '' }) => !isAdded(key)),
  };
}
