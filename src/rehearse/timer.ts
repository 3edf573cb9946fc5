/** So many seconds as a timer takes them; what is longer than it can be, nearly 25 days, is as good as for ever here. */
export function timerMilliseconds(seconds: number): number {
  return Math.min(seconds * 1000, LONGEST_TIMER);
}

/** Beyond it `setTimeout` fires at once. */
const LONGEST_TIMER = 2 ** 31 - 1;
