/* Texts that the YAML of cdk8s does not carry; conformance/writer.ts holds the answers to what kubectl reads. */
import { App, Chart } from 'cdk8s';
import { findingsText } from '../../src/findings/text';
import { KubernetesObject } from '../../src/manifest/objects';
import { HealthCheckedService } from '../../src/service';
import { textFindings } from '../../src/service/_unwritable-text';

const pod = (container: object) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: { containers: [{ name: 'main', ...container }] } }) as KubernetesObject;
const annotated = (annotations: object) => ({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'a', annotations } }) as KubernetesObject;
const value = (text: string) => pod({ env: [{ name: 'A', value: text }] });
const named = (text: string, field: unknown) => Object.fromEntries([[text, field]]);
const name = (text: string) => annotated(named(text, 'x'));
const said = (object: KubernetesObject) => textFindings(object).map(({ message }) => message);
const whole = (object: KubernetesObject) => textFindings(object).map(finding => findingsText([finding], () => '')).join('\n');

/** The text that broke off into fields of a pod. */
const INJECTION = 'x\u2028      hostPID: true\u2028      initContainers: [{name: evil, image: evil, securityContext: {privileged: true}, command: [sh, -c, id]}]\u2028      containers:\u2028        - workingDir: |-\n  /y';

test.each([
  ['fields in a text', value(INJECTION)],
  ['a script that begins with a tab', pod({ command: ['sh', '-c', '\techo hi\nexec app'] })],
  ['DELETE', pod({ args: ['a\x7fb'] })],
  ['a control character', value('first\na\x9bb')],
  ['NEXT LINE', value('a\x85b')],
  ['LINE SEPARATOR where no line may end', value('a\u2028\tb\nc')],
  ['BYTE ORDER MARK', value('\ufeffSELECT 1')],
  ['no character', value('a\uffff')],
  ['half of a character', value('😀\ud83d')],
  ['a line of one blank between quotes', value(`${'a'.repeat(40)}\n \nb\r`)],
  ['a number that cdk8s does not know', value('0o17')],
  ['a name with a control character', name('a\x7fb')],
  ['a name with a separator', name('a\u2029b')],
  ['a merge', name('<<')],
])('%s', (_, object) => {
  expect(whole(object)).toMatchSnapshot();
});

test.each([
  'a\x80', '\x84', '\x86', '\x9f', '\ufffe', '\uffff', '\ud800', '\udfff\ud800', 'a\x85', '\x85\n', '\u2028', 'a\u2028b', 'a\nb\u2028', 'a: \u2028 b', 'a\r\u2028 b', 'a: \u2028--- b', '\u2029a\nb',
  '\ta\nb', '\n\n\ta', '\t\na', '\ta\n', `\r${'x'.repeat(50)}\n \n`, `${'x'.repeat(40)}\n \n `, '0X1F', '0O7', '0B1', '-_1', '1E_3', '0b-1', '0_x1',
])('%j is not read as it was meant', text => {
  expect(said(value(text))).toHaveLength(1);
});

test.each([
  '', ' ', '\t', 'a\tb', '\ta', 'a\n\tb', ' \ta\nb', '\n \ta\nb', '\t\r\nb', 'a\n', 'a\n\n', '  a\nb  ', 'a \n b', 'a\n \nb', '#!/bin/sh\nset -e\n\n\tif true; then\n\t\texec app\n\tfi\n', '\x00\x01\x1b\x1f\r\v\f', 'a\r\nb',
  '\xa0', '\u200b', '\u3000', '\xad', '\ufffd', '\u{1fffe}', '😀', 'é', 'a\n😀', '---', '...\n---\na', '%YAML 1.1', 'a: b # c', '"', '\'', '\\', '<<', '=', 'y', 'No', 'null', '~',
  '8080', '1.2.3', '0755', '0x1F', '0b11', '1e3', '.5', '1_000', '1:30', '2001-01-01', '1e400', '3b', '+', '-', '_1', '.5_0',
  // As luck will have it.
  'a\u2028\nb', 'a: b\u2028c', '"\u2029\'', 'a\r\u2028b', 'a: b\u2028---',
])('%j is read as it was meant', text => {
  expect(said(value(text))).toEqual([]);
});

test.each(['a\u2028b', 'a: \u2028b', 'a\r\u2028b', '-_1', '\x85', '<<'])('%j is no name', text => {
  expect(said(name(text))).toHaveLength(1);
});

test.each(['\ta\nb', 'a\n \nb', '\xa0', '---', '', 'k'.repeat(1024), 'k'.repeat(1025), `a: b\u2028${'k'.repeat(1025)}`, '__proto__'])('%j is a name', text => {
  expect(said(name(text))).toEqual([]);
});

test('names and texts are looked at wherever they are', () => {
  const findings = textFindings(annotated({ 'a.b/c': 'x\x7f', 'd\x7f': { e: [[{ f: 'y' }, 'z\x7f']] } }));
  expect(findings.map(({ path }) => path)).toEqual(['metadata.annotations[a.b/c]', 'metadata.annotations', 'metadata.annotations[d\\u007f].e[0][1]']);
  expect(textFindings({ apiVersion: 'v1\x7f', kind: 'a\x7f', ...named('x\x7f', null) } as KubernetesObject).map(({ path }) => path)).toEqual(['apiVersion', 'kind', 'the object as a whole']);
  expect(textFindings(value('a\x7f'))[0]).toMatchObject({ rule: 'unwritable-text', severity: 'error', kind: 'Pod', name: 'a', container: 'main', path: 'spec.containers[0].env[0].value', value: 'a\x7f' });
});

test('a finding repeats no character that a terminal obeys', () => {
  expect(whole(value(`${INJECTION}\x9b\x85\ufeff\uffff\u2029`))).not.toMatch(/[\x7f-\x9f\u2028\u2029\ufeff\uffff]/);
});

test('the cures cure', () => {
  for (const cured of [
    ' \techo hi\nexec app', '    echo hi\nexec app', 'set -e\n\techo hi\nexec app', `${'a'.repeat(40)}\n\nb\r`, '15', INJECTION.replace(/\u2028/g, '\n'), INJECTION.replace(/\u2028/g, ''),
    Buffer.from(INJECTION).toString('base64'),
  ]) expect(said(value(cured))).toEqual([]);
  // Where line breaks would make it worse, nobody is told to write some.
  expect(textFindings(value('\u2028\ta'))[0].fix).toMatch(/^Leave the character out/);
});

test('what numbers are replaced with is read as it was meant', () => {
  for (const text of ['0o17', '0XfF', '-_0', '9E_25', '-0b1', '0b-11', '1E-_9']) {
    for (const { fix } of textFindings(value(text))) expect(said(value(JSON.parse(/^Write (".*?"),/.exec(fix)![1])))).toEqual([]);
  }
});

test('ordinary services have nothing of the kind', () => {
  const chart = new Chart(new App(), 'c');
  new HealthCheckedService(chart, 'api', { image: 'a:1', port: 80, command: ['sh', '-c', 'set -e\n\n\texec app --flag=x\n'], labels: { tier: 'front' } });
  expect((chart.toJson() as KubernetesObject[]).flatMap(textFindings)).toEqual([]);
});
