import * as fc from 'fast-check';
import type { Loose, Manifest } from './_manifests';

/** One thing done to a document as a whole; `place` picks where, among all places it could be done at. */
export const Mutation = fc.record({
  place: fc.nat(1_000_000),
  change: fc.oneof(
    fc.record({ add: fc.constantFrom('livenesProbe', 'livenessProbe', 'foo', 'Replicas', 'httpget', 'port', 'name', 'image', 'spec', 'sleep', 'resources', 'hostUsers', 'stopSignal', 'a.b', 'a/b', '') }),
    fc.constant({ repeat: true as const }),
    fc.constant({ remove: true as const }),
    fc.record({ put: fc.constantFrom<Loose>(null, null, null, 0, 1.5, -1, '', 'x', true, [], {}, [null], [{}], { x: null }, 1e30) }),
  ),
});

/** The fields whose value stays: those that say what the object is, and those whose texts no rule judges. */
const KEPT = /^(kind|apiVersion|spec\.schedule|spec\.timeZone)$/;

/** What no rule looks into. */
const UNJUDGED = /ephemeralContainers\[/;

type MutationValue = typeof Mutation extends fc.Arbitrary<infer T> ? T : never;

/** The document after all changes. */
export function mutate(object: Loose, mutations: readonly MutationValue[]): Manifest {
  const copy = structuredClone(object);
  const duplicates = new Set<string>();
  for (const { place, change } of mutations) {
    const places = placesIn(copy);
    if ('add' in change) {
      const objects = [copy, ...places.filter(({ path }) => !UNJUDGED.test(path)).map(({ parent, key }) => parent[key])].filter(value => typeof value === 'object' && value !== null && !Array.isArray(value));
      const target = objects[place % objects.length];
      // A new value that is there already is no addition.
      if (!Object.hasOwn(target, change.add)) target[change.add] = 'x';
      continue;
    }
    const changeable = places.filter(({ path }) => !UNJUDGED.test(path) && ('remove' in change || 'repeat' in change || !KEPT.test(path)));
    if (changeable.length === 0) continue;
    const { parent, key, path } = changeable[place % changeable.length];
    if ('put' in change) parent[key] = structuredClone(change.put);
    else if ('remove' in change) Array.isArray(parent) ? parent.splice(Number(key), 1) : delete parent[key];
    else if (!Array.isArray(parent)) duplicates.add(path);
  }
  const there = new Set(placesIn(copy).map(({ path }) => path));
  return { object: copy, duplicates: [...duplicates].filter(path => there.has(path)) };
}

/** The document as a line of JSON, in which the fields that are given twice stand twice. */
export function textOf({ object, duplicates }: Manifest): string {
  return duplicates.length === 0 ? JSON.stringify(object) : written(object, '', new Set(duplicates));
}

interface Place {
  readonly parent: Loose;
  readonly key: string;
  readonly path: string;
}

function placesIn(value: Loose, path = ''): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.keys(value).flatMap(key => {
    const place = { parent: value, key, path: pathTo(value, key, path) };
    return [place, ...placesIn(value[key], place.path)];
  });
}

function pathTo(parent: Loose, key: string, path: string): string {
  return Array.isArray(parent) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
}

function written(value: Loose, path: string, duplicates: ReadonlySet<string>): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item, index) => written(item, `${path}[${index}]`, duplicates)).join(',')}]`;
  const fields = Object.keys(value).flatMap(key => {
    const at = pathTo(value, key, path);
    const field = `${JSON.stringify(key)}:${written(value[key], at, duplicates)}`;
    return duplicates.has(at) ? [field, field] : [field];
  });
  return `{${fields.join(',')}}`;
}
