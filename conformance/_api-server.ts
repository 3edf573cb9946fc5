import { ChildProcessWithoutNullStreams, spawn, spawnSync } from 'child_process';
import { once } from 'events';
import { existsSync, readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { createInterface } from 'readline';
import { KubernetesObject } from '../src/manifest/objects';

/** What Kubernetes' own code answers to a request that creates an object; see conformance/apiserver. */
export interface Answer {
  readonly accepted: boolean;
  /** Why the object could not be decoded; `strict` lists unknown and duplicate fields. */
  readonly decoding?: { readonly message: string; readonly strict?: readonly string[] };
  /** What validation found. */
  readonly causes?: readonly { readonly field: string; readonly type: string; readonly detail: string }[];
  /** What the Pod Security Standard "restricted" forbids, of a Deployment that was accepted. */
  readonly restricted?: readonly string[];
  /** What defaulting makes of the object, where that is asked in place of a verdict. */
  readonly defaulted?: KubernetesObject;
}

const FOLDER = join(__dirname, 'apiserver');

/** The Kubernetes versions there is a module file for in a folder, as minor numbers, oldest first. */
export function versionsIn(folder: string): number[] {
  return readdirSync(folder)
    .map(file => /^kubernetes-1\.(\d+)\.mod$/.exec(file)?.[1])
    .filter(minor => minor !== undefined)
    .map(Number)
    .sort((a, b) => a - b);
}

/** The versions whose API server can be asked. */
export function versionsAvailable(): number[] {
  return versionsIn(FOLDER);
}

/** The release a version stands for: `1.37.0`. */
export function releaseOf(minor: number): string {
  return /k8s\.io\/kubernetes v(\S+)/.exec(readFileSync(join(FOLDER, `kubernetes-1.${minor}.mod`), 'utf8'))![1];
}

/** Builds the program for a Kubernetes version; the first time takes minutes. */
export function build(minor: number): void {
  const program = programOf(minor);
  if (!existsSync(program)) process.stderr.write(`building Kubernetes ${releaseOf(minor)} ...\n`);
  const { status, error } = spawnSync('go', ['build', `-modfile=kubernetes-1.${minor}.mod`, '-o', program, '.'], { cwd: FOLDER, stdio: ['ignore', 'ignore', 'inherit'] });
  if (error) throw new Error(`Go is needed to build Kubernetes' own code: ${error.message}`);
  if (status !== 0) throw new Error(`Kubernetes 1.${minor} does not build`);
}

/** The fields of every type, as the decoder of a version knows them. */
export function fieldsOf(minor: number): FieldTable {
  return JSON.parse(spawnSync(programOf(minor), ['schema'], { encoding: 'utf8', maxBuffer: 2 ** 26 }).stdout);
}

export interface FieldTable {
  readonly kinds: { readonly [kind: string]: string };
  readonly types: { readonly [type: string]: { readonly [field: string]: string } };
}

/** A running program of one Kubernetes version. */
export class ApiServer {
  private readonly process: ChildProcessWithoutNullStreams;
  private readonly waiting: { readonly resolve: (answer: Answer) => void; readonly reject: (error: Error) => void }[] = [];
  private ended = false;

  /** @param question what is asked about each document: whether it is accepted, or what defaulting makes of it */
  constructor(public readonly minor: number, question: 'verdict' | 'defaults' = 'verdict') {
    this.process = spawn(programOf(minor), question === 'verdict' ? [] : [question]);
    this.process.stderr.pipe(process.stderr);
    createInterface({ input: this.process.stdout }).on('line', line => this.waiting.shift()!.resolve(JSON.parse(line)));
    // Writing to a process that has ended is an error too; the end itself says more.
    this.process.stdin.on('error', () => undefined);
    this.process.on('close', () => {
      this.ended = true;
      this.waiting.splice(0).forEach(({ reject }) => reject(this.endedError()));
    });
  }

  /** Asks about a document: one line of JSON. */
  public ask(document: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.ended) {
        reject(this.endedError());
        return;
      }
      this.waiting.push({ resolve, reject });
      this.process.stdin.write(`${document}\n`);
    });
  }

  public async close(): Promise<void> {
    if (this.ended) return;
    this.process.stdin.end();
    await once(this.process, 'close');
  }

  private endedError(): Error {
    return new Error(`The program for Kubernetes 1.${this.minor} ended before it had answered.`);
  }
}

function programOf(minor: number): string {
  return join(FOLDER, 'bin', `1.${minor}`);
}
