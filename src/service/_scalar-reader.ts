/**
 * What Kubernetes' tools read where a map has `name: …`, or why they cannot.
 *
 * They read YAML 1.1, in which U+2028 and U+2029 end a line in the middle of a text: a reader of YAML 1.2 sees no harm.
 * Source: `scannerc.go` of https://github.com/yaml/go-yaml/tree/v2, with which ours is compared.
 *
 * @param written the text as it is written, with the line break after it; its further lines are indented by 4
 */
export function readScalar(written: string): Reading {
  switch (written[0]) {
    case '|': return readLiteral(written);
    case '"': return { text: unquoted(written.slice(1, -2), DOUBLE) };
    case '\'': return { text: unquoted(written.slice(1, -2), SINGLE) };
    default: return BREAK.test(written.slice(0, -1)) ? { fault: 'broken' } : { text: written.slice(0, -1) };
  }
}

export interface Reading {
  readonly text?: string;
  /** A tab where only blanks may indent, or a line that breaks off. */
  readonly fault?: 'tab' | 'broken';
}

const BREAK = /[\n\u2028\u2029]/;

/** How far the lines of a literal are indented, and how far its surroundings. */
const INDENT = 4;
const OUTER_INDENT = 2;

/** A literal as they scan it, character by character: what indents a line is found out on the way. */
function readLiteral(written: string): Reading {
  const [header, indented, chomping] = /^\|(\d?)([-+]?)\n/.exec(written) ?? [];
  if (header === undefined) return { fault: 'broken' };
  let indent = indented ? INDENT : undefined;
  let at = header.length;
  let column = 0;

  /** The breaks of empty lines, up to the first line that has anything; undefined where a tab stands in the way. */
  const breaks = (): string | undefined => {
    let found = '';
    let deepest = OUTER_INDENT + 1;
    for (;;) {
      while ((indent === undefined || column < indent) && written[at] === ' ') at++, column++;
      deepest = Math.max(deepest, column);
      if ((indent === undefined || column < indent) && written[at] === '\t') return undefined;
      if (at === written.length || !BREAK.test(written[at])) break;
      found += written[at++];
      column = 0;
    }
    indent ??= deepest;
    return found;
  };

  let text = '';
  let leading = '';
  let trailing = breaks();
  while (trailing !== undefined && column === indent && at < written.length) {
    const start = at;
    while (!BREAK.test(written[at])) at++;
    text += leading + trailing + written.slice(start, at);
    leading = written[at++];
    column = 0;
    trailing = breaks();
  }
  if (trailing === undefined) return { fault: 'tab' };
  // What is left stands too far to the left, and is read as something else.
  if (at < written.length) return { fault: 'broken' };
  return { text: text + (chomping === '-' ? '' : leading) + (chomping === '+' ? trailing : '') };
}

/** What may stand between quotes: an escape, a break that is escaped, blanks and breaks. */
const DOUBLE = /\\(?:x(?<byte>..)|u(?<unit>....)|[\n\u2028\u2029](?<joined>[ \t\n\u2028\u2029]*)|(?<letter>[^]))|(?<blank>[ \t\n\u2028\u2029]+)/g;
const SINGLE = /'(?<letter>')|(?<blank>[ \t\n\u2028\u2029]+)/g;

function unquoted(text: string, pattern: RegExp): string | undefined {
  // At the beginning of a line these end a document, between quotes as well.
  if (/[\n\u2028\u2029](?:---|\.\.\.)[ \t\n\u2028\u2029]/.test(text)) return undefined;
  return text.replace(pattern, (...found) => {
    const { byte, unit, joined, letter, blank } = found[found.length - 1] as { readonly [part: string]: string | undefined };
    if (blank !== undefined) return folded(blank);
    if (joined !== undefined) return joined.replace(/[ \t]+/g, '');
    return letter === undefined ? String.fromCharCode(parseInt((byte ?? unit)!, 16)) : ESCAPED[letter] ?? letter;
  });
}

/** A single break is a blank, and of several the first is none; U+2028 and U+2029 stay what they are. */
function folded(blank: string): string {
  if (!BREAK.test(blank)) return blank;
  const [first, ...further] = blank.replace(/[ \t]+/g, '');
  if (first !== '\n') return first + further.join('');
  return further.length === 0 ? ' ' : further.join('');
}

const ESCAPED: { readonly [letter: string]: string } = {
  0: '\0', a: '\x07', b: '\b', t: '\t', n: '\n', v: '\v', f: '\f', r: '\r', e: '\x1b', N: '\x85', _: '\xa0', L: '\u2028', P: '\u2029',
};
