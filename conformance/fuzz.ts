import { SingleBar } from 'cli-progress';
import * as fc from 'fast-check';
import { stringify } from 'yaml';
import { ADVICE } from '../src/advice/registry';
import { CHECK_FORMATS, render } from '../src/cli/_check-output';
import { Checked } from '../src/cli/_checked';
import { explanationText } from '../src/cli/_explanation-text';
import { FileObject, manifestsIn } from '../src/cli/_manifests';
import { PLAIN_COLORS } from '../src/cli/_terminal';
import { Finding } from '../src/findings/finding';
import { podSpecOf } from '../src/manifest/pod-spec';
import { decoded } from '../src/rules/decoded';
import { RULES } from '../src/rules/registry';
import { verdicts } from '../src/service/_verdict';
import { podAnswers } from '../src/timeline/pod-answers';
import { goldenManifests } from './_golden';
import { Manifest, manifests } from './_manifests';
import { mutate, Mutation, textOf } from './_mutations';

/** How many manifests are made at a time. */
const CHUNK = 1000;

/** What terminals and editors obey, but for the line breaks between lines. */
const UNSEEN = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

const KNOWN = new Set([...RULES, ...ADVICE].map(({ id }) => id));

/**
 * Checks files that are made of mutated manifests, some of them with a text that is damaged as well: nothing may throw,
 * every finding must be whole and stand in the file, and each must be said the same twice.
 *
 * @returns whether all was well
 */
export function fuzzCheck(runs: number, seed: number): boolean {
  process.stdout.write(`${runs.toLocaleString('en')} mutated manifests; seed ${seed}\n`);
  const tally = { manifests: 0, unreadable: 0, findings: 0, accepted: 0, slowest: 0 };
  const bar = new SingleBar({ format: '{bar} {percentage}% | {value} of {total} manifests | {eta_formatted} left', clearOnComplete: true });
  bar.start(runs, 0);
  for (let chunk = 0; tally.manifests < runs; chunk++) {
    const before = tally.manifests;
    const property = fc.property(files(), fc.integer({ min: 28, max: 37 }), ({ text, count }, minor) => {
      const start = process.hrtime.bigint();
      checkFile(text, minor, tally);
      tally.manifests += count;
      tally.slowest = Math.max(tally.slowest, Number(process.hrtime.bigint() - start) / 1e6);
    });
    const { failed, counterexample, errorInstance } = fc.check(property, { numRuns: CHUNK / 2, seed: seed + chunk });
    if (failed) {
      bar.stop();
      process.stdout.write(`\nKubernetes 1.${counterexample![1]}: ${(errorInstance as Error).stack}\n\n${counterexample![0].text}\n`);
      return false;
    }
    bar.increment(tally.manifests - before);
  }
  bar.stop();
  process.stdout.write(`${tally.manifests.toLocaleString('en')} manifests: ${tally.accepted.toLocaleString('en')} objects accepted, ${tally.findings.toLocaleString('en')} findings, `
    + `${tally.unreadable.toLocaleString('en')} files that are no YAML; the slowest file took ${tally.slowest.toFixed(0)} ms\n`);
  return true;
}

interface File {
  readonly text: string;
  /** How many manifests it was made of. */
  readonly count: number;
}

function files(): fc.Arbitrary<File> {
  const golden = fc.tuple(fc.constantFrom(...goldenManifests().map(([, manifest]) => manifest)), fc.array(Mutation, { maxLength: 4 }))
    .map(([manifest, mutations]) => mutate(manifest, mutations));
  const together = fc.array(fc.oneof(manifests(), golden), { minLength: 1, maxLength: 4 });
  return fc.tuple(together, fc.constantFrom(documentsText, listText), fc.array(Damage, { maxLength: 2 }))
    .map(([made, write, damages]) => ({ text: damages.reduce(damaged, write(made)), count: made.length }));
}

