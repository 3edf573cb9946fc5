import { FieldPath } from '../manifest/field-path';
import { LabelSelector } from '../manifest/objects';
import { choiceFix, labelValueFault, oneOf } from './formats';
import { checkLabels } from './metadata-rules';
import { Report, Rule } from './rule';

export const selectorIsValid: Rule<LabelSelector> = {
  id: 'selector',
  statement: 'A selector has valid labels, and expressions with a known operator and fitting values',
  check(selector, at, report) {
    checkLabels(selector.matchLabels ?? {}, at.field('matchLabels'), report);
    selector.matchExpressions?.forEach(({ key = '', operator = '', values = [] }, index) => {
      const path = at.field('matchExpressions').index(index);
      if (!OPERATORS.includes(operator)) {
        report.refuse(path.field('operator'), operator, {
          must: `be ${oneOf(OPERATORS)}`, why: 'Selectors know no other comparison', fix: choiceFix(operator, OPERATORS, 'Use one of these operators'),
        });
      } else if (SET_OPERATORS.includes(operator) && values.length === 0) {
        report.refuse(path.field('values'), undefined, {
          must: `be given with ${operator}`, why: 'There is nothing to compare with', fix: 'List the values, or use Exists',
        });
      } else if (!SET_OPERATORS.includes(operator) && values.length > 0) {
        report.refuse(path.field('values'), values, {
          message: `matchExpressions[${index}] has values, but ${operator} takes none`, why: 'It only asks whether the label is there', fix: 'Remove the values, or use In',
        });
      }
      checkLabels({ [key]: '' }, path.field('key'), report);
      values.forEach((value, valueIndex) => {
        const must = labelValueFault(value);
        if (!must) return;
        report.refuse(path.field('values').index(valueIndex), value, { must, why: 'No label can have another value', fix: 'Mend the value' });
      });
    });
  },
};

/** Judges a selector, and tells whether nothing is wrong with it. */
export function judgeSelector(selector: LabelSelector | undefined, at: FieldPath, report: Report): boolean {
  const before = report.findings.length;
  if (selector != null) report.apply([selectorIsValid], selector, at);
  return report.findings.length === before;
}

const SET_OPERATORS = ['In', 'NotIn'];
const OPERATORS = [...SET_OPERATORS, 'Exists', 'DoesNotExist'];
