import { closest, distance } from 'fastest-levenshtein';
import * as v from 'valibot';
import { Finding, Severity, Verdict } from '../findings/finding';
import { valueText } from '../findings/text';
import { Step, YamlDocument } from '../manifest/yaml-file';
import { Field, Fields, isObject, Read } from './_fields';
import { ImportRule } from './_import-rules';

/** The way to a field of the document. */
export type Path = readonly Step[];

/** A document that is being translated: its values, where they stand, and what was found. */
export class Reader {
  /** What is being read, for the findings: `TrueFoundry service` and its name. */
  public subject: Pick<Finding, 'kind' | 'name'>;

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
    const unquoted = typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) && must.includes('number');
    this.note(Severity.ERROR, 'import-field', path, {
      message: `${pathText(path)} is ${valueText(value)}, but must ${must}`,
      why: 'Nothing can be made of it otherwise',
      fix: unquoted ? `Write ${value} without quotes` : fix,
    });
  }

  /** Says that a field is missing, if it is. */
  public require(path: Path, why: string, fix: string): void {
    if (this.at(path) !== undefined) return;
    this.note(Severity.ERROR, 'import-field', path, { message: `${pathText(path)} is missing`, why, fix });
  }

  /** Notes a finding about a field. */
  public note(severity: Severity, rule: ImportRule, path: Path, verdict: Verdict): Finding {
    const value = this.at(path);
    const finding: Finding = {
      rule,
      severity,
      ...this.file === undefined ? {} : { file: this.file },
      ...this.document?.positionOf(path) ?? {},
      ...this.subject,
      path: pathText(path),
      ...value === undefined ? {} : { value },
      ...verdict,
    };
    this.findings.push(finding);
    return finding;
  }

  private warnOfUnknown(name: string, known: readonly string[], path: Path): void {
    const similar = closest(name, known);
    const place = path.length === 0 ? '' : ` of ${pathText(path)}`;
    this.note(Severity.WARNING, 'import-unknown-field', [...path, name], {
      message: `${name} is not a field${place} that is known here, and is left out`,
      why: 'What it is for cannot be guessed',
      fix: distance(name, similar) <= 2 ? `Write ${similar}, if that is meant` : 'Remove it, or add by hand what it stands for',
    });
  }
}

/** `components[0].liveness_probe.config`; the document as a whole, where there is no step. */
export function pathText(path: Path): string {
  return path.map((step, index) => typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`).join('') || 'the document';
}
