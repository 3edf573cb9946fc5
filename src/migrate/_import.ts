import { Finding, Severity } from '../findings/finding';
import { valueText } from '../findings/text';
import { readYaml, YamlDocument, YamlFile } from '../manifest/yaml-file';
import { Statement } from './_code';
import { isObject } from './_fields';
import { servicesOfGradient } from './_from-gradient';
import { servicesOfTrueFoundry } from './_from-truefoundry';
import { ImageChoice } from './_image';
import { Names } from './_object-names';
import { isPlaceholder } from './_placeholders';
import { Reader } from './_reader';
import { ServicePlan } from './_service-plan';

/** The platforms whose files can be imported. */
export type Platform = 'TrueFoundry' | 'Gradient';

/** What a file says. */
export interface Import {
  readonly platform?: Platform;
  readonly services: readonly ServicePlan[];
  readonly findings: readonly Finding[];
}

/** A document, with the places of its fields where they are known. */
interface ReadDocument {
  readonly value: unknown;
  readonly document?: YamlDocument;
}

/** What is imported: a text, or an object that was read already. */
export interface ImportSource {
  readonly file?: string;
  readonly text?: string;
  readonly value?: unknown;
}

/**
 * Translates a file of a platform.
 *
 * @param platform whose file it must be; whichever it is, where absent
 */
export function importFrom(source: ImportSource, images: ImageChoice, platform?: Platform): Import {
  const findings = wrongImages(images, source);
  const documents = findings.length > 0 ? [] : documentsOf(source, findings);
  const names = new Names();
  const found = documents.map(({ value }) => platformOf(value));
  const services = documents.flatMap(({ value, document }, index) => {
    const reader = new Reader(`${platform ?? found[index] ?? ''} file`.trim(), value, findings, source.file, document);
    if (found[index] === undefined || (platform !== undefined && found[index] !== platform)) {
      refuseFormat(reader, value, found[index], platform);
      return [];
    }
    return (found[index] === 'TrueFoundry' ? servicesOfTrueFoundry : servicesOfGradient)(reader, images, names);
  });
  refuseAmbiguousImages(services, images, source, findings);
  return { platform: found[0], services, findings: inOrder(findings) };
}

export function isError({ severity }: Finding): boolean {
  return severity === Severity.ERROR;
}

/** All statements of the services, in order. */
export function statementsOf(services: readonly ServicePlan[]): Statement[] {
  return services.flatMap(({ statements }) => statements);
}

function documentsOf({ file, text, value }: ImportSource, findings: Finding[]): ReadDocument[] {
  const { documents, faults } = text === undefined ? { documents: [], faults: [] } : readText(text);
  const about = { kind: 'file', name: '', path: 'the document', severity: Severity.ERROR, rule: 'import-file', ...file === undefined ? {} : { file } };
  for (const { message, line, column } of faults) {
    findings.push({ ...about, line, column, message: `this cannot be read as YAML: ${message}`, why: 'Nothing can be read from it', fix: 'Mend the line' });
  }
  if (text !== undefined && faults.length === 0 && documents.length === 0) {
    findings.push({ ...about, message: 'there is nothing in the file', why: 'Nothing can be made of it', fix: 'Give a TrueFoundry manifest or a Gradient deployment spec' });
  }
  const inFile = faults.length > 0 ? [] : documents.map((document): ReadDocument => ({ value: document.value, document }));
  const read = text === undefined ? [{ value }] : inFile;
  if (!read.some(document => refersToItself(document.value))) return read;
  findings.push({ ...about, message: 'something in it refers to itself', why: 'It would have no end', fix: 'Write it out' });
  return [];
}

function refersToItself(value: unknown, around: ReadonlySet<unknown> = new Set()): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const within = new Set([...around, value]);
  return around.has(value) || Object.values(value).some(field => refersToItself(field, within));
}

/** What is no text, or no text in UTF-8, is not even tried. */
function readText(text: string): YamlFile {
  const place = /[\0\ufffd]/.exec(text)?.index;
  return place === undefined ? readYaml(text, { letters: true }) : { documents: [], faults: [{ message: 'it is not text in UTF-8', line: 1, column: 1 }] };
}

