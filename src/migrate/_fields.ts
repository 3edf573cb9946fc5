import * as v from 'valibot';

/** What becomes of a field: it is there under another name, or as something else, or it is said that it is lost. */
export type Treatment = 'kept' | 'translated' | 'reported';

/** A field of a file: what may stand in it, in words too. */
export interface Field<Value> {
  readonly schema: v.GenericSchema<unknown, Value>;
  /** Completes "must …". */
  readonly must: string;
  readonly fix: string;
  readonly treatment: Treatment;
}

/** The fields of one object. */
export interface Fields {
  readonly [name: string]: Field<unknown>;
}

/** What was read of an object: the fields that are there and right. */
export type Read<F extends Fields> = { readonly [name in keyof F]?: F[name] extends Field<infer Value> ? Value : never };

/** What may stand somewhere. */
export type Shape<Value> = Pick<Field<Value>, 'schema' | 'must' | 'fix'>;

export function kept<Value>(shape: Shape<Value>): Field<Value> {
  return { ...shape, treatment: 'kept' };
}

export function translated<Value>(shape: Shape<Value>): Field<Value> {
  return { ...shape, treatment: 'translated' };
}

export function reported<Value>(shape: Shape<Value>): Field<Value> {
  return { ...shape, treatment: 'reported' };
}

export const anything: Shape<unknown> = { schema: v.unknown(), must: 'be anything', fix: 'Remove it' };

export const flag: Shape<boolean> = { schema: v.boolean(), must: 'be true or false, without quotes', fix: 'Write true or false' };

export const object: Shape<{ readonly [name: string]: unknown }> = {
  schema: v.custom<{ readonly [name: string]: unknown }>(isObject),
  must: 'be an object with fields of its own',
  fix: 'Indent its fields below it',
};

export const list: Shape<readonly unknown[]> = { schema: v.array(v.unknown()), must: 'be a list', fix: 'Write each item after a "-"' };

export const anyText: Shape<string> = { schema: v.string(), must: 'be a text', fix: 'Put it in quotes' };

export const texts: Shape<readonly string[]> = {
  schema: v.pipe(v.array(v.string()), v.minLength(1)),
  must: 'be a list of texts',
  fix: 'Give each as an item, in quotes where it is a number',
};

/** The largest of Kubernetes' own numbers of seconds, replicas and attempts. */
const MAX_INT32 = 2 ** 31 - 1;

export const port = whole(1, 65535, 'be a port, a whole number from 1 to 65535', 'Give the port the app listens on');

/** A text in which something can be read. */
export function text(fix: string): Shape<string> {
  return { schema: v.pipe(v.string(), v.regex(/\S/)), must: 'be a text that is not empty', fix };
}

/** A text without blanks. */
export function word(fix: string): Shape<string> {
  return matching(/^\S+$/, 'be a text without blanks', fix);
}

export function matching(pattern: RegExp, must: string, fix: string): Shape<string> {
  return { schema: v.pipe(v.string(), v.regex(pattern)), must, fix };
}

/** One of the words given. */
export function words(...choices: readonly string[]): Shape<string> {
  const quoted = choices.map(choice => `"${choice}"`).join(', ').replace(/, ([^,]*)$/, ' or $1');
  return { schema: v.picklist(choices), must: `be ${quoted}`, fix: choices.length === 1 ? `Write ${choices[0]}` : 'Write one of these' };
}

export function whole(
  min: number,
  max = MAX_INT32,
  must = `be a whole number from ${min} to ${max}`,
  fix = `Give at least ${min}, or leave it out for its default`,
): Shape<number> {
  return { schema: v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max)), must, fix };
}

/** A number that need not be whole. */
export function number(min: number, max: number): Shape<number> {
  return {
    schema: v.pipe(v.number(), v.minValue(min), v.maxValue(max)),
    must: `be a number from ${min} to ${max}`,
    fix: 'Give such a number, or leave it out for its default',
  };
}

/** Either of two kinds of value; what is said of them is said of both. */
export function either<A, B>(a: Shape<A>, b: Shape<B>): Shape<A | B> {
  return { schema: v.union([a.schema, b.schema]), must: `${a.must}, or ${b.must}`, fix: a.fix };
}

/** Whether a value is an object as JSON knows it; dates and sets are not. */
export function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && Object.prototype.toString.call(value) === '[object Object]' && !Array.isArray(value);
}
