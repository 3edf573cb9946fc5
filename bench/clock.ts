/*
 * The clock: what simulated time costs, and what `explain` costs beside parsing the same text with the same library.
 */
import { parseAllDocuments } from 'yaml';
import { explanationText } from '../lib/cli/_explanation-text';
import { manifestsIn } from '../lib/cli/_manifests';
import { colorsFor } from '../lib/cli/_terminal';
import { podSpecOf } from '../lib/manifest/pod-spec';
import { judge } from '../lib/rules/judge';
import { AppBehavior, livesOf } from '../lib/timeline/app-behavior';
import { podAnswers } from '../lib/timeline/pod-answers';
import { simulate } from '../lib/timeline/pod-simulation';
import { MICROS_PER_SECOND, ProbeScenario, Scenario } from '../lib/timeline/scenario';
import { deployment } from './_manifests';
import { median, quantile } from './_table';

const HOUR = 3600;
const YEAR = 365 * 24 * HOUR;
const SCENARIOS = 100_000;
const WORKLOADS = 1000;

export function benchClock(pairs: number): void {
  simulated(pairs);
  scenarios();
  explained(pairs);
}

function simulated(pairs: number): void {
  const scenarioOf = (seconds: number) => scenario({ startsAfterSeconds: 20 }, seconds, 3.4);
  const crashing = scenario({ startsAfterSeconds: 9999 }, HOUR, 3.4);
  const [hour, year, crashes] = [scenarioOf(HOUR), scenarioOf(YEAR), crashing].map(given => {
    const each = () => milliseconds(() => { for (let n = 0; n < 100; n++) simulate(given); }) / 100;
    for (let warm = 0; warm < 20; warm++) each();
    return median(Array.from({ length: pairs }, each));
  });
  console.log(`a quiet hour of three probes ${hour.toFixed(3)} ms, a quiet year ${year.toFixed(3)} ms (${(year / hour).toFixed(2)} times), an hour of a crash loop ${crashes.toFixed(3)} ms`);
}

/** Hours in which apps start slowly, hang, fail and crash, each at another time. */
function scenarios(): void {
  const behaviors: ((n: number) => AppBehavior)[] = [
    n => ({ startsAfterSeconds: n % 200 }),
    n => ({ startsAfterSeconds: n % 20, hangs: [{ fromSeconds: 100 + n % 3000, untilSeconds: 200 + n % 3000 }] }),
    n => ({ startsAfterSeconds: n % 20, fails: [{ fromSeconds: 100 + n % 1000, untilSeconds: 110 + n % 2000 }] }),
    n => ({ crashesAfterSeconds: 30 + n % 1000 }),
  ];
  let events = 0;
  const spent = milliseconds(() => {
    for (let n = 0; n < SCENARIOS; n++) events += simulate(scenario(behaviors[n % behaviors.length](n), HOUR, n % 997 / 97)).events.length;
  });
  console.log(`${SCENARIOS.toLocaleString('en')} hours of all kinds ${(spent / 1000).toFixed(1)} s, ${(events / SCENARIOS).toFixed(1)} events an hour`);
}

function explained(pairs: number): void {
  const text = Array.from({ length: WORKLOADS }, (_, n) => deployment(n)).join('---\n');
  const parse = () => { for (const document of parseAllDocuments(text)) document.toJS(); };
  const explain = () => {
    let length = 0;
    for (const from of manifestsIn('workloads.yaml', text).objects) {
      const pod = podSpecOf(from.object)!;
      if (judge(from.object, { min: 37, max: 37 }).length > 0) throw new Error('A workload of the bench would be refused.');
      length += explanationText({ from, answers: podAnswers(from.object, pod.spec) }, 100, colorsFor(process.stdout)).length;
    }
    return length;
  };
  parse();
  explain();
  const ratios: number[] = [];
  const parsed: number[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    // Whoever goes second finds warmer caches: take turns.
    const [first, second] = pair % 2 === 0 ? [parse, explain] : [explain, parse];
    const times = new Map([[first, milliseconds(first)], [second, milliseconds(second)]]);
    parsed.push(times.get(parse)!);
    ratios.push(times.get(explain)! / times.get(parse)!);
  }
  console.log(`explain on ${WORKLOADS.toLocaleString('en')} workloads: ${median(ratios).toFixed(2)} times the time of parsing them (${quantile(ratios, 0.25).toFixed(2)} to `
    + `${quantile(ratios, 0.75).toFixed(2)}), which is ${(median(parsed) / 1000).toFixed(2)} s`);
}

function scenario(behavior: AppBehavior, seconds: number, startsAt: number): Scenario {
  const probe: ProbeScenario = { initialDelaySeconds: 0, periodSeconds: 10, timeoutSeconds: 1, successThreshold: 1, failureThreshold: 3 };
  return {
    kubernetes: 37,
    secondOffset: 0,
    graceSeconds: 30,
    statusDelay: 101,
    reactionDelay: 109,
    restartDelay: 113,
    syncs: [],
    freshTriggers: false,
    until: seconds * MICROS_PER_SECOND,
    containers: [{
      name: 'main', startsAt: Math.round(startsAt * MICROS_PER_SECOND), probes: { startup: probe, liveness: probe, readiness: { ...probe, periodSeconds: 5 } }, ...livesOf(behavior),
    }],
  };
}

function milliseconds(work: () => void): number {
  const began = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1000;
}
