/* The samples of README.md and docs/ are compiled under `strict` and run; what they are said to print is what they print. */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as ts from 'typescript';

const root = path.join(__dirname, '..');
// Inside the package, so that a sample can import it by its name.
const folder = path.join(root, '.samples');

interface Sample {
  readonly name: string;
  readonly file: string;
  readonly code: string;
  /** The sample as the page shows it. */
  readonly block: string;
  /** The error the page shows below the sample. */
  readonly error?: string;
}

/** What a sample without imports would have. */
const IMPORTS = `
import { ApiObject, App, Chart, JsonPatch } from 'cdk8s';
import {
  ExecProbe, GrpcProbe, HealthAdvice, HealthCheckedService, HealthChecks, HealthProbe, HttpProbe, HttpScheme, ProbeTimeline, Severity, TcpProbe,
} from 'cdk8s-health-checks';
import { Capability, Cpu, Deployment, k8s, SeccompProfileType, Secret } from 'cdk8s-plus-28';
`;
/** What stands above a sample that goes on in a program. */
const PROGRAM = `
import * as cdk8s from 'cdk8s';
const app = new cdk8s.App();
const chart = new cdk8s.Chart(app, 'shop', { namespace: 'shop' });
`;

const pages = ['README.md', ...fs.readdirSync(path.join(root, 'docs')).filter(name => name.endsWith('.md')).map(name => `docs/${name}`)];
const samples = pages.flatMap(samplesOf);

beforeAll(() => {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder);
  for (const { file, code } of samples) fs.writeFileSync(file, code);
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

test('there are samples in every page, but for the one for people who work on the rules', () => {
  for (const page of pages.filter(name => !name.includes('conformance'))) expect(samples.some(({ name }) => name.startsWith(page))).toBe(true);
});

test('all samples compile under strict', () => {
  const options: ts.CompilerOptions = { strict: true, noEmit: true, skipLibCheck: true, module: ts.ModuleKind.Node16, target: ts.ScriptTarget.ES2022, types: ['node'] };
  const program = ts.createProgram(samples.map(({ file }) => file), options);
  const problems = ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => `${path.basename(file?.fileName ?? '')}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
  expect(problems).toEqual([]);
}, 60_000);

test.each(samples)('$name', ({ file, code, error }) => {
  const script = path.join(folder, `${path.basename(file, '.ts')}.js`);
  fs.writeFileSync(script, ts.transpile(code, { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 }));
  const { status, stderr } = spawnSync(process.execPath, [script], { cwd: root, env: { ...process.env, CDK8S_OUTDIR: path.join(folder, 'dist') }, encoding: 'utf8' });
  if (error === undefined) expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  else expect(stderr).toContain(error);
});

test('the README shows the quickstart, and the probes that it writes', () => {
  const readme = fs.readFileSync(path.join(root, 'README.md'), 'utf8');
  expect(readme).toContain(`\`\`\`ts\n${fs.readFileSync(path.join(root, 'examples/quickstart/main.ts'), 'utf8')}\`\`\``);

  const written = fs.readFileSync(path.join(root, 'examples/quickstart/expected/shop.k8s.yaml'), 'utf8');
  const [, shown] = /```yaml\n([^`]*)```/.exec(readme)!;
  for (const probe of shown.split(/\n(?=\w)/)) expect(written).toContain(probe.trimEnd().replace(/^/gm, ' '.repeat(10)));
});

test('the pages link to what is there', () => {
  for (const page of [...pages, 'ARCHITECTURE.md', 'CONTRIBUTING.md']) {
    const text = fs.readFileSync(path.join(root, page), 'utf8');
    const targets = [...text.matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, target]) => target);
    for (const target of targets) {
      const ours = /^https:\/\/github\.com\/cdk8s-health-checks\/cdk8s-health-checks\/(?:blob|tree)\/main\/(.*)$/.exec(target);
      if (page === 'README.md') expect(target).toMatch(/^https:/); // Construct Hub shows it elsewhere
      if (ours) expect(fs.existsSync(path.join(root, ours[1]))).toBe(true);
      else if (!target.startsWith('https:')) expect(fs.existsSync(path.join(root, path.dirname(page), target))).toBe(true);
    }
  }
});

test('each sample of the README brings its imports', () => {
  expect(samples.filter(({ name, block }) => name.startsWith('README.md') && !/^import /m.test(block))).toEqual([]);
});

/** The ts blocks of a page: one without imports gets those it would have, one without an app gets an app and a chart. */
function samplesOf(page: string): Sample[] {
  const text = fs.readFileSync(path.join(root, page), 'utf8');
  const blocks = [...text.matchAll(/```ts\n([\s\S]*?)```(?:(?:(?!```)[\s\S])*```text\n(Validation failed[\s\S]*?)```)?/g)];
  return blocks.map(([, block, error], index) => ({
    name: `${page}, sample ${index + 1}`,
    file: path.join(folder, `${page.replace(/\W+/g, '-')}-${index + 1}.ts`),
    code: completed(block),
    block,
    error: error?.trimEnd(),
  }));
}

function completed(block: string): string {
  const [hasImports, hasApp] = [/^import /m.test(block), block.includes('new App(')];
  if (hasImports && hasApp) return block;
  return [hasImports ? '' : IMPORTS, hasApp ? '' : PROGRAM, block, 'app.synthYaml();\n'].join('\n');
}

test('no page has a placeholder left in it', () => {
  for (const page of pages) {
    const prose = fs.readFileSync(path.join(root, page), 'utf8').replace(/```[\s\S]*?```|`[^`]*`/g, '');
    expect(prose).not.toMatch(/\b[A-Z]+_[A-Z0-9_]+\b/);
  }
});
