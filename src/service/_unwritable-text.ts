import { Yaml } from 'cdk8s';
import { Finding, Severity, Verdict } from '../findings/finding';
import { escapedText, valueText } from '../findings/text';
import { containerOf } from '../manifest/container-of';
import { FieldPath } from '../manifest/field-path';
import { identityOf } from '../manifest/identity';
import { KubernetesObject } from '../manifest/objects';
import { late } from './_late';
import { readScalar } from './_scalar-reader';
import { StrictProp } from './_strict-props';

/**
 * Texts that cdk8s writes so that Kubernetes' tools cannot read them, or read something else.
 *
 * It escapes less than they need, and keeps less in quotes. The file is damaged, not the object, so that nobody else
 * would notice; and what a text breaks off into may be fields of its author's choice. All names and values are looked
 * at, in an object that holds what JSON can.
 */
export function textFindings(object: KubernetesObject): Finding[] {
  if (isPlain(object)) return [];
  const findings: Finding[] = [];
  visit(object, FieldPath.ROOT, (text, path, isName) => {
    const verdict = verdictOf(text, isName);
    if (!verdict) return;
    const field = path.toString() || 'the object as a whole';
    const container = containerOf(object, field);
    findings.push({
      ...identityOf(object),
      rule: 'unwritable-text' satisfies StrictProp,
      severity: Severity.ERROR,
      ...container === undefined ? {} : { container },
      path: field,
      value: text,
      ...verdict,
    });
  });
  return findings;
}

/** What is written and read as it was meant, of which nearly everything is: a letter first, and nothing but ASCII. */
const PLAIN = /^[A-Za-z/][ -~]*$/;

/**
 * What may go wrong: characters they cannot read or take for the end of a line, halves of characters, a tab first, a
 * line of one blank, and numbers that only they know.
 */
const SUSPICIOUS = /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]|^\n*\t|\n \n|^[-+]?(?:_|(?=[._]*\d)[\d._]+[oObBxXeE])[\w.+-]*$/;

/** As a name, an order to take over the fields of another map. */
const MERGE = '<<';

/** Whether nothing in a value needs a closer look. No path is made for it, since nearly all are plain. */
function isPlain(value: unknown): boolean {
  if (typeof value === 'string') return PLAIN.test(value) || !SUSPICIOUS.test(value);
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(item => isPlain(item));
  for (const name in value) {
    if (!PLAIN.test(name) && (name === MERGE || SUSPICIOUS.test(name))) return false;
    if (!isPlain((value as { readonly [name: string]: unknown })[name])) return false;
  }
  return true;
}

function visit(value: unknown, path: FieldPath, look: (text: string, path: FieldPath, isName: boolean) => void): void {
  if (typeof value === 'string') {
    look(value, path, false);
  } else if (Array.isArray(value)) {
    value.forEach((item, index) => visit(item, path.index(index), look));
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, field] of Object.entries(value)) {
      look(name, path, true);
      visit(field, /^\w+$/.test(name) ? path.field(name) : path.key(escapedText(name)), look);
    }
  }
}

/** What is wrong with a text; undefined where it is read as it was meant. */
function verdictOf(text: string, isName: boolean): Verdict | undefined {
  if (!SUSPICIOUS.test(text) && !(isName && text === MERGE)) return undefined;
  const what = isName ? `the name ${valueText(text)}` : `the text ${valueText(text)}`;
  const unreadable = UNREADABLE.exec(text);
  if (unreadable) return unreadableVerdict(what, text, unreadable.index, isName);
  const misread = misreading(text, isName);
  if (misread === undefined) return undefined;
  switch (misread.kind) {
    case 'number': return numberVerdict(what, misread.number);
    case 'merge': return {
      message: `${what} is an order in YAML: to take over the fields of another map`,
      why: 'cdk8s writes it without quotes, so that Kubernetes\' tools obey it or refuse the file',
      fix: 'Give it another name',
    };
    case 'tab': return {
      message: `${what} has several lines, and line ${lineOf(text, text.indexOf('\t'))}, the first that is not empty, begins with a tab`,
      why: 'cdk8s writes the lines as they are, and Kubernetes\' tools take the tab for the indentation of the file, which must be of blanks',
      fix: 'Indent that line with blanks, or let a line come first that does not begin with a tab',
    };
    case 'break': return {
      message: `${what} has ${placeText(text, text.search(SEPARATOR))}`,
      why: 'cdk8s writes it as it is, and Kubernetes\' tools take it for the end of a line: what they read ends or changes there, and what follows may become fields of its own',
      fix: isName || misreading(text.replace(SEPARATORS, '\n'), false) ? leftOut(isName) : `Write "\\n" where a line ends, or leave the character out${KEPT_ELSEWHERE}`,
    };
    case 'blank': return {
      message: `${what} has a line of one blank, line ${lineOf(text, text.indexOf('\n \n') + 1)}`,
      why: 'cdk8s puts such a text into quotes and writes a backslash for that line, and a backslash is what Kubernetes\' tools read',
      fix: 'Leave the blank out, so that the line is empty',
    };
  }
}

