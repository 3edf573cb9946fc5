import { isAlias, isMap, isScalar, isSeq, Node, Pair } from 'yaml';

/** A step into a document: the name of a field, or the index of an item. */
export type Step = string | number;

/**
 * Where the fields of a document stand in its text.
 *
 * The nodes of the syntax tree lie one after the other, each before those within it, as four numbers: a hundredth of the tree.
 */
export class Places {
  /** The paths of fields that are given twice. */
  public readonly duplicates: readonly string[];
  /** Where something refers to what it is a part of, if anything does. */
  public readonly circleOffset: number | undefined;
  private readonly nodes: Int32Array;
  private readonly names: readonly string[];
  /** Scalars that are written otherwise than their value would be. */
  private readonly sources: ReadonlyMap<number, string | undefined>;

  constructor(contents: unknown) {
    const survey = new Survey();
    survey.visit(contents, NO_NAME, offsetOf(contents), '');
    this.duplicates = survey.duplicates;
    this.circleOffset = survey.circleOffset;
    this.nodes = Int32Array.from(survey.nodes);
    this.names = survey.names;
    this.sources = survey.sources;
  }

  /** Where a field is named, or what lacks it. */
  public offsetOf(path: readonly Step[]): number {
    return this.nodes[this.find(path).nearest + OFFSET];
  }

  /** A scalar as it is written, where its value would be written otherwise. */
  public sourceOf(path: readonly Step[]): string | undefined {
    const { node } = this.find(path);
    return node === undefined ? undefined : this.sources.get(node);
  }

  /** What stands at a path, if anything does, and the nearest node that shows where that is. */
  private find(path: readonly Step[]): { readonly node?: number; readonly nearest: number } {
    let node = 0;
    for (const step of path) {
      const child = this.childOf(this.resolved(node), step);
      if (child === undefined) return { nearest: node };
      node = child;
    }
    return { node: this.resolved(node), nearest: node };
  }

  private childOf(parent: number, step: Step): number | undefined {
    const end = this.nodes[parent + END];
    for (let child = parent + SIZE, index = 0; child < end; child = this.nodes[child + END], index++) {
      const name = this.nodes[child + NAME];
      if (name === NO_NAME ? index === step : this.names[name] === String(step)) return child;
    }
    return undefined;
  }

  private resolved(node: number): number {
    const target = this.nodes[node + TARGET];
    return target === NO_TARGET ? node : target;
  }
}

// What the numbers of a node are.
const [OFFSET, END, NAME, TARGET, SIZE] = [0, 1, 2, 3, 4];
const NO_NAME = -1;
const NO_TARGET = -1;
const UNENDED = -1;

/** Goes through a syntax tree once. */
class Survey {
  public readonly nodes: number[] = [];
  public readonly names: string[] = [];
  public readonly sources = new Map<number, string | undefined>();
  public readonly duplicates: string[] = [];
  public circleOffset: number | undefined;
  private readonly numbers = new Map<string, number>();
  private readonly anchors = new Map<string, number>();

  public visit(value: unknown, name: number, offset: number, path: string): void {
    const node = this.nodes.length;
    const target = isAlias(value) ? this.anchors.get(value.source) ?? NO_TARGET : NO_TARGET;
    this.nodes.push(offset, UNENDED, name, target);
    if (target !== NO_TARGET && this.nodes[target + END] === UNENDED) this.circleOffset ??= offset;
    if ((isScalar(value) || isMap(value) || isSeq(value)) && value.anchor) this.anchors.set(value.anchor, node);
    if (isScalar(value) && value.source !== String(value.value)) this.sources.set(node, value.source);
    if (isSeq(value)) value.items.forEach((item, index) => this.visit(item, NO_NAME, offsetOf(item), `${path}[${index}]`));
    if (isMap(value)) this.visitFields(value.items, path);
    this.nodes[node + END] = this.nodes.length;
  }

  private visitFields(pairs: readonly Pair[], path: string): void {
    const seen = new Set<string>();
    for (const { key, value } of pairs) {
      const name = String(isScalar(key) ? key.value : key);
      const field = path === '' ? name : `${path}.${name}`;
      // Several merges are one merge after the other.
      if (seen.has(name) && name !== '<<') this.duplicates.push(field);
      seen.add(name);
      this.visit(value, this.numberOf(name), offsetOf(key), field);
    }
  }

  private numberOf(name: string): number {
    const known = this.numbers.get(name);
    if (known !== undefined) return known;
    this.numbers.set(name, this.names.length);
    return this.names.push(name) - 1;
  }
}

function offsetOf(node: unknown): number {
  return (node as Node | null)?.range?.[0] ?? 0;
}
