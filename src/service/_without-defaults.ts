/*
 * cdk8s-plus writes out much that nobody asked for and that means nothing: what the API server fills in by itself, and
 * what means the same where it is absent. `npm run conformance -- defaults` holds this list to Kubernetes' own defaults.
 */

type Entry = readonly [way: string, value: unknown];

/** What is the same after the API server's defaulting: a way to a field, `*` for each of a list, and the value that it gets. */
export const FILLED_IN: readonly Entry[] = [
  // SetDefaults_Deployment, SetDefaults_Service and SetDefaults_PodSpec in k8s.io/kubernetes/pkg/apis.
  ['spec.progressDeadlineSeconds', 600],
  ['spec.type', 'ClusterIP'],
  ['spec.template.spec.dnsPolicy', 'ClusterFirst'],
  ['spec.template.spec.restartPolicy', 'Always'],
  ['spec.template.spec.terminationGracePeriodSeconds', 30],
  // SetDefaults_HTTPGetAction.
  ...['containers', 'initContainers'].flatMap(list => [
    ...['livenessProbe', 'readinessProbe', 'startupProbe'].map((probe): Entry => [`spec.template.spec.${list}.*.${probe}.httpGet.scheme`, 'HTTP']),
    ...['postStart', 'preStop'].map((hook): Entry => [`spec.template.spec.${list}.*.lifecycle.${hook}.httpGet.scheme`, 'HTTP']),
  ]),
  // What the decoder has where nothing is given, and nobody could tell apart: "Defaults to 0 (pod will be considered
  // available as soon as it is ready)", apps/v1 DeploymentSpec; "Default to false", core/v1 PodSpec; and no addresses.
  ['spec.minReadySeconds', 0],
  ['spec.template.spec.hostNetwork', false],
  ['spec.externalIPs', []],
];

/** What means the same where it is absent, although nobody fills it in. */
export const ABSENT_MEANS_THE_SAME: readonly Entry[] = [
  // "the pod's hostname will be configured as the pod's FQDN, rather than the leaf name (the default). […] Default to
  // false.": core/v1 PodSpec.
  ['spec.template.spec.setHostnameAsFQDN', false],
  // "Valid values are "OnRootMismatch" and "Always". If not specified, "Always" is used.": core/v1 PodSecurityContext.
  ['spec.template.spec.securityContext.fsGroupChangePolicy', 'Always'],
  ...['containers', 'initContainers'].flatMap((list): Entry[] => [
    // "Run container in privileged mode. […] Defaults to false.": core/v1 SecurityContext.
    [`spec.template.spec.${list}.*.securityContext.privileged`, false],
    // "Whether this container has a read-only root filesystem. Default is false.": core/v1 SecurityContext.
    [`spec.template.spec.${list}.*.securityContext.readOnlyRootFilesystem`, false],
  ]),
];

/**
 * Takes from a plain object what means the same where it is absent.
 *
 * @param isGiven whether somebody asked for the field at a JSON pointer; that stays
 */
export function dropDefaults(object: object, isGiven: (pointer: string) => boolean): void {
  for (const { steps, value } of ENTRIES) drop(object, steps, 0, value, '', isGiven);
}

const ENTRIES = [...FILLED_IN, ...ABSENT_MEANS_THE_SAME].map(([way, value]) => ({ steps: way.split('.'), value }));

function drop(here: unknown, steps: readonly string[], depth: number, value: unknown, pointer: string, isGiven: (pointer: string) => boolean): void {
  if (typeof here !== 'object' || here === null) return;
  const step = steps[depth];
  if (step === '*') {
    if (Array.isArray(here)) here.forEach((item, index) => drop(item, steps, depth + 1, value, `${pointer}/${index}`, isGiven));
    return;
  }
  const fields = here as { [field: string]: unknown };
  if (!Object.hasOwn(fields, step)) return;
  if (depth < steps.length - 1) {
    drop(fields[step], steps, depth + 1, value, `${pointer}/${step}`, isGiven);
  } else if (isSame(fields[step], value) && !isGiven(`${pointer}/${step}`)) {
    delete fields[step];
  }
}

function isSame(given: unknown, value: unknown): boolean {
  return given === value || (Array.isArray(value) && Array.isArray(given) && given.length === 0);
}
