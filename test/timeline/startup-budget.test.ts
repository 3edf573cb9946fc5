import * as fc from 'fast-check';
import { failureThresholdFor, guaranteedStartupSeconds, startupBudget } from '../../src/timeline/startup-budget';

const timings = { initialDelaySeconds: 0, periodSeconds: 10, timeoutSeconds: 1, failureThreshold: 3 };

test.each([
  ['the defaults', {}, 20],
  ['the Gradient page: 6 x 10 is not 60 but 50', { failureThreshold: 6 }, 50],
  ['the Kubernetes documentation: 30 x 10 is not 300 but 290', { failureThreshold: 30 }, 290],
  ['of an initial delay, one second less', { initialDelaySeconds: 15 }, 34],
  ['a single attempt', { failureThreshold: 1 }, 0],
])('%s', (_, override, seconds) => {
  expect(guaranteedStartupSeconds({ ...timings, ...override })).toBe(seconds);
});

test('the latest kill is a period and the timeouts later', () => {
  expect(startupBudget(timings)).toEqual({ guaranteedSeconds: 20, hopelessSeconds: 30, killed: { earliestSeconds: 20, latestSeconds: 31 } });
  expect(startupBudget({ ...timings, initialDelaySeconds: 5, timeoutSeconds: 30 }).killed.latestSeconds).toBe(105);
});

test('the threshold for so many seconds guarantees them, and one less does not', () => {
  const numbers = fc.record({
    startupSeconds: fc.integer({ min: 1, max: 100_000 }),
    initialDelaySeconds: fc.integer({ min: 0, max: 600 }),
    periodSeconds: fc.integer({ min: 1, max: 300 }),
  });
  fc.assert(fc.property(numbers, ({ startupSeconds, ...timing }) => {
    const failureThreshold = failureThresholdFor(startupSeconds, timing);
    expect(guaranteedStartupSeconds({ ...timing, failureThreshold })).toBeGreaterThanOrEqual(startupSeconds);
    if (failureThreshold > 1) {
      expect(guaranteedStartupSeconds({ ...timing, failureThreshold: failureThreshold - 1 })).toBeLessThan(startupSeconds);
    }
  }));
});
