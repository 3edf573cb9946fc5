import { valueText } from '../findings/text';

/** A class of a jsii library, such as cdk8s-plus. */
export interface JsiiClass {
  readonly name: string;
  /** The package it is from. */
  readonly from: string;
}

/** Where jsii keeps the full name of a class: `cdk8s-plus-28.EnvValue`. */
const RTTI = Symbol.for('jsii.rtti');

/** The class an object was made by, where a jsii library has it; several versions of cdk8s-plus may be in one app. */
export function jsiiClass(value: unknown): JsiiClass | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { constructor: maker } = value as { readonly constructor?: unknown };
  const rtti: unknown = typeof maker === 'function' ? (maker as unknown as { readonly [RTTI]?: unknown })[RTTI] : undefined;
  const fqn: unknown = (rtti as { readonly fqn?: unknown } | undefined)?.fqn;
  return typeof fqn === 'string' ? { from: fqn.slice(0, fqn.indexOf('.')), name: fqn.slice(fqn.lastIndexOf('.') + 1) } : undefined;
}

/** A value as its reader knows it: by its class, where a library made it. */
export function describe(value: unknown): string {
  const made = jsiiClass(value);
  return made ? `${withArticle(made.name)} of ${made.from}` : valueText(value);
}

export function withArticle(name: string): string {
  return `${/^[AEIO]/.test(name) ? 'an' : 'a'} ${name}`;
}
