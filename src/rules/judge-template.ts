import { Finding } from '../findings/finding';
import { containerOf } from '../manifest/container-of';
import { identityOf } from '../manifest/identity';
import { KubernetesVersions } from '../manifest/kubernetes-versions';
import { KubernetesObject } from '../manifest/objects';
import { anyPodSpecOf, isOfOthers } from '../manifest/pod-spec';
import { judge } from './judge';

/**
 * What the API server would refuse in the pods of an object of others, such as an Argo Rollout; nothing for Kubernetes'
 * own kinds, which are judged whole.
 *
 * Whoever makes the pods submits each of them: so they are judged as pods are.
 */
export function judgeTemplateOfOthers(object: KubernetesObject, versions: KubernetesVersions): Finding[] {
  const pod = isOfOthers(object) ? anyPodSpecOf(object) : undefined;
  if (!pod) return [];
  const findings = judge({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'pod' }, spec: pod.spec } as KubernetesObject, versions);
  return findings.map(finding => {
    const path = finding.path.replace(/^spec\b/, pod.path);
    const container = containerOf(object, path);
    // What is said of a field by its place in a pod is said by its place here.
    return { ...finding, ...identityOf(object), path, message: finding.message.replace(/\bspec\.(?=\w)/g, `${pod.path}.`), ...container === undefined ? {} : { container } };
  });
}
