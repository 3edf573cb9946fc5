import { LabelSelector, StringMap } from './objects';

/**
 * Whether a selector picks a set of labels; a selector that is missing picks nothing, an empty one everything.
 *
 * Source: `LabelSelectorAsSelector` in `k8s.io/apimachinery/pkg/apis/meta/v1`.
 */
export function selects(selector: LabelSelector | undefined, labels: StringMap): boolean {
  if (selector == null) return false;
  for (const key in selector.matchLabels) {
    if (labels[key] !== selector.matchLabels[key]) return false;
  }
  return selector.matchExpressions?.every(({ key = '', operator, values = [] }) => {
    const there = Object.hasOwn(labels, key);
    switch (operator) {
      case 'In': return there && values.includes(labels[key]);
      case 'NotIn': return !there || !values.includes(labels[key]);
      case 'Exists': return there;
      default: return !there;
    }
  }) ?? true;
}

/** A selector without any condition. */
export function isEmptySelector(selector: LabelSelector): boolean {
  return Object.keys(selector.matchLabels ?? {}).length === 0 && (selector.matchExpressions ?? []).length === 0;
}
