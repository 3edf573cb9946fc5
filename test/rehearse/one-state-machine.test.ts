/*
 * A rehearsal and a simulation are one state machine with two clocks: for the same app they come to the same events.
 *
 * Here the rehearsal's clock is wound by hand, so that minutes pass at once and nothing hangs on how fast this machine is;
 * and the app does what the scenario says.
 */
import fc from 'fast-check';
import { App, AppEnd } from '../../src/rehearse/app';
import { ProbeAnswer } from '../../src/rehearse/probe-answer';
import { RehearsalEvent } from '../../src/rehearse/rehearsal-event';
import { RehearsedContainer, STATUS_DELAY_SECONDS } from '../../src/rehearse/rehearsed-container';
import { AppBehavior, livesOf } from '../../src/timeline/app-behavior';
import { ContainerRun } from '../../src/timeline/container-run';
import { simulate } from '../../src/timeline/pod-simulation';
import { ContainerProbes, micros, Role, Scenario } from '../../src/timeline/scenario';

const START = new Date('2026-01-01T00:00:00.500Z');
beforeEach(() => jest.useFakeTimers({ now: START }));
afterEach(() => jest.useRealTimers());

interface Case {
  readonly kubernetes: number;
  readonly graceSeconds: number;
  readonly probes: ContainerProbes;
  readonly behavior: AppBehavior;
  readonly deletedAt?: number;
}

const SECONDS = 240;

/** Does what a scenario says. */
class ScriptedApp implements App {
  private readonly begun = performance.now();
  private readonly lives;
  private run!: ContainerRun;
  private runs = 0;

  constructor(behavior: AppBehavior, private readonly probes: ContainerProbes) {
    this.lives = livesOf(behavior);
  }

  public start(): ReturnType<App['start']> {
    const { lives, outages = [] } = this.lives;
    const life = lives[Math.min(this.runs, lives.length - 1)];
    this.runs++;
    const run = new ContainerRun(life, outages, 0, this.now, this.now);
    this.run = run;
    let resolve!: (how: AppEnd) => void;
    const ended = new Promise<AppEnd>(done => { resolve = done; });
    const end = () => {
      run.finishedAt ??= this.now;
      resolve({ exitCode: 1 });
    };
    if (life.crashesAt !== undefined) setTimeout(end, life.crashesAt / 1000);
    return { ended, stop: graceSeconds => { setTimeout(end, Math.min(life.stopsAfter / 1000, graceSeconds * 1000)); }, kill: end };
  }

  public ask(role: Role): Promise<ProbeAnswer> {
    // The simulation asks an app that was started again only when that is seen.
    const isUnseen = this.runs > 1 && this.now - this.run.startedAt < micros(STATUS_DELAY_SECONDS);
    const { outcome, latency } = isUnseen ? { outcome: 'error' as const, latency: 1000 } : this.run.answerAt(role, this.now);
    const timeout = this.probes[role]!.timeoutSeconds * 1000;
    const isLate = outcome === 'hang' || latency / 1000 > timeout;
    return new Promise(resolve => setTimeout(() => resolve({ outcome: isLate ? 'failure' : outcome, output: '' }), isLate ? timeout : latency / 1000));
  }

  private get now(): number {
    return Math.round((performance.now() - this.begun) * 1000);
  }
}

async function rehearsed(given: Case, listen: (event: RehearsalEvent) => void = () => {}): Promise<string[]> {
  const { kubernetes, graceSeconds, probes, behavior, deletedAt } = given;
  jest.setSystemTime(START);
  const events: RehearsalEvent[] = [];
  const app = new ScriptedApp(behavior, probes);
  const container = new RehearsedContainer(app, {
    kubernetes,
    graceSeconds,
    probes,
    restartPolicy: 'Always',
    ask: role => app.ask(role),
    tell: event => {
      events.push(event);
      listen(event);
    },
  });
  container.start();
  await jest.advanceTimersByTimeAsync((deletedAt ?? SECONDS) * 1000);
  const told = events.length;
  void container.end();
  await jest.advanceTimersByTimeAsync(SECONDS * 1000);
  return inOrder((deletedAt === undefined ? events.slice(0, told) : events).flatMap(lineOf));
}

