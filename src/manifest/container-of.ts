import { stepsOf } from './field-path';
import { KubernetesObject } from './objects';

/** The container that a path leads into: its name, or its place where it has none; undefined where it leads into none. */
export function containerOf(object: KubernetesObject, path: string): string | undefined {
  const into = /^.*\b((?:containers|initContainers)\[\d+\])/.exec(path);
  if (!into) return undefined;
  const name = [...stepsOf(into[0]), 'name']
    .reduce<unknown>((value, step) => (value as { readonly [key: string]: unknown } | null | undefined)?.[step], object);
  return typeof name === 'string' ? name : into[1];
}
