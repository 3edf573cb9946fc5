import { FieldPath } from '../manifest/field-path';
import { KubernetesVersions } from '../manifest/kubernetes-versions';
import { choiceFix, oneOf } from './formats';
import { Report } from './rule';

/*
 * What several rules look at in the same way. Each function reports for the rule that calls it.
 */

/**
 * Reports a word that is none of those Kubernetes knows, and names the one that was meant.
 *
 * @param otherwise the cure where none of them is spelt like the word that is there
 */
export function checkWord(
  word: string | null | undefined,
  words: readonly string[],
  at: FieldPath,
  report: Report,
  otherwise: string,
  versions?: KubernetesVersions,
): void {
  if (word == null || words.includes(word)) return;
  report.refuse(at, word, { must: `be ${oneOf(words)}`, why: 'Kubernetes knows no other', fix: choiceFix(word, words, otherwise) }, versions);
}

/**
 * Reports each of the fields that holds a number below zero.
 *
 * @param unit what the number in a field is a number of
 */
export function checkNotNegative<Name extends string>(
  subject: { readonly [name in Name]?: number | null },
  fields: readonly Name[],
  at: FieldPath,
  report: Report,
  unit: (field: Name) => string,
): void {
  for (const field of fields) {
    const value = subject[field];
    if (value == null || value >= 0) continue;
    report.refuse(at.field(field), value, {
      must: 'not be negative', why: `It is a number of ${unit(field)}`, fix: `Leave ${field} out for its default, or give it 0 or more`,
    });
  }
}
