import { LineCounter } from 'yaml';
import { Places, Step } from './places';
import { parseYaml, ReadOptions, TOO_DEEP } from './yaml-parser';

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

/** A document of a YAML file, and where its fields stand; without its syntax tree, of which a large file would have too many. */
export class YamlDocument {
  constructor(public readonly value: unknown, private readonly places: Places, private readonly lines: LineCounter) {
  }

  /** Where it begins in the text, in characters. */
  public get offset(): number {
    return this.places.offsetOf([]);
  }

  /** The paths of fields that are given twice, as the API server spells paths. */
  public get duplicates(): readonly string[] {
    return this.places.duplicates;
  }

  /** Where a field stands: where its name is, or where the object is that lacks it. */
  public positionOf(path: readonly Step[]): Position {
    return positionAt(this.places.offsetOf(path), this.lines);
  }

  /** A scalar as it is written: `0x10`, `yes`, `1.10`. */
  public sourceOf(path: readonly Step[]): string | undefined {
    const value = path.reduce<unknown>((around, step) => Object(around) === around && Object.hasOwn(around as object, step)
      ? (around as { readonly [step: Step]: unknown })[step] : undefined, this.value);
    return value === undefined || Object(value) === value ? undefined : this.places.sourceOf(path) ?? String(value);
  }
}

/** Reads a YAML or JSON file, which may hold several documents; empty ones are left out. */
export function readYaml(text: string, options: ReadOptions = {}): YamlFile {
  const documents: YamlDocument[] = [];
  const faults: YamlFault[] = [];
  for (const read of readDocuments(text, options)) {
    if (read instanceof YamlDocument) documents.push(read);
    else faults.push(read);
  }
  return { documents, faults };
}

/** The same one by one, so that no more than one is in the making. */
export function* readDocuments(text: string, options: ReadOptions = {}): Generator<YamlDocument | YamlFault> {
  const lines = new LineCounter();
  for (const parsed of parseYaml(text, lines, options)) {
    if ('fault' in parsed) {
      yield { message: parsed.fault, ...positionAt(parsed.offset, lines) };
      continue;
    }
    if (parsed.errors.some(({ code }) => code === 'RESOURCE_EXHAUSTION')) {
      // It says so once for every level.
      yield { message: TOO_DEEP, ...positionAt(parsed.range[0], lines) };
      continue;
    }
    for (const { message, pos } of parsed.errors) yield { message: message.replace(/\.$/, ''), ...positionAt(pos[0], lines) };
    if (parsed.errors.length > 0) continue;
    try {
      const value = parsed.toJS() as unknown;
      const places = new Places(parsed.contents);
      if (places.circleOffset !== undefined) yield { message: 'this refers to something that it is a part of', ...positionAt(places.circleOffset, lines) };
      else if (value != null) yield new YamlDocument(value, places, lines);
    } catch (error) {
      // Aliases to nothing, or so many that they would fill the memory.
      const message = error instanceof RangeError ? TOO_DEEP : (error as Error).message;
      yield { message, ...positionAt(parsed.contents?.range?.[0] ?? 0, lines) };
    }
  }
}

function positionAt(offset: number, lines: LineCounter): Position {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}
