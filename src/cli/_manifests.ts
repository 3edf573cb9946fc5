import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Finding, Severity } from '../findings/finding';
import { fileFindingsText, visibleText } from '../findings/text';
import { stepsOf } from '../manifest/field-path';
import { itemsOf } from '../manifest/list';
import { KubernetesObject } from '../manifest/objects';
import { Step } from '../manifest/places';
import { readDocuments, YamlDocument } from '../manifest/yaml-file';
import { NO_PROGRESS } from './_progress';
import { paintFor } from './_terminal';
import { fileName, readTextFile, unreadable } from './_text-file';

/** An object in a file, and where it stands. */
export class FileObject {
  constructor(
    public readonly file: string,
    public readonly object: KubernetesObject,
    private readonly document: YamlDocument,
    private readonly path: readonly Step[],
  ) {
  }

  public get name(): string {
    return String(this.object?.metadata?.name ?? '');
  }

  public get namespace(): string | undefined {
    return this.object?.metadata?.namespace;
  }

  /** The paths of fields that are given twice. */
  public get duplicates(): readonly string[] {
    const prefix = this.path.map(step => typeof step === 'number' ? `[${step}]` : step).join('');
    return this.document.duplicates.filter(path => path.startsWith(prefix)).map(path => path.slice(prefix.length).replace(/^\./, ''));
  }

  /** What it is called in a text. */
  public get title(): string {
    const kind = typeof this.object?.kind === 'string' ? this.object.kind : 'Object';
    return visibleText(`${kind} ${this.namespace ? `${this.namespace}/` : ''}${this.name || 'without a name'}`);
  }

  /** Where it is, for a text. */
  public get place(): string {
    return visibleText(`(${this.file}:${this.line})`);
  }

  public get line(): number {
    return this.document.positionOf(this.path).line;
  }

  /** A finding with the place of its field. */
  public placed(finding: Finding): Finding {
    return { ...finding, file: this.file, ...this.document.positionOf([...this.path, ...stepsOf(finding.path)]) };
  }
}

/** What was read from files, and what could not be. */
export interface ManifestFiles {
  readonly objects: readonly FileObject[];
  /** One line for each fault, with its place. */
  readonly faults: readonly string[];
}

/** What FILES may be, for the help of a command. */
export const FILES = 'YAML or JSON files, folders, or - for standard input (default: dist, where cdk8s writes)';

/** Reads manifests; what can be read is read, whatever else cannot. */
export function readManifests(given: readonly string[], progress = NO_PROGRESS): ManifestFiles {
  const objects: FileObject[] = [];
  const faults: string[] = [];
  for (const file of filesIn(given, faults)) {
    try {
      const text = readTextFile(file);
      progress.start(`reading ${fileName(file)}`, text.length);
      const read = manifestsIn(fileName(file), text, progress);
      for (const object of read.objects) objects.push(object);
      for (const fault of read.faults) faults.push(fault);
    } catch (error) {
      faults.push((error as Error).message);
    }
    progress.stop();
  }
  return { objects, faults };
}

/** The objects in the text of a file. */
export function manifestsIn(file: string, text: string, progress = NO_PROGRESS): ManifestFiles {
  const objects: FileObject[] = [];
  const faults: string[] = [];
  // A field that is given twice is a finding of its own.
  for (const read of readDocuments(text, { uniqueKeys: false })) {
    if (read instanceof YamlDocument) {
      progress.update(read.offset);
      for (const object of objectsIn(file, read, read.value as KubernetesObject, [])) objects.push(object);
    } else {
      faults.push(visibleText(`${file}:${read.line}:${read.column}: ${read.message}`));
    }
  }
  return { objects, faults };
}

/** Writes findings to stderr. */
export function reportFindings(findings: readonly Finding[]): void {
  for (const paragraph of fileFindingsText(findings, paintFor(process.stderr))) process.stderr.write(`${paragraph}\n`);
}

/** Writes faults of files to stderr. */
export function reportFaults(faults: readonly string[]): void {
  const { severity } = paintFor(process.stderr);
  for (const fault of faults) process.stderr.write(`${severity(Severity.ERROR)}: ${fault}\n`);
}

/** The items of a list one by one. */
function objectsIn(file: string, document: YamlDocument, object: KubernetesObject, path: readonly Step[]): FileObject[] {
  return itemsOf(object)?.flatMap((item, index) => objectsIn(file, document, item, [...path, 'items', index]))
    ?? [new FileObject(file, object, document, path)];
}

function filesIn(given: readonly string[], faults: string[]): string[] {
  if (given.length === 0 && !existsSync(OUTPUT)) {
    faults.push(`there is no folder ${OUTPUT} here: say which files to read, or - for standard input`);
    return [];
  }
  return [...new Set(given.length === 0 ? [OUTPUT] : given)].flatMap(path => {
    if (path === '-') return [path];
    try {
      if (!statSync(path).isDirectory()) return [path];
    } catch (error) {
      faults.push(unreadable(path, error).message);
      return [];
    }
    const before = faults.length;
    const found = manifestsBelow(path, faults);
    if (found.length === 0 && faults.length === before) faults.push(visibleText(`${path} holds no .yaml, .yml or .json files`));
    return found;
  });
}

/** Where cdk8s writes. */
const OUTPUT = 'dist';

/** What stands beside manifests and is none: what cdk8s-cli notes for its plugins, and what kustomize reads. */
const NO_MANIFESTS = ['construct-metadata.json', 'kustomization.yaml', 'kustomization.yml'];

function manifestsBelow(folder: string, faults: string[]): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => a.name < b.name ? -1 : 1);
    return entries.flatMap(entry => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return entry.name.startsWith('.') || entry.name === 'node_modules' ? [] : manifestsBelow(path, faults);
      return /\.(ya?ml|json)$/.test(entry.name) && !NO_MANIFESTS.includes(entry.name) && isFile(path) ? [path] : [];
    });
  } catch (error) {
    faults.push(unreadable(folder, error).message);
    return [];
  }
}

/** A file, or a link to one, as in a folder that a ConfigMap is mounted to; a broken link is tried, and says so. */
function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true;
}
