import { JsonPatch } from 'cdk8s';
import { closest, distance } from 'fastest-levenshtein';
import { valueText } from '../findings/text';
import { Schema } from '../rules/schema';
import { fieldNamed, isScalar, plainCopy, plainValue } from './_plain-shape';
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
    const { op, path, from, value } = (patch as unknown as { readonly operation?: Operation } | undefined)?.operation ?? NO_OPERATION;
    for (const each of from === undefined ? [path] : [path, from]) {
      if (typeof each !== 'string' || (each !== '' && !each.startsWith('/'))) throw noPointer(op, each);
    }
    const target = translate(path, schema, patched);
    const pointer = pointerOf(target.steps);
    const plain = value === undefined ? undefined : plainValue(copyOf(value, op, path), target.schema);
    const source = from === undefined ? undefined : translate(from, schema, patched);
    if (source && !exists(patched, source.steps)) throw notThere(patched, op, from!, source.steps, undefined);
    if (!isPlaceFor(op, patched, target)) throw notThere(patched, op, path, target.steps, value);
    if (op === 'move' && `${pointer}/`.startsWith(`${pointerOf(source!.steps)}/`) && pointer !== pointerOf(source!.steps)) throw intoItself(from!, path);
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

const NO_OPERATION: Operation = { op: 'add', path: undefined as never };

/** A place in an object, in Kubernetes' own words. */
interface Place {
  readonly steps: readonly string[];
  /** What may stand there; undefined where that is not known. */
  readonly schema?: Schema;
  /** Whether it is a field that Kubernetes knows, and no entry of a map or item of a list. */
  readonly isField: boolean;
}

/** Whether there is something to take away, or room for something, as RFC 6902 has it. */
function isPlaceFor(op: Operation['op'], object: object, { steps, isField }: Place): boolean {
  if (steps.length === 0) return true;
  const around = valueAt(object, steps.slice(0, -1));
  if (typeof around !== 'object' || around === null) return false;
  const last = steps[steps.length - 1];
  if (Array.isArray(around)) {
    const end = op === 'add' || op === 'copy' || op === 'move' ? around.length : around.length - 1;
    return /^(0|[1-9]\d*)$/.test(last) && Number(last) <= end;
  }
  // A field that is known may be taken away, or replaced, whether it is there or not: it may be a default that is left out.
  if (op === 'remove' || op === 'replace') return isField || op === 'replace' || Object.hasOwn(around, last);
  return op !== 'test' || Object.hasOwn(around, last);
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

/** A copy without classes, as cdk8s makes it of a patch; but nothing may be lost in it. */
function copyOf(value: unknown, op: string, path: string): unknown {
  try {
    return plainCopy(value);
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
  let isField = false;
  for (const step of stepsOf(pointer)) {
    // `{ value: 8000 }` in the L1's shape is 8000.
    if (step === 'value' && here && isScalar(here)) continue;
    const name = here?.fields ? fieldNamed(step, here) : step === '-' && Array.isArray(value) ? `${value.length}` : step;
    isField = here?.fields?.has(name) ?? false;
    here = here?.fields ? here.fields.get(name)?.schema : here?.element ?? here?.entry;
    value = childOf(value, name);
    steps.push(name);
  }
  return { steps, schema: here, isField };
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
      : Array.isArray(around) ? indexFix(around.length, there === steps.length - 1 && (op === 'add' || op === 'copy' || op === 'move'))
        : names.length > 0 ? `Mend the path, or add ${valueText(missing)} first; there are ${names.slice(0, MANY_NAMES).join(', ')}${names.length > MANY_NAMES ? ', …' : ''}`
          : `Mend the path, or add ${valueText(missing)} first`,
  });
}

function indexFix(length: number, mayAppend: boolean): string {
  const below = length === 0 ? '' : `an index ${length === 1 ? 'of 0' : `from 0 to ${length - 1}`}`;
  if (mayAppend) return `Give ${below}${below && ', or '}- for the end of the list`;
  return below ? `Give ${below}` : 'Add an item first: the list is empty';
}

function noPointer(op: string, given: unknown): WriteFault {
  return new WriteFault('patch-applies', typeof given === 'string' ? given : 'a patch', given, {
    message: `the path of a patch (${op}) is ${valueText(given)}, but must begin with a slash`,
    why: 'A path names each field on the way, with a slash before each',
    fix: typeof given === 'string' ? `Write ${valueText(`/${given}`)}` : 'Write e.g. JsonPatch.add("/spec/replicas", 2)',
  });
}

function intoItself(from: string, path: string): WriteFault {
  return new WriteFault('patch-applies', path, undefined, {
    message: `the patch move from ${valueText(from)} to ${valueText(path)} would move something into itself`,
    why: 'It would be gone afterwards',
    fix: 'Copy it, or choose another path',
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
