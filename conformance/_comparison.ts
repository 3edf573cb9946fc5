import type { Finding } from '../src/findings/finding';
import { decodingRules, kindIsServed } from '../src/rules/decoding-rules';
import { judge } from '../src/rules/judge';
import type { Answer } from './_api-server';
import type { Manifest } from './_manifests';

/** What one side says of a document: that it cannot be decoded, or which fields are wrong; nothing where it is fine. */
export interface Opinion {
  readonly undecodable: boolean;
  /** Field paths, each once, sorted. Of an object that is undecodable because of a type, none: the API server names the first fault only. */
  readonly fields: readonly string[];
}

const DECODING = new Set([kindIsServed, ...decodingRules].map(({ id }) => id));

/** What the rules find, of one Kubernetes version. */
export function findingsFor({ object, duplicates }: Manifest, minor: number): Finding[] {
  return judge(object, { min: minor, max: minor }, duplicates);
}

export function ourOpinion(findings: readonly Finding[]): Opinion {
  const undecodable = findings.some(({ rule }) => DECODING.has(rule));
  const byType = findings.some(({ rule }) => rule === 'field-type' || rule === kindIsServed.id);
  const counted = byType ? [] : undecodable ? findings : findings.filter(finding => !isSaidLast(finding) || findings.every(isSaidLast));
  return { undecodable, fields: sortedSet(counted.map(({ rule, path }) => rule === 'field-duplicate' ? `${path} twice` : path)) };
}

export function theirOpinion({ decoding, causes = [] }: Answer): Opinion {
  if (!decoding) {
    const fields = causes.map(({ field }) => field);
    // Where a part of a selector is wrong, the API server says once more that the whole is.
    return { undecodable: false, fields: sortedSet(fields.filter(field => !(field.endsWith('.selector') && fields.some(other => other.startsWith(`${field}.match`))))) };
  }
  return {
    undecodable: true,
    fields: sortedSet((decoding.strict ?? []).map(text => {
      const [, what, field] = /^(unknown|duplicate) field "(.*)"$/s.exec(text) ?? [];
      return what === 'duplicate' ? `${field} twice` : field;
    })),
  };
}

export function agree(ours: Opinion, theirs: Opinion): boolean {
  return ours.undecodable === theirs.undecodable && ours.fields.join('\n') === theirs.fields.join('\n');
}

function sortedSet(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}

/** The API server says some things only where it finds nothing else: it looks at metadata twice, the second time last. */
function isSaidLast({ kind, path, message }: Finding): boolean {
  if (kind === 'PodDisruptionBudget') return path.startsWith('metadata.');
  // A hyphen at the end hides the character before it the first time; only what cannot be part of a path is left to say.
  return path === 'metadata.generateName' && message.includes('nor contain \'/\'');
}
