import { closest, distance } from 'fastest-levenshtein';
import { isTypingError } from '../findings/near-name';
import { valueText } from '../findings/text';
import { FieldPath } from '../manifest/field-path';
import { KubernetesVersions, KNOWN_VERSIONS, versionsText } from '../manifest/kubernetes-versions';
import { KubernetesObject } from '../manifest/objects';
import { fieldText, Report, Rule } from './rule';
import { DESCRIBED_KINDS, DecodingListener, Expected, Schema } from './schema';

/*
 * What the API server's decoder refuses. It works before any validation, which never sees an object that could not be
 * decoded; neither do the other rules.
 */

/** An object as it was read, and what its kind may hold. */
export interface DecodingSubject {
  readonly object: unknown;
  readonly schema: Schema;
  /** The paths at which a field is given for the second time, which a plain object cannot show. */
  readonly duplicates: readonly string[];
}

export const fieldTypes: Rule<DecodingSubject> = {
  id: 'field-type',
  statement: 'Every field has the JSON type Kubernetes declares for it, and whole numbers fit it',
  check({ object, schema }, at, report) {
    explain(object, schema, at, report, {
      wrongType: (value, path, expected) => {
        report.refuse(path, value, {
          must: `be ${typeText(value, expected)}`,
          why: 'The API server cannot read the object otherwise, and refuses it whole',
          fix: typeFix(value, path, expected),
        });
      },
    });
  },
};

export const fieldsAreKnown: Rule<DecodingSubject> = {
  id: 'field-unknown',
  statement: 'Every field is one that Kubernetes knows at its place',
  check({ object, schema }, at, report) {
    explain(object, schema, at, report, {
      unknownField: (name, value, path, around, siblings) => {
        const versions = around[0].fields!.get(name)?.versions;
        if (versions) return refuseWhereUnknown(name, value, path, versions, report);
        report.refuse(path, value, {
          message: `${fieldText(path.toString())} is not a field Kubernetes knows`,
          why: 'The API server refuses the object, or drops the field and with it what you meant',
          fix: unknownFix(name, value, around, siblings),
        });
      },
    });
  },
};

export const fieldsAreUnique: Rule<DecodingSubject> = {
  id: 'field-duplicate',
  statement: 'No field is given twice',
  check({ duplicates }, at, report) {
    const unknown = report.findings.filter(({ rule }) => rule === fieldsAreKnown.id).map(({ path }) => path);
    for (const path of duplicates) {
      // What is wrong anyway need not be said of its copy, nor of anything in it.
      if (unknown.some(field => path === field || path.startsWith(`${field}.`) || path.startsWith(`${field}[`))) continue;
      report.refuse(at.field(path), undefined, {
        message: `${fieldText(path)} is given twice`,
        why: 'Only one of the two values can count, and the API server refuses to guess which',
        fix: 'Remove one of them',
      });
    }
  },
};

export const decodingRules: readonly Rule<DecodingSubject>[] = [fieldTypes, fieldsAreKnown, fieldsAreUnique];

export const kindIsServed: Rule<KubernetesObject> = {
  id: 'api-version',
  statement: 'An object says what it is, with an apiVersion the API server serves',
  check({ apiVersion, kind }, at, report) {
    // What is no text has the wrong type, which is said elsewhere.
    if ((apiVersion != null && typeof apiVersion !== 'string') || (kind != null && typeof kind !== 'string')) return;
    if (!kind) {
      report.refuse(at.field('kind'), undefined, { must: 'be given', why: 'Without it nobody knows what the object is', fix: 'Write what the object is, e.g. kind: Deployment' });
      return;
    }
    const served = DESCRIBED_KINDS.find(key => key.endsWith(`/${kind}`))?.replace(`/${kind}`, '');
    if (!apiVersion) {
      report.refuse(at.field('apiVersion'), undefined, { must: 'be given', why: 'Without it nobody knows what the object is', fix: served ? `Write apiVersion: ${served}` : 'Write the group and the version of the kind' });
    } else if (served === undefined && SERVED.includes(apiVersion) && kindMeant(kind, apiVersion)) {
      report.refuse(at.field('kind'), kind, { must: `be "${kindMeant(kind, apiVersion)}"`, why: `${apiVersion} has no other kind of such a name`, fix: `Write kind: ${kindMeant(kind, apiVersion)}` });
    } else if (served !== undefined && isOurs(apiVersion) && !OTHER_VERSIONS_SERVED.includes(`${apiVersion}/${kind}`)) {
      report.refuse(at.field('apiVersion'), apiVersion, { must: `be "${served}" for a ${kind}`, why: `No supported version of Kubernetes serves it as ${apiVersion}`, fix: `Write apiVersion: ${served}` });
    }
  },
};

const OTHER_VERSIONS_SERVED = ['autoscaling/v1/HorizontalPodAutoscaler'];
/** The groups in which Kubernetes has, or had, the kinds that are described; other groups may have kinds of the same name. */
const GROUPS = ['', 'apps', 'extensions', 'batch', 'autoscaling', 'policy'];
const SERVED = [...new Set(DESCRIBED_KINDS.map(kind => kind.replace(/\/[^/]*$/, '')))];
const MANY_FIELDS = 8;
/** How much of a name must be the same, where one is longer. */
const SHORTEST_BEGINNING = 6;

