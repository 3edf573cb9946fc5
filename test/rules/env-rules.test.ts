import {
  envFromIsValid, envNamesAreStrict, envNamesAreValid, envPrefixesAreStrict, envPrefixesAreValid, envSourcesAreValid, envValuesHaveOneSource,
} from '../../src/rules/env-rules';
import { deployment, describeRule, Loose, MAIN } from './_objects';

const env = (...variables: Loose[]) => deployment({ env: variables });
const from = (valueFrom: Loose) => env({ name: 'A', valueFrom });
const field = (fieldPath: string, apiVersion?: string) => from({ fieldRef: { fieldPath, apiVersion } });
const envFrom = (...list: Loose[]) => deployment({ envFrom: list });
const SOURCE = `${MAIN}.env[0].valueFrom`;

describeRule(envNamesAreValid, {
  fires: { 'empty': [env({ name: '' }), `${MAIN}.env[0].name`], '=': [env({ name: 'A' }, { name: 'A=B' }), `${MAIN}.env[1].name`], 'not ASCII': [env({ name: 'ÄPFEL' }), `${MAIN}.env[0].name`] },
  silent: { 'the same twice': env({ name: 'A' }, { name: 'A' }), 'a blank, newer versions': [env({ name: 'A B' }), '1.32-1.37'] },
});

describeRule(envNamesAreStrict, {
  fires: { 'a digit first': [env({ name: '1A' }), `${MAIN}.env[0].name`], 'a blank': [env({ name: 'A B' }), `${MAIN}.env[0].name`, '1.31'], 'a dot alone': [env({ name: '.' }), `${MAIN}.env[0].name`], 'two dots': [env({ name: '..A' }), `${MAIN}.env[0].name`] },
  silent: { 'from 1.32 on': [env({ name: '1A' }), '1.32'], 'dots and hyphens': env({ name: 'a.b-c_D1' }) },
});

describeRule(envValuesHaveOneSource, {
  fires: {
    'value and source': [env({ name: 'A', value: 'x', valueFrom: { fieldRef: {} } }), `${MAIN}.env[0].valueFrom`],
    'two sources': [env({ name: 'A', valueFrom: { fieldRef: {}, secretKeyRef: {} } }), `${MAIN}.env[0].valueFrom`],
    'no source': [env({ name: 'A', valueFrom: {} }), `${MAIN}.env[0].valueFrom`],
  },
  silent: { 'a value': env({ name: 'A', value: 'x' }), 'neither': env({ name: 'A' }), 'a source': env({ name: 'A', value: '', valueFrom: { fieldRef: {} } }) },
});

describeRule(envSourcesAreValid, {
  fires: {
    'a ConfigMap without a name': [from({ configMapKeyRef: { key: 'a' } }), `${SOURCE}.configMapKeyRef.name`],
    'a Secret without a key': [from({ secretKeyRef: { name: 'a' } }), `${SOURCE}.secretKeyRef.key`],
    'a key with a blank': [from({ secretKeyRef: { name: 'a', key: 'b c' } }), `${SOURCE}.secretKeyRef.key`],
    'a field of the pod that is not told': [field('status.phase'), `${SOURCE}.fieldRef.fieldPath`],
    'all labels at once': [field('metadata.labels'), `${SOURCE}.fieldRef.fieldPath`],
    'a label that cannot be': [field('metadata.labels[\'a b\']'), `${SOURCE}.fieldRef`],
    'a version that is none': [field('metadata.name', 'v2'), `${SOURCE}.fieldRef.fieldPath`],
    'a resource that is not told': [from({ resourceFieldRef: { resource: 'cpu' } }), `${SOURCE}.resourceFieldRef.resource`],
  },
  silent: {
    'a label': field('metadata.labels[\'app\']'),
    'an annotation with capitals': field('metadata.annotations[\'Example.com/A\']'),
    'the address': field('status.podIP', 'v1'),
    'a limit': from({ resourceFieldRef: { resource: 'limits.memory' } }),
    'a key': from({ secretKeyRef: { name: 'db', key: 'pass_word.txt' } }),
  },
});

describeRule(envFromIsValid, {
  fires: {
    'neither': [envFrom({}), `${MAIN}.envFrom`],
    'both': [envFrom({ configMapRef: { name: 'a' }, secretRef: { name: 'b' } }), `${MAIN}.envFrom`],
    'no name': [envFrom({ secretRef: {} }), `${MAIN}.envFrom[0].secretRef.name`],
  },
  silent: { one: envFrom({ secretRef: { name: 'db' } }), none: deployment() },
});

describeRule(envPrefixesAreValid, { fires: { '=': [envFrom({ prefix: 'A=', secretRef: { name: 'a' } }), `${MAIN}.envFrom[0].prefix`] }, silent: { letters: envFrom({ prefix: 'DB_', secretRef: { name: 'a' } }) } });

describeRule(envPrefixesAreStrict, {
  fires: { 'a digit first': [envFrom({ prefix: '1', secretRef: { name: 'a' } }), `${MAIN}.envFrom[0].prefix`, '1.31'] },
  silent: { 'from 1.32 on': [envFrom({ prefix: '1', secretRef: { name: 'a' } }), '1.32'] },
});
