import { valueText } from '../findings/text';
import { FieldPath } from '../manifest/field-path';
import { Container, EnvVar } from '../manifest/objects';
import { byteLength, choiceFix, dnsSubdomainFault, envNameFault, oneOf, qualifiedNameFault } from './formats';
import { withoutLastHyphen } from './metadata-rules';
import { Report, Rule } from './rule';

export const envNamesAreValid: Rule<Container> = {
  id: 'env-name',
  statement: 'The name of an environment variable is printable ASCII without "="',
  check(container, at, report) {
    eachEnv(container, (variable, index) => {
      const name = variable.name ?? '';
      if (RELAXED_NAME.test(name)) return;
      report.refuse(at.field('env').index(index).field('name'), variable.name, {
        must: 'be printable ASCII characters without "="', why: 'A process cannot be given any other variable', fix: 'Choose a name such as "MODEL_PATH"',
      });
    });
  },
};

export const envNamesAreStrict: Rule<Container> = {
  id: 'env-name-strict',
  statement: 'The name of an environment variable consists of letters, digits, "_", "-" and ".", before Kubernetes 1.32',
  versions: { min: 28, max: 31 },
  check(container, at, report) {
    eachEnv(container, (variable, index) => {
      const name = variable.name ?? '';
      const must = RELAXED_NAME.test(name) ? envNameFault(name) : undefined;
      if (!must) return;
      report.refuse(at.field('env').index(index).field('name'), name, {
        must,
        why: 'Kubernetes allows other characters from 1.32 on',
        fix: `Name it ${name.replace(/[^-._a-zA-Z0-9]/g, '_').replace(/^(\d|\.\.)/, '_$1')}`,
      });
    });
  },
};

export const envValuesHaveOneSource: Rule<Container> = {
  id: 'env-value',
  statement: 'An environment variable has a value or exactly one source of it',
  check(container, at, report) {
    eachEnv(container, ({ name, value, valueFrom }, index) => {
      if (valueFrom == null) return;
      const sources = Object.entries(valueFrom).filter(([, source]) => source != null).map(([source]) => source);
      if (sources.length === 1 && !value) return;
      report.refuse(at.field('env').index(index).field('valueFrom'), undefined, {
        message: sources.length === 0
          ? `env[${index}].valueFrom names no source`
          : `${name || `env[${index}]`} takes its value from several places: ${[...value ? ['value'] : [], ...sources].join(', ')}`,
        why: 'It must be clear what the variable is set to',
        fix: `${sources.length === 0 ? 'Add' : 'Keep'} one of value, fieldRef, resourceFieldRef, configMapKeyRef and secretKeyRef`,
      });
    });
  },
};

export const envSourcesAreValid: Rule<Container> = {
  id: 'env-source',
  statement: 'What an environment variable is taken from has a name that can be, and a key or a field that there is',
  check(container, at, report) {
    eachEnv(container, ({ valueFrom }, index) => {
      if (valueFrom == null) return;
      const path = at.field('env').index(index).field('valueFrom');
      if (valueFrom.fieldRef != null) checkField(valueFrom.fieldRef, path.field('fieldRef'), report);
      if (valueFrom.resourceFieldRef != null) {
        const { resource = '' } = valueFrom.resourceFieldRef;
        if (!RESOURCE_FIELDS.includes(resource) && !/^(limits|requests)\.hugepages-/.test(resource)) {
          report.refuse(path.field('resourceFieldRef').field('resource'), resource || undefined, { must: `be ${oneOf(RESOURCE_FIELDS)}`, why: 'A container can be told no others', fix: choiceFix(resource, RESOURCE_FIELDS, 'Use one of them') });
        }
      }
      for (const source of ['configMapKeyRef', 'secretKeyRef'] as const) {
        const reference = valueFrom[source];
        if (reference == null) continue;
        checkName(reference.name ?? '', path.field(source), report);
        const must = reference.key ? keyFault(reference.key) : 'be given';
        if (must) report.refuse(path.field(source).field('key'), reference.key || undefined, { must, why: 'It says which of the values is meant', fix: 'Give the key as it stands in the object' });
      }
    });
  },
};

export const envFromIsValid: Rule<Container> = {
  id: 'env-from',
  statement: 'Environment from elsewhere comes from one ConfigMap or Secret each, by name',
  check({ envFrom = [] }, at, report) {
    envFrom.forEach(({ configMapRef, secretRef }, index) => {
      const path = at.field('envFrom');
      if ((configMapRef == null) === (secretRef == null)) {
        report.refuse(path, undefined, { message: `envFrom[${index}] must have either configMapRef or secretRef`, why: 'It must be clear where the variables come from', fix: 'Give one of them; several entries may have one each' });
      }
      for (const [source, reference] of [['configMapRef', configMapRef], ['secretRef', secretRef]] as const) {
        // The API server looks at these as at the beginning of a name.
        if (reference != null) checkName(reference.name ?? '', path.index(index).field(source), report, withoutLastHyphen(reference.name ?? ''));
      }
    });
  },
};