/** Whose file it is, by the fields that only one of them has. */
function platformOf(value: unknown): Platform | undefined {
  if (!isObject(value) || typeof value.kind === 'string') return undefined;
  const resources = isObject(value.resources) ? value.resources : {};
  // Only TrueFoundry writes with underscores.
  if (['components', 'liveness_probe', 'readiness_probe', 'startup_probe', 'workspace_fqn'].some(field => field in value)) return 'TrueFoundry';
  const gradient = ['apiVersion', 'healthChecks', 'healthchecks', 'containerRegistry'].some(field => field in value)
    || ['machineType', 'instanceType', 'autoscaling'].some(field => field in resources) || typeof value.image === 'string';
  if (gradient && value.type === undefined) return 'Gradient';
  return 'type' in value || 'ports' in value ? 'TrueFoundry' : undefined;
}

function refuseFormat(reader: Reader, value: unknown, found: Platform | undefined, wanted: Platform | undefined): void {
  const kubernetes = isObject(value) && typeof value.kind === 'string' && typeof value.apiVersion === 'string' ? value.kind : undefined;
  const message = kubernetes !== undefined ? `this is a Kubernetes manifest (${kubernetes})`
    : found !== undefined ? `this is a file of ${found}, not of ${wanted}`
      : `this is no ${wanted === undefined ? Object.values(CALLED).join(' and no ') : CALLED[wanted]}`;
  reader.note(Severity.ERROR, 'import-format', [], {
    message,
    why: 'A TrueFoundry manifest has a type (service, application-set), a Gradient deployment spec has resources with a machineType or an instanceType',
    fix: !isObject(value) ? 'Give an object with such fields' : kubernetes !== undefined ? 'Use it as it is, e.g. with new Include(chart, id, { url: FILE })'
      : found !== undefined ? `Use ${found === 'Gradient' ? 'GradientSpec' : 'TrueFoundryManifest'}` : 'Give a file that one of them accepts',
  });
}

/** What the files of each platform are called. */
const CALLED: { readonly [platform in Platform]: string } = { TrueFoundry: 'TrueFoundry manifest', Gradient: 'Gradient deployment spec' };

/** What cannot be an image, and images that contradict each other. */
function wrongImages({ image, images }: ImageChoice, { file }: ImportSource): Finding[] {
  const about = { rule: 'import-image', severity: Severity.ERROR, ...file === undefined ? {} : { file }, kind: 'file', name: '' };
  const named = Object.entries(images ?? {}).map(([name, each]): [string, unknown] => [`images.${name}`, each]);
  const given: [string, unknown][] = [...image === undefined ? [] : [['image', image] as [string, unknown]], ...named];
  const wrong = given.filter(([, each]) => typeof each !== 'string' || !/^\S+$/.test(each) || isPlaceholder(each));
  return [
    ...wrong.map(([path, value]): Finding => ({
      ...about, path, value, message: `${path} is ${valueText(value)}, but must be an image`, why: 'Nodes pull it by this name', fix: 'Give an image such as ghcr.io/acme/api:1.4.2',
    })),
    ...image !== undefined && given.length > 1 ? [{
      ...about, path: 'image', value: image, message: 'image and images are both given', why: 'It would not be clear which counts', fix: 'Keep one of them',
    }] : [],
  ];
}

function refuseAmbiguousImages(services: readonly ServicePlan[], choice: ImageChoice, { file }: ImportSource, findings: Finding[]): void {
  const { image } = choice;
  const images = choice.images ?? {};
  const about = { rule: 'import-image', severity: Severity.ERROR, ...file === undefined ? {} : { file }, kind: 'file', name: '', path: 'the document' };
  const names = services.flatMap(({ givenName, name }) => [givenName, name]);
  if (image !== undefined && services.length > 1) {
    findings.push({
      ...about,
      value: image,
      message: `one image is given for ${services.length} services`,
      why: 'It would not be clear which of them it is for',
      fix: `Say which: images: { "${services[0].name}": "${image}" }, or --image ${services[0].name}=${image} on the command line`,
    });
  }
  for (const name of Object.keys(images).filter(each => services.length > 0 && !names.includes(each))) {
    findings.push({
      ...about,
      value: images[name],
      message: `an image is given for "${name}", which is no service of the file`,
      why: 'It would be used nowhere',
      fix: `The services are ${services.map(service => service.name).join(', ')}`,
    });
  }
}

/** By the place in the file; what has none comes first. */
function inOrder(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
}
