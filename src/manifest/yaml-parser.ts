import { Composer, Document, Lexer, LineCounter, Parser, Tags } from 'yaml';

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
 * They are read as Kubernetes' tools do: YAML 1.1 with merge keys, in which `yes` and `on` are true, `y` and `n` are letters,
 * and dates and times are texts. Source: https://github.com/yaml/go-yaml/tree/v2#compatibility
 */
export function* parseYaml(text: string, lines: LineCounter, uniqueKeys: boolean): Generator<Document.Parsed | ParseFault> {
  const parser = new Parser(lines.addNewLine);
  const composer = new Composer({ lineCounter: lines, prettyErrors: false, logLevel: 'error', version: '1.1', merge: true, stringKeys: true, uniqueKeys, customTags });
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

function customTags(tags: Tags): Tags {
  return tags.flatMap(tag => {
    if (typeof tag !== 'object') return tag;
    const name = tag.tag.replace('tag:yaml.org,2002:', '');
    if (UNKNOWN_TO_KUBERNETES.includes(name) || ('format' in tag && tag.format === 'TIME')) return [];
    if (name === 'bool' && 'test' in tag && tag.test) return { ...tag, test: tag.test.test('true') ? TRUE : FALSE } as typeof tag;
    return tag;
  });
}

/** Types of values that JSON does not have. */
const UNKNOWN_TO_KUBERNETES = ['binary', 'omap', 'pairs', 'set', 'timestamp'];

const TRUE = /^(?:[Yy]es|YES|[Tt]rue|TRUE|[Oo]n|ON)$/;
const FALSE = /^(?:[Nn]o|NO|[Ff]alse|FALSE|[Oo]ff|OFF)$/;