type Misreading = { readonly kind: 'merge' | 'tab' | 'break' | 'blank' } | { readonly kind: 'number'; readonly number: number };

/** What Kubernetes' tools make of a text as cdk8s writes it, whose characters they can read; undefined where it is what was meant. */
function misreading(text: string, isName: boolean): Misreading | undefined {
  const written = isName ? writtenName(text) : Yaml.stringify({ in: { a: text } }).slice('in:\n  a: '.length);
  const isBare = written === `${text}\n`;
  if (isBare && isName && text === MERGE) return { kind: 'merge' };
  // A name ends with its line, unless it is so long that a question mark comes first.
  if (isName && written.length <= LONGEST_NAME && SEPARATOR.test(written)) return { kind: 'break' };
  const { text: read, fault } = readScalar(written);
  if (read !== text) return { kind: fault === 'tab' && TAB_FIRST.test(text) ? 'tab' : SEPARATOR.test(text) ? 'break' : 'blank' };
  const number = isBare && NUMBER_LIKE.test(text) ? (late.yamlFile().readYaml(`a: ${text}`).documents[0].value as { readonly a: unknown }).a : text;
  return typeof number === 'number' ? { kind: 'number', number } : undefined;
}

/** A name with the break after it, without the question mark that comes before a long one. */
function writtenName(name: string): string {
  const written = Yaml.stringify({ in: { [name]: 0 } }).slice('in:\n  '.length);
  return written.startsWith('? ') && written.endsWith('\n  : 0\n') ? written.slice('? '.length, -'  : 0\n'.length) : `${written.slice(0, -': 0\n'.length)}\n`;
}

/** With the break after it: longer ones have a question mark. */
const LONGEST_NAME = 1025;

/**
 * Characters that do harm wherever they stand in a text: they are refused, or lost, as U+0085 is.
 *
 * U+FEFF harms only where it comes to lie at the end of what they read at a time, 512 bytes: then they skip the first
 * letter of a line after it. What the next change of any other field may break is broken.
 */
const UNREADABLE = /[\x7f-\x9f\ufeff\ufffe\uffff\p{Cs}]/u;
const SEPARATOR = /[\u2028\u2029]/;
const SEPARATORS = /[\u2028\u2029]/g;
const TAB_FIRST = /^\n*\t/;
const NUMBER_LIKE = /^[-+\d][\w.+-]*$/;

function unreadableVerdict(what: string, text: string, index: number, isName: boolean): Verdict {
  const message = `${what} has ${placeText(text, index)}`;
  if (/\p{Cs}/u.test(text[index])) {
    return {
      message,
      why: 'Kubernetes\' tools cannot read the file: a surrogate is half of a character, and nothing by itself',
      fix: 'Write the whole character, or leave the half out',
    };
  }
  return {
    message,
    why: `cdk8s writes it as it is, and Kubernetes' tools ${HARM[text[index]] ?? 'cannot read a file with such a character'}`,
    fix: leftOut(isName),
  };
}

const HARM: { readonly [character: string]: string } = {
  '\x85': 'take it for the end of a line: it is lost, or the text ends there',
  '\ufeff': 'skip a letter elsewhere for it, or cannot read the file, when it comes to lie at certain places in the file',
};

/** A name cannot be kept elsewhere. */
function leftOut(isName: boolean): string {
  return isName ? 'Leave the character out' : `Leave the character out${KEPT_ELSEWHERE}`;
}

const KEPT_ELSEWHERE = '; where it is needed, keep the text in a file of the image or, as base64, in the data of a Secret';

function numberVerdict(what: string, number: number): Verdict {
  return {
    message: `${what} would be read as the number ${valueText(number)}`,
    why: 'cdk8s knows no such number and writes it without quotes',
    fix: `Write ${valueText(String(number))}, which gets quotes, or what is no number`,
  };
}

/** `U+2028 LINE SEPARATOR, character 3 of line 2` */
function placeText(text: string, index: number): string {
  const before = text.slice(0, index);
  const code = text.charCodeAt(index);
  const character = [...before.slice(before.lastIndexOf('\n') + 1)].length + 1;
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')} ${nameOf(code)}, character ${character} of line ${lineOf(text, index)}`;
}

function lineOf(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

function nameOf(code: number): string {
  return NAMES[code] ?? (code < 0xa0 ? '(a control character)' : code < 0xe000 ? '(half of a character)' : '(no character)');
}

const NAMES: { readonly [code: number]: string } = { 0x7f: 'DELETE', 0x85: 'NEXT LINE', 0x2028: 'LINE SEPARATOR', 0x2029: 'PARAGRAPH SEPARATOR', 0xfeff: 'BYTE ORDER MARK' };
