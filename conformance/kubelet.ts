import { ChildProcessWithoutNullStreams, spawn } from 'child_process';
import { writeFileSync } from 'fs';
import { join } from 'path';
import { createInterface } from 'readline';
import { SingleBar } from 'cli-progress';
import * as fc from 'fast-check';
import { simulate } from '../src/timeline/pod-simulation';
import { Answer, ContainerScenario, MICROS_PER_SECOND, Outage, ProbeScenario, Role, ROLES, Scenario } from '../src/timeline/scenario';
import { versionsIn } from './_api-server';
import { buildKubelet, KUBELET_FOLDER } from './_kubelet-program';
import { inOrder, Line, line, timelineLines } from './_timeline-lines';

/** What the kubelet does itself; the rest is what the harness does in its place. */
const REAL = /^\d+ \S* (probe|result|started|ready) /;

/**
 * Plays scenarios drawn at random with the simulation and with the kubelet's own prober, and compares event by event;
 * tells whether they agree.
 */
export async function compareWithKubelet(runs: number, seed: number): Promise<boolean> {
  let agreed = true;
  for (const minor of versionsIn(KUBELET_FOLDER)) {
    const harness = new Harness(minor);
    const bar = new SingleBar({ format: '{bar} {percentage}% | {value} of {total} scenarios | {eta_formatted} left', clearOnComplete: true });
    bar.start(runs, 0);
    const counts = { compared: 0, ambiguous: 0, real: 0, inPlace: 0 };
    const property = fc.asyncProperty(scenarios(minor), async scenario => {
      const timeline = simulate(scenario);
      bar.increment();
      // From there on chance decides in the kubelet.
      const until = Math.min(timeline.ambiguousAt ?? Infinity, scenario.until);
      if (until < scenario.until) counts.ambiguous++;
      const ours = timelineLines(timeline).filter(({ end }) => end < until);
      const theirs = (await harness.play(scenario)).filter(({ end }) => end < until);
      counts.compared++;
      for (const { text } of theirs) counts[REAL.test(text) ? 'real' : 'inPlace']++;
      const difference = firstDifference(ours, theirs);
      if (difference) throw new Error(difference);
    });
    const { failed, counterexample, errorInstance } = await fc.check(property, { numRuns: runs, seed, endOnFailure: true });
    bar.stop();
    harness.close();
    const text = (count: number) => count.toLocaleString('en');
    process.stdout.write(`Kubernetes 1.${minor}, seed ${seed}: ${text(counts.compared)} scenarios, ${text(counts.ambiguous)} of them up to a tie; `
      + `compared were ${text(counts.real)} events of the kubelet and ${text(counts.inPlace)} of what stands in its place\n`);
    if (failed) {
      agreed = false;
      process.stdout.write(`\nThey disagree on this scenario:\n${JSON.stringify(counterexample![0])}\n${(errorInstance as Error).message}\n`);
    }
  }
  return agreed;
}

function firstDifference(ours: readonly Line[], theirs: readonly Line[]): string | undefined {
  const length = Math.max(ours.length, theirs.length);
  for (let n = 0; n < length; n++) {
    if (ours[n]?.text === theirs[n]?.text) continue;
    const around = (lines: readonly Line[]) => lines.slice(Math.max(0, n - 8), n + 4).map(({ text }) => `  ${text}`).join('\n');
    return `ours:\n${around(ours)}\nthe kubelet's:\n${around(theirs)}`;
  }
  return undefined;
}

/** Writes down what the kubelet does in some scenarios, for the tests that need no Go. */
export async function writeKubeletVectors(): Promise<void> {
  for (const minor of versionsIn(KUBELET_FOLDER)) {
    const harness = new Harness(minor);
    const vectors: string[] = [];
    for (const drawn of fc.sample(scenarios(minor), { numRuns: 200, seed: 1 })) {
      const short = { ...drawn, until: Math.min(drawn.until, 150 * MICROS_PER_SECOND) };
      const scenario = { ...short, until: Math.min(simulate(short).ambiguousAt ?? Infinity, short.until) };
      const lines = (await harness.play(scenario)).filter(({ end }) => end < scenario.until).map(({ text }) => text);
      if (lines.length > 30 && vectors.length < 40) vectors.push(JSON.stringify({ scenario, lines }));
    }
    harness.close();
    const file = join(__dirname, '../test/timeline/vectors', `kubelet-1.${minor}.json`);
    writeFileSync(file, `[\n${vectors.join(',\n')}\n]\n`);
    process.stdout.write(`${file}: ${vectors.length} scenarios\n`);
  }
}

/** What conformance/kubelet prints. */
interface HarnessEvent {
  readonly at: number;
  readonly container: string;
  readonly what: string;
  readonly probe?: string;
  readonly result?: string;
  readonly end?: number;
  readonly grace?: number;
}

/** A running harness of one Kubernetes version. */
class Harness {
  private readonly process: ChildProcessWithoutNullStreams;
  private readonly waiting: { readonly resolve: (lines: Line[]) => void; readonly reject: (error: Error) => void }[] = [];

