/* The pages about the platforms say of every field what the code does with it, and show what the command writes. */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fieldsInPage } from '../../conformance/_pages';
import { Fields } from '../../src/migrate/_fields';
import * as gradient from '../../src/migrate/_gradient-fields';
import { CLASSES } from '../../src/migrate/_truefoundry-fields';

const root = path.join(__dirname, '..', '..');
const read = (file: string) => fs.readFileSync(path.join(root, file), 'utf8');

test('the page about TrueFoundry says what the code does with each field', () => {
  const rows = fieldsInPage(read('docs/coming-from-truefoundry.md'));
  expect(rows.length).toBeGreaterThan(150);
  const wrong = rows.filter(({ field, treatment }) => {
    const [name, member] = field.split('.');
    return treatment !== (CLASSES[name] ? CLASSES[name][member]?.treatment : 'reported');
  });
  expect(wrong).toEqual([]);
});

test('the page about Gradient has each field, and says what the code does with it', () => {
  const check = 'healthChecks.liveness';
  const tables: [prefix: string, fields: Fields][] = [
    ['', gradient.SPEC], ['env.', gradient.VARIABLE], ['healthChecks.', gradient.HEALTH_CHECKS], [`${check}.`, { ...gradient.HTTP_CHECK, ...gradient.EXEC_CHECK }],
    [`${check}.headers.`, gradient.HEADER], [`${check}.exec.`, gradient.EXEC], ['resources.', gradient.RESOURCES],
    ['resources.autoscaling.', gradient.AUTOSCALING], ['resources.autoscaling.metrics.', gradient.METRIC],
  ];
  const wanted = tables.flatMap(([prefix, fields]) => Object.entries(fields).map(([name, { treatment }]) => `${prefix}${name} ${treatment}`))
    // Said with autoscaling and env.
    .filter(row => row !== 'resources translated');
  const rows = fieldsInPage(read('docs/coming-from-gradient.md')).map(({ field, treatment }) => `${field} ${treatment}`);
  expect(rows.sort()).toEqual(wanted.sort());
});

test.each([
  ['docs/coming-from-truefoundry.md', 'examples/truefoundry/sample-oauth-mcp.yaml', ['--image', 'ghcr.io/acme/mcp:1.0.0']],
  ['docs/coming-from-gradient.md', 'examples/gradient/fastapi-template-app.yaml', []],
])('%s shows the program that is written for %s', (page, file, options) => {
  const { stdout, status } = spawnSync(process.execPath, [path.join(root, 'lib/cli/main.js'), 'import', file, ...options], { cwd: root, encoding: 'utf8' });
  expect(status).toBe(0);
  expect(read(page)).toContain(`\`\`\`ts\n${stdout}\`\`\``);
});

test('the page about TrueFoundry shows the example in Python', () => {
  expect(read('docs/coming-from-truefoundry.md')).toContain(`\`\`\`python\n${read('examples/truefoundry-python/main.py')}\`\`\``);
});
