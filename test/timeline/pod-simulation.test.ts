import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { timelineLines } from '../../conformance/_timeline-lines';
import { simulate } from '../../src/timeline/pod-simulation';
import { Answer, MICROS_PER_SECOND as S, Life, Role, Scenario } from '../../src/timeline/scenario';
import { Timeline } from '../../src/timeline/timeline';
import { answer, play, probe, times } from './_play';

const VECTORS = join(__dirname, 'vectors');

describe.each(readdirSync(VECTORS))('what the kubelet itself does: %s', file => {
  const vectors = JSON.parse(readFileSync(join(VECTORS, file), 'utf8')) as { readonly scenario: Scenario; readonly lines: readonly string[] }[];

  test.each(vectors.map((vector, index) => [index, vector] as const))('scenario %i', (_, { scenario, lines }) => {
    expect(timelineLines(simulate(scenario)).filter(({ end }) => end < scenario.until).map(({ text }) => text)).toEqual(lines);
  });
});

describe('startup', () => {
  test('the first probe comes with the ticks of the worker, not with the start of the container', () => {
    const { probes } = play({ probes: { startup: probe() }, startsAt: 3.4 });
    expect(probes[0]).toMatchObject({ first: 10 * S, result: 'success' });
  });

  test('liveness and readiness wait for it', () => {
    const { probes } = play({ probes: { startup: probe({ periodSeconds: 5, failureThreshold: 9 }), liveness: probe(), readiness: probe() }, answers: { startup: [answer(0, 'failure'), answer(12, 'success')] }, until: 60 });
    const first = (role: Role) => probes.find(run => run.probe === role)!.first / S;
    expect(first('startup')).toBe(5);
    expect(first('readiness')).toBeCloseTo(20.002, 2);
    expect(first('liveness')).toBe(30);
  });
});

describe('liveness', () => {
  test('three failures in a row kill, and the counting starts anew after a restart', () => {
    const timeline = play({ probes: { liveness: probe() }, answers: { liveness: [answer(0, 'success'), answer(25, 'hang')] }, until: 130 });
    expect(timeline.probes.filter(({ result }) => result === 'timeout').map(({ first }) => first / S)).toEqual([30, 40, 50, 80, 90, 100]);
    expect(times(timeline, 'killing')).toEqual([51, 101]);
  });

  test('an error counts as nothing: failures before and after it are in a row', () => {
    const answers = { liveness: [answer(0, 'failure'), answer(10, 'error'), answer(20, 'failure')] };
    const timeline = play({ probes: { liveness: probe({ failureThreshold: 2 }) }, answers, until: 40 });
    expect(times(timeline, 'killing')).toEqual([30]);
    expect(timeline.probes.filter(({ result }) => result === 'error')).toHaveLength(3);
  });

  test('failures are carried over where the container ends by itself', () => {
    const lives: Life[] = [
      // Failures at 10 and 20; it ends at 23.4.
      { crashesAt: 20 * S, stopsAfter: S, answers: { liveness: [answer(0, 'failure')] } },
      { stopsAfter: S, answers: { liveness: [answer(0, 'failure')] } },
    ];
    expect(times(play({ probes: { liveness: probe() }, lives, until: 60 }), 'killing')[0]).toBe(30);
  });

  test('its own grace period counts, of 2 seconds at least', () => {
    const killing = (own?: number) => {
      const { events } = play({
        probes: { liveness: probe({ failureThreshold: 1, terminationGracePeriodSeconds: own }) }, lives: [{ stopsAfter: 100 * S, answers: { liveness: [answer(0, 'failure')] } }], until: 70,
      });
      const [start] = events.filter(({ what }) => what === 'killing');
      const end = events.find(({ what }) => what === 'container ended')!;
      return [start.grace, Math.round((end.at - start.at) / S)];
    };
    expect(killing()).toEqual([30, 30]);
    expect(killing(5)).toEqual([5, 5]);
    expect(killing(1)).toEqual([2, 2]);
  });
});

