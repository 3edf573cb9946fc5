import { merge } from './_merge';
import { plainValue, podSchema } from './_plain-shape';
import { HealthCheckedServiceProps } from './health-checked-service-props';

/** What a pod is told, besides its containers, that cdk8s-plus cannot say or says otherwise; in Kubernetes' own shape. */
export function podFields(props: HealthCheckedServiceProps, selector: { readonly [label: string]: string }): { [field: string]: unknown } {
  const { imagePullSecrets, nodeSelector, tolerations, affinity, topologySpreadConstraints, priorityClassName, fsGroup } = props;
  const fields: { [field: string]: unknown } = {
    imagePullSecrets: imagePullSecrets?.map(({ name }) => ({ name })),
    nodeSelector,
    tolerations,
    affinity,
    topologySpreadConstraints: topologySpreadConstraints?.map(constraint => ({ labelSelector: { matchLabels: selector }, ...constraint })),
    priorityClassName,
    securityContext: fsGroup === undefined ? undefined : { fsGroup },
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined).map(([field, value]) => [field, plain(field, value)]));
}

/** Lays what props say of a pod over its plain spec. */
export function layPod(
  spec: { [field: string]: unknown },
  fields: { readonly [field: string]: unknown },
  props: HealthCheckedServiceProps,
  give: (pointer: string) => void,
): void {
  merge(spec, fields);
  if (props.terminationGracePeriodSeconds !== undefined) give('/terminationGracePeriodSeconds');
  const { podSpec } = props;
  if (!podSpec) return;
  const fragment = plainValue(podSpec, podSchema()) as { [field: string]: unknown };
  merge(spec, fragment);
  for (const [field, value] of Object.entries(fragment)) {
    if (field === 'containers' || field === 'initContainers') giveContainers(value, spec[field], `/${field}`, give);
    else giveValues(value, `/${field}`, give);
  }
}

/** Those of a fragment stand elsewhere once they are merged by name. */
function giveContainers(given: unknown, merged: unknown, pointer: string, give: (pointer: string) => void): void {
  if (!Array.isArray(given) || !Array.isArray(merged)) return;
  for (const container of given) {
    const index = merged.findIndex(each => each?.name === container?.name);
    if (index >= 0) giveValues(container, `${pointer}/${index}`, give);
  }
}

/** Each value by itself: what cdk8s-plus writes beside it was not asked for. */
function giveValues(value: unknown, pointer: string, give: (pointer: string) => void): void {
  if (value === undefined || value === null) return;
  if (typeof value !== 'object' || Array.isArray(value)) give(pointer);
  else for (const [field, inner] of Object.entries(value)) giveValues(inner, `${pointer}/${field}`, give);
}

function plain(field: string, value: unknown): unknown {
  return plainValue(value, podSchema(field));
}
