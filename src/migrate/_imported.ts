import { readFileSync } from 'node:fs';
import type { Construct } from 'constructs';
import { Finding } from '../findings/finding';
import { visibleText } from '../findings/text';
import type { HealthCheckedService } from '../service';
import type { ImageChoice } from './_image';
import type { ImportSource, Platform } from './_import';

/** Where a file is, or what it says, and the images to run. */
interface ImportedProps extends ImageChoice {
  readonly path?: string;
  readonly value?: unknown;
}

/** What both constructs do: read a file, and make its services in a construct. */
export class Imported {
  public readonly findings: Finding[];
  public readonly services: HealthCheckedService[];
  private readonly byName: ReadonlyMap<string, HealthCheckedService>;

  constructor(scope: Construct, platform: Platform, props: ImportedProps) {
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
    throw new Error(visibleText(`There is no service ${JSON.stringify(name)} in the file. Its services: ${[...this.byName.keys()].join(', ')}.`));
  }
}

function sourceOf(scope: Construct, platform: Platform, { path, value }: ImportedProps): ImportSource {
  const content = platform === 'TrueFoundry' ? 'manifest' : 'spec';
  if ((path === undefined) === (value === undefined)) {
    throw new Error(`[${scope.node.path}] ${path === undefined ? `Neither path nor ${content} is given` : `path and ${content} are both given`}. Give one of them.`);
  }
  if (path === undefined) return { value };
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
