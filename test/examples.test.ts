/* Every example is synthesized with the real cdk8s-cli, and its YAML compared with the one kept beside it. */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { readYaml } from '../src/manifest/yaml-file';
import { said } from './advice/_objects';

const root = path.join(__dirname, '..');
const examples = fs.readdirSync(path.join(root, 'examples'), { withFileTypes: true }).filter(entry => entry.isDirectory()).map(({ name }) => name)
  // What is written in another language is checked where that language is.
  .filter(name => fs.existsSync(path.join(root, 'examples', name, 'main.ts')));

test('there are examples', () => {
  expect(examples).toEqual(expect.arrayContaining(['quickstart', 'worker', 'stateful-set', 'gpu', 'fastapi', 'model-server', 'probes-only', 'truefoundry', 'truefoundry-sdk', 'gradient']));
});

test.each(examples)('examples/%s', name => {
  const folder = path.join(root, 'examples', name);
  fs.rmSync(path.join(folder, 'dist'), { recursive: true, force: true });
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(root, 'examples', 'run.js'), name], { encoding: 'utf8' });
  expect({ status, output: stdout + stderr }).toMatchObject({ status: 0 });

  const written = fs.readdirSync(path.join(folder, 'dist'));
  expect(written).toEqual(fs.readdirSync(path.join(folder, 'expected')));
  for (const file of written) {
    expect(fs.readFileSync(path.join(folder, 'dist', file), 'utf8')).toBe(fs.readFileSync(path.join(folder, 'expected', file), 'utf8'));
    expect(stdout).toContain(`Written to ${path.relative(process.cwd(), path.join(folder, 'dist', file))}`);
  }
}, 60_000);

// What comes from another platform keeps the choices that were made there.
test.each(['quickstart', 'fastapi', 'model-server', 'probes-only'])('there is no advice against examples/%s', name => {
  const expected = path.join(root, 'examples', name, 'expected');
  const objects = fs.readdirSync(expected).flatMap(file => readYaml(fs.readFileSync(path.join(expected, file), 'utf8')).documents.map(({ value }) => value as object));
  expect(objects.length).toBeGreaterThan(1);
  expect(said(...objects).map(({ rule, message }) => `${rule}: ${message}`)).toEqual([]);
});