/** What happens at the same moment has no order. */
function inOrder(lines: readonly string[]): string[] {
  return [...lines].sort((a, b) => parseFloat(a) - parseFloat(b) || (a < b ? -1 : 1));
}

/** A time to a sixteenth of a second; the milliseconds in which answers come are not meant. */
function timeText(seconds: number): string {
  return (Math.round(seconds * 16) / 16).toFixed(4);
}

function lineOf(event: RehearsalEvent): string[] {
  const at = timeText(event.at);
  switch (event.what) {
    case 'start': return [`${at} container started`];
    case 'end': return [`${at} container ended`];
    case 'result': return [`${at} ${event.probe} ${event.result}`];
    case 'started': case 'ready': return [`${at} ${event.what} ${event.value}`];
    case 'killing': return [`${at} killing${event.probe ? ` by ${event.probe}` : ''} ${event.graceSeconds}`];
    case 'back-off': return [`${at} backing off`];
    // Told at once, also where a sync has to end first.
    default: return [];
  }
}

function simulated(given: Case): { readonly lines: string[]; readonly ambiguousAt: number; readonly attempts: number } {
  const { kubernetes, graceSeconds, probes, behavior, deletedAt } = given;
  const scenario: Scenario = {
    kubernetes,
    graceSeconds,
    secondOffset: micros(0.5),
    statusDelay: micros(STATUS_DELAY_SECONDS),
    reactionDelay: 0,
    restartDelay: 0,
    syncs: [],
    freshTriggers: true,
    containers: [{ name: 'main', startsAt: 50, probes, ...livesOf(behavior) }],
    ...deletedAt === undefined ? {} : { deletedAt: micros(deletedAt) },
    until: micros(SECONDS),
  };
  const { events, probes: asked, ambiguousAt } = simulate(scenario);
  let isWaiting = false;
  const lines = events.flatMap(({ at, what, probe, result, grace }) => {
    const time = timeText(at / 1_000_000);
    // The rehearsal says once that it waits.
    if (what === 'backing off' && isWaiting) return [];
    isWaiting = what === 'backing off' || (isWaiting && what !== 'container started');
    switch (what) {
      case 'result': return [`${time} ${probe} ${result}`];
      case 'started': case 'ready': return [`${time} ${what} ${result}`];
      case 'killing': return [`${time} killing${probe ? ` by ${probe}` : ''} ${grace}`];
      case 'deleting': case 'deleted': return [];
      default: return [`${time} ${what}`];
    }
  });
  const attempts = asked.reduce((total, { count }) => total + count, 0);
  return { lines: inOrder(lines), attempts, ambiguousAt: (ambiguousAt ?? Infinity) / 1_000_000 };
}

const probe = { initialDelaySeconds: 0, periodSeconds: 2, timeoutSeconds: 1, successThreshold: 1, failureThreshold: 3 };

test('a slow start, a hang, and the end', async () => {
  const story: Case = {
    kubernetes: 37,
    graceSeconds: 5,
    probes: { startup: { ...probe, failureThreshold: 10 }, liveness: { ...probe, periodSeconds: 3 }, readiness: probe },
    behavior: { startsAfterSeconds: 7.25, hangs: [{ fromSeconds: 30.25 }], stopsAfterSeconds: 1.125 },
    deletedAt: 60.375,
  };
  const lines = await rehearsed(story);
  expect(lines).toEqual(simulated(story).lines);
  expect(lines).toMatchInlineSnapshot(`
[
  "0.0000 container started",
  "2.0000 readiness failure",
  "2.0000 startup unknown",
  "3.0000 liveness success",
  "8.0000 readiness success",
  "8.0000 ready true",
  "8.0000 started true",
  "8.0000 startup success",
  "37.0000 readiness failure",
  "37.0000 ready false",
  "40.0000 killing by liveness 5",
  "40.0000 liveness failure",
  "41.1250 container ended",
  "41.1250 container started",
  "41.6250 readiness failure",
  "42.0000 liveness success",
  "42.0000 started false",
  "42.0000 startup unknown",
  "50.0000 readiness success",
  "50.0000 ready true",
  "50.0000 started true",
  "50.0000 startup success",
  "60.3750 killing 5",
  "61.5000 container ended",
  "61.5000 ready false",
  "61.5000 started false",
]
`);
});

