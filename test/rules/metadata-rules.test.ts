import { annotationsAreValid, labelsAreValid, nameIsGiven, nameIsValid, namespaceIsValid, serviceNameStartsWithLetter } from '../../src/rules/metadata-rules';
import { selectorIsValid } from '../../src/rules/selector-rules';
import { budget, deployment, describeRule, Loose, service } from './_objects';

const named = (object: Loose, name: string) => ({ ...object, metadata: { ...object.metadata, name } });
const with_ = (metadata: Loose) => ({ ...deployment(), metadata: { name: 'api', ...metadata } });

describeRule(nameIsGiven, {
  fires: { none: [{ ...service(), metadata: {} }, 'metadata.name'], empty: [named(service(), ''), 'metadata.name'] },
  silent: { 'a name': service(), 'a generated name': { ...service(), metadata: { generateName: 'api-' } } },
});

describeRule(nameIsValid, {
  fires: {
    'capitals': [named(deployment(), 'Api'), 'metadata.name'],
    '254 letters': [named(deployment(), 'a'.repeat(254)), 'metadata.name'],
    'a Service with dots': [named(service(), 'a.b'), 'metadata.name'],
    'a Service with 64 letters': [named(service(), 'a'.repeat(64)), 'metadata.name'],
    'a budget with a slash': [named(budget(), 'a/b'), 'metadata.name'],
  },
  silent: { 'a Deployment with dots': named(deployment(), 'a.b'), 'a budget with capitals': named(budget(), 'Api'), 'another kind': { kind: 'ClusterRole', metadata: { name: 'system:x' } } },
});

describeRule(serviceNameStartsWithLetter, {
  fires: { 'a digit before 1.36': [named(service(), '1a'), 'metadata.name', '1.35'] },
  silent: { 'a digit from 1.36 on': [named(service(), '1a'), '1.36'], 'a Deployment': named(deployment(), '1a') },
});

describeRule(namespaceIsValid, {
  fires: { 'an underscore': [with_({ namespace: 'a_b' }), 'metadata.namespace'] },
  silent: { 'none': with_({}), 'a label': with_({ namespace: 'shop' }) },
});

describeRule(labelsAreValid, {
  fires: {
    'a blank in the key': [with_({ labels: { 'a b': '' } }), 'metadata.labels'],
    'two slashes': [with_({ labels: { 'a/b/c': '' } }), 'metadata.labels'],
    'an empty prefix': [with_({ labels: { '/a': '' } }), 'metadata.labels'],
    '64 letters in the key': [with_({ labels: { ['a'.repeat(64)]: '' } }), 'metadata.labels'],
    '64 letters': [with_({ labels: { a: 'b'.repeat(64) } }), 'metadata.labels'],
    'in the template, without "metadata"': [
      deployment({}, { selector: { matchLabels: {} }, template: { metadata: { labels: { app: 'a b' } }, spec: deployment().spec.template.spec } }),
      'spec.template.labels',
    ],
  },
  silent: { 'a prefix': with_({ labels: { 'app.kubernetes.io/name': 'api' } }), 'an empty value': with_({ labels: { a: '' } }), '63 letters': with_({ labels: { a: 'b'.repeat(63) } }) },
});

describeRule(annotationsAreValid, {
  fires: { 'a blank in the key': [with_({ annotations: { 'a b': '' } }), 'metadata.annotations'], 'too much': [with_({ annotations: { a: 'x'.repeat(256 * 1024) } }), 'metadata.annotations'] },
  silent: { 'capitals in the prefix': with_({ annotations: { 'Example.com/a': 'any text\n' } }), 'just as much': with_({ annotations: { a: 'x'.repeat(256 * 1024 - 1) } }) },
});

const selecting = (selector: Loose) => deployment({}, { selector });
describeRule(selectorIsValid, {
  fires: {
    'a bad value': [selecting({ matchLabels: { app: 'a b' } }), 'spec.selector.matchLabels'],
    'an unknown operator': [selecting({ matchExpressions: [{ key: 'app', operator: 'Is' }] }), 'spec.selector.matchExpressions[0].operator'],
    'In without values': [selecting({ matchExpressions: [{ key: 'app', operator: 'In' }] }), 'spec.selector.matchExpressions[0].values'],
    'a bad value to compare with': [
      selecting({ matchExpressions: [{ key: 'app', operator: 'In', values: ['a b'] }] }), 'spec.selector.matchExpressions[0].values[0]',
    ],
    'Exists with values': [selecting({ matchExpressions: [{ key: 'app', operator: 'Exists', values: ['a'] }] }), 'spec.selector.matchExpressions[0].values'],
    'of a budget': [budget({ selector: { matchLabels: { '': '' } } }), 'spec.selector.matchLabels'],
  },
  silent: { labels: deployment(), expressions: selecting({ matchExpressions: [{ key: 'app', operator: 'In', values: ['api'] }] }) },
});
