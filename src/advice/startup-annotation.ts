import { Severity } from '../findings/finding';
import { valueText } from '../findings/text';
import { KubernetesObject } from '../manifest/objects';
import { Advice } from './advice';
import { AdvisedWorkload } from './neighbours';

/** The annotation of an object that says how long its app may take to start; with `.NAME`, that of another container. */
const ANNOTATION = 'cdk8s-health-checks/startup-seconds';

/** Nobody waits for longer. */
const LONGEST_SECONDS = 24 * 3600;

/** What somebody said of a container, in seconds: without a name it is the first that is meant. */
export function annotatedStartup({ object, spec }: AdvisedWorkload, container: string): number | undefined {
  const annotations = object.metadata?.annotations;
  return secondsIn(annotations?.[`${ANNOTATION}.${container}`] ?? (spec.containers?.[0]?.name === container ? annotations?.[ANNOTATION] : undefined));
}

export const startupAnnotationIsANumber: Advice<KubernetesObject> = {
  id: 'startup-annotation',
  statement: `The annotation ${ANNOTATION} is a number of seconds`,
  sources: [],
  check: (object, report) => {
    for (const [name, given] of Object.entries(object.metadata?.annotations ?? {})) {
      if (!(name === ANNOTATION || name.startsWith(`${ANNOTATION}.`)) || secondsIn(given) !== undefined) continue;
      report.advise(`metadata.annotations[${name}]`, {
        severity: Severity.WARNING,
        value: given,
        message: `nothing is said of how long the app may take to start: ${valueText(given)} is no number of seconds up to ${LONGEST_SECONDS}`,
        why: 'The probes are compared with it, and cannot be',
        fix: `Write ${name}: "75"`,
      });
    }
  },
};

export const startupAnnotationAdvice = [startupAnnotationIsANumber];

function secondsIn(text: string | undefined): number | undefined {
  const seconds = /^\d+(\.\d+)?$/.test(text?.trim() ?? '') ? Number(text) : 0;
  return seconds > 0 && seconds <= LONGEST_SECONDS ? seconds : undefined;
}
