import { isDeepStrictEqual } from 'util';
import { Yaml } from 'cdk8s';
import * as fc from 'fast-check';
import { KubernetesObject } from '../src/manifest/objects';
import { textFindings } from '../src/service/_unwritable-text';
import { readFiles } from './_yaml-program';

/** So many files are in memory at a time. */
const BATCH = 20_000;

/**
 * Writes texts with cdk8s, reads them as kubectl does, and tells whether `unwritable-text` was found exactly where what
 * is read is not what was meant.
 */
export function compareWithWriter(runs: number, seed: number): boolean {
  const drawn = fc.sample(fc.record({ text: anyText, place: fc.constantFrom(...Object.keys(PLACES)) }), { numRuns: runs, seed });
  const cases = [...knownTexts().flatMap(text => Object.keys(PLACES).map(place => ({ text, place }))), ...drawn];
  const disagreeing: (typeof cases[number] & { readonly line: string })[] = [];
  let misread = 0;
  for (let start = 0; start < cases.length; start += BATCH) {
    const batch = cases.slice(start, start + BATCH);
    // Others before and after it must be read as well, so that a text that splits a file is noticed.
    const files = batch.map(({ text, place }) => [NEIGHBOUR, PLACES[place](text), NEIGHBOUR]);
    const read = readFiles(files.map(file => Yaml.stringify(...file)));
    batch.forEach((each, index) => {
      const { text } = each;
      const wasMeant = isDeepStrictEqual(read[index], files[index]);
      const findings = textFindings(files[index][1]);
      if (!wasMeant) misread++;
      // Whether this one does harm is decided by its place in the file.
      const isFine = wasMeant && !text.includes('\ufeff');
      if (isFine !== (findings.length === 0)) {
        const line = findings.length > 0 ? `read as it was meant, but ${findings[0].message}` : `nothing is said, but ${JSON.stringify(read[index]?.[1] ?? 'the file cannot be read')}`;
        disagreeing.push({ ...each, line });
      }
    });
  }
  process.stdout.write(`${cases.length.toLocaleString('en')} texts written by cdk8s, seed ${seed}: kubectl reads ${misread.toLocaleString('en')} otherwise or not at all; `
    + `${disagreeing.length} are not told apart\n`);
  disagreeing.sort((one, other) => one.text.length - other.text.length);
  for (const { text, place, line } of disagreeing.slice(0, 20)) process.stdout.write(`  ${place} ${JSON.stringify(text)}: ${line}\n`);
  return disagreeing.length === 0;
}

const NEIGHBOUR: KubernetesObject = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'neighbour' } };

/** Where a text may stand: as a name or a value, first, between others or last, at any depth. */
const PLACES: { readonly [place: string]: (text: string) => KubernetesObject } = {
  'env value': text => pod({ name: 'main', env: [{ name: 'A', value: text }, { name: 'B', value: 'b' }] }),
  'first field of an item': text => pod({ name: text, image: 'a:1' }),
  'first of a list': text => pod({ command: [text, 'x'] }),
  'middle of a list': text => pod({ command: ['sh', text, 'x'], image: 'a:1' }),
  'last of all': text => pod({ command: ['sh', '-c', text] }),
  'only one of a list': text => pod({ args: [text] }),
  'list in a list': text => ({ ...NEIGHBOUR, spec: [[text, [text]], text] } as KubernetesObject),
  'field of the object': text => ({ apiVersion: text, kind: 'Pod' }),
  'last field of the object': text => ({ apiVersion: 'v1', kind: text }),
  'label': text => ({ ...NEIGHBOUR, metadata: { labels: named(text, 'x'), name: 'a' } }),
  'value of a label': text => ({ ...NEIGHBOUR, metadata: { name: 'a', labels: { a: text, b: 'b' } } }),
  'label and value': text => ({ ...NEIGHBOUR, metadata: { annotations: { a: 'x', ...named(text, text) } } }),
  'name of a map': text => pod(named(text, { a: text })),
  'name of a list': text => pod({ a: 'x', ...named(text, [text]) }),
  'name of nothing': text => pod({ a: named(text, null), b: named(text, {}), c: named(text, []), d: named(text, '') }),
  'name of an object\'s field': text => named(text, 'x') as KubernetesObject,
  'last name of an object': text => ({ ...NEIGHBOUR, ...named(text, { a: 'x' }) }),
};