function documentsText(made: readonly Manifest[]): string {
  return made.map(each => each.duplicates.length > 0 ? `${textOf(each)}\n` : stringify(each.object, { aliasDuplicateObjects: false })).join('---\n');
}

function listText(made: readonly Manifest[]): string {
  return `{"apiVersion":"v1","kind":"List","items":[${made.map(textOf).join(',\n')}]}`;
}

const Share = fc.double({ min: 0, max: 1, noNaN: true });

const SYNTAX = ['\t', '\n', '---\n', '&a ', '*a', '<<: *a', '{', ']', ': ', '# ', '!!set ', '\u0000', '"'];

/** Something done to a text; `at` is a share of its length. */
const Damage = fc.oneof(
  { weight: 6, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.record({ at: Share, take: fc.nat(20), put: fc.oneof(fc.string({ unit: 'binary', maxLength: 4 }), fc.constantFrom(...SYNTAX)) }) },
  { weight: 1, arbitrary: fc.record({ at: Share, take: fc.constant(Infinity), put: fc.constant('') }) },
);

type DamageValue = typeof Damage extends fc.Arbitrary<infer T> ? T : never;

function damaged(text: string, damage: DamageValue): string {
  if (!damage) return text;
  const at = Math.floor(damage.at * text.length);
  return text.slice(0, at) + damage.put + text.slice(at + damage.take);
}

function checkFile(text: string, minor: number, tally: { unreadable: number; findings: number; accepted: number }): void {
  const { objects, faults } = manifestsIn('a.yaml', text);
  const lines = text.split('\n').length;
  for (const fault of faults) {
    const place = /^a\.yaml:(\d+):(\d+): ./.exec(fault);
    if (!place || Number(place[1]) > lines) throw new Error(`A fault has no place: ${fault}`);
  }
  const judged = () => verdicts(objects, minor).map((findings, index): Checked => {
    const from = objects[index];
    return { from, findings: findings.map(finding => from.placed(finding)) };
  });
  const checked = judged();
  if (JSON.stringify(judged()) !== JSON.stringify(checked)) throw new Error('The second time it is judged otherwise.');
  const findings = checked.flatMap(each => each.findings);
  for (const finding of findings) checkFinding(finding, lines);
  for (const format of CHECK_FORMATS) {
    const written = [...render(checked, faults, format, 100, PLAIN_COLORS)].join('');
    if (format === 'json' || format === 'sarif') JSON.parse(written);
    else if (UNSEEN.test(written)) throw new Error(`A control character is written: ${JSON.stringify(written)}`);
  }
  for (const { from, findings: said } of checked) {
    if (said.every(({ severity }) => severity !== 'error')) explain(from);
  }
  tally.unreadable += faults.length > 0 ? 1 : 0;
  tally.findings += findings.length;
  tally.accepted += checked.filter(({ findings: said }) => said.every(({ severity }) => severity !== 'error')).length;
}

function checkFinding(finding: Finding, lines: number): void {
  const { rule, line, column, message, why, fix } = finding;
  const wrong = !KNOWN.has(rule) ? 'has an unknown id'
    : !(line! >= 1 && line! <= lines && column! >= 1) ? 'stands outside of the file'
      : [message, why, fix].some(text => text.trim() === '' || /\bundefined\b|\[object /.test(text)) ? 'says nothing that can be read'
        : undefined;
  if (wrong) throw new Error(`A finding ${wrong}: ${JSON.stringify(finding)}`);
}

/** What is accepted can be explained, in numbers that make sense. */
function explain(from: FileObject): void {
  const accepted = decoded(from.object);
  const pod = accepted && podSpecOf(accepted);
  if (!pod) return;
  const answers = podAnswers(accepted, pod.spec);
  JSON.stringify(answers, (key, value: unknown) => {
    if (typeof value === 'number' && !(value >= 0)) throw new Error(`${key} is ${value}.`);
    return value;
  });
  explanationText({ from, answers }, 100, PLAIN_COLORS);
}
