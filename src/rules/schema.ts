import { FieldPath } from '../manifest/field-path';
import { KubernetesVersions } from '../manifest/kubernetes-versions';
import { quantityInNano } from '../manifest/quantity';
import { KINDS, TYPES } from './fields.generated';

/** What the API server's decoder takes at one place of an object. */
export interface Schema {
  /**
   * Whether a value is taken as it stands: right in every version, and without a null.
   *
   * Asked first of a whole object, since nearly all fit and then no path need be made.
   */
  readonly fits: (value: unknown) => boolean;
  /** Tells what is wrong at or below a value that does not fit: nothing, where only nulls stand in the way. */
  readonly explain: (value: unknown, at: FieldPath, listener: DecodingListener, around: readonly Schema[]) => void;
  /** The value without its nulls: a field that is null is absent, an element that is null is an empty one. */
  readonly withoutNulls: (value: unknown) => unknown;
  /** The fields, of a type that has fields. */
  readonly fields?: ReadonlyMap<string, Field>;
  /** What a list is made of. */
  readonly element?: Schema;
  /** What a map leads to. */
  readonly entry?: Schema;
}

/** Is told of what cannot be decoded. */
export interface DecodingListener {
  wrongType(value: unknown, at: FieldPath, expected: Expected): void;
  /**
   * @param around the type that has no such field, or has it in some versions only; then the types around it, outwards
   * @param siblings the object in which the field stands
   */
  unknownField(name: string, value: unknown, at: FieldPath, around: readonly Schema[], siblings: object): void;
  /** Explains what only some versions read at all. */
  within(versions: KubernetesVersions, explain: () => void): void;
}

/** A type, in words. */
export interface Expected {
  readonly text: string;
  readonly range?: Range;
}

/** The least and the greatest number there is. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

export interface Field {
  readonly schema: Schema;
  /** The versions that know the field; all of them where absent. */
  readonly versions?: KubernetesVersions;
}

/** The schema of a kind, or undefined where the kind is not described. */
export function schemaOf(apiVersion: string, kind: string): Schema | undefined {
  const key = `${apiVersion}/${kind}`;
  return Object.hasOwn(KINDS, key) ? typeNamed(KINDS[key]) : undefined;
}

/** The kinds that are described, as `apps/v1/Deployment`. */
export const DESCRIBED_KINDS: readonly string[] = Object.keys(KINDS);

/** What objects of all kinds have; there may be more. */
export const ANY_OBJECT: Schema = structure(
  () => parseFields('apiVersion:string kind:string metadata:ObjectMeta'),
  // The metadata of what is no Kubernetes object (a list, a Helm chart) has other fields too.
  { open: true },
);

const SCALARS: { readonly [type: string]: Schema } = {
  string: scalar('a string', '', value => typeof value === 'string'),
  bool: scalar('true or false, without quotes', false, value => typeof value === 'boolean'),
  int32: wholeNumber(-(2 ** 31), 2 ** 31 - 1),
  // The greatest 64-bit number has no exact double; the next double below it does.
  int64: wholeNumber(-(2 ** 63) + 1024, 2 ** 63 - 1024),
  quantity: scalar('a quantity such as "500m", "1.5" or "2Gi"', '0', value => (typeof value === 'string' || typeof value === 'number') && quantityInNano(value) !== undefined),
  time: scalar('a time such as "2026-01-31T08:00:00Z"', undefined, value => typeof value === 'string' && RFC_3339.test(value) && !Number.isNaN(Date.parse(value))),
  intOrString: intOrString(wholeNumber(-(2 ** 31), 2 ** 31 - 1)),
  any: { fits: () => true, explain: () => undefined, withoutNulls: value => value },
};

/**
 * How cdk8s' generated (L1) constructs spell a field: `hostIP` is `hostIp` there, `podCIDRs` is `podCidRs`.
 *
 * Source: json2jsii, which makes them.
 */
export function l1Name(field: string): string {
  return field.replace(/[A-Z]{2,}(?![a-z])/g, capitals => capitals[0] + capitals.slice(1).toLowerCase());
}

/** Whether the decoder's part for a type is written out here, and not in the table of fields. */
export function isScalar(type: string): boolean {
  return Object.hasOwn(SCALARS, type);
}

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

const types = new Map<string, Schema>();

/** A type by the name it has in the table of fields: `Probe`, `[]string`, `{}quantity`. */
function typeNamed(name: string): Schema {
  let schema = types.get(name);
  if (schema === undefined) types.set(name, schema = makeType(name));
  return schema;
}

