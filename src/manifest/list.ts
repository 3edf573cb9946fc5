import { KubernetesObject } from './objects';

/**
 * The objects that a list holds (`kind: List`, `DeploymentList` …), or undefined where an object is no list.
 *
 * There is no such object in a cluster: what reads a list applies each of its items by itself.
 */
export function itemsOf(object: KubernetesObject): readonly KubernetesObject[] | undefined {
  const { kind, items } = (object ?? {}) as KubernetesObject & { readonly items?: unknown };
  if (kind === 'List' && items == null) return [];
  if (!Array.isArray(items)) return undefined;
  // Others have kinds of such names too, whose items are not objects.
  return kind === 'List' || (typeof kind === 'string' && kind.endsWith('List') && items.every(item => typeof item === 'object')) ? items : undefined;
}
