import { Construct } from 'constructs';
import { Call, CHART, Code, Name, Statement, Struct } from './_code';
import { LIBRARY } from './_library';

type Callable = new (...args: readonly unknown[]) => unknown;

/**
 * Makes what a translated file says, in a construct.
 *
 * @returns what the variables hold
 */
export function evaluate(statements: readonly Statement[], scope: Construct): ReadonlyMap<string, unknown> {
  const variables = new Map<string, unknown>([[CHART.path, scope]]);
  for (const { code, variable } of statements) {
    const value = valueOf(code, variables);
    if (variable !== undefined) variables.set(variable, value);
  }
  return variables;
}

function valueOf(code: Code, variables: ReadonlyMap<string, unknown>): unknown {
  if (typeof code !== 'object' || code === null) return code;
  if (code instanceof Name) return resolve(code, variables).value;
  if (code instanceof Call) return valueOfCall(code, variables);
  // Not by assignment, which would take "__proto__" for something else.
  if (code instanceof Struct) return Object.fromEntries(code.entries.map(({ name, value }) => [name, valueOf(value, variables)]));
  return code.map(item => valueOf(item, variables));
}

function valueOfCall({ callee, args, options }: Call, variables: ReadonlyMap<string, unknown>): unknown {
  const values = args.map(arg => valueOf(arg, variables));
  if (options.receiver !== undefined) {
    const receiver = valueOf(options.receiver, variables) as { readonly [method: string]: (...given: readonly unknown[]) => unknown };
    return receiver[callee.path](...values);
  }
  const { value, owner } = resolve(callee, variables);
  return options.isNew ? new (value as Callable)(...values) : (value as (...given: readonly unknown[]) => unknown).apply(owner, values);
}

/** What a dotted name stands for, and what it is a member of. */
function resolve({ path }: Name, variables: ReadonlyMap<string, unknown>): { readonly value: unknown; readonly owner: unknown } {
  const [root, ...members] = path.split('.');
  let owner: unknown;
  let value = variables.get(root) ?? Object.values(LIBRARY).find(names => Object.hasOwn(names, root))?.[root];
  for (const member of members) {
    owner = value;
    value = (value as { readonly [name: string]: unknown })[member];
  }
  return { value, owner };
}
