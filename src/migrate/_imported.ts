import { readFileSync } from 'node:fs';
import type { Construct } from 'constructs';
import { Finding } from '../findings/finding';
import { valueText, visibleText } from '../findings/text';
import { unknownOptions } from '../findings/unknown-options';
import type { HealthCheckedService } from '../service';
import type { ImageChoice } from './_image';
import type { ImportSource, Platform } from './_import';

/** Where a file is, or what it says, and the images to run; in plain JavaScript anything may stand there. */
interface ImportedProps extends ImageChoice {
  readonly path?: string;
  readonly content?: unknown;
}

/** What both constructs do: read a file, and make its services in a construct. */
export class Imported {
  public readonly findings: Finding[];
  public readonly services: HealthCheckedService[];
  private readonly byName: ReadonlyMap<string, HealthCheckedService>;

  constructor(scope: Construct, platform: Platform, given: unknown) {
    const props = readProps(scope, platform, given);
    const { importFrom, isError, statementsOf, evaluate, importErrorText } = loadImporter();
    const imported = importFrom(sourceOf(scope, platform, props), props, platform);
    if (imported.findings.some(isError)) throw new Error(importErrorText(scope.node.path, imported.findings.filter(isError)));
    const variables = evaluate(statementsOf(imported.services), scope);
    this.findings = [...imported.findings];
    this.services = imported.services.map(({ variable }) => variables.get(variable) as HealthCheckedService);
    this.byName = new Map(imported.services.flatMap(({ name, givenName }, index) => [givenName, name].map(each => [each, this.services[index]])));
  }

  public service(name: string): HealthCheckedService {
    const service = this.byName.get(name);
    if (service) return service;
    throw new Error(visibleText(`There is no service ${valueText(name)} in the file. Its services: ${[...this.byName.keys()].join(', ')}.`));
  }
}

/** The props without what is absent. */
function readProps(scope: Construct, platform: Platform, given: unknown): ImportedProps {
  const content = CONTENT[platform];
  const known = ['path', content, 'image', ...platform === 'TrueFoundry' ? ['images'] : []];
  const fail = (message: string) => new Error(`[${scope.node.path}] ${message}`);
  if (typeof (given ?? {}) !== 'object' || Array.isArray(given)) throw fail(`The props are ${valueText(given)}, but must be an object such as { path: "service.yaml" }.`);
  const props = (given ?? {}) as { readonly [prop: string]: unknown };
  const [unknown] = unknownOptions(props, known);
  if (unknown) throw fail(`${unknown.shown} is no prop of ${scope.constructor.name}. ${unknown.fix}.`);
  const [path, value, image, images] = ['path', content, 'image', 'images'].map(prop => props[prop] ?? undefined);
  if (path !== undefined && (typeof path !== 'string' || path === '')) throw fail(`path is ${valueText(path)}, but must be the path of a file, e.g. "service.yaml".`);
  if (images !== undefined && (typeof images !== 'object' || Array.isArray(images))) throw fail(`images is ${valueText(images)}, but must be a map of services to their images.`);
  return { path, content: value, image, images } as ImportedProps;
}

/** The prop that has what a file would say. */
const CONTENT: { readonly [platform in Platform]: string } = { TrueFoundry: 'manifest', Gradient: 'spec' };

function sourceOf(scope: Construct, platform: Platform, { path, content }: ImportedProps): ImportSource {
  if ((path === undefined) === (content === undefined)) {
    const name = CONTENT[platform];
    throw new Error(`[${scope.node.path}] ${path === undefined ? `Neither path nor ${name} is given` : `path and ${name} are both given`}. Give one of them.`);
  }
  if (path === undefined) return { value: content };
  try {
    return { file: path, text: readFileSync(path, 'utf8') };
  } catch (error) {
    throw new Error(`[${scope.node.path}] ${JSON.stringify(path)} cannot be read: ${(error as Error).message}. The path is taken from the folder in which the program runs.`);
  }
}

/** Loads what reads files when it is needed: a program that imports none must not pay for it. */
function loadImporter(): typeof import('./_importer') {
  return require('./_importer');
}
