import { Chart, Testing } from 'cdk8s';
import { SingleBar } from 'cli-progress';
import * as fc from 'fast-check';
import { KubernetesObject } from '../src/manifest/objects';
import { DESCRIBED_KINDS } from '../src/rules/schema';
import { Answer, ApiServer, build, releaseOf } from './_api-server';
import { goldenManifests } from './_golden';
import { isFor, serviceOf, services } from './_services';

/**
 * Has the API server judge what the construct writes for valid props drawn at random, and the manifests of the
 * examples; tells whether all were accepted and their pods passed the Pod Security Standard "restricted".
 */
export async function submitConstructs(versions: readonly number[], runs: number, seed: number): Promise<boolean> {
  versions.forEach(build);
  process.stdout.write(`Kubernetes ${versions.map(releaseOf).join(', ')}; ${runs.toLocaleString('en')} services; seed ${seed}\n`);
  const servers = versions.map(minor => new ApiServer(minor));
  const refusals: string[] = [];
  const submitted = new Map<string, number>();

  const submit = async (manifest: KubernetesObject, origin: string, asked: readonly ApiServer[]) => {
    const kind = `${manifest.apiVersion}/${manifest.kind}`;
    submitted.set(kind, (submitted.get(kind) ?? 0) + 1);
    if (!DESCRIBED_KINDS.includes(kind)) return;
    for (const server of asked) {
      const complaint = complaintOf(await server.ask(JSON.stringify(manifest)));
      if (complaint) refusals.push(`Kubernetes ${releaseOf(server.minor)}, ${manifest.kind} of ${origin}: ${complaint}`);
    }
  };

  for (const [file, manifest, { min, max }] of goldenManifests()) {
    await submit(manifest, file, servers.filter(({ minor }) => minor >= min && minor <= max));
  }

  const bar = new SingleBar({ format: '{bar} {percentage}% | {value} of {total} services | {eta_formatted} left', clearOnComplete: true });
  bar.start(runs, 0);
  const property = fc.asyncProperty(services(versions), async description => {
    const before = refusals.length;
    const asked = servers.filter(({ minor }) => isFor(description, minor));
    for (const manifest of Testing.synth(Chart.of(serviceOf(description)))) await submit(manifest, 'a generated service', asked);
    bar.increment();
    if (refusals.length > before) throw new Error(refusals[refusals.length - 1]);
  });
  const { failed, counterexample, errorInstance } = await fc.check(property, { numRuns: runs, seed });
  bar.stop();
  await Promise.all(servers.map(server => server.close()));

  for (const [kind, count] of [...submitted].sort()) {
    process.stdout.write(`${kind.padEnd(40)}${String(count).padStart(8)}${DESCRIBED_KINDS.includes(kind) ? '' : '  not asked about'}\n`);
  }
  if (failed) process.stdout.write(`\nThis service was refused:\n  ${JSON.stringify(counterexample![0])}\n  ${(errorInstance as Error).message}\n`);
  else refusals.forEach(refusal => process.stdout.write(`\n${refusal}\n`));
  process.stdout.write(`\n${failed || refusals.length > 0 ? 'Not all were' : 'All were'} accepted, and fit for "restricted"\n`);
  return !failed && refusals.length === 0;
}

function complaintOf({ accepted, decoding, causes = [], restricted = [] }: Answer): string | undefined {
  if (!accepted) return decoding?.message ?? causes.map(({ field, detail }) => `${field}: ${detail}`).join('; ');
  return restricted.length > 0 ? `forbidden under "restricted": ${restricted.join('; ')}` : undefined;
}
