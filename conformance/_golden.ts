import { existsSync, readdirSync, readFileSync } from 'fs';
import { join, relative } from 'path';
import { parseAllDocuments } from 'yaml';
import { KNOWN_VERSIONS, KubernetesVersions, parseVersions } from '../src/manifest/kubernetes-versions';
import { KubernetesObject } from '../src/manifest/objects';

const ROOT = join(__dirname, '..');
const EXAMPLES = join(ROOT, 'examples');

/** A manifest that stands beside an example. */
type Golden = [file: string, manifest: KubernetesObject, versions: KubernetesVersions];

/** The manifests that stand beside the examples, with the file of each, and the versions that its example is for. */
export function goldenManifests(): Golden[] {
  const folders = readdirSync(EXAMPLES, { withFileTypes: true }).filter(entry => entry.isDirectory()).map(({ name }) => join(EXAMPLES, name, 'expected'))
    // The twin of an example in another language has them.
    .filter(folder => existsSync(folder));
  return folders.flatMap(folder => readdirSync(folder).flatMap(file => {
    const path = join(folder, file);
    return parseAllDocuments(readFileSync(path, 'utf8')).map((document): Golden => [relative(ROOT, path), document.toJS(), versionsOf(join(folder, '..', 'main.ts'))]);
  }));
}

/** What an example narrows its versions to. */
function versionsOf(program: string): KubernetesVersions {
  const [, narrowed] = /setContext\('kubernetesVersion', '([^']+)'\)/.exec(readFileSync(program, 'utf8')) ?? [];
  return narrowed === undefined ? KNOWN_VERSIONS : parseVersions(narrowed)!;
}
