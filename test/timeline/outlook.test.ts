import * as fc from 'fast-check';
import { AppBehavior } from '../../src/timeline/app-behavior';
import { outlook } from '../../src/timeline/outlook';
import { CHANCES, phaseScenario, Play } from '../../src/timeline/phase-scenario';
import { ContainerPlan, PodPlan } from '../../src/timeline/pod-plan';
import { simulate } from '../../src/timeline/pod-simulation';
import { MICROS_PER_SECOND as S } from '../../src/timeline/scenario';
import { probe } from './_play';

const pod = (probes: ContainerPlan['probes'], graceSeconds = 30): PodPlan => ({
  graceSeconds, restarts: true, containers: [{ name: 'main', isSidecar: false, path: 'containers[0]', probes, asks: {} }],
});

const play = (probes: ContainerPlan['probes'], behavior: AppBehavior = {}, more: Partial<Play> = {}): Play => ({
  pod: pod(probes), behaviors: new Map([['main', behavior]]), kubernetes: 37, ...more,
});

test('what happens in a few phases only, happens', () => {
  const seldom = outlook(play({ startup: probe({ failureThreshold: 6 }), readiness: probe() }, { startsAfterSeconds: 50.05 }));
  expect(seldom).toMatchObject({ isEverKilled: true, isAlwaysReady: true, first: { killed: { earliestSeconds: 50 } } });
  expect(seldom.killed).toBeLessThan(0.05);
});

test('the kubelet\'s own delays are waited for', () => {
  const { isAlwaysReady, first } = outlook(play({ readiness: probe({ periodSeconds: 5 }) }, {}, { kubelet: { statusDelay: 20 } }));
  expect(isAlwaysReady).toBe(true);
  expect(first.ready).toEqual({ earliestSeconds: 20, latestSeconds: 25 });
});

test('an app that is slow is slow, and is not there before it is', () => {
  const readiness = probe({ timeoutSeconds: 5 });
  const slow = [{ fromSeconds: 0, untilSeconds: 100, takesSeconds: 2 }];
  expect(outlook(play({ readiness }, { startsAfterSeconds: 60, slow })).first.ready!.earliestSeconds).toBe(62);
  expect(outlook(play({ readiness }, { hangs: [{ fromSeconds: 150 }], slow: [{ fromSeconds: 120, takesSeconds: 2 }] })).first.notReady).toBeDefined();
  expect(outlook(play({ readiness }, { slow: [{ fromSeconds: 120, takesSeconds: 6 }] })).first.notReady!.earliestSeconds).toBe(145);
});

test('what cannot be asked is neither well nor broken', () => {
  const errors = [{ fromSeconds: 100 }];
  const { isEverKilled, first } = outlook(play({ liveness: probe(), readiness: probe() }, { errors }));
  expect({ isEverKilled, notReady: first.notReady }).toEqual({ isEverKilled: false, notReady: undefined });
  expect(outlook(play({ readiness: probe() }, { errors: [{ fromSeconds: 0 }] })).isAlwaysReady).toBe(false);
});

test('a delay of readiness is waited out at any tick, beside a startup probe too', () => {
  const { first } = outlook(play({ startup: probe({ periodSeconds: 2 }), readiness: probe({ initialDelaySeconds: 13, periodSeconds: 7 }) }));
  expect(first.ready!.earliestSeconds).toBeLessThan(12.2);
  expect(first.ready!.latestSeconds).toBeGreaterThan(19.8);
});

test('from 1.35 on a container that was restarted counts as started at first, so that liveness asks too early', () => {
  const probes = { startup: probe({ periodSeconds: 20 }), liveness: probe({ periodSeconds: 2, failureThreshold: 1 }) };
  const behavior = { startsAfterSeconds: 15, stopsAfterSeconds: 1, hangs: [{ fromSeconds: 100, untilSeconds: 110 }] };
  const kills = (kubernetes: number) => outlook(play(probes, behavior, { kubernetes })).events
    .filter(({ what, probe: by }) => what === 'killing' && by === 'liveness').length;
  expect(kills(34)).toBe(1);
  expect(kills(37)).toBeGreaterThan(1);
});

test('no phase and no chance brings anything that the windows do not have', () => {
  const numbers = fc.record({
    initialDelaySeconds: fc.constantFrom(0, 0, 7),
    periodSeconds: fc.integer({ min: 1, max: 12 }),
    timeoutSeconds: fc.integer({ min: 1, max: 6 }),
    successThreshold: fc.constant(1),
    failureThreshold: fc.integer({ min: 1, max: 4 }),
  });
  const drawn = fc.record({
    probes: fc.record({ liveness: numbers, readiness: numbers, startup: numbers }, { requiredKeys: [] }),
    startsAfterSeconds: fc.integer({ min: 0, max: 40 }),
    breaks: fc.integer({ min: 60, max: 80 }),
    // Whole seconds are left out by some milliseconds: there ticks and changes coincide, and the kubelet's small delays decide.
    phases: fc.array(fc.tuple(fc.nat(599), fc.double({ min: 0.005, max: 0.995, noNaN: true })), { minLength: 10, maxLength: 10 }),
  });
  fc.assert(fc.property(drawn, ({ probes, startsAfterSeconds, breaks, phases }) => {
    const behavior = { startsAfterSeconds, stopsAfterSeconds: 1, hangs: [{ fromSeconds: breaks, untilSeconds: breaks + 30 }] };
    const given = play(probes, behavior, { forSeconds: 110 });
    const { first, isEverKilled } = outlook(given);
    const common = Object.values(probes).reduce((product, { periodSeconds }) => product * periodSeconds, 1);
    for (const [second, fraction] of phases) {
      const phase = second % Math.min(600, common) + fraction;
      for (const chance of CHANCES) {
        const { events } = simulate(phaseScenario(given, 110, phase, chance));
        const start = events.find(({ what }) => what === 'container started')!.at;
        const ready = events.find(({ what, result }) => what === 'ready' && result === true);
        const times = { ready, killed: events.find(({ what, probe: by }) => what === 'killing' && by) };
        for (const [name, event] of Object.entries(times)) {
          if (!event) continue;
          const at = (event.at - start) / S;
          const window = first[name as 'ready' | 'killed'];
          expect(window).toBeDefined();
          expect(at).toBeGreaterThanOrEqual(window!.earliestSeconds - 0.02);
          expect(at).toBeLessThanOrEqual(window!.latestSeconds + 0.02);
        }
        if (times.killed) expect(isEverKilled).toBe(true);
      }
    }
  }), { numRuns: 10 });
});
