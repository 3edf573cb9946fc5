import { TimeWindow } from './time-window';

/** A time for people: `75 s`, `0.5 s`, `290 s`, `1 h 5 min`. */
export function secondsText(seconds: number): string {
  const rounded = Math.round(seconds * 10) / 10;
  if (rounded > A_CENTURY) return 'more than 100 years';
  if (rounded < LONG) return `${rounded} s`;
  const units: [number, string][] = [[Math.floor(rounded / 3600), 'h'], [Math.floor(rounded % 3600 / 60), 'min'], [Math.round(rounded % 60 * 10) / 10, 's']];
  return units.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}`).join(' ');
}

const A_CENTURY = 100 * 365 * 24 * 3600;

/** From here on, seconds alone say little. */
const LONG = 3600;

/** From when to when: `75 to 80 s`; a single time, where there is but one. */
export function windowText({ earliestSeconds, latestSeconds }: TimeWindow): string {
  const earliest = secondsText(earliestSeconds);
  const latest = secondsText(latestSeconds);
  if (earliest === latest) return latest;
  return latestSeconds < LONG ? `${earliest.replace(' s', '')} to ${latest}` : `${earliest} to ${latest}`;
}
