import { InvalidArgumentError } from 'commander';
import { BehaviorWindow, ProbeType } from '../timeline/app-behavior';
import { LONGEST_SECONDS } from '../timeline/behavior-problems';
import { LONGEST_PLAY_SECONDS } from '../timeline/horizon';
import { ROLES } from '../timeline/scenario';

/** A number of seconds, 0 or more: `90`, `90s`, `1.5m`. */
export function seconds(text: string): number {
  const [, count, unit = 's'] = /^(\d+(?:\.\d+)?)([smh])?$/.exec(text) ?? [];
  const value = Number(count) * UNITS[unit];
  if (!(value <= LONGEST_SECONDS)) throw new InvalidArgumentError('Give seconds, or a time such as 90s, 5m or 2h, a year at most.');
  return value;
}

const UNITS: { readonly [unit: string]: number } = { s: 1, m: 60, h: 3600 };

/** A number of seconds, more than 0. */
export function someSeconds(text: string): number {
  if (seconds(text) < 0.001) throw new InvalidArgumentError('Give more than 0 seconds.');
  return seconds(text);
}

/** How long to play. */
export function playedSeconds(text: string): number {
  const value = seconds(text);
  if (!(value >= 1 && value <= LONGEST_PLAY_SECONDS)) throw new InvalidArgumentError(`Give 1 to ${LONGEST_PLAY_SECONDS} seconds.`);
  return value;
}

/** FROM-UNTIL or FROM, after PROBE: where one is meant; repeatable. */
export function addWindow(text: string, before: readonly BehaviorWindow[] = []): BehaviorWindow[] {
  const match = WINDOW.exec(text);
  if (!match) throw new InvalidArgumentError('Give seconds as FROM-UNTIL, such as 300-340, or FROM alone.');
  const [, probe, from, until] = match;
  if (until !== undefined && Number(until) <= Number(from)) throw new InvalidArgumentError('The second time must be later than the first.');
  return [...before, {
    fromSeconds: seconds(from),
    ...until === undefined ? {} : { untilSeconds: seconds(until) },
    ...probe === undefined ? {} : { probes: [probe as ProbeType] },
  }];
}

const WINDOW = new RegExp(`^(?:(${ROLES.join('|')}):)?(\\d+(?:\\.\\d+)?)(?:-(\\d+(?:\\.\\d+)?))?$`);
