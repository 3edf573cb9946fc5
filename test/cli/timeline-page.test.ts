/* docs/timeline.md shows what commands draw, and every key of a scenario. */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';

const root = path.join(__dirname, '..', '..');
const page = fs.readFileSync(path.join(root, 'docs', 'timeline.md'), 'utf8');

function output(args: string): string {
  return spawnSync(process.execPath, [path.join(root, 'lib', 'cli', 'main.js'), ...args.split(' ')], { encoding: 'utf8', cwd: root }).stdout;
}

test.each([
  ['gradient.svg', 'explain docs/timeline/gradient.yaml'],
  ['hang.svg', 'simulate docs/timeline/gradient.yaml --starts-after 40 --hangs 300-340 --for 500'],
])('%s is what the tool draws', (file, args) => {
  expect(page).toContain(`timeline/${file}`);
  expect(output(`${args} --format svg`)).toBe(fs.readFileSync(path.join(root, 'docs', 'timeline', file), 'utf8'));
});

test('every key of a scenario is in the table', () => {
  const { stderr } = spawnSync(process.execPath, [path.join(root, 'lib', 'cli', 'main.js'), 'simulate', 'docs/timeline/gradient.yaml', '--scenario', '-'], { encoding: 'utf8', cwd: root, input: 'x: 1' });
  const keys = /Known here are (.*)/.exec(stderr)![1].split(', ');
  const table = [...page.matchAll(/^\| `(\w+)` \|/gm)].map(([, key]) => key);
  expect(table.sort()).toEqual(keys.sort());
});
