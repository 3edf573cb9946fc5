import { existsSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { SingleBar } from 'cli-progress';
import * as fc from 'fast-check';
import { RULES } from '../src/rules/registry';
import { Answer, ApiServer, build, releaseOf } from './_api-server';
import { agree, findingsFor, Opinion, ourOpinion, theirOpinion } from './_comparison';
import { Manifest, manifests } from './_manifests';
import { textOf } from './_mutations';

/** Where documents go that were judged differently; their answers are filled in by "vectors". */
const FOUND = join(__dirname, '../test/rules/vectors/found.json');

/** How many documents are made at a time. */
const CHUNK = 500;

/** How often each rule must have fired in so many documents, for the comparison to count; fewer documents than half as many say nothing. */
const LEAST_FAULTS = { times: 50, documents: 100_000 };

/** Shrinking takes time, and the first few tell what is wrong. */
const MOST_SHRUNK = 10;

interface Disagreement {
  readonly minor: number;
  readonly manifest: Manifest;
  readonly ours: Opinion;
  readonly theirs: Opinion;
  readonly answer: Answer;
}

/** Compares our verdict on generated documents with the API server's, and tells whether they always agreed. */
export async function compareWithApiServer(versions: readonly number[], runs: number, seed: number): Promise<boolean> {
  versions.forEach(build);
  const tally = new Tally();
  const shrunk: Disagreement[] = [];
  process.stdout.write(`Kubernetes ${versions.map(releaseOf).join(', ')}; ${runs.toLocaleString('en')} documents each; seed ${seed}\n`);

  const servers = versions.map(minor => new ApiServer(minor));
  const bar = new SingleBar({ format: '{bar} {percentage}% | {value} of {total} documents | {eta_formatted} left | {disagreements} disagreements', clearOnComplete: true });
  bar.start(runs * versions.length, 0, { disagreements: 0 });
  for (let done = 0; done < runs; done += CHUNK) {
    const numRuns = Math.min(CHUNK, runs - done);
    const chunkSeed = seed + done;
    const documents = fc.sample(manifests(), { numRuns, seed: chunkSeed });
    const differing = await Promise.all(servers.map(server => Promise.all(documents.map(document => compare(document, server, tally)))));
    const first = differing.findIndex(each => each.some(disagreement => disagreement !== undefined));
    if (first >= 0 && shrunk.length < MOST_SHRUNK) shrunk.push(await shrink(servers[first], numRuns, chunkSeed));
    bar.increment(numRuns * servers.length, { disagreements: tally.disagreements });
  }
  bar.stop();
  await Promise.all(servers.map(server => server.close()));

  process.stdout.write(tally.text());
  shrunk.forEach(each => process.stdout.write(disagreementText(each)));
  if (shrunk.length > 0) keep(shrunk);
  const rare = tally.rareRules(versions, runs);
  if (rare.length > 0) process.stdout.write(`\nThe generator hardly ever breaks: ${rare.join(', ')}\n`);
  return tally.disagreements === 0 && rare.length === 0;
}

async function compare(manifest: Manifest, server: ApiServer, tally?: Tally): Promise<Disagreement | undefined> {
  const answer = await server.ask(textOf(manifest));
  const findings = findingsFor(manifest, server.minor);
  const ours = ourOpinion(findings);
  const theirs = theirOpinion(answer);
  const same = agree(ours, theirs);
  tally?.count(manifest, answer, findings.map(({ rule }) => rule), same);
  return same ? undefined : { minor: server.minor, manifest, ours, theirs, answer };
}

/** The smallest document of a chunk that is judged differently. */
async function shrink(server: ApiServer, numRuns: number, seed: number): Promise<Disagreement> {
  const agreement = fc.asyncProperty(manifests(), async manifest => await compare(manifest, server) === undefined);
  const { counterexample } = await fc.check(agreement, { numRuns, seed });
  return (await compare(counterexample![0], server))!;
}

/** Keeps documents for the tests. */
function keep(disagreements: readonly Disagreement[]): void {
  const known: unknown[] = existsSync(FOUND) ? JSON.parse(readFileSync(FOUND, 'utf8')) : [];
  const vectors = disagreements.map(({ manifest, minor }, index) => ({
    situation: `found with Kubernetes 1.${minor}, ${known.length + index + 1}`,
    ...manifest.duplicates.length > 0 ? { text: textOf(manifest), duplicates: manifest.duplicates } : { document: manifest.object },
  }));
  writeFileSync(FOUND, `${JSON.stringify([...known, ...vectors], undefined, 2)}\n`);
  process.stdout.write(`\nKept in ${FOUND}; "npm run conformance -- vectors" adds the answers of all versions.\n`);
}

function disagreementText({ minor, manifest, ours, theirs, answer }: Disagreement): string {
  const opinion = ({ undecodable, fields }: Opinion) => `${undecodable ? 'cannot be decoded' : fields.length === 0 ? 'accepted' : 'refused'} ${fields.join(', ')}`;
  return short(`
Kubernetes ${releaseOf(minor)} and the rules disagree about
  ${textOf(manifest)}
  the API server: ${opinion(theirs)}
  the rules:      ${opinion(ours)}
  its words:      ${answer.decoding?.message ?? answer.causes?.map(({ field, detail }) => `${field}: ${detail}`).join('; ') ?? 'none'}
`);
}

/** A text whose long rows of the same letter are cut to their length. */
function short(text: string): string {
  return text.replace(/(\w)\1{30,}/g, (row, letter: string) => `${letter}{${row.length}}`);
}

/** What was compared, in numbers. */
class Tally {
  public disagreements = 0;
  private readonly kinds = new Map<string, { documents: number; accepted: number; undecodable: number }>();
  private readonly faults = new Map<string, number>();

  public count({ object }: Manifest, { accepted, decoding }: Answer, rules: readonly string[], same: boolean): void {
    const kind = typeof object.kind === 'string' ? object.kind : 'of no kind';
    const counted = this.kinds.get(kind) ?? { documents: 0, accepted: 0, undecodable: 0 };
    this.kinds.set(kind, counted);
    counted.documents++;
    if (accepted) counted.accepted++;
    if (decoding) counted.undecodable++;
    if (!same) this.disagreements++;
    for (const rule of new Set(rules)) this.faults.set(rule, (this.faults.get(rule) ?? 0) + 1);
  }

  public text(): string {
    const kinds = [...this.kinds].sort().map(([kind, { documents, accepted, undecodable }]) => (
      `${kind.padEnd(26)}${String(documents).padStart(10)}${String(accepted).padStart(10)}${String(documents - accepted - undecodable).padStart(10)}${String(undecodable).padStart(12)}`
    ));
    const faults = RULES.map(({ id }) => `${id.padEnd(36)}${String(this.faults.get(id) ?? 0).padStart(8)}`);
    return [
      '', `${'documents of kind'.padEnd(26)}${'all'.padStart(10)}${'accepted'.padStart(10)}${'invalid'.padStart(10)}${'undecodable'.padStart(12)}`, ...kinds,
      '', `${'documents that break a rule'.padEnd(36)}`, ...faults,
      '', `${this.disagreements} disagreements`, '',
    ].join('\n');
  }

  /** The rules that were broken too seldom, of those that any of the versions enforces. */
  public rareRules(versions: readonly number[], runs: number): string[] {
    if (runs < LEAST_FAULTS.documents / 2) return [];
    const enough = Math.floor(LEAST_FAULTS.times * runs / LEAST_FAULTS.documents);
    return RULES
      .filter(rule => versions.some(minor => !rule.versions || (minor >= rule.versions.min && minor <= rule.versions.max)))
      .filter(({ id }) => (this.faults.get(id) ?? 0) < enough)
      .map(({ id }) => id);
  }
}
