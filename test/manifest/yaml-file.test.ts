import { readYaml } from '../../src/manifest/yaml-file';

const text = `# a comment
name: api
ports:
  - port: 8000
    "quoted": yes
  - { port: 0x10, host: &h a.example.com }
<<: { merged: 1 }
again: *h
8080: number
`;

const [document] = readYaml(text).documents;

test('values are read as PyYAML reads them: YAML 1.1, aliases and merge keys', () => {
  expect(document.value).toEqual({
    name: 'api', ports: [{ port: 8000, quoted: true }, { port: 16, host: 'a.example.com' }], merged: 1, again: 'a.example.com', 8080: 'number',
  });
});

test.each([
  [['name'], 2, 1],
  [['ports'], 3, 1],
  [['ports', 0], 4, 5],
  [['ports', 0, 'port'], 4, 5],
  [['ports', 0, 'quoted'], 5, 5],
  [['ports', 1, 'host'], 6, 19],
  [['8080'], 9, 1],
  [[], 2, 1],
])('%j stands at %i:%i', (path, line, column) => {
  expect(document.positionOf(path)).toEqual({ line, column });
});

test('a field that is missing is where the object is that lacks it', () => {
  expect(document.positionOf(['ports', 0, 'protocol'])).toEqual({ line: 4, column: 5 });
  expect(document.positionOf(['probe', 'config', 'path'])).toEqual({ line: 2, column: 1 });
  expect(document.positionOf(['ports', 7])).toEqual({ line: 3, column: 1 });
  expect(document.positionOf(['name', 'of', 'nothing'])).toEqual({ line: 2, column: 1 });
});

test('scalars can be had as they are written', () => {
  expect(document.sourceOf(['ports', 1, 'port'])).toBe('0x10');
  expect(document.sourceOf(['ports', 0, 'quoted'])).toBe('yes');
  expect(document.sourceOf(['again'])).toBe('a.example.com');
  expect(document.sourceOf(['ports'])).toBeUndefined();
  expect(document.sourceOf(['ports', 0, 'port', 'x'])).toBeUndefined();
});

test('a file may hold several documents, and empty ones do not count', () => {
  expect(readYaml('---\n---\na: 1\n---\n# nothing\n---\nb: 2\n').documents.map(({ value }) => value)).toEqual([{ a: 1 }, { b: 2 }]);
  expect(readYaml('').documents).toEqual([]);
  expect(readYaml('{"a": [1, 2]}').documents[0].value).toEqual({ a: [1, 2] });
});

test('what is no YAML is said with its place', () => {
  expect(readYaml('a: 1\nb: [1\n').faults).toMatchObject([{ line: 3, column: 1 }]);
  expect(readYaml('a: 1\na: 2\n').faults).toEqual([{ message: 'Map keys must be unique', line: 2, column: 1 }]);
  expect(readYaml('a: *nowhere\n').faults).toMatchObject([{ line: 1 }]);
});

test('aliases that would fill the memory are refused', () => {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let i = 1; i < 12; i++) lines.push(`a${i}: &a${i} [${Array(10).fill(`*a${i - 1}`).join(', ')}]`);
  const { documents, faults } = readYaml(lines.join('\n'));
  expect(documents).toEqual([]);
  expect(faults).toMatchObject([{ message: expect.stringContaining('alias') }]);
});

test('y and n are true and false for Kubernetes\' tools, and letters for PyYAML', () => {
  const words = 'a: [y, N, yes, Off]\n';
  expect(readYaml(words).documents[0].value).toEqual({ a: [true, false, true, false] });
  expect(readYaml(words, { letters: true }).documents[0].value).toEqual({ a: ['y', 'N', true, false] });
});

test('dates and times are texts and numbers are numbers, as for Kubernetes\' tools', () => {
  expect(readYaml('a: [22:22, 1:30.5, 2001-01-01, 1_000, 0755, 0o17, 0b11, -0x1F, 08, 1.10, ., .5, 1e3, 1e400]\n').documents[0].value).toEqual({
    a: ['22:22', '1:30.5', '2001-01-01', 1000, 493, 15, 3, -31, 8, 1.1, '.', 0.5, 1000, '1e400'],
  });
});

test('what refers to itself is refused where it does', () => {
  expect(readYaml('a: &a\n  b: [1, *a]\n')).toEqual({ documents: [], faults: [{ message: 'this refers to something that it is a part of', line: 2, column: 10 }] });
  expect(readYaml('a: &a { b: 1 }\nb: *a\nc: &a [*a]\n').faults).toHaveLength(1);
});

test('an alias leads to what stands there', () => {
  const { documents: [aliased] } = readYaml('a: &a\n  b: 0x1\nc: &a\n  b: yes\nd: [*a, { e: *a }]\n');
  expect(aliased.positionOf(['d', 0, 'b'])).toEqual({ line: 4, column: 3 });
  expect(aliased.sourceOf(['d', 1, 'e', 'b'])).toBe('yes');
  expect(aliased.positionOf(['d', 1, 'e', 'f'])).toEqual({ line: 5, column: 11 });
});

const DEEP = ['['.repeat(20_000), '{a: '.repeat(20_000), '- '.repeat(20_000), `${'['.repeat(5_000)}${']'.repeat(5_000)}`];

test.each(DEEP)('what is nested too deeply is said once, or read', deep => {
  const { documents, faults } = readYaml(deep);
  if (documents.length === 0) expect(faults).toEqual([{ message: 'it is nested too deeply', line: 1, column: 1 }]);
});
