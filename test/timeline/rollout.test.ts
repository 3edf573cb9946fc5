import * as fc from 'fast-check';
import { rollout, RolloutPlan } from '../../src/timeline/rollout';

const plan = (numbers: Partial<RolloutPlan> = {}): RolloutPlan => ({
  replicas: 3, minReadySeconds: 0, progressDeadlineSeconds: 600, strategy: { atOnce: 1 }, graceSeconds: 30, ...numbers,
});

const ready = { earliestSeconds: 10, latestSeconds: 25 };

test.each<[string, Partial<RolloutPlan>, [number, number]]>([
  ['one pod after the other', {}, [30, 75]],
  ['two at once', { strategy: { atOnce: 2 } }, [20, 50]],
  ['more than there are', { strategy: { atOnce: 9 } }, [10, 25]],
  ['pods that have to stay ready for a while', { minReadySeconds: 5 }, [45, 90]],
  ['all at once, when the old ones have ended', { strategy: 'Recreate' }, [10, 55]],
  ['none', { replicas: 0 }, [0, 0]],
])('%s', (_, numbers, [earliestSeconds, latestSeconds]) => {
  expect(rollout(plan(numbers), ready).done).toEqual({ earliestSeconds, latestSeconds });
});

test('the deadline is about the longest time without progress, not about the whole', () => {
  expect(rollout(plan({ replicas: 100, progressDeadlineSeconds: 26 }), ready)).toMatchObject({ longestPauseSeconds: 25, keepsDeadline: true });
  expect(rollout(plan({ progressDeadlineSeconds: 25 }), ready).keepsDeadline).toBe(false);
  const slow = { earliestSeconds: 0, latestSeconds: 300 };
  expect(rollout(plan({ minReadySeconds: 500 }), slow)).toMatchObject({ longestPauseSeconds: 500, keepsDeadline: true });
  // Old pods that take long to end count as well, where new ones wait for them.
  expect(rollout(plan({ strategy: 'Recreate', graceSeconds: 700 }), ready).keepsDeadline).toBe(false);
});

test('whatever each pod takes, the rollout is within the window, and reaches both ends', () => {
  const drawn = fc.record({
    replicas: fc.integer({ min: 1, max: 12 }),
    atOnce: fc.integer({ min: 1, max: 5 }),
    seconds: fc.array(fc.integer({ min: 10, max: 25 }), { minLength: 12, maxLength: 12 }),
  });
  fc.assert(fc.property(drawn, ({ replicas, atOnce, seconds }) => {
    const { done } = rollout(plan({ replicas, strategy: { atOnce } }), ready);
    const played = playRollout(replicas, atOnce, seconds);
    expect(played).toBeGreaterThanOrEqual(done.earliestSeconds);
    expect(played).toBeLessThanOrEqual(done.latestSeconds);
    expect(playRollout(replicas, atOnce, Array(12).fill(10))).toBe(done.earliestSeconds);
    expect(playRollout(replicas, atOnce, Array(12).fill(25))).toBe(done.latestSeconds);
  }));
});

/** What the controller does: as soon as a new pod is available, the next one is made. */
function playRollout(replicas: number, atOnce: number, seconds: readonly number[]): number {
  const underWay: number[] = [];
  let made = 0;
  let now = 0;
  while (made < replicas || underWay.length > 0) {
    while (made < replicas && underWay.length < atOnce) underWay.push(now + seconds[made++]);
    underWay.sort((a, b) => a - b);
    now = underWay.shift()!;
  }
  return now;
}
