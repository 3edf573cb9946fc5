/* Pages of the documentation show files, word for word. What they show of commands is held by test/commands.test.ts. */
import * as fs from 'node:fs';
import * as path from 'node:path';

const root = path.join(__dirname, '..', '..');
const pages = fs.readdirSync(path.join(root, 'docs')).filter(name => name.endsWith('.md')).map(name => [name, fs.readFileSync(path.join(root, 'docs', name), 'utf8')] as const);

const files = pages.flatMap(([name, page]) => [...page.matchAll(/<!-- file: (\S+) -->\n```yaml\n(.*?)```/gs)].map(([, file, shown]) => [name, file, shown] as const));

test('there are files', () => expect(files.length).toBeGreaterThan(0));

test.each(files)('%s shows %s', (_, file, shown) => expect(fs.readFileSync(path.join(root, file), 'utf8')).toBe(shown));
