import { closest, distance } from 'fastest-levenshtein';
import { valueText } from '../findings/text';
import { FieldPath } from '../manifest/field-path';
import { KubernetesVersions, KNOWN_VERSIONS, versionsText } from '../manifest/kubernetes-versions';
import { KubernetesObject } from '../manifest/objects';
import { Report, Rule, shortPath } from './rule';
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
      unknownField: (name, value, path, around) => {
        const versions = around[0].fields!.get(name)?.versions;
        if (versions) return refuseWhereUnknown(name, value, path, versions, report);
        report.refuse(path, value, {
          message: `${shortPath(path.toString())} is not a field Kubernetes knows`,
          why: 'The API server refuses the object, or drops the field and with it what you meant',
          fix: unknownFix(name, around),
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
        message: `${shortPath(path)} is given twice`,
        why: 'Only one of the two values can count, and the API server refuses to guess which',
        fix: 'Remove one of them',
      });
    }
  },
};

export const decodingRules: readonly Rule<DecodingSubject>[] = [fieldTypes, fieldsAreKnown, fieldsAreUnique];

/** A kind in a group where it is no longer, or never was, served. */
export const kindIsServed: Rule<KubernetesObject> = {
  id: 'api-version',
  statement: 'An object says what it is, with an apiVersion the API server serves',
  check({ apiVersion = '', kind = '' }, at, report) {
    if (!kind) {
      report.refuse(at.field('kind'), undefined, { must: 'be given', why: 'Without it nobody knows what the object is', fix: 'Write what the object is, e.g. kind: Deployment' });
      return;
    }
    const served = DESCRIBED_KINDS.find(key => key.endsWith(`/${kind}`))?.replace(`/${kind}`, '');
    if (!apiVersion) {
      report.refuse(at.field('apiVersion'), undefined, { must: 'be given', why: 'Without it nobody knows what the object is', fix: served ? `Write apiVersion: ${served}` : 'Write the group and the version of the kind' });
    } else if (served !== undefined && isOurs(apiVersion) && !OTHER_VERSIONS_SERVED.includes(`${apiVersion}/${kind}`)) {
      report.refuse(at.field('apiVersion'), apiVersion, { must: `be "${served}" for a ${kind}`, why: `No supported version of Kubernetes serves it as ${apiVersion}`, fix: `Write apiVersion: ${served}` });
    }
  },
};

/** The groups in which Kubernetes has, or had, the kinds that are described; other groups may have kinds of the same name. */
const GROUPS = ['', 'apps', 'extensions', 'batch', 'autoscaling', 'policy'];
function isOurs(apiVersion: string): boolean {
  return GROUPS.includes(String(apiVersion).replace(/\/?[^/]*$/, ''));
}

const OTHER_VERSIONS_SERVED = ['autoscaling/v1/HorizontalPodAutoscaler'];

function explain(object: unknown, schema: Schema, at: FieldPath, report: Report, listener: Partial<DecodingListener>): void {
  const nobody = () => undefined;
  const within: DecodingListener['within'] = (versions, judge) => report.within(versions, judge);
  schema.explain(object, at, { wrongType: nobody, unknownField: nobody, within, ...listener }, []);
}

function typeText(value: unknown, { text, range }: Expected): string {
  return range && Number.isInteger(value) ? `${text} from ${range.min} to ${range.max}` : text;
}

function typeFix(value: unknown, at: FieldPath, { text, range }: Expected): string {
  const quoted = range && typeof value === 'string' && value.trim() !== '' && Number.isInteger(Number(value));
  return quoted ? `Write ${valueText(Number(value))} without quotes` : `Make ${shortPath(at.toString())} ${text}`;
}

/** Refuses a field in those of the versions asked about that do not know it: the ones before it came, the ones after it went. */
function refuseWhereUnknown(name: string, value: unknown, at: FieldPath, known: KubernetesVersions, report: Report): void {
  for (const unknown of [{ min: KNOWN_VERSIONS.min, max: known.min - 1 }, { min: known.max + 1, max: KNOWN_VERSIONS.max }]) {
    if (unknown.min > unknown.max) continue;
    report.refuse(at, value, {
      message: `${shortPath(at.toString())} is not a field Kubernetes ${versionsText(unknown)} knows`,
      why: 'The API server refuses the object, or drops the field and with it what you meant',
      fix: `Remove ${name}, or run Kubernetes ${versionsText(known)}`,
    }, unknown);
  }
}

/** What was probably meant: a name that is spelt nearly so, or a place further in or out where the field is known. */
function unknownFix(name: string, [here, ...around]: readonly Schema[]): string {
  const known = [...here.fields!.keys()];
  const similar = known.find(other => other.toLowerCase() === name.toLowerCase()) ?? closest(name, known);
  if (isTypingError(name, similar)) return `Write ${similar}`;

  const inner = known.find(field => (here.fields!.get(field)!.schema.element ?? here.fields!.get(field)!.schema).fields?.has(name));
  if (inner) return here.fields!.get(inner)!.schema.element ? `Move it into an item of ${inner}` : `Move it into ${inner}`;

  const levels = around.findIndex(({ fields }) => fields?.has(name)) + 1;
  if (levels > 0) return `Move it ${levels === 1 ? 'one level' : `${levels} levels`} up`;

  return known.length <= MANY_FIELDS ? `Remove it; the fields here are ${known.join(', ')}` : 'Remove it, or look up how the field is called';
}

function isTypingError(name: string, meant: string): boolean {
  return name.toLowerCase() === meant.toLowerCase() || (distance(name, meant) <= 2 && meant.length > 4);
}

const MANY_FIELDS = 8;
