/* The log for code scanning, held to the schema that OASIS publishes. */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';

const root = path.join(__dirname, '..', '..');
const schema = JSON.parse(fs.readFileSync(require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'), 'utf8')) as object;
// One of its patterns is no regular expression by the rules of Unicode.
const validate = addFormats(new Ajv({ strict: false, unicodeRegExp: false })).compile(schema);
const POD = 'kind: Pod\napiVersion: v1\nmetadata: { name: a, nam: b }\n';

let folder: string;
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sarif-'));
  for (const name of ['a b#c?%20.yaml', 'ü[1].yaml', '-.yaml']) fs.writeFileSync(path.join(folder, name), POD);
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

interface Log { readonly runs: [{ readonly results: readonly object[]; readonly tool: { readonly driver: { readonly rules: readonly object[] } } }] }

function sarif(input: string, ...files: readonly string[]): Log {
  const args = [path.join(root, 'lib', 'cli', 'main.js'), 'check', '--format', 'sarif', ...files];
  const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8', input, cwd: folder });
  return JSON.parse(stdout) as Log;
}

test.each([
  ['with findings of all severities', POD, ['-', path.join(root, 'examples'), path.join(root, 'docs')], 'some'],
  ['of files with odd names', '', ['.'], 'some'],
  ['with nothing in it', '', ['-'], 'none'],
])('a log %s', (_, input, files, results) => {
  const log = sarif(input, ...files);
  expect(validate(log) || validate.errors).toBe(true);
  expect(log.runs[0].results.length > 0 ? 'some' : 'none').toBe(results);
});

test('the schema refuses what is no log', () => {
  const log = sarif(POD, '-');
  expect(log.runs[0].results.length).toBeGreaterThan(0);
  expect(validate({ ...log, runs: [{ ...log.runs[0], results: [{ message: 'a text' }] }] })).toBe(false);
});
