import { l1Name, Schema, schemaOf } from '../rules/schema';

/**
 * A value in the shape of a manifest, from what may be in that of cdk8s' generated (L1) constructs: there a port is
 * `{ value: 8000 }`, and `hostIP` is `hostIp`.
 *
 * @param schema what may stand there; without it the value is taken as it is
 */
export function plainValue(value: unknown, schema: Schema | undefined): unknown {
  if (typeof value !== 'object' || value === null || !schema) return value;
  if (Array.isArray(value)) return schema.element ? value.map(item => plainValue(item, schema.element)) : value;
  const entries = Object.entries(value);
  if (isScalar(schema)) {
    return entries.length === 1 && entries[0][0] === 'value' && !schema.fits(value) && schema.fits(entries[0][1]) ? entries[0][1] : value;
  }
  if (schema.entry) return Object.fromEntries(entries.map(([key, entry]) => [key, plainValue(entry, schema.entry)]));
  return Object.fromEntries(entries.map(([name, field]) => {
    const known = fieldNamed(name, schema);
    return [known, plainValue(field, schema.fields?.get(known)?.schema)];
  }));
}

/**
 * A copy of what a manifest can hold, in which classes are their fields.
 *
 * @throws where something would be lost, or become another thing
 */
export function plainCopy(value: unknown, around: readonly object[] = []): unknown {
  if (value === null || ['string', 'boolean'].includes(typeof value) || Number.isFinite(value)) return value;
  if (typeof value !== 'object' || around.includes(value)) throw new Error('JSON cannot express it');
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Map || value instanceof Set) throw new Error('JSON cannot express it');
  const within = [...around, value];
  // Not `map`, which leaves holes out.
  if (Array.isArray(value)) return Array.from(value, item => plainCopy(item, within));
  const given = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(given.map(([name, field]) => [name, plainCopy(field, within)]));
}

/** How Kubernetes spells a field; one that it does not know stays as it is. */
export function fieldNamed(name: string, { fields }: Schema): string {
  if (!fields || fields.has(name)) return name;
  for (const known of fields.keys()) {
    if (l1Name(known) === name) return known;
  }
  return name;
}

/** Whether what stands there has nothing in it. */
export function isScalar({ fields, element, entry }: Schema): boolean {
  return !fields && !element && !entry;
}

/** What may stand in the spec of a pod, or in one of its fields. */
export function podSchema(field?: string): Schema | undefined {
  const spec = schemaOf('v1', 'Pod')?.fields?.get('spec')?.schema;
  return field === undefined ? spec : spec?.fields?.get(field)?.schema;
}
