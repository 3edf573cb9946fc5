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
  merge(spec, plainValue(podSpec, podSchema()) as { [field: string]: unknown });
  for (const field of Object.keys(podSpec)) {
    // What is in containers is given field by field there.
    if (field !== 'containers' && field !== 'initContainers') give(`/${field}`);
  }
}

function plain(field: string, value: unknown): unknown {
  return plainValue(JSON.parse(JSON.stringify(value)), podSchema(field));
}
