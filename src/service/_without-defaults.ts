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
  drop(object as Fields, ROOT, '', isGiven);
}

interface Fields {
  [field: string]: unknown;
}

/** What there is to drop at a place. */
interface Branch {
  readonly defaults: [name: string, value: unknown][];
  readonly branches: [name: string, branch: Branch][];
}

/** The entries as a tree, so that an object is gone through once. */
const ROOT = [...FILLED_IN, ...ABSENT_MEANS_THE_SAME].reduce((root, [way, value]) => {
  const steps = way.split('.');
  const last = steps.pop()!;
  steps.reduce(branchOf, root).defaults.push([last, value]);
  return root;
}, newBranch());

function newBranch(): Branch {
  return { defaults: [], branches: [] };
}

function branchOf(here: Branch, step: string): Branch {
  const known = here.branches.find(([name]) => name === step);
  if (known) return known[1];
  const made = newBranch();
  here.branches.push([step, made]);
  return made;
}

function drop(here: Fields, { defaults, branches }: Branch, pointer: string, isGiven: (pointer: string) => boolean): void {
  for (const [name, value] of defaults) {
    if (isSame(here[name], value) && !isGiven(`${pointer}/${name}`)) delete here[name];
  }
  for (const [name, branch] of branches) {
    const inner = here[name];
    if (typeof inner !== 'object' || inner === null) continue;
    const at = `${pointer}/${name}`;
    const [[first, each] = []] = branch.branches;
    if (first !== '*') drop(inner as Fields, branch, at, isGiven);
    else if (Array.isArray(inner)) inner.forEach((item, index) => Object(item) === item && drop(item, each!, `${at}/${index}`, isGiven));
  }
}

function isSame(given: unknown, value: unknown): boolean {
  return given === value || (Array.isArray(value) && Array.isArray(given) && given.length === 0);
}
