import { Finding, Severity } from '../findings/finding';
import { readYaml, YamlDocument, YamlFile } from '../manifest/yaml-file';
import { Statement } from './_code';
import { isObject } from './_fields';
import { servicesOfGradient } from './_from-gradient';
import { servicesOfTrueFoundry } from './_from-truefoundry';
import { ImageChoice } from './_image';
import { VariableNames } from './_object-names';
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
  const findings: Finding[] = [];
  const documents = documentsOf(source, findings);
  const variables = new VariableNames();
  const found = documents.map(({ value }) => platformOf(value));
  const services = documents.flatMap(({ value, document }, index) => {
    const reader = new Reader(`${platform ?? found[index] ?? ''} file`.trim(), value, findings, source.file, document);
    if (found[index] === undefined || (platform !== undefined && found[index] !== platform)) {
      refuseFormat(reader, value, found[index], platform);
      return [];
    }
    return (found[index] === 'TrueFoundry' ? servicesOfTrueFoundry : servicesOfGradient)(reader, images, variables);
  });
  refuseRepeated(services, findings);
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
  if (text === undefined) return [{ value }];
  const { documents, faults } = readText(text);
  const about = { kind: 'file', name: '', path: 'the document', severity: Severity.ERROR, rule: 'import-file', ...file === undefined ? {} : { file } };
  for (const { message, line, column } of faults) {
    findings.push({ ...about, line, column, message: `this cannot be read as YAML: ${message}`, why: 'Nothing can be read from it', fix: 'Mend the line' });
  }
  if (faults.length === 0 && documents.length === 0) {
    findings.push({ ...about, message: 'there is nothing in the file', why: 'Nothing can be made of it', fix: 'Give a TrueFoundry manifest or a Gradient deployment spec' });
  }
  return faults.length > 0 ? [] : documents.map(document => ({ value: document.value, document }));
}

/** What is no text, or no text in UTF-8, is not even tried. */
function readText(text: string): YamlFile {
  const place = /[\0\ufffd]/.exec(text)?.index;
  return place === undefined ? readYaml(text) : { documents: [], faults: [{ message: 'it is not text in UTF-8', line: 1, column: 1 }] };
}

/** Whose file it is, by the fields that only one of them has. */
function platformOf(value: unknown): Platform | undefined {
  if (!isObject(value) || typeof value.kind === 'string') return undefined;
  const resources = isObject(value.resources) ? value.resources : {};
  const gradient = ['apiVersion', 'healthChecks', 'healthchecks', 'containerRegistry'].some(field => field in value)
    || ['machineType', 'instanceType', 'autoscaling'].some(field => field in resources) || typeof value.image === 'string';
  if (gradient && value.type === undefined) return 'Gradient';
  const trueFoundry = ['type', 'components', 'ports', 'liveness_probe', 'readiness_probe', 'startup_probe', 'workspace_fqn'].some(field => field in value);
  return trueFoundry ? 'TrueFoundry' : undefined;
}

function refuseFormat(reader: Reader, value: unknown, found: Platform | undefined, wanted: Platform | undefined): void {
  const kubernetes = isObject(value) && typeof value.kind === 'string' && typeof value.apiVersion === 'string' ? value.kind : undefined;
  const message = kubernetes !== undefined ? `this is a Kubernetes manifest (${kubernetes})`
    : found !== undefined ? `this is a file of ${found}, not of ${wanted}`
      : `this is no ${wanted === undefined ? Object.values(CALLED).join(' and no ') : CALLED[wanted]}`;
  reader.note(Severity.ERROR, 'import-format', [], {
    message,
    why: 'A TrueFoundry manifest has a type (service, application-set), a Gradient deployment spec has resources with a machineType or an instanceType',
    fix: kubernetes !== undefined ? 'Use it as it is, e.g. with new Include(chart, id, { url: FILE })'
      : found !== undefined ? `Use ${found === 'Gradient' ? 'GradientSpec' : 'TrueFoundryManifest'}` : 'Give a file that one of them accepts',
  });
}

/** What the files of each platform are called. */
const CALLED: { readonly [platform in Platform]: string } = { TrueFoundry: 'TrueFoundry manifest', Gradient: 'Gradient deployment spec' };

function refuseRepeated(services: readonly ServicePlan[], findings: Finding[]): void {
  services.forEach(({ name, place }, index) => {
    if (services.findIndex(other => other.name === name) === index) return;
    findings.push({ rule: 'import-name', severity: Severity.ERROR, ...place, message: `another service is called "${name}" too`, why: 'Each would replace the other', fix: 'Rename one of them' });
  });
}

function refuseAmbiguousImages(services: readonly ServicePlan[], choice: ImageChoice, { file }: ImportSource, findings: Finding[]): void {
  const { image, images = {} } = choice;
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
