import { ApiObject, App } from 'cdk8s';
import { Finding, Severity } from '../findings/finding';
import { valueText } from '../findings/text';
import { identityOf } from '../manifest/identity';
import { Deployment, PodSpec, RollingUpdate } from '../manifest/objects';
import { StrictProp } from './_strict-props';
import { SynthRun } from './_synth-run';

/**
 * What keeps the pod that comes from starting while the one that goes is there, in words; undefined where nothing does.
 *
 * @param object the Deployment, for the claims of its app
 */
export function holdBetweenPods(object: ApiObject, spec: PodSpec): string | undefined {
  // It is asked before anything was judged.
  const running = [...items(spec.containers), ...items(spec.initContainers).filter(({ restartPolicy }) => restartPolicy === 'Always')];
  const ports = running.flatMap(container => items(container.ports));
  if (spec.hostNetwork === true && ports.length > 0) return `port ${ports[0].containerPort} of the host's network`;
  const hostPort = ports.find(port => port.hostPort);
  if (hostPort) return `the host's port ${hostPort.hostPort}`;
  for (const { persistentVolumeClaim } of items(spec.volumes)) {
    const name = persistentVolumeClaim?.claimName;
    if (typeof name === 'string' && isForOneNode(object, name)) return `the ReadWriteOnce claim ${valueText(name)}`;
  }
  return undefined;
}

/**
 * A rollout that waits for ever: the new pod for what the old one holds, and the old one for the new pod.
 *
 * @param isScaled whether an autoscaler chooses the number of pods
 */
export function rolloutFindings(object: ApiObject, deployment: Deployment, isScaled: boolean): Finding[] {
  const { replicas = isScaled ? undefined : 1, strategy, template, paused } = deployment.spec ?? {};
  if (replicas !== 1 || paused || !template?.spec || strategy?.type === 'Recreate' || mayBeMissing(strategy?.rollingUpdate) >= 1) return [];
  const hold = holdBetweenPods(object, template.spec);
  if (hold === undefined) return [];
  return [{
    ...identityOf(deployment),
    rule: 'rollout-can-end' satisfies StrictProp,
    severity: Severity.ERROR,
    path: 'spec.strategy',
    value: strategy,
    message: `the rollout starts the new pod before it ends the old one, which holds ${hold}`,
    why: 'The new pod may wait for that for ever, and the old one is not ended before the new one is ready',
    fix: 'Give rolloutStrategy: DeploymentStrategy.recreate(), which ends the old pod first',
  }];
}

/** Of one pod: a share of it is rounded down where it may be missing and up where it may be more; 25 % are Kubernetes' own. */
function mayBeMissing({ maxUnavailable = '25%', maxSurge = '25%' }: RollingUpdate = {}): number {
  const missing = typeof maxUnavailable === 'number' ? maxUnavailable : maxUnavailable === '100%' ? 1 : 0;
  const mayBeMore = typeof maxSurge === 'number' ? maxSurge > 0 : !/^0+%$/.test(maxSurge);
  // Where neither would be allowed, Kubernetes lets one be missing (`ResolveFenceposts`).
  return mayBeMore ? missing : Math.max(missing, 1);
}

function items<T>(list: readonly T[] | undefined): T[] {
  return Array.isArray(list) ? list.filter(item => typeof item === 'object' && item !== null) : [];
}

/** Whether a claim of the app says that one node at a time can have it; of a claim that is not in the app nothing is known. */
function isForOneNode(object: ApiObject, name: string): boolean {
  const claim = claimsAround(object).find(each => each.name === name && each.metadata.namespace === object.metadata.namespace);
  const modes = (claim?.toJson() as { readonly spec?: { readonly accessModes?: unknown } } | undefined)?.spec?.accessModes;
  return Array.isArray(modes) && modes.length > 0 && modes.every(mode => mode === 'ReadWriteOnce' || mode === 'ReadWriteOncePod');
}

function claimsAround(object: ApiObject): readonly ApiObject[] {
  const { root } = object.node;
  const find = () => root.node.findAll().filter((construct): construct is ApiObject => ApiObject.isApiObject(construct) && construct.kind === 'PersistentVolumeClaim' && construct.apiGroup === 'core');
  return root instanceof App ? SynthRun.ofApp(root).keep(claimsAround, find) : find();
}
