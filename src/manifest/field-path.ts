/**
 * The way to a field of an object, spelt as the API server spells it: `spec.template.spec.containers[0].image`.
 *
 * A chain of links, so that visiting a healthy object builds no strings.
 */
export class FieldPath {
  public static readonly ROOT = new FieldPath(undefined, '');

  private constructor(private readonly parent: FieldPath | undefined, private readonly segment: string) {
  }

  /** A field below this one. */
  public field(name: string): FieldPath {
    return new FieldPath(this, this.parent ? `.${name}` : name);
  }

  /** An element of this list. */
  public index(index: number): FieldPath {
    return new FieldPath(this, `[${index}]`);
  }

  /** An entry of this map, for the few fields where the API server names the key. */
  public key(key: string): FieldPath {
    return new FieldPath(this, `[${key}]`);
  }

  public toString(): string {
    return (this.parent?.toString() ?? '') + this.segment;
  }
}

/** The steps of a path that is spelt as the API server spells it. */
export function stepsOf(path: string): (string | number)[] {
  return [...path.matchAll(/\[([^\]]*)\]|[^.[]+/g)].map(([step, index]) => index === undefined ? step : /^\d+$/.test(index) ? Number(index) : index);
}
