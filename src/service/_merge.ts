/**
 * Lays a fragment over a plain object as Kubernetes' strategic merge does: objects field by field, lists whose items have
 * a key by that key, other lists as a whole. What is undefined or null counts as absent.
 *
 * Source of the keys: `patchMergeKey` in Kubernetes' types (core/v1).
 */
export function merge(object: Plain, fragment: Plain): void {
  for (const name of Object.keys(fragment)) {
    const value = fragment[name];
    if (value === undefined || value === null) continue;
    const there = Object.hasOwn(object, name) ? object[name] : undefined;
    const key = Object.hasOwn(MERGE_KEYS, name) ? MERGE_KEYS[name] : undefined;
    if (isPlain(there) && isPlain(value)) merge(there, value);
    else if (key !== undefined && Array.isArray(there) && Array.isArray(value)) mergeItems(there, value, key);
    else Object.defineProperty(object, name, { value: copy(value), enumerable: true, configurable: true, writable: true });
  }
}

interface Plain {
  [field: string]: unknown;
}

/** By which field the items of a list are told apart. */
const MERGE_KEYS: { readonly [list: string]: string } = {
  containers: 'name',
  initContainers: 'name',
  volumes: 'name',
  env: 'name',
  imagePullSecrets: 'name',
  resourceClaims: 'name',
  schedulingGates: 'name',
  ports: 'containerPort',
  volumeMounts: 'mountPath',
  volumeDevices: 'devicePath',
  hostAliases: 'ip',
  topologySpreadConstraints: 'topologyKey',
};

function mergeItems(list: unknown[], items: readonly unknown[], key: string): void {
  for (const item of items) {
    const same = isPlain(item) && item[key] !== undefined ? list.find(each => isPlain(each) && each[key] === item[key]) : undefined;
    if (same) merge(same as Plain, item as Plain);
    else list.push(copy(item));
  }
}

/** A copy of what is plain, without what counts as absent. */
export function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copy);
  if (!isPlain(value)) return value;
  const result: Plain = {};
  merge(result, value);
  return result;
}

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
