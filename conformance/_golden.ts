import { existsSync, readdirSync, readFileSync } from 'fs';
import { join, relative } from 'path';
import { parseAllDocuments } from 'yaml';
import { KubernetesObject } from '../src/manifest/objects';

const ROOT = join(__dirname, '..');
const EXAMPLES = join(ROOT, 'examples');

/** The manifests that stand beside the examples, with the file of each. */
export function goldenManifests(): [file: string, manifest: KubernetesObject][] {
  const folders = readdirSync(EXAMPLES, { withFileTypes: true }).filter(entry => entry.isDirectory()).map(({ name }) => join(EXAMPLES, name, 'expected'))
    // The twin of an example in another language has them.
    .filter(folder => existsSync(folder));
  return folders.flatMap(folder => readdirSync(folder).flatMap(file => {
    const path = join(folder, file);
    return parseAllDocuments(readFileSync(path, 'utf8')).map((document): [string, KubernetesObject] => [relative(ROOT, path), document.toJS()]);
  }));
}
