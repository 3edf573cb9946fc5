import { LIBRARY } from './_library';

/** Words that cannot be the name of a variable in a program, and names that mean something in one already. */
const TAKEN = new Set([
  ...('break case catch class const continue debugger default delete do else enum export extends false finally for function if import in instanceof '
    + 'new null return super switch this throw true try typeof var void while with yield let static await implements interface package private '
    + 'protected public arguments eval undefined async of require exports module process console global app chart').split(' '),
  ...Object.values(LIBRARY).flatMap(names => Object.keys(names)),
]);

/**
 * A name as a DNS label that every version of Kubernetes takes for a Service: lower case, a letter in front, and a
 * hyphen for whatever cannot stand in one.
 *
 * @returns undefined where nothing of it can
 */
export function serviceLabel(name: string): string | undefined {
  const words = name.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '');
  if (words === '') return undefined;
  return `${/^[a-z]/.test(words) ? '' : 'app-'}${words}`.slice(0, MAX_NAME).replace(/-+$/, '');
}

const MAX_NAME = 63;

/** A secret of a platform, as the key of a Secret. */
export interface SecretKey {
  /** As the platform calls it. */
  readonly original: string;
  readonly secret: string;
  readonly key: string;
}

/** The Secret and the key that stand for `tfy-secret://ORGANISATION:GROUP:KEY`; undefined for any other text. */
export function secretNamed(fqn: string): SecretKey | undefined {
  const [, group, key] = /^tfy-secret:\/\/[^:]*:([^:]+):(.+)$/s.exec(fqn) ?? [];
  return group === undefined ? undefined : secretKey(fqn, group, key);
}

/** A Secret and a key in it, in letters that both can have; whoever runs the service makes them, and may be told any. */
export function secretKey(original: string, secret: string, key: string): SecretKey {
  return {
    original,
    secret: secret.toLowerCase().replace(/[^a-z0-9]+/g, '-').slice(0, 200).replace(/^-+|-+$/g, '') || 'secret',
    key: key.replace(/[^-._a-zA-Z0-9]/g, '_').replace(/^\.+/, '_').slice(0, 200),
  };
}

/** The names that a file gives: to variables, to objects, to secrets. */
export class Names {
  private readonly taken = new Set<string>();
  private readonly meanings = new Map<string, unknown>();

  /** Gives a name a meaning; false, where it has another one already. */
  public claim(name: string, meaning: unknown): boolean {
    if (!this.meanings.has(name)) this.meanings.set(name, meaning);
    return this.meanings.get(name) === meaning;
  }

  /** A variable named after words with hyphens: `api-2` is `api2`. */
  public variable(name: string): string {
    const camel = name.replace(/[^a-zA-Z0-9]+(.)/g, (_, letter: string) => letter.toUpperCase());
    const free = TAKEN.has(camel) ? `${camel}Service` : camel;
    let unique = free;
    for (let number = 2; this.taken.has(unique); number++) unique = `${free}${number}`;
    this.taken.add(unique);
    return unique;
  }
}