export const envPrefixesAreValid: Rule<Container> = {
  id: 'env-prefix',
  statement: 'The prefix of environment from elsewhere is printable ASCII without "="',
  check({ envFrom = [] }, at, report) {
    envFrom.forEach(({ prefix }, index) => {
      if (!prefix || RELAXED_NAME.test(prefix)) return;
      report.refuse(at.field('envFrom').index(index).field('prefix'), prefix, { must: 'be printable ASCII characters without "="', why: 'Names of variables begin with it', fix: 'Choose a prefix such as "DB_"' });
    });
  },
};

export const envPrefixesAreStrict: Rule<Container> = {
  id: 'env-prefix-strict',
  statement: 'The prefix of environment from elsewhere could be the name of a variable, before Kubernetes 1.32',
  versions: { min: 28, max: 31 },
  check({ envFrom = [] }, at, report) {
    envFrom.forEach(({ prefix }, index) => {
      const must = prefix && RELAXED_NAME.test(prefix) ? envNameFault(prefix) : undefined;
      if (must) report.refuse(at.field('envFrom').index(index).field('prefix'), prefix, { must, why: 'Kubernetes takes other prefixes from 1.32 on', fix: 'Choose a prefix such as "DB_"' });
    });
  },
};

export const envRules: readonly Rule<Container>[] = [
  envNamesAreValid,
  envNamesAreStrict,
  envValuesHaveOneSource,
  envSourcesAreValid,
  envFromIsValid,
  envPrefixesAreValid,
  envPrefixesAreStrict,
];

const RELAXED_NAME = /^[\x20-\x3c\x3e-\x7e]+$/;
const FIELDS = [
  'metadata.name', 'metadata.namespace', 'metadata.uid', 'spec.nodeName', 'spec.serviceAccountName', 'status.hostIP', 'status.hostIPs', 'status.podIP', 'status.podIPs',
];
const RESOURCE_FIELDS = ['limits.cpu', 'limits.memory', 'limits.ephemeral-storage', 'requests.cpu', 'requests.memory', 'requests.ephemeral-storage'];

function eachEnv(container: Container, visit: (variable: EnvVar, index: number) => void): void {
  container.env?.forEach(visit);
}

function checkName(name: string, at: FieldPath, report: Report, lookedAt = name): void {
  const must = dnsSubdomainFault(lookedAt);
  if (must) report.refuse(at.field('name'), name || undefined, { must, why: 'No object can have another name', fix: 'Give the name of the ConfigMap or Secret' });
}

function checkField({ apiVersion, fieldPath = '' }: { readonly apiVersion?: string; readonly fieldPath?: string }, at: FieldPath, report: Report): void {
  const advice = { why: 'A container can be told no other fields of its pod', fix: `Use one of ${FIELDS.join(', ')}, or metadata.labels['key'] or metadata.annotations['key']` };
  const [, map, key] = /^(.+?)\['(.*)'\]$/s.exec(fieldPath) ?? [];
  if (fieldPath && apiVersion && apiVersion !== 'v1') {
    report.refuse(at.field('fieldPath'), fieldPath, { message: `the field is asked of a pod of ${valueText(apiVersion)}, which there is not`, ...advice });
    return;
  }
  if (map !== 'metadata.annotations' && map !== 'metadata.labels') {
    if (FIELDS.includes(fieldPath) || fieldPath === 'spec.host') return;
    report.refuse(at.field('fieldPath'), fieldPath || undefined, { must: 'be a field of the pod', ...advice });
    return;
  }
  const must = qualifiedNameFault(map === 'metadata.annotations' ? key.toLowerCase() : key);
  if (must) report.refuse(at, fieldPath, { message: `${valueText(key)} must ${must}`, why: 'No label or annotation can have another key', fix: 'Give its key as it is' });
}

/** The key of a value in a ConfigMap or Secret. */
function keyFault(key: string): string | undefined {
  const fine = byteLength(key) <= 253 && /^[-._a-zA-Z0-9]+$/.test(key) && key !== '.' && !key.startsWith('..');
  return fine ? undefined : 'be at most 253 letters, digits, \'-\', \'_\' and \'.\', and not begin with two dots';
}
