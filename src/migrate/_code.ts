/*
 * What a file is translated to: TypeScript expressions, of the few kinds that a program for cdk8s needs.
 *
 * They are read in two ways: `_evaluate.ts` makes the constructs at once, `_program.ts` writes them down. That is why
 * the two cannot differ.
 */

/** An expression: a text, a number, a truth value or null stands for itself. */
export type Code = string | number | boolean | null | readonly Code[] | Struct | Name | Call;

/** An object literal, as its entries in order; a comment stands above its entry. */
export class Struct {
  public static of(entries: { readonly [name: string]: Code | undefined }): Struct {
    const struct = new Struct();
    for (const [name, value] of Object.entries(entries)) struct.add(name, value);
    return struct;
  }

  public readonly entries: { readonly name: string; readonly value: Code; readonly comments: readonly string[] }[] = [];

  public add(name: string, value: Code | undefined, comments: readonly string[] = []): this {
    if (value !== undefined) this.entries.push({ name, value, comments });
    return this;
  }
}

/** A name from outside or a variable, with members of it: `HealthProbe.http`, `chart`. */
export class Name {
  constructor(public readonly path: string) {
  }
}

/** A call: of a function, of a constructor where `isNew`, of a method where there is a receiver. */
export class Call {
  constructor(
    public readonly callee: Name,
    public readonly args: readonly Code[],
    public readonly options: { readonly isNew?: boolean; readonly receiver?: Code } = {},
  ) {
  }
}

/** One line of a program, more or less. */
export interface Statement {
  readonly code: Call;
  /** The variable that holds the result. */
  readonly variable?: string;
  readonly comments: readonly string[];
}

export function call(callee: string, ...args: readonly (Code | undefined)[]): Call {
  return new Call(new Name(callee), args.filter(arg => arg !== undefined));
}

export function make(type: string, ...args: readonly (Code | undefined)[]): Call {
  return new Call(new Name(type), args.filter(arg => arg !== undefined), { isNew: true });
}

export function method(receiver: Code, name: string, ...args: readonly Code[]): Call {
  return new Call(new Name(name), args, { receiver });
}

/** Plain data as an expression. */
export function literal(value: unknown): Code {
  if (Array.isArray(value)) return value.map(literal);
  if (typeof value === 'object' && value !== null) return Struct.of(Object.fromEntries(Object.entries(value).filter(([, field]) => field != null).map(([name, field]) => [name, literal(field)])));
  return value as Code;
}

/** The construct that everything is made in: the variable of that name in a program. */
export const CHART = new Name('chart');
