import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { timelineLines } from '../../conformance/_timeline-lines';
import { simulate, Timeline } from '../../src/timeline/pod-simulation';
import { Answer, Life, MICROS_PER_SECOND as S, ProbeScenario, Role, Scenario } from '../../src/timeline/scenario';
import { guaranteedStartupSeconds, latestStartupSeconds } from '../../src/timeline/startup-budget';

const VECTORS = join(__dirname, 'vectors');

describe.each(readdirSync(VECTORS))('what the kubelet itself does: %s', file => {
  const vectors = JSON.parse(readFileSync(join(VECTORS, file), 'utf8')) as { readonly scenario: Scenario; readonly lines: readonly string[] }[];

  test.each(vectors.map((vector, index) => [index, vector] as const))('scenario %i', (_, { scenario, lines }) => {
    expect(timelineLines(simulate(scenario)).filter(({ end }) => end < scenario.until).map(({ text }) => text)).toEqual(lines);
  });
});

const probe = (numbers: Partial<ProbeScenario> = {}): ProbeScenario => ({
  initialDelaySeconds: 0, periodSeconds: 10, timeoutSeconds: 1, successThreshold: 1, failureThreshold: 3, ...numbers,
});

const answer = (from: number, outcome: Answer['outcome'], latency = 1000): Answer => ({ from: from * S, outcome, latency });

interface Given {
  readonly probes: { readonly [role in Role]?: ProbeScenario };
  readonly answers?: Life['answers'];
  readonly lives?: readonly Life[];
  /** Seconds after the workers were made. */
  readonly startsAt?: number;
  readonly until?: number;
  readonly syncs?: readonly number[];
}

/** A pod of one container, with a kubelet that takes next to no time; the odd numbers keep things apart that would be at once. */
function play({ probes, answers = {}, lives, startsAt = 3.4, until = 600, syncs = [] }: Given): Timeline {
  return simulate({
    kubernetes: 37,
    secondOffset: 0,
    graceSeconds: 30,
    statusDelay: 101,
    reactionDelay: 1009,
    restartDelay: 1013,
    backOffResync: S + 17,
    freshTriggers: false,
    syncs: syncs.map(at => at * S),
    until: until * S,
    containers: [{ name: 'main', startsAt: startsAt * S, probes, lives: lives ?? [{ stopsAfter: S, answers }] }],
  });
}

const times = (timeline: Timeline, what: string, result?: unknown) => timeline.events
  .filter(event => event.what === what && (result === undefined || event.result === result)).map(({ at }) => Math.floor(at / S));

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

  test.each([
    probe({ periodSeconds: 10, failureThreshold: 6 }),
    probe({ periodSeconds: 5, failureThreshold: 16, initialDelaySeconds: 7 }),
    probe({ periodSeconds: 3, failureThreshold: 2, timeoutSeconds: 5, initialDelaySeconds: 20 }),
    probe({ periodSeconds: 1, failureThreshold: 1 }),
  ])('whatever the phase, it kills neither before its guaranteed budget nor after the latest time: %j', startup => {
    const after: number[] = [];
    for (let phase = 0.05; phase < 2 * startup.periodSeconds; phase += 0.19) {
      for (const outcome of ['failure', 'hang'] as const) {
        const { events } = play({ probes: { startup }, answers: { startup: [answer(0, outcome)] }, startsAt: phase, until: 300 });
        after.push((events.find(({ what }) => what === 'killing')!.at - phase * S) / S);
      }
    }
    expect(Math.min(...after)).toBeGreaterThanOrEqual(guaranteedStartupSeconds(startup));
    expect(Math.max(...after)).toBeLessThanOrEqual(latestStartupSeconds(startup) + 0.01);
    // The bounds are not far off either.
    expect(Math.min(...after)).toBeLessThan(guaranteedStartupSeconds(startup) + 1.5);
  });

  test('what starts within the guaranteed budget is never killed', () => {
    const startup = probe({ periodSeconds: 10, failureThreshold: 6 });
    for (let phase = 0.05; phase < 20; phase += 0.19) {
      const { events } = play({ probes: { startup }, answers: { startup: [answer(0, 'failure'), answer(guaranteedStartupSeconds(startup), 'success')] }, startsAt: phase, until: 300 });
      expect(events.map(({ what }) => what)).not.toContain('killing');
    }
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
