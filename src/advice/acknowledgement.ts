import { Finding, Severity } from '../findings/finding';
import { valueText } from '../findings/text';
import { identityOf } from '../manifest/identity';
import { KubernetesObject } from '../manifest/objects';
import { adviceDocs } from './advice';

/** Somebody says, with a reason, that a piece of advice does not apply. */
export interface Acknowledgement {
  readonly id: string;
  readonly reason: string;
  /** The field that says so. */
  readonly path: string;
}

/** Annotations that acknowledge begin like this; the id follows, and the value is the reason. */
export const ACKNOWLEDGE_ANNOTATION = 'cdk8s-health-checks/acknowledge.';

/** What is known of the advice about acknowledgements, for the registry. */
export const ACKNOWLEDGEMENT_ADVICE = [
  { id: 'acknowledgement-reason', statement: 'An acknowledgement gives a reason', sources: [] },
  { id: 'acknowledgement-unused', statement: 'An acknowledgement is of advice that is given', sources: [] },
] as const;

/** What an object says of itself. */
export function annotatedAcknowledgements({ metadata }: KubernetesObject): Acknowledgement[] {
  return Object.entries(metadata?.annotations ?? {}).filter(([key]) => key.startsWith(ACKNOWLEDGE_ANNOTATION)).map(([key, reason]) => ({
    id: key.slice(ACKNOWLEDGE_ANNOTATION.length), reason, path: `metadata.annotations[${key}]`,
  }));
}

/** Leaves out what is acknowledged, and says of acknowledgements that have no reason, or nothing to acknowledge. */
export function acknowledge(object: KubernetesObject, findings: readonly Finding[], acknowledgements: readonly Acknowledgement[]): Finding[] {
  const valid = acknowledgements.filter(({ reason }) => reason.trim() !== '');
  const left = findings.filter(({ rule }) => !valid.some(({ id }) => id === rule));
  for (const { id, reason, path } of acknowledgements) {
    const about = { severity: Severity.WARNING, ...identityOf(object), path, value: reason };
    if (reason.trim() === '') {
      left.push({
        ...about,
        rule: 'acknowledgement-reason',
        docs: adviceDocs('acknowledgement-reason'),
        message: `the acknowledgement of ${valueText(id)} gives no reason, and does not count`,
        why: 'Whoever reads it later must be able to judge whether it still holds',
        fix: 'Say why it does not apply here',
      });
    } else if (!findings.some(({ rule }) => rule === id)) {
      left.push({
        ...about,
        rule: 'acknowledgement-unused',
        docs: adviceDocs('acknowledgement-unused'),
        message: `there is nothing to acknowledge: ${valueText(id)} is not said of this object`,
        why: 'It was cured, or its name is a slip; and what is acknowledged for ever is not seen when it comes back',
        fix: `Remove the acknowledgement, or mend its name: ${adviceDocs('every-piece-of-advice')} lists them`,
      });
    }
  }
  return left;
}