/** The kind that a misspelt one is meant to be, or undefined where it may be one that is not described. */
function kindMeant(kind: string, apiVersion: string): string | undefined {
  const kinds = DESCRIBED_KINDS.filter(key => key.startsWith(`${apiVersion}/`)).map(key => key.slice(apiVersion.length + 1)).filter(each => !each.includes('/'));
  return kinds.find(each => each.toLowerCase() === kind.toLowerCase() || (each.length > 4 && distance(each, kind) <= 2));
}

function isOurs(apiVersion: string): boolean {
  return GROUPS.includes(apiVersion.replace(/\/?[^/]*$/, ''));
}

function explain(object: unknown, schema: Schema, at: FieldPath, report: Report, listener: Partial<DecodingListener>): void {
  const nobody = () => undefined;
  const within: DecodingListener['within'] = (versions, judge) => report.within(versions, judge);
  schema.explain(object, at, { wrongType: nobody, unknownField: nobody, within, ...listener }, []);
}

function typeText(value: unknown, { text, range }: Expected): string {
  return range && Number.isInteger(value) ? `${text} from ${range.min} to ${range.max}` : text;
}

function typeFix(value: unknown, at: FieldPath, { text, range }: Expected): string {
  const path = at.toString();
  if (path.endsWith('[matchLabels]')) return 'List the labels themselves, without matchLabels: a Service takes no more than labels';
  if (range && Number.isInteger(value)) return `Give a number from ${range.min} to ${range.max}`;
  if (range && typeof value === 'string' && /^-?\d+$/.test(value) && Number(value) >= range.min && Number(value) <= range.max) return `Write ${value} without quotes`;
  if (text === 'a string' && ['number', 'boolean'].includes(typeof value)) return `Write ${valueText(String(value))}, in quotes`;
  if (text.startsWith('true or false') && (value === 'true' || value === 'false')) return `Write ${value} without quotes`;
  return `Make ${path === '' ? 'it' : fieldText(path)} ${text}`;
}

/** Refuses a field in those of the versions asked about that do not know it: the ones before it came, the ones after it went. */
function refuseWhereUnknown(name: string, value: unknown, at: FieldPath, known: KubernetesVersions, report: Report): void {
  for (const unknown of [{ min: KNOWN_VERSIONS.min, max: known.min - 1 }, { min: known.max + 1, max: KNOWN_VERSIONS.max }]) {
    if (unknown.min > unknown.max) continue;
    report.refuse(at, value, {
      message: `${fieldText(at.toString())} is not a field Kubernetes ${versionsText(unknown)} knows`,
      why: 'The API server refuses the object, or drops the field and with it what you meant',
      fix: `Remove ${name}, or run Kubernetes ${versionsText(known)}`,
    }, unknown);
  }
}

/** What was probably meant: a name that is spelt nearly so, or a place further in or out where the field is known. */
function unknownFix(name: string, value: unknown, [here, ...around]: readonly Schema[], siblings: object): string {
  const fields = here.fields!;
  const known = [...fields.keys()];
  const similar = known.find(other => other.toLowerCase() === name.toLowerCase()) ?? closest(name, known);
  if (isTypingError(name, similar)) return Object.hasOwn(siblings, similar) ? `Remove it: ${similar} is there as well` : `Write ${similar}`;

  // `workingDirectory` for workingDir.
  const isLong = (other: string) => Math.min(other.length, name.length) >= SHORTEST_BEGINNING;
  const begun = known.filter(other => isLong(other) && (name.startsWith(other) || other.startsWith(name)));
  if (begun.length === 1 && !Object.hasOwn(siblings, begun[0]) && fields.get(begun[0])!.schema.fits(value)) return `Write ${begun[0]}`;

  // Nobody writes a status.
  const inner = known.filter(field => field !== 'status' && contentOf(fields.get(field)!.schema).fields?.has(name));
  const present = inner.filter(field => Object.hasOwn(siblings, field));
  const places = present.length > 0 ? present : inner;
  if (places.length > 0) return `Move it into ${places.map(field => fields.get(field)!.schema.element ? `an item of ${field}` : field).join(' or ')}`;

  const levels = around.findIndex(outer => outer.fields?.has(name)) + 1;
  if (levels > 0) return `Move it ${levels === 1 ? 'one level' : `${levels} levels`} up`;

  const maps = known.filter(field => fields.get(field)!.schema.entry?.fits(value));
  if (maps.length > 0) return `Move it into ${maps.join(' or ')}`;
  return known.length <= MANY_FIELDS ? `Remove it; the fields here are ${known.join(', ')}` : 'Remove it, or look up how the field is called';
}

/** A type, or what a list of it is made of. */
function contentOf(schema: Schema): Schema {
  return schema.element ?? schema;
}