test('what cannot be asked is asked three times at once, in both', async () => {
  const asked: number[] = [];
  const story: Case = { kubernetes: 37, graceSeconds: 5, probes: { liveness: probe }, behavior: { errors: [{ fromSeconds: 0 }] }, deletedAt: 5.5 };
  await rehearsed(story, ({ what, ...event }) => { if (what === 'answer') asked.push((event as { readonly attempt: number }).attempt); });
  expect(asked).toEqual([1, 2, 3, 1, 2, 3]);
  expect(simulated(story).attempts).toBe(6);
});

test('whatever the probes and the app', async () => {
  // Eighths of a second keep the app's changes from falling on ticks and on what is seen.
  const seconds = (max: number) => fc.integer({ min: 0, max }).map(whole => whole + 0.125);
  const drawn = (role: Role) => fc.record({
    initialDelaySeconds: fc.constantFrom(0, 0, 0, 7),
    periodSeconds: fc.integer({ min: 1, max: 8 }),
    timeoutSeconds: fc.integer({ min: 1, max: 5 }),
    successThreshold: role === 'readiness' ? fc.integer({ min: 1, max: 3 }) : fc.constant(1),
    failureThreshold: fc.integer({ min: 1, max: 5 }),
  });
  const cases: fc.Arbitrary<Case> = fc.record({
    kubernetes: fc.constantFrom(28, 31, 32, 34, 35, 37),
    graceSeconds: fc.integer({ min: 0, max: 20 }),
    probes: fc.record({ startup: drawn('startup'), liveness: drawn('liveness'), readiness: drawn('readiness') }, { requiredKeys: [] }),
    behavior: fc.record({
      startsAfterSeconds: seconds(20),
      hangsWhileStarting: fc.boolean(),
      stopsAfterSeconds: fc.integer({ min: 0, max: 10 }).map(whole => whole + 0.0625),
      crashesAfterSeconds: seconds(60).map(time => time + 1),
      hangs: seconds(60).map(fromSeconds => [{ fromSeconds, untilSeconds: fromSeconds + 20.25 }]),
      fails: seconds(100).map(fromSeconds => [{ fromSeconds, untilSeconds: fromSeconds + 30.25 }]),
      errors: seconds(120).map(fromSeconds => [{ fromSeconds, untilSeconds: fromSeconds + 10.25 }]),
    }, { requiredKeys: [] }),
    deletedAt: seconds(150).map(time => time + 1.0625),
  }, { requiredKeys: ['kubernetes', 'graceSeconds', 'probes', 'behavior'] });
  let compared = 0;
  let whole = 0;
  await fc.assert(fc.asyncProperty(cases, async drawnCase => {
    const { lines, ambiguousAt } = simulated(drawnCase);
    // From when on the kubelet leaves an order to chance, the two may differ.
    const isSure = (line: string) => parseFloat(line) < ambiguousAt - 0.05;
    const sure = lines.filter(isSure);
    expect((await rehearsed(drawnCase)).filter(isSure)).toEqual(sure);
    compared += sure.length;
    whole += Number(ambiguousAt === Infinity);
  }), { seed: 20260101, numRuns: 1000 });
  expect(compared).toBeGreaterThan(5000);
  expect(whole).toBeGreaterThan(200);
}, 120_000);
