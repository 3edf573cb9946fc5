/* The linter must notice an import that points upwards: each of these files would be one. */
import * as path from 'node:path';
import { LegacyESLint } from 'eslint/use-at-your-own-risk';

const root = path.join(__dirname, '..');
process.env.ESLINT_USE_FLAT_CONFIG = 'false';

const eslint = new LegacyESLint({ cwd: root });

const lint = async (file: string, code: string) => {
  const [{ messages }] = await eslint.lintText(code, { filePath: path.join(root, file) });
  return messages.map(({ ruleId }) => ruleId);
};

test.each([
  ['src/findings/finding.ts', '../manifest/objects'],
  ['src/manifest/objects.ts', '../rules/judge'],
  ['src/rules/judge.ts', '../service/port-options'],
  ['src/rules/judge.ts', '../probes/health-probe'],
  ['src/timeline/startup-budget.ts', '../probes/health-probe'],
  ['src/probes/health-probe.ts', '../service/port-options'],
  ['src/probes/health-probe.ts', '../index'],
])('%s must not import %s', async (file, from) => {
  expect(await lint(file, `import * as other from '${from}';\n\nexport const it = other;\n`)).toContain('import/no-restricted-paths');
});

test.each(['constructs', 'cdk8s', 'cdk8s-plus-28'])('knowledge must not load %s', async name => {
  const code = `import * as other from '${name}';\n\nexport const it = other;\n`;
  for (const room of ['findings/finding', 'manifest/objects', 'rules/judge', 'timeline/startup-budget', 'probes/health-probe']) {
    expect(await lint(`src/${room}.ts`, code)).toContain('@typescript-eslint/no-restricted-imports');
  }
  expect(await lint('src/service/_ports.ts', code)).not.toContain('@typescript-eslint/no-restricted-imports');
});

test.each([
  ['src/rules/judge.ts', '../manifest/objects'],
  ['src/service/_ports.ts', '../rules/judge'],
])('%s may import %s', async (file, from) => {
  expect(await lint(file, `import * as other from '${from}';\n\nexport const it = other;\n`)).toEqual([]);
});
