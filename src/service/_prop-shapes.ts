import { Verdict } from '../findings/finding';
import { nearName } from '../findings/near-name';
import { valueText } from '../findings/text';
import { isIdentifier, unknownOptions } from '../findings/unknown-options';
import { describe, jsiiClass, withArticle } from './_jsii-class';

/** Takes note of what cannot stand where it stands. */
export type Note = (rule: 'prop-type' | 'prop-unknown', path: string, value: unknown, verdict: Verdict) => void;

/** What may stand in a prop, or somewhere inside one. */
export interface Shape {
  /** What it is, with its article: `a string`. */
  readonly called: string;
  /**
   * The value as it is used: a copy in which what is absent is left out. Objects of classes are never copied.
   *
   * @returns undefined where nothing can be made of it, which is noted
   */
  readonly read: (value: unknown, path: string, note: Note) => unknown;
  /** What holds it is useless without it. */
  readonly isNeeded?: boolean;
}

/** What an object with fields of its own has in them. */
export interface Fields {
  readonly [field: string]: unknown;
}

/** Something that has rules of its own. */
export const anything: Shape = { called: 'anything', read: value => value };

export const text: Shape = scalar('a string', value => typeof value === 'string');

export const truth: Shape = scalar('true or false', value => typeof value === 'boolean');

/** A number; the rules for the field say which. */
export const wholeNumber: Shape = scalar('a whole number', value => typeof value === 'number');

/**
 * One of the values of an enumeration.
 *
 * @param example a member of it
 */
export function oneOf(enumeration: string, values: { readonly [member: string]: string }, example: string): Shape {
  const known = Object.values(values);
  const called = `${withArticle(enumeration)}, e.g. ${enumeration}.${example}`;
  return {
    called,
    read: (value, path, note) => {
      if (known.includes(value as string)) return value;
      const near = typeof value === 'string' ? nearName(value.replace(/^CAP_/, ''), known) : undefined;
      const member = Object.keys(values).find(each => values[each] === near);
      noteType(path, value, called, note, member === undefined ? {} : { fix: `Write ${enumeration}.${member}, which is ${valueText(near)}` });
      return undefined;
    },
  };
}

/**
 * A list, which is dropped as a whole where an item is useless, so that the others keep their places.
 *
 * @param several what its items are called
 */
export function list(several: string, item: Shape): Shape {
  const called = `a list of ${several}`;
  return {
    called,
    read: (value, path, note) => {
      if (!Array.isArray(value)) return noteType(path, value, called, note);
      const read: unknown[] = [];
      for (let index = 0; index < value.length; index++) {
        const given: unknown = value[index];
        const made = given === undefined || given === null ? noteType(`${path}[${index}]`, given, item.called, note, GAP) : item.read(given, `${path}[${index}]`, note);
        if (made !== undefined) read.push(made);
        // One hole says it all, and there may be a billion.
        if (!Object.hasOwn(value, index)) break;
      }
      return read.length === value.length ? read : undefined;
    },
  };
}

/**
 * A map, in which what is useless is left out.
 *
 * @param several what its values are called
 */
export function map(several: string, entry: Shape): Shape {
  const called = `a map of names to ${several}`;
  return {
    called,
    read: (value, path, note) => {
      if (!isObject(value)) return noteType(path, value, called, note);
      const read: [string, unknown][] = [];
      for (const name of Object.keys(value)) {
        const given = value[name];
        const made = given === undefined || given === null ? undefined : entry.read(given, join(path, name), note);
        if (made !== undefined) read.push([name, made]);
      }
      // Not by assignment, which would take "__proto__" for something else.
      return Object.fromEntries(read);
    },
  };
}

/**
 * An object with options; those that are not known are noted.
 *
 * @param called what it is, with its article
 */
export function struct(fields: { readonly [field: string]: Shape }, called = 'an object with its options'): Shape {
  const known = Object.keys(fields);
  return {
    called,
    read: (value, path, note) => {
      if (!isObject(value)) return noteType(path, value, called, note);
      noteUnknown(value, known, path, note);
      const read: { [field: string]: unknown } = {};
      let isUseful = true;
      for (const name of known) {
        const shape = fields[name];
        const given = value[name] ?? undefined;
        if (given === undefined && !shape.isNeeded) continue;
        const at = `${path}.${name}`;
        const made = given === undefined ? noteType(at, given, shape.called, note, { fix: `Give ${shape.called}` }) : shape.read(given, at, note);
        if (made !== undefined) read[name] = made;
        else if (shape.isNeeded) isUseful = false;
      }
      return isUseful ? read : undefined;
    },
  };
}

/** A plain object of Kubernetes' own, whose fields are judged elsewhere. */
export const fragment: Shape = {
  called: 'a plain object with fields of Kubernetes',
  read: (value, path, note) => isObject(value) && !jsiiClass(value) ? present(value, path, note, []) : noteType(path, value, fragment.called, note),
};

