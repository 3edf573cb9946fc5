import { spawnSync } from 'child_process';
import { join } from 'path';

/** What the library of Kubernetes' tools reads in texts of one document each; null where it cannot read one. */
export function readDocuments(texts: readonly string[]): unknown[] {
  return ask([], texts);
}

/** What kubectl reads in files of several documents, which it splits first; null where it cannot read one. */
export function readFiles(texts: readonly string[]): (unknown[] | null)[] {
  return ask(['files'], texts) as (unknown[] | null)[];
}

function ask(args: readonly string[], texts: readonly string[]): unknown[] {
  const { status, stdout, error } = spawnSync('go', ['run', '.', ...args], {
    cwd: join(__dirname, 'yaml'), input: texts.map(text => `${JSON.stringify(text)}\n`).join(''), encoding: 'utf8', maxBuffer: 2 ** 30, stdio: ['pipe', 'pipe', 'inherit'],
  });
  if (error || status !== 0) throw new Error(`Go is needed to build Kubernetes' own code: ${error?.message ?? 'the program does not build'}`);
  return stdout.trim().split('\n').map(line => JSON.parse(line));
}
