import { Composer, Document, Lexer, LineCounter, Parser, ScalarTag, Tags } from 'yaml';

export interface ReadOptions {
  /** Whether a field that is given twice keeps the document from being read; otherwise the last one counts. */
  readonly uniqueKeys?: boolean;
  /** Whether `y` and `n` are letters, as for PyYAML, and not true and false, as for Kubernetes' tools. */
  readonly letters?: boolean;
}

/** What keeps the rest of a file from being read. */
export interface ParseFault {
  readonly fault: string;
  readonly offset: number;
}

export const TOO_DEEP = 'it is nested too deeply';

/**
 * How many pieces of syntax a document may have: names, values, commas, blanks.
 *
 * A list of 10,000 Deployments has 3 million.
 */
const LARGEST_DOCUMENT = 5_000_000;

/**
 * The documents of a text one by one, each as soon as it is complete.
 *
 * They are read as Kubernetes' tools do: YAML 1.1 with merge keys, in which `yes`, `on` and `y` are true, and dates and times
 * are texts. Source: `resolve.go` of https://github.com/yaml/go-yaml/tree/v2, with which ours is compared.
 */
export function* parseYaml(text: string, lines: LineCounter, options: ReadOptions): Generator<Document.Parsed | ParseFault> {
  const { uniqueKeys = true, letters = false } = options;
  const parser = new Parser(lines.addNewLine);
  const composer = new Composer({
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'error',
    version: '1.1',
    merge: true,
    stringKeys: true,
    uniqueKeys,
    customTags: tags => customTags(tags, letters),
  });
  lines.addNewLine(0);
  let size = 0;
  try {
    for (const lexeme of new Lexer().lex(text)) {
      for (const token of parser.next(lexeme)) {
        if (token.type === 'document') size = 0;
        yield* composer.next(token);
      }
      if (++size > LARGEST_DOCUMENT) {
        yield* composer.end();
        yield { fault: 'the document is too large at this place, and the rest of the file is not read', offset: parser.offset };
        return;
      }
    }
    for (const token of parser.end()) yield* composer.next(token);
    yield* composer.end();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    yield { fault: TOO_DEEP, offset: parser.offset };
  }
}

function customTags(tags: Tags, letters: boolean): Tags {
  const kept = tags.flatMap(tag => {
    if (typeof tag !== 'object') return tag;
    const name = tag.tag.replace('tag:yaml.org,2002:', '');
    if (name === 'int' || name === 'float' || UNKNOWN_TO_KUBERNETES.includes(name)) return [];
    if (name === 'bool' && 'test' in tag && letters) return { ...tag, test: tag.test!.test('true') ? TRUE : FALSE } as typeof tag;
    return tag;
  });
  return [...kept, ...NUMBERS];
}

/** Types of values that JSON does not have. */
const UNKNOWN_TO_KUBERNETES = ['binary', 'omap', 'pairs', 'set', 'timestamp'];

/** Without `y` and `n`. */
const TRUE = /^(?:[Yy]es|YES|[Tt]rue|TRUE|[Oo]n|ON)$/;
const FALSE = /^(?:[Nn]o|NO|[Ff]alse|FALSE|[Oo]ff|OFF)$/;

/** What is a number: 1_000 is 1000, 0755 and 0o755 are 493, 08 is 8, and 1:30 is none. */
const NUMBERS: ScalarTag[] = [
  { tag: 'tag:yaml.org,2002:float', default: true, test: /^[-+]?\.(?:inf|Inf|INF)$/, resolve: text => text.startsWith('-') ? -Infinity : Infinity },
  { tag: 'tag:yaml.org,2002:int', default: true, test: /^(?:[-+]|\d)[\w.+-]*$/, resolve: text => numberOrText(text.replace(/_/g, ''), text) },
  { tag: 'tag:yaml.org,2002:float', default: true, test: /^\.\d+(?:_\d+)*(?:[eE][-+]?\d+(?:_\d+)*)?$/, resolve: text => numberOrText(text.replace(/_/g, ''), text) },
  { tag: 'tag:yaml.org,2002:float', default: true, test: /^\.(?:nan|NaN|NAN)$/, resolve: () => NaN },
];

function numberOrText(digits: string, text: string): number | string {
  for (const [pattern, radix] of INTEGERS) {
    const found = pattern.exec(digits);
    if (found) return parseInt(`${found[1]}${found[2]}`, radix);
  }
  // What is too large to be a number stays a text.
  return DECIMAL.test(digits) && Number.isFinite(Number(digits)) ? Number(digits) : text;
}

const INTEGERS: readonly (readonly [pattern: RegExp, radix: number])[] = [
  [/^([-+]?)0[bB]([01]+)$/, 2], [/^0b([-+])([01]+)$/, 2], [/^([-+]?)0[oO]?([0-7]+)$/, 8], [/^([-+]?)0[xX]([0-9a-fA-F]+)$/, 16],
];

const DECIMAL = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;