/** A copy without what is absent; what no manifest can hold is noted, and left out. */
function present(value: unknown, path: string, note: Note, around: readonly object[]): unknown {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value !== 'object' || value === null) return noteType(path, value, 'something a manifest can hold', note);
  if (around.includes(value)) return noteType(path, 'what it stands in', 'something a manifest can hold', note);
  const within = [...around, value];
  if (Array.isArray(value)) return Array.from(value, (item, index) => present(item, `${path}[${index}]`, note, within)).filter(item => item !== undefined);
  // An IntOrString or a Quantity of a generated construct.
  if (jsiiClass(value) && Object.keys(value).join() === 'value') return { value: (value as Fields).value };
  if (jsiiClass(value) || !isObject(value)) return noteType(path, value, 'plain, as it stands in a manifest', note, { fix: 'Write it as in YAML, e.g. { name: "…" }' });
  const fields = Object.entries(value).filter(([, field]) => field !== undefined && field !== null);
  const read = fields.map(([name, field]): [string, unknown] => [name, present(field, join(path, name), note, within)]);
  // Not by assignment, which would take "__proto__" for something else.
  return Object.fromEntries(read.filter(([, field]) => field !== undefined));
}

/** An option without which the others are useless. */
export function needed(shape: Shape): Shape {
  return { ...shape, isNeeded: true };
}

/** Something for which, where it is wrong, something harmless stands in, so that its absence is not noted as well. */
export function orElse(shape: Shape, standIn: unknown): Shape {
  return { ...shape, read: (value, path, note) => shape.read(value, path, note) ?? standIn };
}

/** A class whose objects may stand in a prop. */
export interface Class {
  readonly name: string;
  /** How an object is made. */
  readonly example: string;
  /** Whether an object has all that is used of it. */
  readonly suffices: (value: Fields) => boolean;
  /** What is said of an object of the class that does not suffice. */
  readonly lack?: (path: string) => Verdict;
  /** The package to take it from. */
  readonly from?: string;
}

/** An object of a class, or of the class of the same name in another version, or a plain one, where it has all that is used. */
export function instance({ name, example, suffices, lack, from = 'cdk8s-plus-28' }: Class): Shape {
  const called = `${withArticle(name)}, e.g. ${example}`;
  return {
    called,
    read: (value, path, note) => {
      const made = jsiiClass(value);
      const isIt = made === undefined ? isObject(value) : made.name === name;
      if (isIt && suffices(value as Fields)) return value;
      if (made?.name !== name) return noteType(path, value, called, note, { fix: `Give ${called}` });
      note('prop-type', path, value, lack ? lack(path) : {
        message: `${path} is ${withArticle(name)} of ${made.from}, but must be of ${from}`,
        why: 'It lacks what is needed here',
        fix: `Take ${name} from ${from}`,
      });
      return undefined;
    },
  };
}

/** Notes that something is not what it must be. */
export function noteType(path: string, value: unknown, called: string, note: Note, verdict: Partial<Verdict> = {}): undefined {
  note('prop-type', path, value, {
    message: `${path} is ${describe(value)}, but must be ${called}`,
    why: 'Nothing can be made of it otherwise',
    fix: typeFix(value, called) ?? `Give ${called}, or leave ${path} out`,
    ...verdict,
  });
  return undefined;
}

/** Notes the options that nobody knows. */
export function noteUnknown(given: Fields, known: readonly string[], path: string, note: Note, what = `option of ${path}`, elsewhere?: string): void {
  for (const { shown, value, fix } of unknownOptions(given, known, elsewhere)) {
    const at = path === '' ? shown : shown.startsWith('"') ? `${path}[${shown}]` : `${path}.${shown}`;
    note('prop-unknown', at, value, { message: `${at} is no ${what}`, why: 'It would be ignored, and with it what you meant', fix });
  }
}

/** A list has no gaps. */
const GAP: Partial<Verdict> = { why: 'A list has no gaps', fix: 'Give the item, or leave its place out' };

function scalar(called: string, fits: (value: unknown) => boolean): Shape {
  return { called, read: (value, path, note) => fits(value) ? value : noteType(path, value, called, note) };
}

/** The slips of those who write YAML. */
function typeFix(value: unknown, called: string): string | undefined {
  if (called === text.called && ['number', 'boolean', 'bigint'].includes(typeof value)) return `Write ${valueText(String(value))}, in quotes`;
  if (called === truth.called && (value === 'true' || value === 'false')) return `Write ${value} without quotes`;
  if (called === wholeNumber.called && typeof value === 'string' && /^\d+$/.test(value)) return `Write ${value} without quotes`;
  return undefined;
}

/** An object that may have fields; lists, dates and maps are not. */
export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && Object.prototype.toString.call(value) === '[object Object]' && !Array.isArray(value);
}

/** The path of a field; what is no name stands in brackets. */
function join(path: string, name: string): string {
  return isIdentifier(name) ? `${path}.${name}` : `${path}[${valueText(name)}]`;
}
