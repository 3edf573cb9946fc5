/* Pages of the documentation show commands with what they print, and files: word for word. */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';

const root = path.join(__dirname, '..', '..');
const pages = fs.readdirSync(path.join(root, 'docs')).filter(name => name.endsWith('.md')).map(name => [name, fs.readFileSync(path.join(root, 'docs', name), 'utf8')] as const);

const commands = pages.flatMap(([name, page]) => (
  [...page.matchAll(/```console\n\$ npx cdk8s-health-checks ([^\n]*)\n(.+?)```/gs)].map(([, args, shown]) => [name, args, shown] as const)
));
const files = pages.flatMap(([name, page]) => [...page.matchAll(/<!-- file: (\S+) -->\n```yaml\n(.*?)```/gs)].map(([, file, shown]) => [name, file, shown] as const));

test('there are commands and files', () => {
  expect(commands.filter(([name]) => name === 'timeline.md').length).toBeGreaterThan(5);
  expect(commands.filter(([name]) => name === 'advice.md').length).toBeGreaterThan(0);
  expect(files.length).toBeGreaterThan(0);
});

test.each(commands)('%s: %s', (_, args, shown) => {
  const { stdout } = spawnSync(process.execPath, [path.join(root, 'lib', 'cli', 'main.js'), ...args.split(' ')], { encoding: 'utf8', cwd: root });
  expect(stdout).toBe(shown);
});

test.each(files)('%s shows %s', (_, file, shown) => expect(fs.readFileSync(path.join(root, file), 'utf8')).toBe(shown));
