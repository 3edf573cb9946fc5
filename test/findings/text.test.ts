import { Finding, Severity } from '../../src/findings/finding';
import { fileFindingsText, findingsText, valueText } from '../../src/findings/text';

const finding: Finding = {
  rule: 'x', severity: Severity.ERROR, kind: 'Deployment', namespace: 'shop', name: 'api', container: 'main', path: 'spec.replicas', message: 'what', why: 'reason', fix: 'cure',
};

test('a finding is a paragraph of what, where, why and cure', () => {
  expect(findingsText([finding], String)).toBe([
    'what.',
    '    where: Deployment shop/api, container main, spec.replicas',
    '    why:   reason.',
    '    fix:   cure.',
  ].join('\n'));
});

test('what several places share is said once', () => {
  expect(findingsText([finding, { ...finding, container: undefined, namespace: undefined, path: 'spec.paused' }], String)).toBe([
    'what.',
    '    where: Deployment shop/api, container main, spec.replicas',
    '           Deployment api, spec.paused',
    '    why:   reason.',
    '    fix:   cure.',
  ].join('\n'));
});

test('a finding of some versions says which, and how to leave them out', () => {
  expect(findingsText([{ ...finding, kubernetesVersions: { min: 28, max: 31 } }], ({ max }) => `narrow(${max + 1})`)).toContain(
    '    only:  Kubernetes 1.28 to 1.31. If you do not run any of these, say so: narrow(32)',
  );
});

test.each([
  [undefined, 'missing'],
  [null, 'null'],
  [NaN, 'NaN'],
  [-Infinity, '-Infinity'],
  [10n, '10'],
  ['a "b"\n', '"a \\"b\\"\\n"'],
  [['a', 1], '["a",1]'],
  [() => 1, 'a function'],
  ['x'.repeat(100), `"${'x'.repeat(71)}…`],
])('the value %p is written %s', (value, text) => {
  expect(valueText(value)).toBe(text);
});

test('a value that JSON cannot express does no harm', () => {
  const circular: { self?: unknown } = {};
  circular.self = circular;
  expect(valueText(circular)).toBe('an object that JSON cannot express');
});

test('findings in files begin with the place, and share a paragraph where reason and cure are the same', () => {
  const at = (line: number) => ({ ...finding, file: 'a.yaml', line, column: 3, message: `what ${line}` });
  expect(fileFindingsText([at(1), at(2), { ...at(3), why: 'other' }])).toEqual([
    'a.yaml:1:3: error: what 1 (spec.replicas)\na.yaml:2:3: error: what 2 (spec.replicas)\n    why: reason.\n    fix: cure.',
    'a.yaml:3:3: error: what 3 (spec.replicas)\n    why: other.\n    fix: cure.',
  ]);
});

test('what a terminal would obey is escaped', () => {
  const [text] = fileFindingsText([{ ...finding, message: 'a\nb \u001b[31m \u202e' }]);
  expect(text).toContain('error: a\\u000ab \\u001b[31m \\u202e');
  expect(valueText('\u001b[31m \u2028')).toBe('"\\u001b[31m \\u2028"');
});
