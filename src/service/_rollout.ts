import { ApiObject, App } from 'cdk8s';
import { Finding, Severity } from '../findings/finding';
import { valueText } from '../findings/text';
import { identityOf } from '../manifest/identity';
import { Deployment, IntOrString, PodSpec } from '../manifest/objects';
import { StrictProp } from './_strict-props';
import { SynthRun } from './_synth-run';

/**
 * What keeps the pod that comes from starting while the one that goes is there, in words; undefined where nothing does.
 *
 * @param object the Deployment, for the claims of its app
 */
export function holdBetweenPods(object: ApiObject, spec: PodSpec): string | undefined {
  const ports = spec.containers?.flatMap(container => container.ports ?? []) ?? [];
  if (spec.hostNetwork === true && ports.length > 0) return `port ${ports[0].containerPort} of the host's network`;
  const hostPort = ports.find(port => port.hostPort);
  if (hostPort) return `the host's port ${hostPort.hostPort}`;
  for (const { persistentVolumeClaim } of spec.volumes ?? []) {
    const name = persistentVolumeClaim?.claimName;
    if (typeof name === 'string' && isForOneNode(object, name)) return `the ReadWriteOnce claim ${valueText(name)}`;
  }
  return undefined;
}

/** A rollout that waits for ever: the new pod for what the old one holds, and the old one for the new pod. */
export function rolloutFindings(object: ApiObject, deployment: Deployment): Finding[] {
  const { replicas = 1, strategy, template } = deployment.spec ?? {};
  if (replicas !== 1 || !template?.spec || strategy?.type === 'Recreate' || mayBeMissing(strategy?.rollingUpdate?.maxUnavailable) >= 1) return [];
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

/** Of one pod: a share is rounded down, and 25 % are Kubernetes' own. */
function mayBeMissing(maxUnavailable: IntOrString | undefined): number {
  if (typeof maxUnavailable === 'number') return maxUnavailable;
  return maxUnavailable === '100%' ? 1 : 0;
}

/** Whether a claim of the app says that one node at a time can have it; of a claim that is not in the app nothing is known. */
function isForOneNode(object: ApiObject, name: string): boolean {
  const claim = claimsAround(object).find(each => each.name === name && each.metadata.namespace === object.metadata.namespace);
  const modes = (claim?.toJson() as { readonly spec?: { readonly accessModes?: unknown } } | undefined)?.spec?.accessModes;
  return Array.isArray(modes) && modes.length > 0 && modes.every(mode => mode === 'ReadWriteOnce' || mode === 'ReadWriteOncePod');
}

function claimsAround(object: ApiObject): readonly ApiObject[] {
  const { root } = object.node;
  const find = () => root.node.findAll().filter((construct): construct is ApiObject => ApiObject.isApiObject(construct) && construct.kind === 'PersistentVolumeClaim');
  return root instanceof App ? SynthRun.ofApp(root).keep(claimsAround, find) : find();
}
