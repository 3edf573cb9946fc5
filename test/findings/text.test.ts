import { Finding, Severity } from '../../src/findings/finding';
import { findingsText, valueText } from '../../src/findings/text';

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
