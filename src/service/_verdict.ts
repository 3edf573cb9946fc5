import { advise } from '../advice/advise';
import { Finding } from '../findings/finding';
import { KubernetesObject } from '../manifest/objects';
import { judge } from '../rules/judge';

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
  const refusals = objects.map(({ object, duplicates }) => judge(object, { min: version, max: version }, duplicates));
  const accepted = objects.filter((_, index) => refusals[index].length === 0);
  const advice = new Map(advise(accepted.map(({ object }) => object)).map((findings, index) => [accepted[index], findings]));
  return objects.map((each, index) => [...refusals[index], ...advice.get(each) ?? []]);
}
