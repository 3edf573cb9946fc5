import { readdirSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { Answer, ApiServer, build } from './_api-server';

const FOLDER = join(__dirname, '../test/rules/vectors');

/** A situation, and what the API servers of all versions answer to it. */
export interface Vector {
  readonly situation: string;
  readonly document?: object;
  /** The document as it is written, where an object cannot show it: a field stands twice. */
  readonly text?: string;
  /** The paths of those fields. */
  readonly duplicates?: readonly string[];
  /** Why there is no document. */
  readonly notExpressible?: string;
  /** What is wrong with the document that no rule looks at. */
  readonly notJudged?: string;
  readonly answers?: readonly VersionedAnswer[];
}

/** What the versions from one to another answer alike, in the words of the newest of them. */
export interface VersionedAnswer {
  readonly versions: { readonly min: number; readonly max: number };
  readonly answer: Answer;
}

/** Asks the API servers about every document of the vectors, and writes down their answers. */
export async function answerVectors(versions: readonly number[]): Promise<void> {
  versions.forEach(build);
  const servers = versions.map(minor => new ApiServer(minor));
  for (const file of readdirSync(FOLDER)) {
    const vectors = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Vector[];
    const answered = await Promise.all(vectors.map(async vector => (
      vector.notExpressible ? vector : { ...vector, answers: await answersTo(vector, servers) }
    )));
    writeFileSync(join(FOLDER, file), `[\n${answered.map(vector => JSON.stringify(vector)).join(',\n')}\n]\n`);
    process.stdout.write(`${file}: ${vectors.length} situations\n`);
  }
  await Promise.all(servers.map(server => server.close()));
}

async function answersTo({ document, text }: Vector, servers: readonly ApiServer[]): Promise<VersionedAnswer[]> {
  const line = text ?? JSON.stringify(document);
  const answers: VersionedAnswer[] = [];
  for (const server of servers) {
    const { restricted, ...answer } = await server.ask(line);
    const previous = answers[answers.length - 1];
    const same = previous && essence(previous.answer) === essence(answer);
    if (same) answers.pop();
    answers.push({ versions: { min: same ? previous.versions.min : server.minor, max: server.minor }, answer });
  }
  return answers;
}

/** The part of an answer that versions must share to count as the same: which fields are wrong, and how. */
function essence({ accepted, decoding, causes = [] }: Answer): string {
  return JSON.stringify([accepted, decoding && (decoding.strict ?? true), [...new Set(causes.map(({ field, type }) => `${field} ${type}`))].sort()]);
}