function pod(container: object): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Pod', spec: { containers: [container] } } as KubernetesObject;
}

/** As an own field, whatever the name. */
function named(name: string, value: unknown): { readonly [name: string]: any } {
  return Object.fromEntries([[name, value]]);
}

const CONTROLS = [...range(0, 0x1f), ...range(0x7f, 0x9f)];
const BREAKS = ['\n', '\r', '\r\n', '\u2028', '\u2029', '\x85'];
const RARE = ['\xa0', '\xad', '\u200b', '\u2027', '\u202a', '\u3000', '\ufeff', '\ufffd', '\ufffe', '\uffff', '\ue000', '\ufdd0', '\ud83d', '\ude00', '😀', '\u{1fffe}', '\u{10ffff}'];
const MARKS = ['---', '...', '--- ', '%', '%YAML', '"', '\'', '\\', '#', ' #', ':', ': ', '- ', '? ', '&', '*', '!', '|', '>', '{', '}', '[', ']', ',', '@', '`', '=', '<<', '~'];

/** Every character of interest in every surrounding that is written in its own way. */
function knownTexts(): string[] {
  const characters = [...CONTROLS, ...BREAKS, ...RARE, ...MARKS, ' ', ''];
  const long = 'x'.repeat(50);
  return [
    ...characters.flatMap(each => [
      each, `a${each}`, `${each}a`, `a${each}b`, `a ${each} b`, `a\n${each}`, `${each}\na`, `a\nb${each}\n`, `a\n${each}b\nc`, `a${each}\nb\n\n`, `\ta${each}\nb`, `a\n\t${each}b`,
      `"${each}'`, `: ${each}`, `"${each}"`, `${long}${each}: ${long}`, `${each}\n \n${long}\r`, `\n${each}---\n${long}: `, `${each}x: |-\n  y\n---\nz`,
    ]),
    ...[1021, 1022, 1023, 1024, 1025, 1026].flatMap(length => [...['', ' ', '"', '\u2028'].map(end => 'k'.repeat(length - end.length) + end), '😀'.repeat(length), ` ${'k'.repeat(length - 3)}`]),
    '---\n', '\n---\n', 'a\n---\nb: c\n', 'a\n---\n', '--- a\nb', '...\na', 'a\n...\nb', '%YAML 1.1\n---\na', 'a\u2028---\u2028b: c', 'a: \u2028--- \u2028b', 'a\n\u2028---\nb',
    'y', 'n', 'yes', 'No', 'ON', 'off', 'true', 'null', '~', '.inf', '-.INF', '.nan', '1:30', '2001-01-01', '2001-1-1 1:2:3', '0755', '0o755', '0O7', '08', '0x1F', '0X1F', '0b1', '0B1', '-0b1', '0b-1',
    '1_000', '_1', '-_1', '+_1', '1_', '1e3', '1e_3', '1E3_', '.5', '-.5', '.5_0', '1e400', '0x', '0_x1', '1.2.3', '3b', '__proto__', 'constructor',
  ];
}

function range(first: number, last: number): string[] {
  return Array.from({ length: last - first + 1 }, (_, index) => String.fromCharCode(first + index));
}

/** Likely to be written in each way there is: bare, in quotes of both kinds, as lines of their own. */
const anyText = fc.oneof(
  mix([...BREAKS, '\n', '\n', '\u2028', ' ', '  ', '\t', 'a', 'b', ...MARKS]),
  mix(['\n', '\n', ' ', '\t', '\u2028', 'a', 'some longer words', '\r', ': ', '"', '\'', '---']),
  mix(['\n', '\n', '\n\n', ' ', '  ', '\t', 'a', 'echo $A', 'if [ -f x ]; then', '#!/bin/sh', ': ', '# ']),
  mix([...CONTROLS, ...RARE, ...MARKS, ...BREAKS, 'a', 'b', ' ', 'some longer words']),
  mix([...'00112789__.-+eExXbBoO:aAfFyn']),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ unit: 'grapheme', maxLength: 30 }),
);

function mix(parts: readonly string[]): fc.Arbitrary<string> {
  return fc.array(fc.constantFrom(...parts), { maxLength: 14 }).map(drawn => drawn.join(''));
}
