/* Files that were made to do harm, judged together with one that was not. */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const main = path.join(__dirname, '..', '..', 'lib', 'cli', 'main.js');
const POD = 'apiVersion: v1\nkind: Pod\nmetadata: { name: good }\nspec: { containers: [{ name: main, image: a:1 }] }\n';
const ALIASES = 'bcdefghi'.split('').map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[index]}`).join(',')}]`).join('\n');

/** What is in a file, and what is said of it on stderr: nothing, where it can be read. */
const FILES: { readonly [name: string]: readonly [content: string | Buffer, ...faults: (string | RegExp)[]] } = {
  'alias-bomb.yaml': [`a: &a [1,2,3,4,5,6,7,8,9]\n${ALIASES}\n`, ':1:1: Excessive alias count indicates a resource exhaustion attack'],
  'binary.yaml': [Buffer.from([0, 255, 254, 1, 2, 3, 128, 10, 0]), ':1:1: it is not text in UTF-8'],
  'circle.yaml': [POD.replace('spec: {', 'spec: &spec { volumes: *spec,'), ':4:15: this refers to something that it is a part of'],
  'circle-of-lists.yaml': ['&list\nkind: List\nitems: [*list]\n', ':3:9: this refers to something that it is a part of'],
  'deep.yaml': ['['.repeat(50_000), ':1:1: it is nested too deeply'],
  'deep-blocks.yaml': [Array.from({ length: 3000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'), ':1:1: it is nested too deeply'],
  'duplicates.yaml': [POD.replace('name: good', 'name: good, name: better')],
  'empty.yaml': [''],
  'half.yaml': [`${POD}---\nkind: Pod\nmetadata: { name: `, /^:7:19: Flow map .* end with a }/],
  'hidden.yaml': [`${POD}# \u202e\u0007\n`],
  'large.json': [`[${'1,'.repeat(50_000_000)}1]`, /^:1:\d+: the document is too large at this place, and the rest of the file is not read/],
  'long-name.yaml': [POD.replace('good', `"${'x'.repeat(5_000_000)}"`)],
  'long-line.yaml': [`#${'x'.repeat(5_000_000)}\n${POD}`],
  'no-object.yaml': ['42\n'],
  'nothing-in-a-list.yaml': ['apiVersion: v1\nkind: List\nitems: [null, 1, []]\n'],
  'empty-list.yaml': ['apiVersion: v1\nkind: List\nitems:\n'],
  'odd-hosts.yaml': [POD.replace('image: a:1', 'image: a:1, env: [{ name: ALLOWED_HOSTS, value: ", " }], livenessProbe: { httpGet: { port: 80 } }')],
  'prototype.yaml': [`${POD}__proto__: { kind: List }\nconstructor: { prototype: { name: x } }\n`],
  'tabs.yaml': ['kind: Pod\n\tmetadata: 1\n', /^:2:1: Tabs are not allowed/],
  'tags.yaml': ['kind: !!set { Pod }\nmetadata: !!omap [name: x]\nspec: !!js/function "function () {}"\n'],
  'utf-16.yaml': [Buffer.from(`\ufeff${POD}`, 'utf16le'), ':1:1: it is not text in UTF-8'],
  'utf-8.yaml': [Buffer.concat([Buffer.from(POD), Buffer.from([0x61, 0xff])]), ':5:1: it is not text in UTF-8'],
  'windows.yaml': [`\ufeff${POD.replace(/\n/g, '\r\n')}`],
};

const check = (folder: string, ...args: string[]) => (
  spawnSync(process.execPath, [main, 'check', ...args], { encoding: 'utf8', cwd: folder, maxBuffer: 1e9, env: { ...process.env, CI: 'true' } })
);

let folder: string;
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hostile-'));
  for (const [name, [content]] of Object.entries(FILES)) fs.writeFileSync(path.join(folder, name), content);
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

test('each is judged or refused with its place, and the others are judged', () => {
  const { status, stdout, stderr } = check(folder, '.', '--format', 'json');
  expect(status).toBe(2);
  expect(stderr).not.toMatch(/\n\s+at /);
  for (const [name, [, ...faults]] of Object.entries(FILES)) {
    const said = stderr.split('\n').filter(line => line.startsWith(`error: ${name}`)).map(line => line.slice(`error: ${name}`.length));
    expect([name, said]).toEqual([name, faults.map(fault => typeof fault === 'string' ? fault : expect.stringMatching(fault))]);
  }
  const { findings } = JSON.parse(stdout) as { readonly findings: readonly { readonly file: string; readonly rule: string }[] };
  const of = (name: string) => findings.filter(({ file }) => file === name).map(({ rule }) => rule);
  expect(of('duplicates.yaml')).toEqual(['field-duplicate']);
  expect(of('half.yaml')).toEqual([]);
  expect(of('no-object.yaml')).not.toEqual([]);
  expect(of('windows.yaml')).toEqual([]);
}, 60_000);

test('no text is so long that nobody would read it, and none obeys', () => {
  const { stdout } = check(folder, 'long-name.yaml', 'hidden.yaml', 'tags.yaml');
  expect(stdout.length).toBeLessThan(20_000);
  expect(stdout).not.toMatch(/[^\P{C}\n]/u);
});
