/* docs/timeline.md shows commands, with what they print and draw: word for word. */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';

const root = path.join(__dirname, '..', '..');
const page = fs.readFileSync(path.join(root, 'docs', 'timeline.md'), 'utf8');

function output(args: string): string {
  return spawnSync(process.execPath, [path.join(root, 'lib', 'cli', 'main.js'), ...args.split(' ')], { encoding: 'utf8', cwd: root }).stdout;
}

const blocks = [...page.matchAll(/```console\n\$ npx cdk8s-health-checks ([^\n]*)\n(.*?)```/gs)].map(([, args, shown]) => [args, shown] as const);

test('there are commands', () => expect(blocks.length).toBeGreaterThan(5));

test.each(blocks)('%s', (args, shown) => expect(output(args)).toBe(shown));

test.each([
  ['gradient.svg', 'explain docs/timeline/gradient.yaml'],
  ['hang.svg', 'simulate docs/timeline/gradient.yaml --starts-after 40 --hangs 300-340 --for 500'],
])('%s is what the tool draws', (file, args) => {
  expect(page).toContain(`timeline/${file}`);
  expect(output(`${args} --format svg`)).toBe(fs.readFileSync(path.join(root, 'docs', 'timeline', file), 'utf8'));
});

test.each([...page.matchAll(/<!-- file: (\S+) -->\n```yaml\n(.*?)```/gs)].map(([, file, shown]) => [file, shown] as const))('%s is the file that is shown', (file, shown) => {
  expect(fs.readFileSync(path.join(root, file), 'utf8')).toBe(shown);
});

test('every key of a scenario is in the table', () => {
  const { stderr } = spawnSync(process.execPath, [path.join(root, 'lib', 'cli', 'main.js'), 'simulate', 'docs/timeline/gradient.yaml', '--scenario', '-'], { encoding: 'utf8', cwd: root, input: 'x: 1' });
  const keys = /Known here are (.*)/.exec(stderr)![1].split(', ');
  const table = [...page.matchAll(/^\| `(\w+)` \|/gm)].map(([, key]) => key);
  expect(table.sort()).toEqual(keys.sort());
});
