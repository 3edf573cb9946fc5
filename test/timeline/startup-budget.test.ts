import * as fc from 'fast-check';
import { failureThresholdFor, guaranteedStartupSeconds, latestStartupSeconds } from '../../src/timeline/startup-budget';

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
  expect(latestStartupSeconds(timings)).toBe(31);
  expect(latestStartupSeconds({ ...timings, initialDelaySeconds: 5, timeoutSeconds: 30 })).toBe(125);
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

test('no start that is within the guaranteed budget is killed, whatever the phase of the kubelet\'s ticks', () => {
  const scenario = fc.record({
    // Tenths of a second, to stay exact.
    phase: fc.nat(),
    started: fc.nat(9),
    initialDelaySeconds: fc.nat(30),
    periodSeconds: fc.integer({ min: 1, max: 20 }),
    failureThreshold: fc.integer({ min: 1, max: 10 }),
  });
  fc.assert(fc.property(scenario, ({ phase, started, initialDelaySeconds, periodSeconds, failureThreshold }) => {
    // The container starts `started` tenths after a whole second; the kubelet counts the delay from that second.
    const firstAllowed = Math.max(0, initialDelaySeconds * 10 - started);
    const period = periodSeconds * 10;
    const firstTick = firstAllowed + phase % period;
    const kill = firstTick + (failureThreshold - 1) * period;
    expect(kill).toBeGreaterThanOrEqual(guaranteedStartupSeconds({ initialDelaySeconds, periodSeconds, failureThreshold }) * 10);
  }), { numRuns: 1000 });
});
