import { Severity } from '../findings/finding';
import { valueText } from '../findings/text';
import { KubernetesObject } from '../manifest/objects';
import { Advice } from './advice';

/** The annotation of an object that says how long its app may take to start. */
const ANNOTATION = 'cdk8s-health-checks/startup-seconds';

/** What somebody said, in seconds. */
export function annotatedStartup({ metadata }: KubernetesObject): number | undefined {
  const seconds = Number(metadata?.annotations?.[ANNOTATION]?.trim() || NaN);
  return seconds > 0 && Number.isFinite(seconds) ? seconds : undefined;
}

export const startupAnnotationIsANumber: Advice<KubernetesObject> = {
  id: 'startup-annotation',
  statement: `The annotation ${ANNOTATION} is a number of seconds`,
  sources: [],
  check: (object, report) => {
    const given = object.metadata?.annotations?.[ANNOTATION];
    if (given === undefined || annotatedStartup(object) !== undefined) return;
    report.advise(`metadata.annotations[${ANNOTATION}]`, {
      severity: Severity.WARNING,
      value: given,
      message: `nothing is said of how long the app may take to start: ${valueText(given)} is no number of seconds`,
      why: 'The probes are compared with it, and cannot be',
      fix: `Write ${ANNOTATION}: "75"`,
    });
  },
};

export const startupAnnotationAdvice = [startupAnnotationIsANumber];
