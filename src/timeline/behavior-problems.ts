import { valueText } from '../findings/text';
import { unknownOptions } from '../findings/unknown-options';
import { AppBehavior, BehaviorWindow, SlowWindow } from './app-behavior';
import { ROLES } from './scenario';

/** A year: more is a slip of the keyboard. */
export const LONGEST_SECONDS = 31_536_000;

/** What is wrong with a behavior, a line for each thing; in plain JavaScript anything may stand there. Null counts as absent. */
export function behaviorProblems(behavior: AppBehavior, at = '', around: readonly unknown[] = []): string[] {
  if (!isObject(behavior)) return [`${at.slice(0, -1) || 'behavior'} is ${valueText(behavior)}, but must say what the app does, such as { startsAfterSeconds: 60 }`];
  if (around.includes(behavior)) return [`${at.slice(0, -1)} is the behavior it belongs to, but must have an end`];
  const lists = LISTS.filter(list => isGiven(behavior[list]) && !Array.isArray(behavior[list]))
    .map(list => `${at}${list} is ${valueText(behavior[list])}, but must be a list of times`);
  const wrong = [...unknownProblems(behavior, KNOWN, at), ...lists];
  if (wrong.length > 0) return wrong;
  const { startsAfterSeconds, hangsWhileStarting, stopsAfterSeconds, crashesAfterSeconds, afterRestart } = behavior;
  const problems = secondsProblems({ startsAfterSeconds, stopsAfterSeconds, crashesAfterSeconds }, at);
  if (isGiven(hangsWhileStarting) && typeof hangsWhileStarting !== 'boolean') {
    problems.push(`${at}hangsWhileStarting is ${valueText(hangsWhileStarting)}, but must be true or false`);
  }
  for (const list of LISTS) {
    Array.from(behavior[list] ?? []).forEach((window, index) => problems.push(...windowProblems(window, list === 'slow', `${at}${list}[${index}]`)));
  }
  return isGiven(afterRestart) ? [...problems, ...behaviorProblems(afterRestart!, `${at}afterRestart.`, [...around, behavior])] : problems;
}

/** What is wrong with times, by their names; what is absent is not. */
export function secondsProblems(times: { readonly [name: string]: unknown }, at = ''): string[] {
  return Object.entries(times)
    .filter(([, value]) => isGiven(value) && !(typeof value === 'number' && value >= 0 && value <= LONGEST_SECONDS))
    .map(([name, value]) => `${at}${name} is ${valueText(value)}, but must be a number of seconds, from 0 to ${LONGEST_SECONDS}`);
}

/** The names that nobody knows, a line for each. */
export function unknownProblems(given: object, known: readonly string[], at = ''): string[] {
  return unknownOptions(given, known).map(({ shown, fix }) => `${at}${shown} is unknown; known are ${known.join(', ')}${fix.startsWith('Write ') ? `. ${fix}` : ''}`);
}

/** A behavior that has no problems, without what is absent. */
export function presentOf(behavior: AppBehavior): AppBehavior {
  return withoutAbsent(behavior) as AppBehavior;
}

const LISTS = ['hangs', 'fails', 'errors', 'slow'] as const;
const KNOWN = ['startsAfterSeconds', 'hangsWhileStarting', 'stopsAfterSeconds', 'crashesAfterSeconds', ...LISTS, 'afterRestart'];
const WINDOW = ['fromSeconds', 'untilSeconds', 'probes'];

function windowProblems(window: BehaviorWindow & Partial<SlowWindow>, isSlow: boolean, at: string): string[] {
  const known = [...WINDOW, ...isSlow ? ['takesSeconds'] : []];
  if (!isObject(window)) return [`${at} is ${valueText(window)}, but must be a time, such as { fromSeconds: 60${isSlow ? ', takesSeconds: 3' : ''} }`];
  const { fromSeconds, untilSeconds, takesSeconds, probes } = window;
  const needed = { fromSeconds, ...isSlow ? { takesSeconds } : {} };
  const missing = Object.entries(needed).filter(([, value]) => !isGiven(value)).map(([name]) => `${at}.${name} is missing`);
  const isList = Array.isArray(probes);
  const strangers = Array.from(isList ? probes : []).filter(probe => !(ROLES as readonly string[]).includes(probe));
  return [
    ...unknownProblems(window, known, `${at}.`),
    ...missing,
    ...secondsProblems({ fromSeconds, untilSeconds, ...isSlow ? { takesSeconds } : {} }, `${at}.`),
    ...typeof untilSeconds === 'number' && typeof fromSeconds === 'number' && untilSeconds <= fromSeconds ? [`${at}.untilSeconds is ${untilSeconds}, but must be later than fromSeconds, which is ${fromSeconds}`] : [],
    ...isGiven(probes) && !isList ? [`${at}.probes is ${valueText(probes)}, but must be a list of ${ROLES.join(', ')}`] : [],
    ...strangers.map(probe => `${at}.probes has ${valueText(probe)}, but may only have ${ROLES.join(', ')}`),
  ];
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function withoutAbsent(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutAbsent);
  if (!isObject(value)) return value;
  const fields = Object.entries(value as object).filter(([, field]) => isGiven(field));
  return Object.fromEntries(fields.map(([name, field]) => [name, withoutAbsent(field)]));
}