describe('readiness', () => {
  test('falls after its failures in a row, restarts nothing, and comes back after a sync asks again', () => {
    const answers = { readiness: [answer(0, 'success'), answer(30, 'failure'), answer(60, 'success')] };
    const timeline = play({ probes: { readiness: probe({ periodSeconds: 5 }) }, answers, until: 120 });
    // The sync that sees the container first has the ticks begin anew at 3.4 seconds.
    expect(times(timeline, 'ready')).toEqual([8, 43, 63]);
    expect(times(timeline, 'killing')).toEqual([]);
  });

  test('every sync asks it once more as long as it is not ready, and that counts', () => {
    const readiness = probe({ periodSeconds: 60, successThreshold: 3 });
    const answers = { readiness: [answer(0, 'failure'), answer(70, 'success')] };
    expect(times(play({ probes: { readiness }, answers, until: 300 }), 'ready')).toEqual([243]);
    expect(times(play({ probes: { readiness }, answers, until: 300, syncs: [80, 90, 100] }), 'ready')).toEqual([100]);
  });

  test('without a probe a container is ready when the kubelet sees that it runs', () => {
    expect(times(play({ probes: {}, startsAt: 3.4, until: 10 }), 'ready', true)).toEqual([3]);
  });
});

describe('sidecars', () => {
  const pod = (startup: Answer[]) => ({
    containers: [
      { name: 'proxy', isSidecar: true, startsAt: 2 * S, probes: { startup: probe({ periodSeconds: 5 }) }, lives: [{ stopsAfter: S, answers: { startup } }] },
      { name: 'main', startsAt: 0, probes: {}, lives: [{ stopsAfter: 4 * S, answers: {} }] },
    ],
  });
  const of = (timeline: Timeline, name: string) => timeline.events.filter(({ container }) => container === name)
    .map(({ what, at }) => `${what} ${Math.floor(at / S)}`);

  test('what comes after one waits until it has started', () => {
    expect(of(play({ probes: {}, more: pod([answer(0, 'failure'), answer(7, 'success')]), until: 60 }), 'main')[0]).toBe('container started 10');
  });

  test('end after what comes after them, in what is left of the grace period', () => {
    const timeline = play({ probes: {}, more: { ...pod([]), deletedAt: 50 * S }, until: 100 });
    expect(of(timeline, 'main').slice(-4)).toEqual(['killing 50', 'container ended 54', 'started 55', 'ready 55']);
    expect(timeline.events.filter(({ what }) => what === 'killing').map(({ grace }) => grace)).toEqual([30, 26]);
    expect(times(timeline, 'deleted')).toEqual([55]);
  });
});

test('while a pod is deleted, readiness is asked, liveness is not, and nothing starts again', () => {
  const lives = [{ stopsAfter: 25 * S, answers: { readiness: [answer(0, 'success'), answer(50, 'failure')], liveness: [answer(50, 'failure')] } }];
  const timeline = play({ probes: { readiness: probe({ periodSeconds: 5 }), liveness: probe() }, lives, more: { deletedAt: 50 * S }, until: 200 });
  expect(times(timeline, 'ready', false)).toEqual([63]);
  expect(timeline.events.filter(({ what }) => what === 'killing').map(({ probe: by }) => by)).toEqual([undefined]);
  expect(times(timeline, 'container started')).toEqual([3]);
});

test('an outage outlasts restarts, a hang does not', () => {
  const outages = [{ ...answer(60, 'failure'), until: 160 * S, probes: ['liveness'] as const }];
  const hang = { answers: { liveness: [answer(60, 'hang')] }, stopsAfter: S };
  const probes = { liveness: probe() };
  expect(times(play({ probes, outages, until: 400 }), 'killing')).toEqual([90, 120, 150]);
  expect(times(play({ probes, lives: [hang, { stopsAfter: S, answers: {} }], until: 400 }), 'killing')).toEqual([91]);
});

test('a container that crashes at once waits 10, 20, 40 … seconds, 300 at most', () => {
  const { events } = play({ probes: {}, lives: [{ crashesAt: 2 * S, stopsAfter: S, answers: {} }], until: 2000 });
  const ends = events.filter(({ what }) => what === 'container ended').map(({ at }) => at);
  const starts = events.filter(({ what }) => what === 'container started').map(({ at }) => at);
  const waits = starts.slice(1).map((at, index) => Math.floor((at - ends[index]) / S));
  expect(waits.slice(0, 8)).toEqual([0, 10, 20, 40, 80, 160, 300, 300]);
});

test('a year in which nothing happens takes a handful of steps', () => {
  const { events, probes } = play({ probes: { startup: probe(), liveness: probe(), readiness: probe() }, until: 365 * 86_400 });
  expect(events.length).toBeLessThan(20);
  expect(probes.length).toBeLessThan(20);
  expect(probes.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThan(6_000_000);
});

test('the same scenario has the same timeline', () => {
  const given = { probes: { startup: probe(), liveness: probe(), readiness: probe() }, answers: { liveness: [answer(30, 'hang')] } };
  expect(play(given)).toEqual(play(given));
});
