import * as fs from 'node:fs';
import * as path from 'node:path';
import { ADVICE } from '../../src/advice/registry';
import { IMPORT_RULES } from '../../src/migrate/_import-rules';
import { RuleEntry, RULES } from '../../src/rules/registry';
import { STRICT_PROPS } from '../../src/service/_strict-props';

const root = path.join(__dirname, '..', '..');
const page = fs.readFileSync(path.join(root, 'docs', 'findings.md'), 'utf8');
const sources = ['rules', 'service', 'probes', 'migrate'].flatMap(room => fs.readdirSync(path.join(root, 'src', room))
  .map(name => fs.readFileSync(path.join(root, 'src', room, name), 'utf8'))).join('\n');

const versionsText = ({ versions }: RuleEntry) =>
  !versions ? 'all' : versions.min === versions.max ? `1.${versions.min}` : `1.${versions.min} to 1.${versions.max}`;

test('no id is used twice', () => {
  const ids = [...RULES, ...ADVICE, ...STRICT_PROPS, ...IMPORT_RULES].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[a-z]+(-[a-z0-9]+)*$/);
});

test('the registry has every rule of the code', () => {
  const inCode = [...sources.matchAll(/^ {2}id: '([^']+)',$|= portIsValid\('([^']+)'/gm)].map(([, id, made]) => id ?? made);
  expect(inCode.sort()).toEqual(RULES.map(({ id }) => id).sort());
});

test('the registry has every piece of advice of the code', () => {
  const advice = fs.readdirSync(path.join(root, 'src', 'advice')).map(name => fs.readFileSync(path.join(root, 'src', 'advice', name), 'utf8')).join('\n');
  const inCode = [...advice.matchAll(/^ {2}(?:\{ )?id: '([^']+)',/gm)].map(([, id]) => id);
  expect(inCode.sort()).toEqual(ADVICE.map(({ id }) => id).sort());
  for (const each of ADVICE.filter(({ id }) => !/^acknowledgement-|-annotation$/.test(id))) expect([each.id, each.sources.length > 0]).toEqual([each.id, true]);
});

test('every strictness of the props and everything that is said of files is used', () => {
  for (const { id } of [...STRICT_PROPS, ...IMPORT_RULES]) expect(sources.split(`'${id}'`).length).toBeGreaterThan(2);
});

test('docs/findings.md lists every id with what holds and for which versions, and no others', () => {
  const rows = [
    ...RULES.map(rule => `| \`${rule.id}\` | ${rule.statement} | ${versionsText(rule)} |`),
    ...ADVICE.map(({ id, statement }) => `| [\`${id}\`](advice.md#${id}) | ${statement} |`),
    ...[...STRICT_PROPS, ...IMPORT_RULES].map(({ id, statement }) => `| \`${id}\` | ${statement} |`),
  ];
  expect([...page.matchAll(/^\| \[?`.*$/gm)].map(([row]) => row).sort()).toEqual(rows.sort());
});
