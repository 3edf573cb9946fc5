import { JsonPatch } from 'cdk8s';
import { closest, distance } from 'fastest-levenshtein';
import { valueText } from '../findings/text';
import { Schema } from '../rules/schema';
import { fieldNamed, isScalar, plainValue } from './_plain-shape';
import { WriteFault } from './_write-fault';

/**
 * Applies a user's patches to a plain object, and tells which places they gave.
 *
 * cdk8s applies patches before the generated (L1) construct converts the object, so that they are written in its shape:
 * a port is `{ value: 8000 }`, `hostIP` is `hostIp`. The conversion drops what it does not know or expects otherwise.
 * Applied afterwards nothing is lost, and either shape may be used: where the object's kind has a field of such a name,
 * or such a value, what is given is brought into Kubernetes' own shape.
 *
 * @param schema what the kind of object may hold; without it everything is taken as it stands
 * @param given is told of each place that a patch gives a value, as a JSON pointer into the result
 * @throws WriteFault
 */
export function applyPatches(object: object, patches: readonly JsonPatch[], schema: Schema | undefined, given: (pointer: string) => void): object {
  let patched = object;
  for (const patch of patches) {
    // It is what cdk8s itself reads: a patch has no public face.
    const { op, path, from, value } = (patch as unknown as { readonly operation: Operation }).operation;
    const target = translate(path, schema, patched);
    const pointer = pointerOf(target.steps);
    const plain = value === undefined ? undefined : plainValue(copyOf(value, op, path), target.schema);
    const source = from === undefined ? undefined : translate(from, schema, patched);
    if (source && !exists(patched, source.steps)) throw notThere(patched, op, from!, source.steps, undefined);
    const around = exists(patched, target.steps.slice(0, -1));
    if (!around || ((op === 'remove' || op === 'test') && !exists(patched, target.steps) && (op === 'test' || target.schema === undefined))) {
      throw notThere(patched, op, path, target.steps, value);
    }
    patched = apply(patched, { op, path: pointer, from: source && pointerOf(source.steps), value: plain }, path);
    if (op === 'add' || op === 'replace' || op === 'copy' || op === 'move') given(pointer);
  }
  return patched;
}

/** What RFC 6902 calls an operation. */
interface Operation {
  readonly op: 'add' | 'remove' | 'replace' | 'copy' | 'move' | 'test';
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
}

/** A place in an object, in Kubernetes' own words. */
interface Place {
  readonly steps: readonly string[];
  /** What may stand there; undefined where that is not known. */
  readonly schema?: Schema;
}

function apply(object: object, { op, path, from, value }: Operation, asWritten: string): object {
  try {
    const patched: unknown = JsonPatch.apply(object, patchOf({ op, path, from, value }));
    if (typeof patched === 'object' && patched !== null && !Array.isArray(patched)) return patched;
    throw new Error('it would leave no object');
  } catch (error) {
    if (op === 'test') {
      const found = valueAt(object, stepsOf(path));
      throw new WriteFault('patch-applies', asWritten, value, {
        message: `the patch ${operationText(op, asWritten)} expects ${valueText(value)}, but ${valueText(found)} is there`,
        why: 'A test that fails means that the object is not what the patch was written for',
        fix: 'Mend what the patch expects, or leave the test out',
      });
    }
    const reason = ((error as Error).message ?? String(error)).split('\n')[0];
    throw new WriteFault('patch-applies', asWritten, value, {
      message: `the patch ${operationText(op, asWritten)} with ${valueText(value)} cannot be applied: ${reason}`,
      why: 'What it asks for would be missing in the object that is written',
      fix: 'Mend its path or its value',
    });
  }
}

function patchOf({ op, path, from, value }: Operation): JsonPatch {
  switch (op) {
    case 'add': return value === undefined ? JsonPatch.remove(path) : JsonPatch.add(path, value);
    case 'replace': return value === undefined ? JsonPatch.remove(path) : JsonPatch.replace(path, value);
    case 'remove': return JsonPatch.remove(path);
    case 'copy': return JsonPatch.copy(from!, path);
    case 'move': return JsonPatch.move(from!, path);
    default: return JsonPatch.test(path, value);
  }
}

/** A copy without classes, as cdk8s makes it of a patch. */
function copyOf(value: unknown, op: string, path: string): unknown {
  try {
    return JSON.parse(JSON.stringify(value));
  } catch {
    throw new WriteFault('patch-applies', path, undefined, {
      message: `the patch ${operationText(op, path)} has a value that JSON cannot express`,
      why: 'A manifest holds texts, numbers, truth values, lists and maps, and nothing else',
      fix: 'Give such a value',
    });
  }
}

/** The way to a place, with the names of Kubernetes' own where the L1 spells them otherwise, and `-` as the index it means. */
function translate(pointer: string, schema: Schema | undefined, object: object): Place {
  const steps: string[] = [];
  let here = schema;
  let value: unknown = object;
  for (const step of stepsOf(pointer)) {
    // `{ value: 8000 }` in the L1's shape is 8000.
    if (step === 'value' && here && isScalar(here)) continue;
    const name = here?.fields ? fieldNamed(step, here) : step === '-' && Array.isArray(value) ? `${value.length}` : step;
    here = here?.fields ? here.fields.get(name)?.schema : here?.element ?? here?.entry;
    value = childOf(value, name);
    steps.push(name);
  }
  return { steps, schema: here };
}

function notThere(object: object, op: string, pointer: string, steps: readonly string[], value: unknown): WriteFault {
  let there = 0;
  while (there < steps.length && exists(object, steps.slice(0, there + 1))) there++;
  const around = valueAt(object, steps.slice(0, there));
  const missing = steps[there];
  const names = typeof around === 'object' && around !== null && !Array.isArray(around) ? Object.keys(around) : [];
  const meant = names.length > 0 ? closest(missing, names) : undefined;
  const place = there === 0 ? 'the object' : pointerOf(steps.slice(0, there));
  return new WriteFault('patch-applies', pointer, value, {
    message: `the patch ${operationText(op, pointer)}${value === undefined ? '' : ` with ${valueText(value)}`} cannot be applied: there is no ${valueText(missing)} in ${place}`,
    why: 'What it asks for would be missing in the object that is written',
    fix: meant !== undefined && distance(meant, missing) <= 2 ? `Write ${meant}`
      : Array.isArray(around) ? `Give an index below ${around.length}, or - for the end of the list`
        : names.length > 0 ? `Mend the path, or add ${valueText(missing)} first; there are ${names.slice(0, MANY_NAMES).join(', ')}${names.length > MANY_NAMES ? ', …' : ''}`
          : `Mend the path, or add ${valueText(missing)} first`,
  });
}

/** How many names are worth listing. */
const MANY_NAMES = 12;

function operationText(op: string, pointer: string): string {
  return `${op} ${valueText(pointer)}`;
}

function exists(object: object, steps: readonly string[]): boolean {
  return steps.length === 0 || valueAt(object, steps) !== undefined;
}

function valueAt(object: unknown, steps: readonly string[]): unknown {
  return steps.reduce(childOf, object);
}

function childOf(value: unknown, step: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, step) ? (value as { readonly [step: string]: unknown })[step] : undefined;
}

function stepsOf(pointer: string): string[] {
  return pointer.split('/').slice(1).map(step => step.replace(/~1/g, '/').replace(/~0/g, '~'));
}

function pointerOf(steps: readonly string[]): string {
  return steps.map(step => `/${step.replace(/~/g, '~0').replace(/\//g, '~1')}`).join('');
}