function makeType(name: string): Schema {
  if (name.startsWith('[]')) return list(typeNamed(name.slice(2)));
  if (name.startsWith('{}')) return map(typeNamed(name.slice(2)));
  return isScalar(name) ? SCALARS[name] : structure(() => parseFields(TYPES[name]));
}

/** Reads `path:string sleep:SleepAction@29-37`. */
function parseFields(text: string): ReadonlyMap<string, Field> {
  return new Map(text.split(' ').map(field => {
    const [name, typeAndVersions] = field.split(':');
    const [type, versions] = typeAndVersions.split('@');
    const [min, max] = versions?.split('-').map(Number) ?? [];
    return [name, { schema: typeNamed(type), versions: versions === undefined ? undefined : { min, max } }];
  }));
}

function scalar(text: string, zero: unknown, fits: (value: unknown) => boolean, range?: Range): Schema {
  return {
    fits,
    explain: (value, at, listener) => {
      if (value != null && !fits(value)) listener.wrongType(value, at, { text, range });
    },
    withoutNulls: value => value ?? zero,
  };
}

function wholeNumber(min: number, max: number): Schema {
  return scalar('a whole number', 0, value => Number.isInteger(value) && (value as number) >= min && (value as number) <= max, { min, max });
}

function intOrString(number: Schema): Schema {
  return {
    ...number,
    fits: value => typeof value === 'string' || number.fits(value),
    explain: (value, at, listener, around) => {
      if (typeof value !== 'string') number.explain(value, at, listener, around);
    },
  };
}

function list(element: Schema): Schema {
  const isList = scalar('a list', undefined, Array.isArray);
  return {
    fits: value => {
      if (!Array.isArray(value)) return false;
      for (const item of value) {
        if (!element.fits(item)) return false;
      }
      return true;
    },
    explain: (value, at, listener, around) => {
      if (!Array.isArray(value)) return isList.explain(value, at, listener, around);
      value.forEach((item, index) => {
        if (!element.fits(item)) element.explain(item, at.index(index), listener, around);
      });
    },
    withoutNulls: value => (value as unknown[] | undefined)?.map(element.withoutNulls) ?? [],
    element,
  };
}

function map(element: Schema): Schema {
  const isMap = scalar('a map of names to values', undefined, isObject);
  return {
    fits: value => {
      if (!isObject(value)) return false;
      for (const key in value) {
        if (!element.fits(value[key])) return false;
      }
      return true;
    },
    explain: (value, at, listener, around) => {
      if (!isObject(value)) return isMap.explain(value, at, listener, around);
      for (const key of Object.keys(value)) {
        if (!element.fits(value[key])) element.explain(value[key], at.key(key), listener, around);
      }
    },
    withoutNulls: value => Object.fromEntries(Object.entries(value ?? {}).map(([key, item]) => [key, element.withoutNulls(item)])),
    entry: element,
  };
}

function structure(read: () => ReadonlyMap<string, Field>, { open = false } = {}): Schema {
  const isStructure = scalar('an object', undefined, isObject);
  let known: ReadonlyMap<string, Field> | undefined;
  // Types lead to each other in circles, and most are never met.
  const fields = () => known ??= read();
  const schema: Schema = {
    get fields() {
      return fields();
    },
    fits: value => {
      if (!isObject(value)) return false;
      const all = fields();
      for (const name in value) {
        const field = all.get(name);
        if (field === undefined ? !open : field.versions !== undefined || !field.schema.fits(value[name])) return false;
      }
      return true;
    },
    explain: (value, at, listener, around) => {
      if (!isObject(value)) return isStructure.explain(value, at, listener, around);
      const within = [schema, ...around];
      for (const name of Object.keys(value)) {
        // JavaScript's undefined does not reach the manifest.
        if (value[name] === undefined) continue;
        const field = fields().get(name);
        if (field === undefined ? !open : field.versions !== undefined) listener.unknownField(name, value[name], at.field(name), within, value);
        if (field === undefined || field.schema.fits(value[name])) continue;
        const into = () => field.schema.explain(value[name], at.field(name), listener, within);
        if (field.versions) listener.within(field.versions, into);
        else into();
      }
    },
    withoutNulls: value => {
      const given = Object.entries(value ?? {}).filter(([, field]) => field != null);
      return Object.fromEntries(given.map(([name, field]) => [name, fields().get(name)?.schema.withoutNulls(field) ?? field]));
    },
  };
  return schema;
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
