import { valueText } from '../findings/text';
import { FieldPath } from '../manifest/field-path';
import { Metadata, StringMap } from '../manifest/objects';
import { byteLength, dns1035LabelFault, dnsLabelFault, dnsSubdomainFault, labelValueFault, pathSegmentFault, qualifiedNameFault } from './formats';
import { Report, Rule } from './rule';

/** The metadata of an object, with its kind, which decides what a name may look like. */
export interface MetadataSubject {
  readonly kind: string;
  readonly metadata: Metadata;
}

export const nameIsGiven: Rule<MetadataSubject> = {
  id: 'object-name-required',
  statement: 'An object has a name, or the beginning of one',
  check({ kind, metadata }, at, report) {
    if (nameOf(metadata)) return;
    report.refuse(at.field('name'), metadata.name, {
      must: 'be given', why: `It is how a ${kind} is found again`, fix: 'Give the object a name',
    });
  },
};

export const nameIsValid: Rule<MetadataSubject> = {
  id: 'object-name',
  statement: 'The name of an object has the form its kind asks for',
  check({ kind, metadata }, at, report) {
    const beginning = metadata.generateName ? nameBeginningFault(kind, metadata.generateName) : undefined;
    const advice = { why: `A ${kind} is found by its name in URLs and DNS`, fix: 'Choose a name such as "api"' };
    if (beginning) report.refuse(at.field('generateName'), metadata.generateName, { must: beginning, ...advice });
    const name = nameOf(metadata);
    const must = name ? nameFault(kind, name) : undefined;
    if (must) report.refuse(at.field('name'), name, { must, ...advice });
  },
};

export const serviceNameStartsWithLetter: Rule<MetadataSubject> = {
  id: 'service-name-letter',
  statement: 'The name of a Service begins with a letter, before Kubernetes 1.36',
  versions: { min: 28, max: 35 },
  check({ kind, metadata }, at, report) {
    if (kind !== 'Service') return;
    const beginning = withoutLastHyphen(metadata.generateName ?? '');
    for (const [field, name] of [['generateName', beginning], ['name', nameOf(metadata)]] as const) {
      if (!name || dnsLabelFault(name) || !dns1035LabelFault(name)) continue;
      report.refuse(at.field(field), metadata[field] ?? name, {
        must: 'begin with a letter',
        why: 'Kubernetes takes a leading digit in the name of a Service from 1.36 on',
        fix: `Choose a name that begins with a letter, e.g. "svc-${name}"`,
      });
    }
  },
};

export const cronJobNameLeavesRoom: Rule<MetadataSubject> = {
  id: 'cron-job-name',
  statement: 'The name of a CronJob has at most 52 characters',
  check({ kind, metadata }, at, report) {
    const name = nameOf(metadata);
    if (kind !== 'CronJob' || name.length <= 52) return;
    report.refuse(at.field('name'), name, {
      must: 'have at most 52 characters', why: 'Each Job it makes is named after it, with 11 characters more', fix: 'Choose a shorter name',
    });
  },
};

export const namespaceIsValid: Rule<MetadataSubject> = {
  id: 'object-namespace',
  statement: 'A namespace is a DNS label',
  check({ metadata: { namespace } }, at, report) {
    const must = namespace ? dnsLabelFault(namespace) : undefined;
    if (must) report.refuse(at.field('namespace'), namespace, { must, why: 'No namespace can have another name', fix: 'Name a namespace such as "shop"' });
  },
};

export const labelsAreValid: Rule<MetadataSubject> = {
  id: 'labels',
  statement: 'Labels have qualified names and short values',
  check({ metadata: { labels } }, at, report) {
    checkLabels(labels ?? {}, at.field('labels'), report);
  },
};

