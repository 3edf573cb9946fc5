import { Call, call, Code, Struct } from './_code';

/** The seconds and counts of a probe that differ from Kubernetes' own defaults. */
export function timings(given: { readonly [name in keyof typeof PROBE_DEFAULTS]?: number }): Struct {
  const struct = new Struct();
  for (const [name, usual] of Object.entries(PROBE_DEFAULTS)) {
    const value = given[name as keyof typeof PROBE_DEFAULTS];
    if (value !== undefined && value !== usual) struct.add(name, value);
  }
  return struct;
}

const PROBE_DEFAULTS = { initialDelaySeconds: 0, periodSeconds: 10, timeoutSeconds: 1, successThreshold: 1, failureThreshold: 3 };

/** A call whose last argument has the entries of some structs, unless there are none. */
export function callWithOptions(callee: string, first: readonly Code[], ...options: readonly Struct[]): Call {
  const all = new Struct();
  options.forEach(({ entries }) => all.entries.push(...entries));
  return call(callee, ...first, ...all.entries.length > 0 ? [all] : []);
}
