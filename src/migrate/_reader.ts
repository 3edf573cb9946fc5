import { closest, distance } from 'fastest-levenshtein';
import * as v from 'valibot';
import { Finding, Severity, Verdict } from '../findings/finding';
import { valueText } from '../findings/text';
import { Step } from '../manifest/places';
import { YamlDocument } from '../manifest/yaml-file';
import { Field, Fields, isObject, object, Read, words } from './_fields';
import { ImportRule } from './_import-rules';

/** What was read of an object of one of several types; `kind` is the name of its table. */
export type Typed<T extends { readonly [type: string]: Fields }> = { readonly [kind in keyof T]: { readonly kind: kind } & Read<T[kind]> }[keyof T];

/** The way to a field of the document. */
export type Path = readonly Step[];

/** A document that is being translated: its values, where they stand, and what was found. */
export class Reader {
  /** What is being read, for the findings: `TrueFoundry service` and its name. */
  public subject: Pick<Finding, 'kind' | 'name'>;
  private readonly refused = new Set<string>();

  constructor(
    kind: string,
    private readonly value: unknown,
    public readonly findings: Finding[],
    private readonly file?: string,
    private readonly document?: YamlDocument,
  ) {
    this.subject = { kind, name: '' };
  }

  /** What stands at a place; undefined for nothing, and for null. */
  public at(path: Path): unknown {
    return path.reduce<unknown>((value, step) => typeof value === 'object' && value !== null && Object.hasOwn(value, step) ? (value as { readonly [step: Step]: unknown })[step] : undefined, this.value) ?? undefined;
  }

  /** A scalar as a text: as it is written, where that is known. */
  public textAt(path: Path): string {
    return this.document?.sourceOf(path) ?? String(this.at(path));
  }

  /** A part of the document as JSON has it; undefined, and said, where JSON cannot have it. */
  public plainAt(path: Path): unknown {
    const value = this.at(path);
    if (Array.isArray(value)) return value.map((_, index) => this.plainAt([...path, index]) ?? null);
    if (isObject(value)) {
      for (const name of Object.keys(value).filter(each => each in {})) this.refuse([...path, name], { must: 'have another name, since cdk8s cannot write this one', fix: 'Rename it' });
      return Object.fromEntries(Object.keys(value).map(name => [name, this.plainAt([...path, name])]));
    }
    if (typeof value !== 'number' && typeof value !== 'object') return value;
    if (typeof value === 'number' && (Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value))) return value;
    this.refuse(path, { must: 'be something that JSON can have', fix: 'Put it in quotes' });
    return undefined;
  }

  /** The ways to the items of a list; what is no item is said. */
  public items(path: Path): Path[] {
    const given = this.at(path);
    if (!Array.isArray(given)) return [];
    return given.map((_, index) => [...path, index]).filter(at => {
      if (this.at(at) !== undefined) return true;
      this.note(Severity.ERROR, 'import-field', at, { message: `${pathText(at)} is empty`, why: 'It says nothing', fix: 'Remove it' });
      return false;
    });
  }

  /** The fields of an object that are right; what is wrong is said, and so is what nobody knows. */
  public read<F extends Fields>(fields: F, path: Path): Read<F> {
    const value = this.at(path);
    if (value === undefined) return {};
    if (!isObject(value)) {
      this.refuse(path, { must: 'be an object with fields of its own', fix: `It has the fields ${Object.keys(fields).join(', ')}` });
      return {};
    }
    for (const name of Object.keys(value)) {
      if (!Object.hasOwn(fields, name)) this.warnOfUnknown(name, Object.keys(fields), path);
    }
    const read = Object.entries(fields).map(([name, field]) => [name, this.readField(field, [...path, name])] as const);
    return Object.fromEntries(read.filter(([, given]) => given !== undefined)) as Read<F>;
  }

  /**
   * An object whose type decides which fields it has; undefined, and said, where its type is none of these.
   *
   * @param tables the fields, by the name of the type
   * @param byDefault the type of an object that does not say
   */
  public readTyped<T extends { readonly [type: string]: Fields }>(tables: T, path: Path, byDefault?: keyof T & string): Typed<T> | undefined {
    const type = this.at([...path, 'type']) ?? byDefault;
    const kind = Object.keys(tables).find(each => v.is(tables[each].type.schema, type));
    if (this.at(path) === undefined) return undefined;
    if (kind !== undefined) return { kind, ...this.read(tables[kind], path) } as Typed<T>;
    const choice = words(...Object.keys(tables));
    if (!isObject(this.at(path))) this.refuse(path, object);
    else if (type === undefined) this.require([...path, 'type'], 'It decides which fields there are', `It must ${choice.must}`);
    else this.refuse([...path, 'type'], choice);
    return undefined;
  }

  /** One field; undefined where it is missing or wrong. */
  public readField<Value>(field: Omit<Field<Value>, 'treatment'>, path: Path): Value | undefined {
    const value = this.at(path);
    if (value === undefined) return undefined;
    const { success, output } = v.safeParse(field.schema, value);
    if (success) return output;
    this.refuse(path, field);
    return undefined;
  }

  /** Says that a field does not hold what it must. */
  public refuse(path: Path, { must, fix }: { readonly must: string; readonly fix: string }): void {
    const value = this.at(path);
    // Said once: what is no object, for example, is noticed by who holds it and by who reads it.
    const at = pathText(path);
    if (this.refused.has(at)) return;
    this.refused.add(at);
    const unquoted = typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) && must.includes('number');
    this.note(Severity.ERROR, 'import-field', path, {
      message: value === undefined ? `${at} is missing: it must ${must}` : `${at} is ${valueText(value)}, but must ${must}`,
      why: 'Neither the platform nor Kubernetes takes it',
      fix: unquoted ? `Write ${value} without quotes` : fix,
    });
  }

  /** Says that a field is missing, if it is. */
  public require(path: Path, why: string, fix: string): void {
    if (this.at(path) !== undefined) return;
    this.note(Severity.ERROR, 'import-field', path, { message: `${pathText(path)} is missing`, why, fix });
  }

  /** Notes a finding about a field. */
  public note(severity: Severity, rule: ImportRule, path: Path, verdict: Verdict): void {
    this.findings.push({ rule, severity, ...this.placeOf(path), ...verdict });
  }

  /** Where a field stands, and what stands there. */
  public placeOf(path: Path): Omit<Finding, 'rule' | 'severity' | keyof Verdict> {
    const value = this.at(path);
    return {
      ...this.file === undefined ? {} : { file: this.file },
      ...this.document?.positionOf(path) ?? {},
      ...this.subject,
      path: pathText(path),
      ...value === undefined ? {} : { value },
    };
  }

  private warnOfUnknown(name: string, known: readonly string[], path: Path): void {
    const similar = closest(name, known);
    const place = path.length === 0 ? '' : ` of ${pathText(path)}`;
    this.note(Severity.WARNING, 'import-unknown-field', [...path, name], {
      message: `${name} is not a field${place} that is known here, and is left out`,
      why: 'What it is for cannot be guessed',
      fix: distance(name, similar) <= (name.length > 4 ? 2 : 1) ? `Write ${similar}, if that is meant` : 'Remove it, or add by hand what it stands for',
    });
  }
}

/** `components[0].liveness_probe.config`; the document as a whole, where there is no step. */
export function pathText(path: Path): string {
  return path.map((step, index) => typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`).join('') || 'the document';
}
