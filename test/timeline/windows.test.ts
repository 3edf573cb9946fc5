import * as fc from 'fast-check';
import { Breakage, detectionWindow, outageLimits } from '../../src/timeline/detection-window';
import { outOfRotation } from '../../src/timeline/out-of-rotation';
import { readyWindow } from '../../src/timeline/ready-window';
import { Answer, ContainerProbes, MICROS_PER_SECOND as S, ProbeScenario, Role, Scenario } from '../../src/timeline/scenario';
import { startupBudget } from '../../src/timeline/startup-budget';
import { TimeWindow } from '../../src/timeline/time-window';
import { answer, firstTime, Given, play, probe } from './_play';

/*
 * What the closed forms say is compared with what the simulation does in every phase: nothing comes earlier or later,
 * and something comes next to both ends.
 */

/** What the kubelet of the simulation takes for itself, in seconds. */
const WORK = 0.02;

const PHASES = 30;

const numbers: fc.Arbitrary<ProbeScenario> = fc.record({
  initialDelaySeconds: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 25 })),
  periodSeconds: fc.integer({ min: 1, max: 15 }),
  timeoutSeconds: fc.integer({ min: 1, max: 20 }),
  successThreshold: fc.constant(1),
  failureThreshold: fc.integer({ min: 1, max: 5 }),
});

const breakage = fc.constantFrom(Breakage.FAILS, Breakage.HANGS);

const outcomeOf = (how: Breakage): Answer['outcome'] => how === Breakage.HANGS ? 'hang' : 'failure';

/** Phases in which the ticks of a probe come at all distances from the start of the container, not on whole seconds. */
const phases = (periodSeconds: number): number[] => Array.from({ length: PHASES }, (_, n) => {
  return Math.round((n + 0.503) / PHASES * periodSeconds * S) / S;
});

/** What else is left to chance: where in a second the container starts, whose turn is first, whether a sync moves the ticks. */
const chances = (phase: number): Partial<Scenario> => {
  const n = Math.round(phase * 7919);
  return { secondOffset: Math.round(n * 0.618 % 1 * S), freshTriggers: n % 2 === 0, kubernetes: n % 4 < 2 ? 31 : 37 };
};

/** @param slack by how much phases may miss the ends */
function expectWindow(seen: readonly number[], { earliestSeconds, latestSeconds }: TimeWindow, slack: number): void {
  expect(Math.min(...seen)).toBeGreaterThanOrEqual(earliestSeconds);
  expect(Math.max(...seen)).toBeLessThanOrEqual(latestSeconds + WORK);
  expect(Math.min(...seen)).toBeLessThanOrEqual(earliestSeconds + slack + WORK);
  expect(Math.max(...seen)).toBeGreaterThanOrEqual(latestSeconds - slack);
}

const check = (property: fc.IProperty<any>, numRuns = 30) => fc.assert(property, { numRuns });

describe.each<Role>(['startup', 'liveness'])('a slow start, with a %s probe', role => {
  const startOf = (timings: ProbeScenario, how: Breakage, startsAfter: number, phase: number) => play({
    probes: { [role]: timings },
    answers: { [role]: [answer(0, outcomeOf(how)), answer(startsAfter, 'success')] },
    startsAt: phase,
    until: startupBudget(timings).killed.latestSeconds + phase + 2,
    more: chances(phase),
  });

  test('that never ends is killed neither before nor after the window', () => {
    check(fc.property(numbers, timings => {
      const after: number[] = [];
      for (const phase of phases(timings.periodSeconds)) {
        for (const how of [Breakage.FAILS, Breakage.HANGS]) after.push(firstTime(startOf(timings, how, 9999, phase), 'killing')! - phase);
      }
      // A start is cut to a whole second, so that of an initial delay a second may be missing.
      expectWindow(after, startupBudget(timings).killed, 1 + timings.periodSeconds / PHASES);
    }));
  });

  test('within the guaranteed budget is never killed; beyond the other limit, always; between the two, in some phase', () => {
    check(fc.property(numbers, breakage, (timings, how) => {
      const { guaranteedSeconds, hopelessSeconds } = startupBudget(timings);
      const killed = (startsAfter: number) => phases(timings.periodSeconds)
        .filter(phase => firstTime(startOf(timings, how, startsAfter, phase), 'killing') !== undefined).length;
      expect(killed(guaranteedSeconds)).toBe(0);
      expect(killed(hopelessSeconds + 0.01)).toBe(PHASES);
      // Of an initial delay a second may be missing.
      const slack = (timings.initialDelaySeconds > 0 ? 1 : 0) + 2 * timings.periodSeconds / PHASES;
      if (how === Breakage.FAILS && timings.timeoutSeconds > timings.periodSeconds) return;
      expect(killed(Math.max(0, hopelessSeconds - slack))).toBeLessThan(PHASES);
    }));
  });
});