  constructor(minor: number) {
    this.process = spawn(buildKubelet(minor), ['-test.run', 'TestScenarios', '-test.timeout', '0']);
    this.process.stderr.pipe(process.stderr);
    // Otherwise nobody would notice that there is no answer.
    this.process.on('exit', code => this.waiting.splice(0).forEach(({ reject }) => reject(new Error(`the harness ended with ${code}`))));
    createInterface({ input: this.process.stdout }).on('line', text => {
      if (!text.startsWith('events ')) return;
      const events = JSON.parse(text.slice('events '.length)) as HarnessEvent[] | null;
      const lines = (events ?? []).map(event => line(event.at, event.container, event.what, event.probe, event.result, event.end ?? event.grace));
      this.waiting.shift()?.resolve(inOrder(lines));
    });
  }

  public play(scenario: Scenario): Promise<Line[]> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      this.process.stdin.write(`${JSON.stringify(scenario)}\n`);
    });
  }

  public close(): void {
    this.process.stdin.end();
  }
}

/** Scenarios near everything that can matter. */
function scenarios(minor: number): fc.Arbitrary<Scenario> {
  const seconds = (min: number, max: number) => fc.integer({ min: min * MICROS_PER_SECOND, max: max * MICROS_PER_SECOND });
  // Odd numbers, so that few things happen at the very same time.
  const delay = (max: number) => fc.integer({ min: 1, max });
  const probe = (role: Role): fc.Arbitrary<ProbeScenario> => fc.record({
    initialDelaySeconds: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 40 })),
    periodSeconds: fc.integer({ min: 1, max: 20 }),
    timeoutSeconds: fc.integer({ min: 1, max: 8 }),
    successThreshold: role === 'readiness' ? fc.integer({ min: 1, max: 4 }) : fc.constant(1),
    failureThreshold: fc.integer({ min: 1, max: 5 }),
    terminationGracePeriodSeconds: role === 'readiness' ? fc.constant(undefined) : fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
  });
  const answers = fc.array(fc.record({
    from: seconds(0, 150),
    outcome: fc.constantFrom<Answer['outcome']>('success', 'success', 'failure', 'hang', 'error'),
    latency: fc.oneof(delay(900_000), delay(9_000_000)),
  }), { maxLength: 4 }).map(list => list.sort((a, b) => a.from - b.from));
  const crash = fc.oneof({ weight: 5, arbitrary: seconds(1, 200) }, { weight: 1, arbitrary: seconds(500, 1200) });
  const life = fc.record({
    crashesAt: fc.option(crash, { nil: undefined, freq: 4 }),
    stopsAfter: delay(40_000_000),
    answers: fc.record(Object.fromEntries(ROLES.map(role => [role, answers])) as Record<Role, typeof answers>),
  });
  const outage = fc.tuple(seconds(0, 200), seconds(1, 60), fc.subarray([...ROLES], { minLength: 1 }), fc.constantFrom<Answer['outcome']>('failure', 'hang', 'error', 'success'), delay(3_000_000))
    .map(([from, length, probes, outcome, latency]): Outage => ({ from, until: from + length, probes, outcome, latency }));
  const container = (name: string): fc.Arbitrary<ContainerScenario> => fc.record({
    name: fc.constant(name),
    startsAt: fc.integer({ min: 1, max: 20_000_000 }),
    probes: fc.record({ liveness: probe('liveness'), readiness: probe('readiness'), startup: probe('startup') }, { requiredKeys: [] }),
    lives: fc.array(life, { minLength: 1, maxLength: 3 }),
    outages: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.tuple(outage) }),
  });
  const sidecar = container('side').map(plan => ({ ...plan, isSidecar: true }));
  const containers = fc.oneof(
    { weight: 5, arbitrary: fc.tuple(container('main')) },
    { weight: 2, arbitrary: fc.tuple(container('main'), container('other')) },
    // Before 1.29 there were no sidecars, unless asked for.
    ...minor < 29 ? [] : [
      { weight: 2, arbitrary: fc.tuple(sidecar, container('main')) },
      { weight: 1, arbitrary: fc.tuple(sidecar, container('more').map(plan => ({ ...plan, isSidecar: true })), container('main'), container('other')) },
    ],
  ) as fc.Arbitrary<ContainerScenario[]>;
  return fc.record({
    kubernetes: fc.constant(minor),
    secondOffset: fc.nat(999_999),
    containers,
    graceSeconds: fc.integer({ min: 1, max: 40 }),
    statusDelay: delay(2_000_000),
    reactionDelay: delay(2_000_000),
    restartDelay: delay(3_000_000),
    backOffResync: fc.integer({ min: 1_000_000, max: 15_000_000 }),
    syncs: fc.array(seconds(0, 400), { maxLength: 4 }),
    freshTriggers: fc.boolean(),
    deletedAt: fc.option(seconds(1, 300), { nil: undefined, freq: 2 }),
    // Some outlast the memory of the back-off.
    until: fc.oneof({ weight: 9, arbitrary: seconds(100, 600) }, { weight: 1, arbitrary: seconds(1500, 2500) }),
  });
}
