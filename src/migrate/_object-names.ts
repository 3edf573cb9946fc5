/** Words that cannot be the name of a variable in a program, and names that are used in it already. */
const TAKEN = new Set((
  'break case catch class const continue debugger default delete do else enum export extends false finally for function if import in instanceof '
  + 'new null return super switch this throw true try typeof var void while with yield let static await implements interface package private '
  + 'protected public arguments eval undefined app chart'
).split(' '));

/**
 * A name as a DNS label: lower case, and a hyphen for whatever cannot stand in one.
 *
 * @returns undefined where nothing of it can
 */
export function dnsLabel(name: string, longest = 63): string | undefined {
  const label = name.toLowerCase().replace(/[^a-z0-9]+/g, '-').slice(0, longest).replace(/^-+|-+$/g, '');
  return label === '' ? undefined : label;
}

/** Hands out names, each one only once. */
export class UniqueNames {
  private readonly taken = new Set<string>();

  /** The name itself, or the name with a number. */
  public take(name: string, separator = '-'): string {
    let unique = name;
    for (let number = 2; this.taken.has(unique); number++) unique = `${name}${separator}${number}`;
    this.taken.add(unique);
    return unique;
  }

  /** A variable named after a DNS label: `api-2` is `api2`. */
  public variable(label: string): string {
    const camel = label.replace(/-+(.)/g, (_, letter: string) => letter.toUpperCase());
    return this.take(/^[a-z]/.test(camel) && !TAKEN.has(camel) ? camel : `service${camel.charAt(0).toUpperCase()}${camel.slice(1)}`, '');
  }
}
