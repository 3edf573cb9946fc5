import { ApiObject, Chart, Testing } from 'cdk8s';
import { SingleBar } from 'cli-progress';
import * as fc from 'fast-check';
import { HealthCheckedService } from '../src';
import { Emission } from '../src/service/_emission';
import { ABSENT_MEANS_THE_SAME, FILLED_IN } from '../src/service/_without-defaults';
import { ApiServer, build, releaseOf } from './_api-server';
import { isFor, serviceOf, services, SIDECARS_SINCE } from './_services';

/** So many services must leave out each of the defaults. */
const ENOUGH_SERVICES = 500;

/** Where two objects differ: a way as `_without-defaults` writes it, and what is there. */
interface Difference {
  readonly way: string;
  readonly ours: unknown;
  readonly whole: unknown;
}

/** How often a default was left out, and how often Kubernetes did not fill it in. */
interface Count {
  dropped: number;
  missed: number;
}

/**
 * Compares what the construct writes for props drawn at random with what it would write if it left out no default, both
 * after Kubernetes' own defaulting; tells whether they were the same but for what is written down to mean the same.
 */
export async function compareDefaults(versions: readonly number[], runs: number, seed: number): Promise<boolean> {
  versions.forEach(build);
  process.stdout.write(`Kubernetes ${versions.map(releaseOf).join(', ')}; ${runs.toLocaleString('en')} services; seed ${seed}\n`);
  const servers = versions.map(minor => new ApiServer(minor, 'defaults'));
  const tally = new Tally();

  const bar = new SingleBar({ format: '{bar} {percentage}% | {value} of {total} services | {eta_formatted} left', clearOnComplete: true });
  bar.start(runs, 0);
  const property = fc.asyncProperty(services(versions), async description => {
    const service = serviceOf(description);
    // What is refused is not written at all.
    Testing.synth(Chart.of(service));
    const asked = servers.filter(({ minor }) => isFor(description, minor));
    for (const emission of emissionsOf(service)) {
      const [ours, whole] = [emission.write(), emission.write(false)];
      differences(ours, whole).forEach(difference => tally.countDropped(difference));
      await Promise.all(asked.map(async server => {
        const found = differences(await defaulted(server, ours), await defaulted(server, whole));
        for (const difference of found) {
          if (!tally.countMissed(difference)) throw new Error(`Kubernetes ${releaseOf(server.minor)}, ${ours.kind}: ${differenceText(difference)}`);
        }
      }));
    }
    bar.increment();
  });
  const { failed, counterexample, errorInstance } = await fc.check(property, { numRuns: runs, seed });
  bar.stop();
  await Promise.all(servers.map(server => server.close()));

  process.stdout.write(tally.text());
  if (failed) process.stdout.write(`\nThis service is not the same, or cannot be written:\n  ${JSON.stringify(counterexample![0])}\n  ${(errorInstance as Error).message}\n`);
  const complaints = failed || runs < ENOUGH_SERVICES ? [] : tally.complaints(Math.max(...versions) >= SIDECARS_SINCE);
  complaints.forEach(complaint => process.stdout.write(`\n${complaint}\n`));
  process.stdout.write(`\n${failed ? 'Not all were' : 'All were'} the same after defaulting\n`);
  return !failed && complaints.length === 0;
}

function emissionsOf({ deployment, service, autoscaler, podDisruptionBudget }: HealthCheckedService): Emission[] {
  return [deployment, service, autoscaler, podDisruptionBudget].filter(made => made !== undefined).map(made => Emission.of(ApiObject.of(made)));
}

async function defaulted(server: ApiServer, object: object): Promise<object> {
  const { defaulted: result, decoding, causes } = await server.ask(JSON.stringify(object));
  if (!result) throw new Error(`Kubernetes ${releaseOf(server.minor)} cannot read it: ${decoding?.message ?? causes?.map(({ detail }) => detail).join('; ')}`);
  return result;
}

function differences(ours: unknown, whole: unknown, way: readonly string[] = []): Difference[] {
  if (Array.isArray(ours) && Array.isArray(whole) && ours.length === whole.length) {
    return ours.flatMap((item, index) => differences(item, whole[index], [...way, '*']));
  }
  if (isMap(ours) && isMap(whole)) {
    const fields = new Set([...Object.keys(ours), ...Object.keys(whole)]);
    return [...fields].flatMap(field => differences(ours[field], whole[field], [...way, field]));
  }
  return JSON.stringify(ours) === JSON.stringify(whole) ? [] : [{ way: way.join('.'), ours, whole }];
}

function isMap(value: unknown): value is { readonly [field: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function differenceText({ way, ours, whole }: Difference): string {
  return `${way} is ${JSON.stringify(ours) ?? 'absent'}, and ${JSON.stringify(whole) ?? 'absent'} where no default is left out`;
}

/** What was left out and what came of it, in numbers. */
class Tally {
  private readonly filledIn = countsOf(FILLED_IN);
  private readonly absent = countsOf(ABSENT_MEANS_THE_SAME);

  public countDropped(difference: Difference): void {
    const count = this.filledIn.get(keyOf(difference)) ?? this.absent.get(keyOf(difference));
    if (!count || difference.ours !== undefined) throw new Error(`No default, but not written: ${differenceText(difference)}`);
    count.dropped++;
  }

  /** Whether a difference after defaulting is one that means nothing. */
  public countMissed(difference: Difference): boolean {
    const count = difference.ours === undefined ? this.absent.get(keyOf(difference)) : undefined;
    if (count) count.missed++;
    return count !== undefined;
  }

  public text(): string {
    const lines = (title: string, counts: ReadonlyMap<string, Count>) => [
      '', `${title.padEnd(78)}${'left out'.padStart(10)}${'differs'.padStart(10)}`,
      ...[...counts].map(([key, { dropped, missed }]) => `${key.padEnd(78)}${String(dropped).padStart(10)}${String(missed).padStart(10)}`),
    ];
    return [...lines('the same after defaulting', this.filledIn), ...lines('what means the same where it is absent', this.absent), ''].join('\n');
  }

  /**
   * What the lists have that was never seen to belong there.
   *
   * @param withSidecars whether init containers could have probes and hooks
   */
  public complaints(withSidecars: boolean): string[] {
    const never = [...this.filledIn, ...this.absent]
      .filter(([key, { dropped }]) => dropped === 0 && (withSidecars || !/initContainers.*httpGet/.test(key)))
      .map(([key]) => `Never left out: ${key}`);
    const misplaced = [...this.absent].filter(([, { dropped, missed }]) => dropped > 0 && missed === 0).map(([key]) => `Kubernetes fills in: ${key}`);
    return [...never, ...misplaced];
  }
}

function countsOf(entries: typeof FILLED_IN): ReadonlyMap<string, Count> {
  return new Map(entries.map(([way, value]) => [keyOf({ way, whole: value }), { dropped: 0, missed: 0 }]));
}

function keyOf({ way, whole }: Pick<Difference, 'way' | 'whole'>): string {
  return `${way}: ${JSON.stringify(whole)}`;
}
