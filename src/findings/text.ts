import { Finding } from './finding';

type Versions = NonNullable<Finding['kubernetesVersions']>;

/**
 * What was found, as a short paragraph: what is wrong, then where, why and how to cure it.
 *
 * The lines after the first are indented, so that the paragraph still reads well in cdk8s' list of validation errors.
 *
 * @param findings one finding, or several that say the same of different places: those are listed
 * @param narrow how a user says which Kubernetes versions count, for a finding that holds for some of them only
 */
export function findingsText(findings: readonly Finding[], narrow: (versions: Versions) => string): string {
  const [{ message, why, fix, kubernetesVersions }] = findings;
  const [first, ...others] = findings.map(whereText);
  return [
    `${message}.`,
    `    where: ${first}`,
    ...others.map(where => `           ${where}`),
    `    why:   ${why}.`,
    `    fix:   ${fix}.`,
    ...kubernetesVersions ? [`    only:  ${onlyText(kubernetesVersions, narrow)}`] : [],
  ].join('\n');
}

/** A value as a reader would write it: strings in quotes, numbers plain, anything long cut short. */
export function valueText(value: unknown): string {
  if (value === undefined) return 'missing';
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (typeof value === 'function' || typeof value === 'symbol') return `a ${typeof value}`;
  const text = safeJson(value);
  return text.length > MAX_VALUE_LENGTH ? `${text.slice(0, MAX_VALUE_LENGTH)}…` : text;
}

/** Long enough for any legal name and short enough for one line of a terminal. */
const MAX_VALUE_LENGTH = 72;

function onlyText(versions: Versions, narrow: (versions: Versions) => string): string {
  const { min, max } = versions;
  const several = min < max;
  return `Kubernetes 1.${min}${several ? ` to 1.${max}` : ''}. If you do not run ${several ? 'any of these' : 'it'}, say so: ${narrow(versions)}`;
}

function whereText(finding: Finding): string {
  const object = `${finding.kind} ${finding.namespace ? `${finding.namespace}/` : ''}${finding.name}`.trim();
  return [object, ...finding.container ? [`container ${finding.container}`] : [], finding.path].join(', ');
}

function safeJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return 'an object that JSON cannot express';
  }
}
