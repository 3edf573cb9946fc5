import { writeFileSync } from 'fs';
import { join } from 'path';
import { isScalar } from '../src/rules/schema';
import { build, FieldTable, fieldsOf, releaseOf } from './_api-server';

const FILE = join(__dirname, '../src/rules/fields.generated.ts');

/** Writes the table of the fields that the decoders of the given Kubernetes versions know. */
export function writeFields(versions: readonly number[]): void {
  versions.forEach(build);
  const tables = new Map(versions.map(minor => [minor, fieldsOf(minor)]));
  const newest = tables.get(versions[versions.length - 1])!;
  refuseUnknownScalars(tables);
  const lines = typesMet(tables, newest).map(type => `  ${plain(type)}: '${fieldsText(type, tables, versions)}',`);
  writeFileSync(FILE, `/*
 * The fields of Kubernetes' objects, by type: name:type, and the versions that know the field where not all do.
 *
 * Read off Kubernetes' own types (${versions.map(releaseOf).join(', ')}) by "npm run conformance -- fields".
 */

export const KINDS: { readonly [kind: string]: string } = {
${Object.entries(newest.kinds).sort().map(([kind, type]) => `  '${kind}': '${plain(type)}',`).join('\n')}
};

export const TYPES: { readonly [type: string]: string } = {
${lines.join('\n')}
};
`);
  process.stdout.write(`${FILE}: ${lines.length} types of Kubernetes ${versions.map(minor => `1.${minor}`).join(', ')}\n`);
}

/** All types that the kinds lead to, in any version; by name. */
function typesMet(tables: ReadonlyMap<number, FieldTable>, newest: FieldTable): string[] {
  const met = new Set<string>();
  const visit = (type: string) => {
    if (met.has(type)) return;
    met.add(type);
    for (const { types } of tables.values()) Object.values(types[type] ?? {}).map(elementOf).filter(other => other in types).forEach(visit);
  };
  Object.values(newest.kinds).forEach(visit);
  const names = [...met].map(plain);
  if (new Set(names).size < names.length) throw new Error('two types of different packages have the same name');
  return [...met].sort((a, b) => plain(a) < plain(b) ? -1 : 1);
}

function refuseUnknownScalars(tables: ReadonlyMap<number, FieldTable>): void {
  for (const { types } of tables.values()) {
    for (const type of Object.values(types).flatMap(fields => Object.values(fields)).map(elementOf)) {
      if (!(type in types) && !isScalar(type)) throw new Error(`src/rules/schema.ts does not know how a ${type} is written: add it to SCALARS`);
    }
  }
}

function fieldsText(type: string, tables: ReadonlyMap<number, FieldTable>, versions: readonly number[]): string {
  const having = versions.filter(minor => type in tables.get(minor)!.types);
  const names = [...new Set(having.flatMap(minor => Object.keys(tables.get(minor)!.types[type])))].sort();
  return names.map(name => {
    const knowing = having.filter(minor => name in tables.get(minor)!.types[type]);
    const [first, last] = [knowing[0], knowing[knowing.length - 1]];
    // The newest has the last word where a type was renamed.
    const fieldType = plain(tables.get(last)!.types[type][name]);
    const always = first === having[0] && last === having[having.length - 1];
    return `${name}:${fieldType}${always ? '' : `@${first}-${last}`}`;
  }).join(' ');
}

/** A type without its package: `[]v1.Container` is `[]Container`. */
function plain(type: string): string {
  return type.replace(/\b\w+\./, '');
}

function elementOf(type: string): string {
  return type.replace(/^(\[\]|\{\})+/, '');
}
