import { valueText } from '../findings/text';
import { AppBehavior, BehaviorWindow, SlowWindow } from './app-behavior';
import { ROLES } from './scenario';

/** A year: more is a slip of the keyboard. */
export const LONGEST_SECONDS = 31_536_000;

/** What is wrong with a behavior, a line for each thing; in plain JavaScript anything may stand there. */
export function behaviorProblems(behavior: AppBehavior, at = ''): string[] {
  if (typeof behavior !== 'object' || behavior === null) return [`${at || 'behavior'} is ${valueText(behavior)}, but must say what the app does, such as { startsAfterSeconds: 60 }`];
  const unknown = Object.keys(behavior).filter(key => !KNOWN.includes(key)).map(key => `${at}${key} is unknown; known are ${KNOWN.join(', ')}`);
  const lists = LISTS.filter(list => (behavior[list] ?? undefined) !== undefined && !Array.isArray(behavior[list]))
    .map(list => `${at}${list} is ${valueText(behavior[list])}, but must be a list of times`);
  if (unknown.length + lists.length > 0) return [...unknown, ...lists];
  const { startsAfterSeconds, stopsAfterSeconds, crashesAfterSeconds, afterRestart } = behavior;
  const problems = secondsProblems({ startsAfterSeconds, stopsAfterSeconds, crashesAfterSeconds }, at);
  for (const list of LISTS) {
    (behavior[list] ?? []).forEach((window, index) => problems.push(...windowProblems(window, list === 'slow', `${at}${list}[${index}].`)));
  }
  return (afterRestart ?? undefined) === undefined ? problems : [...problems, ...behaviorProblems(afterRestart!, `${at}afterRestart.`)];
}

/** What is wrong with times, by their names; undefined is none. */
export function secondsProblems(times: { readonly [name: string]: unknown }, at = ''): string[] {
  return Object.entries(times)
    .filter(([, value]) => value !== undefined && !(typeof value === 'number' && value >= 0 && value <= LONGEST_SECONDS))
    .map(([name, value]) => `${at}${name} is ${valueText(value)}, but must be a number of seconds, from 0 to ${LONGEST_SECONDS}`);
}

const LISTS = ['hangs', 'fails', 'errors', 'slow'] as const;
const KNOWN = ['startsAfterSeconds', 'hangsWhileStarting', 'stopsAfterSeconds', 'crashesAfterSeconds', ...LISTS, 'afterRestart'];

function windowProblems(window: BehaviorWindow & Partial<SlowWindow>, isSlow: boolean, at: string): string[] {
  const { fromSeconds, untilSeconds, takesSeconds, probes } = window ?? {};
  const needed = { fromSeconds, ...isSlow ? { takesSeconds } : {} };
  const missing = Object.entries(needed).filter(([, value]) => value === undefined || value === null).map(([name]) => `${at}${name} is missing`);
  const unknown = (probes ?? []).filter(probe => !(ROLES as readonly string[]).includes(probe));
  return [
    ...missing,
    ...secondsProblems({ fromSeconds, untilSeconds, takesSeconds }, at),
    ...typeof untilSeconds === 'number' && untilSeconds <= fromSeconds ? [`${at}untilSeconds is ${untilSeconds}, but must be later than fromSeconds, which is ${fromSeconds}`] : [],
    ...unknown.map(probe => `${at}probes has ${valueText(probe)}, but may only have ${ROLES.join(', ')}`),
  ];
}
