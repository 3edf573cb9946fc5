import { IConstruct } from 'constructs';
import { Finding, Severity } from '../findings/finding';
import { valueText } from '../findings/text';
import { KNOWN_VERSIONS, KubernetesVersions, parseVersions, versionsText } from '../manifest/kubernetes-versions';

/** The context key by which an app says which Kubernetes versions it is for. */
const CONTEXT = 'kubernetesVersion';

/** The versions an app is for: all that are known, unless its context narrows them; a context that cannot be read is a finding. */
export function versionsFor(construct: IConstruct, findings: Finding[]): KubernetesVersions {
  const given: unknown = construct.node.tryGetContext(CONTEXT);
  if (given === undefined || given === null) return KNOWN_VERSIONS;
  const versions = typeof given === 'string' || typeof given === 'number' ? parseVersions(String(given)) : undefined;
  if (versions) return versions;
  findings.push({
    rule: 'kubernetes-version',
    severity: Severity.ERROR,
    kind: 'App',
    name: construct.node.root.node.id,
    path: `context ${CONTEXT}`,
    value: given,
    message: `${CONTEXT} is ${valueText(given)}, but must be a version or a range within ${versionsText(KNOWN_VERSIONS)}`,
    why: 'What the API server accepts depends on its version, and no others are known here',
    fix: `Write e.g. app.node.setContext('${CONTEXT}', '1.31') or '1.31-1.34'`,
  });
  return KNOWN_VERSIONS;
}

/** How a user leaves out the versions that a finding holds for, of those that were asked about. */
export function narrowText({ min, max }: KubernetesVersions, asked: KubernetesVersions): string {
  const others = max < asked.max ? { min: max + 1, max: asked.max } : { min: asked.min, max: min - 1 };
  return `app.node.setContext('${CONTEXT}', '1.${others.min}${others.min < others.max ? `-1.${others.max}` : ''}')`;
}
