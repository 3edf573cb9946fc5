/**
 * Lays a fragment over a plain object as Kubernetes' strategic merge does: objects field by field, lists whose items have
 * a key by that key, other lists as a whole. What is undefined or null counts as absent.
 *
 * Source of the keys: `patchMergeKey` in Kubernetes' types (core/v1).
 */
export function merge(object: Plain, fragment: Plain): void {
  makeRoom(object, fragment);
  for (const name of Object.keys(fragment)) {
    const value = fragment[name];
    if (value === undefined || value === null) continue;
    const there = Object.hasOwn(object, name) ? object[name] : undefined;
    const key = Object.hasOwn(MERGE_KEYS, name) ? MERGE_KEYS[name] : undefined;
    if (isPlain(there) && isPlain(value)) merge(there, value);
    else if (key !== undefined && Array.isArray(there) && Array.isArray(value)) mergeItems(there, value, key, name === 'volumes');
    else Object.defineProperty(object, name, { value: copy(value), enumerable: true, configurable: true, writable: true });
  }
}

/** Of fields of which an object may have one, another one makes room for what is given. */
function makeRoom(object: Plain, fragment: Plain): void {
  for (const group of ONE_OF) {
    const given = group.filter(name => Object.hasOwn(fragment, name) && fragment[name] !== undefined && fragment[name] !== null);
    if (given.length > 0) group.filter(name => !given.includes(name)).forEach(name => delete object[name]);
  }
}

/** What a probe or a hook does, and where a variable comes from. */
const ONE_OF = [['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep'], ['value', 'valueFrom']];

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

/** @param retainKeys whether only what is given stays of an item, as of volumes, which are of one source each */
function mergeItems(list: unknown[], items: readonly unknown[], key: string, retainKeys: boolean): void {
  for (const item of items) {
    const same = isPlain(item) && item[key] !== undefined ? list.find(each => isPlain(each) && each[key] === item[key]) : undefined;
    if (same && retainKeys) for (const name of Object.keys(same as Plain)) if (!Object.hasOwn(item as Plain, name)) delete (same as Plain)[name];
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

/** Objects of classes stay what they are: they may lead anywhere, and are told as wrong where they stand. */
function isPlain(value: unknown): value is Plain {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
