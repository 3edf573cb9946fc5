/**
 * An object without its nulls, which count as absent for the API server; in a list a null stands for an empty element.
 * What JavaScript calls undefined becomes null on its way into a manifest.
 */
export function withoutNulls<T>(value: T): T {
  return copy(value) as T;
}

function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(item => item == null ? {} : copy(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field != null).map(([name, field]) => [name, copy(field)]));
}
