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

type Make<Value> = Pick<Field<Value>, 'schema' | 'must' | 'fix'>;

export function kept<Value>(field: Make<Value>): Field<Value> {
  return { ...field, treatment: 'kept' };
}

export function translated<Value>(field: Make<Value>): Field<Value> {
  return { ...field, treatment: 'translated' };
}

export function reported<Value>(field: Make<Value>): Field<Value> {
  return { ...field, treatment: 'reported' };
}

export const anything: Make<unknown> = { schema: v.unknown(), must: 'be anything', fix: 'Remove it' };

export const flag: Make<boolean> = { schema: v.boolean(), must: 'be true or false, without quotes', fix: 'Write true or false' };

export const object: Make<{ readonly [name: string]: unknown }> = {
  schema: v.custom<{ readonly [name: string]: unknown }>(isObject),
  must: 'be an object with fields of its own',
  fix: 'Indent its fields below it',
};

export const list: Make<readonly unknown[]> = { schema: v.array(v.unknown()), must: 'be a list', fix: 'Write each item after a "-"' };

export const anyText: Make<string> = { schema: v.string(), must: 'be a text', fix: 'Put it in quotes' };

export const texts: Make<readonly string[]> = {
  schema: v.array(v.string()),
  must: 'be a list of texts',
  fix: 'Give each as an item, in quotes where it is a number',
};

export const port = whole(1, 65535, 'be a port, a whole number from 1 to 65535', 'Give the port the app listens on');

/** A text that is not empty. */
export function text(fix: string): Make<string> {
  return { schema: v.pipe(v.string(), v.nonEmpty()), must: 'be a text that is not empty', fix };
}

export function words(...choices: readonly string[]): Make<string> {
  const quoted = choices.map(choice => `"${choice}"`).join(', ').replace(/, ([^,]*)$/, ' or $1');
  return { schema: v.picklist(choices), must: `be ${quoted}`, fix: 'Write one of these' };
}

export function whole(
  min: number,
  max = Number.MAX_SAFE_INTEGER,
  must = `be a whole number of at least ${min}`,
  fix = `Give at least ${min}, or leave it out for its default`,
): Make<number> {
  return { schema: v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max)), must, fix };
}

/** A number that need not be whole. */
export function number(min: number): Make<number> {
  return { schema: v.pipe(v.number(), v.finite(), v.minValue(min)), must: `be a number of at least ${min}`, fix: `Give at least ${min}, or leave it out for its default` };
}

/** Either of two kinds of value; what is said of them is said of both. */
export function either<A, B>(a: Make<A>, b: Make<B>): Make<A | B> {
  return { schema: v.union([a.schema, b.schema]), must: `${a.must}, or ${b.must}`, fix: a.fix };
}

export function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