describe('the time to ready', () => {
  const optional = fc.option(numbers, { nil: undefined });
  const given = fc.record({
    startup: optional,
    readiness: fc.option(fc.record({ timings: numbers, successThreshold: fc.integer({ min: 1, max: 4 }) }), { nil: undefined })
      .map(drawn => drawn && { ...drawn.timings, successThreshold: drawn.successThreshold }),
    startsAfter: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 60 })),
  });

  const readyTimes = ({ startup, readiness }: ContainerProbes, startsAfter: number) => {
    const seen: number[] = [];
    for (const phase of phases(Math.max(startup?.periodSeconds ?? 1, readiness?.periodSeconds ?? 1))) {
      for (const how of ['failure', 'hang'] as const) {
        const answers = startsAfter === 0 ? [] : [answer(0, how), answer(startsAfter, 'success')];
        const timeline = play({
          probes: { ...startup && { startup }, ...readiness && { readiness } },
          answers: { startup: answers, readiness: answers },
          startsAt: phase,
          until: 300,
          more: chances(phase),
        });
        // Of the starts that are not killed.
        if (firstTime(timeline, 'killing') === undefined) seen.push(firstTime(timeline, 'ready', true)! - phase);
      }
    }
    return seen;
  };

  test('is never out of the window', () => {
    check(fc.property(given, ({ startup, readiness, startsAfter }) => {
      const window = readyWindow({ startup, readiness }, startsAfter);
      const seen = readyTimes({ startup, readiness }, startsAfter);
      if (window === undefined) {
        expect(seen).toEqual([]);
      } else {
        for (const at of seen) {
          expect(at).toBeGreaterThanOrEqual(window.earliestSeconds);
          expect(at).toBeLessThanOrEqual(window.latestSeconds + WORK);
        }
      }
    }), 100);
  });

  test.each<[string, ContainerProbes, number, TimeWindow]>([
    ['nothing is asked', {}, 60, { earliestSeconds: 0, latestSeconds: 0 }],
    ['readiness alone', { readiness: probe() }, 0, { earliestSeconds: 0, latestSeconds: 10 }],
    ['readiness alone, of a slow start', { readiness: probe({ periodSeconds: 5 }) }, 60, { earliestSeconds: 60, latestSeconds: 65 }],
    ['readiness, after a delay', { readiness: probe({ initialDelaySeconds: 5 }) }, 0, { earliestSeconds: 4, latestSeconds: 15 }],
    ['a startup probe: readiness follows at once', { startup: probe({ periodSeconds: 5, failureThreshold: 30 }), readiness: probe() }, 60, { earliestSeconds: 60, latestSeconds: 65 }],
    ['a startup probe and a delay of readiness', { startup: probe(), readiness: probe({ initialDelaySeconds: 30 }) }, 0, { earliestSeconds: 29, latestSeconds: 40 }],
  ])('reaches both ends: %s', (_, probes, startsAfter, window) => {
    expect(readyWindow(probes, startsAfter)).toEqual(window);
    expectWindow(readyTimes(probes, startsAfter), window, 2);
  });

  test('what takes longer than its startup probe ever allows is never ready', () => {
    expect(readyWindow({ startup: probe(), readiness: probe() }, 31)).toBeUndefined();
    // Without a startup probe, liveness kills it.
    expect(readyWindow({ liveness: probe(), readiness: probe() }, 31)).toBeUndefined();
  });
});

describe.each<Role>(['liveness', 'readiness'])('%s', role => {
  const brokenFrom = (timings: ProbeScenario, how: Breakage, from: number, more: Partial<Given> = {}) => play({
    probes: { [role]: { ...timings, initialDelaySeconds: 0 } }, answers: { [role]: [answer(0, 'success'), answer(from, outcomeOf(how))] }, until: 300, ...more,
  });
  const noticed = role === 'liveness' ? ['killing'] as const : ['ready', false] as const;

  test('notices within the window that an app broke', () => {
    check(fc.property(numbers, breakage, (timings, how) => {
      const after = phases(timings.periodSeconds).map(phase => firstTime(brokenFrom(timings, how, 100 + phase), ...noticed)! - 103.4 - phase);
      expectWindow(after, detectionWindow(timings, how), timings.periodSeconds / PHASES);
    }));
  });

  test('never notices an outage that is short, and always notices one that is long', () => {
    check(fc.property(numbers, breakage, (timings, how) => {
      const { unnoticedSeconds, noticedSeconds } = outageLimits(timings, how);
      const count = (length: number) => phases(timings.periodSeconds).filter(phase => firstTime(play({
        probes: { [role]: { ...timings, initialDelaySeconds: 0 } },
        answers: { [role]: [answer(0, 'success'), answer(100 + phase, outcomeOf(how)), answer(100 + phase + length, 'success')] },
        until: 300,
      }), ...noticed) !== undefined).length;
      if (unnoticedSeconds > 0) expect(count(unnoticedSeconds)).toBe(0);
      expect(count(noticedSeconds + 0.01)).toBe(PHASES);
      // Both limits are as far as they go.
      expect(count(unnoticedSeconds + 2 * timings.periodSeconds / PHASES)).toBeGreaterThan(0);
      expect(count(noticedSeconds - 2 * timings.periodSeconds / PHASES)).toBeLessThan(PHASES);
    }));
  });
});

test('an outage takes a pod out of rotation for as long as the window says', () => {
  const given = fc.tuple(numbers, fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 120 }), breakage);
  check(fc.property(given, ([drawn, successThreshold, length, how]) => {
    const readiness = { ...drawn, initialDelaySeconds: 0, successThreshold };
    const seen: number[] = [];
    for (const phase of phases(readiness.periodSeconds)) {
      const answers = { readiness: [answer(0, 'success'), answer(200 + phase, outcomeOf(how)), answer(200 + phase + length, 'success')] };
      const { events } = play({ probes: { readiness }, answers, until: 500 });
      const down = events.find(({ what, result, at }) => what === 'ready' && result === false && at > 100 * S);
      const up = down && events.find(({ what, result, at }) => what === 'ready' && result === true && at > down.at);
      if (down) seen.push((up!.at - down.at) / S);
    }
    const window = outOfRotation(readiness, length, how);
    if (window === undefined) {
      expect(seen).toEqual([]);
      return;
    }
    for (const each of seen) {
      expect(each).toBeGreaterThanOrEqual(window.earliestSeconds - WORK);
      expect(each).toBeLessThanOrEqual(window.latestSeconds + WORK);
    }
  }), 100);
});
