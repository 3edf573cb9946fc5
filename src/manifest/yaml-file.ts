import { Document, isAlias, isMap, isScalar, isSeq, LineCounter, Node, Pair, parseAllDocuments, Tags } from 'yaml';

/** A step into a document: the name of a field, or the index of an item. */
export type Step = string | number;

/** A place in a text file; both count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** What keeps a file from being read. */
export interface YamlFault extends Position {
  readonly message: string;
}

export interface YamlFile {
  readonly documents: readonly YamlDocument[];
  readonly faults: readonly YamlFault[];
}

export interface ReadOptions {
  /** Whether a field that is given twice keeps the document from being read; otherwise the last one counts. */
  readonly uniqueKeys?: boolean;
}

/**
 * Reads a YAML or JSON file, which may hold several documents; empty ones are left out.
 *
 * It is read as YAML 1.1 with merge keys, as PyYAML and Kubernetes' tools do: `yes` and `on` are true.
 */
export function readYaml(text: string, { uniqueKeys = true }: ReadOptions = {}): YamlFile {
  const lines = new LineCounter();
  const parsed = parse(text, lines, uniqueKeys);
  if (parsed === undefined) return { documents: [], faults: [TOO_DEEP] };
  const faults: YamlFault[] = [];
  const documents: YamlDocument[] = [];
  for (const document of parsed) {
    faults.push(...document.errors.map(({ message, pos }) => ({ message: message.replace(/\.$/, ''), ...positionAt(pos[0], lines) })));
    if (document.errors.length > 0) continue;
    try {
      const value = document.toJS() as unknown;
      if (value != null) documents.push(new YamlDocument(document, value, lines));
    } catch (error) {
      // Aliases to nothing, or so many that they would fill the memory.
      const place = positionAt(document.contents?.range?.[0] ?? 0, lines);
      faults.push(error instanceof RangeError ? TOO_DEEP : { message: (error as Error).message, ...place });
    }
  }
  return { documents, faults };
}

const TOO_DEEP: YamlFault = { message: 'it is nested too deeply', line: 1, column: 1 };

/** The documents; undefined where they are nested more deeply than can be read. */
function parse(text: string, lines: LineCounter, uniqueKeys: boolean): readonly Document[] | undefined {
  try {
    const parsed = parseAllDocuments(text, {
      lineCounter: lines, prettyErrors: false, logLevel: 'error', version: '1.1', merge: true, stringKeys: true, uniqueKeys, customTags,
    });
    if (!Array.isArray(parsed)) return [];
    // Some of these the library reports itself, once for every level.
    return parsed.some(({ errors }) => errors.some(({ message }) => message.includes('call stack'))) ? undefined : parsed;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** YAML 1.1 also has `y` and `n` for true and false, which neither PyYAML nor Kubernetes' tools follow. */
function customTags(tags: Tags): Tags {
  return tags.map(tag => typeof tag === 'object' && tag.tag === 'tag:yaml.org,2002:bool' && tag.test?.test('y') ? { ...tag, test: TRUE } as Tags[number]
    : typeof tag === 'object' && tag.tag === 'tag:yaml.org,2002:bool' && tag.test?.test('n') ? { ...tag, test: FALSE } as Tags[number]
      : tag);
}

const TRUE = /^(?:[Yy]es|YES|[Tt]rue|TRUE|[Oo]n|ON)$/;
const FALSE = /^(?:[Nn]o|NO|[Ff]alse|FALSE|[Oo]ff|OFF)$/;

/** A document of a YAML file, and where its fields stand. */
export class YamlDocument {
  constructor(private readonly document: Document, public readonly value: unknown, private readonly lines: LineCounter) {
  }

  /** Where a field stands: where its name is, or where the object is that lacks it. */
  public positionOf(path: readonly Step[]): Position {
    return positionAt(this.find(path).place?.range?.[0] ?? 0, this.lines);
  }

  /** The paths of fields that are given twice, as the API server spells paths. */
  public duplicates(): string[] {
    const found: string[] = [];
    const visit = (node: unknown, path: string): void => {
      if (isSeq(node)) node.items.forEach((item, index) => visit(item, `${path}[${index}]`));
      if (!isMap(node)) return;
      const seen = new Set<string>();
      for (const { key, value } of node.items) {
        const field = path === '' ? keyOf(key) : `${path}.${keyOf(key)}`;
        // Several merges are one merge after the other.
        if (seen.has(field) && keyOf(key) !== '<<') found.push(field);
        seen.add(field);
        visit(value, field);
      }
    };
    visit(this.document.contents, '');
    return found;
  }

  /** A scalar as it is written: `0x10`, `yes`, `1.10`. */
  public sourceOf(path: readonly Step[]): string | undefined {
    const { node } = this.find(path);
    return isScalar(node) ? node.source : undefined;
  }

  /** What stands at a place, if anything does, and the nearest thing that shows where that is. */
  private find(path: readonly Step[]): { readonly node?: Node; readonly place?: Node } {
    let node = this.resolved(this.document.contents);
    let place = node;
    for (const step of path) {
      if (isSeq(node)) {
        const item = this.resolved(node.items[step as number]);
        place = item ?? node;
        node = item;
      } else {
        const pair = isMap(node) ? node.items.find(({ key }) => keyOf(key) === String(step)) : undefined;
        place = pair ? pair.key as Node : place;
        node = this.resolved(pair?.value);
      }
      if (node === undefined) break;
    }
    return { node, place };
  }

  private resolved(node: unknown): Node | undefined {
    if (isAlias(node)) return node.resolve(this.document);
    return (node ?? undefined) as Exclude<Node, Pair> | undefined;
  }
}

function keyOf(key: unknown): string {
  return String(isScalar(key) ? key.value : key);
}

function positionAt(offset: number, lines: LineCounter): Position {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}
