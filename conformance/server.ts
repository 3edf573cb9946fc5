import { spawnSync } from 'child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { goldenManifests } from './_golden';
import type { Vector } from './vectors';

const VECTORS = join(__dirname, '../test/rules/vectors');

/** The version of the API server, as a minor number. */
const MINOR = 37;

interface ExpectedAnswer {
  readonly name: string;
  readonly text: string;
  readonly accepted: boolean;
  readonly fields: readonly string[];
}

/**
 * Has a real API server, with a real etcd, create the manifests of the examples and the documents of the vectors without
 * keeping them; the first must be accepted, the others answered as our program answers.
 */
export function submitToServer(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
  try {
    const documents = join(folder, 'documents.jsonl');
    writeFileSync(documents, [...examples(), ...vectors()].map(document => `${JSON.stringify(document)}\n`).join(''));
    const { status, error } = spawnSync('go', ['test', '-count=1', '-v', '-vet=off', '.'], {
      cwd: join(__dirname, 'server'), env: { ...process.env, DOCUMENTS: documents }, stdio: ['ignore', 'inherit', 'inherit'],
    });
    if (error) throw new Error(`Go is needed to build the API server: ${error.message}`);
    return status === 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function examples(): ExpectedAnswer[] {
  return goldenManifests().map(([file, manifest]) => (
    { name: `${file} ${manifest.kind} ${manifest.metadata?.name}`, text: JSON.stringify(manifest), accepted: true, fields: [] }
  ));
}

function vectors(): ExpectedAnswer[] {
  return readdirSync(VECTORS).flatMap(file => (JSON.parse(readFileSync(join(VECTORS, file), 'utf8')) as Vector[]).flatMap(vector => {
    const answer = vector.answers?.find(({ versions }) => versions.max === MINOR)?.answer;
    if (!answer) return [];
    const fields = [...new Set(answer.causes?.map(({ field }) => field))].sort();
    return [{ name: `${file} ${vector.situation}`, text: vector.text ?? JSON.stringify(vector.document), accepted: answer.accepted, fields }];
  }));
}
