import { advise } from '../advice/advise';
import { Finding } from '../findings/finding';
import { KubernetesObject } from '../manifest/objects';
import { decoded } from '../rules/decoded';
import { judgeWithPods } from '../rules/judge';

/** An object that is judged with others. */
export interface Judged {
  readonly object: KubernetesObject;
  /** The paths of fields that are given twice. */
  readonly duplicates?: readonly string[];
}

/**
 * What the API server would refuse in each object, and in what it would accept, what is likely to hurt.
 *
 * @param version the minor number of the Kubernetes version
 */
export function verdicts(objects: readonly Judged[], version: number): Finding[][] {
  const refusals = objects.map(({ object, duplicates }) => judgeWithPods(object, { min: version, max: version }, duplicates));
  const accepted = objects.map(({ object }, index) => refusals[index].length === 0 ? decoded(object) : undefined);
  const known = accepted.filter(object => object !== undefined);
  const strangers = objects.flatMap(({ object }, index) => accepted[index] || Object(object) !== object ? [] : [object]);
  const advice = new Map(advise(known, strangers).map((findings, index) => [known[index], findings]));
  return refusals.map((findings, index) => [...findings, ...accepted[index] ? advice.get(accepted[index])! : []]);
}