export const annotationsAreValid: Rule<MetadataSubject> = {
  id: 'annotations',
  statement: 'Annotations have qualified names and at most 256 KiB in all',
  check({ metadata: { annotations = {} } }, at, report) {
    let size = 0;
    for (const [key, value] of Object.entries(annotations)) {
      size += byteLength(key) + byteLength(value);
      const must = qualifiedNameFault(key.toLowerCase());
      if (!must) continue;
      report.refuse(at.field('annotations'), key, {
        message: `annotation key ${valueText(key)} must ${must}`, why: 'Annotations are named as labels are', fix: 'Rename the annotation',
      });
    }
    if (size <= MAX_ANNOTATION_BYTES) return;
    report.refuse(at.field('annotations'), undefined, {
      message: `the annotations take ${size} bytes, more than the ${MAX_ANNOTATION_BYTES} an object may have`,
      why: 'They are stored with every version of the object',
      fix: 'Put large texts into a ConfigMap',
    });
  },
};

export const metadataRules: readonly Rule<MetadataSubject>[] = [
  nameIsGiven,
  nameIsValid,
  serviceNameStartsWithLetter,
  cronJobNameLeavesRoom,
  namespaceIsValid,
  labelsAreValid,
  annotationsAreValid,
];

/** The labels and annotations of a pod template; it needs no name. */
export const templateMetadataRules: readonly Rule<MetadataSubject>[] = [labelsAreValid, annotationsAreValid];

/** Reports every label whose key or value Kubernetes refuses, at the path of the map. */
export function checkLabels(
  labels: StringMap,
  at: FieldPath,
  report: Report,
): void {
  for (const key of Object.keys(labels)) {
    const value = labels[key];
    const keyMust = qualifiedNameFault(key);
    if (keyMust) {
      report.refuse(at, key, { message: `label key ${valueText(key)} must ${keyMust}`, why: 'Selectors refer to labels by their key', fix: 'Rename the label' });
    }
    const valueMust = labelValueFault(value);
    if (valueMust) {
      report.refuse(at, value, {
        message: `label ${valueText(key)} is ${valueText(value)}, but must ${valueMust}`,
        why: 'Selectors compare labels by their value',
        fix: 'Shorten or simplify the value, or make it an annotation, which may hold any text',
      });
    }
  }
}

const MAX_ANNOTATION_BYTES = 256 * 1024;

/** The name an object will have; where only its beginning is given, with five characters standing for those that are drawn. */
export function nameOf({ name, generateName }: Metadata): string {
  return name || (generateName ? `${generateName.slice(0, MAX_NAME_BEGINNING)}xxxxx` : '');
}

const MAX_NAME_BEGINNING = 58;

/** What the API server looks at in place of the beginning of a name that ends in a hyphen. */
export function withoutLastHyphen(beginning: string): string {
  const masked = beginning.length > 1 && beginning.endsWith('-') && beginning.charCodeAt(beginning.length - 2) < 128;
  return masked ? `${beginning.slice(0, -2)}a` : beginning;
}

function nameBeginningFault(kind: string, beginning: string): string | undefined {
  // One that only has to be part of a path may begin with anything that stays within it.
  return formOf(kind)?.(withoutLastHyphen(beginning)) ?? pathSegmentFault(`${beginning}x`);
}

function nameFault(kind: string, name: string): string | undefined {
  return (formOf(kind) ?? pathSegmentFault)(name);
}

function formOf(kind: string): ((name: string) => string | undefined) | undefined {
  return Object.hasOwn(FORMS, kind) ? FORMS[kind] : undefined;
}

/** The form of names. Disruption budgets have none of their own; of kinds that are not known here, as much is sure. */
const FORMS: { readonly [kind: string]: ((name: string) => string | undefined) | undefined } = {
  Service: dnsLabelFault,
  StatefulSet: dnsLabelFault,
  Deployment: dnsSubdomainFault,
  ReplicaSet: dnsSubdomainFault,
  DaemonSet: dnsSubdomainFault,
  Job: dnsSubdomainFault,
  CronJob: dnsSubdomainFault,
  Pod: dnsSubdomainFault,
  HorizontalPodAutoscaler: dnsSubdomainFault,
};
