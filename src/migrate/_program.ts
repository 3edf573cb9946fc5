import { escapedText } from '../findings/text';
import { Call, Code, Name, Statement, Struct } from './_code';
import { LIBRARY } from './_library';

/** What a program says before its first statement. */
export interface ProgramHead {
  /** The name of the chart. */
  readonly chart: string;
  /** Comments for the top of the file. */
  readonly comments: readonly string[];
}

const WIDTH = 120;
const INDENT = '  ';

/** A TypeScript program for cdk8s that makes what a translated file says. */
export function programText(statements: readonly Statement[], { chart, comments }: ProgramHead): string {
  const used = new Set(['App', 'Chart']);
  for (const { code } of statements) collectNames(code, used);
  const variables = new Set([...used].filter(name => name.startsWith(VARIABLE)).map(name => name.slice(VARIABLE.length)));
  return `${[
    importsText(used),
    '',
    ...comments.length > 0 ? [...comments.map(comment => commentText(comment, '')), ''] : [],
    'const app = new App();',
    `const chart = new Chart(app, ${stringText(chart)});`,
    ...statements.flatMap(statement => ['', statementText(statement, variables)]),
    '',
    'app.synth();',
  ].join('\n')}\n`;
}

function importsText(used: ReadonlySet<string>): string {
  return Object.entries(LIBRARY).map(([module, names]) => {
    const imported = Object.keys(names).filter(name => used.has(name)).sort((a, b) => a.toLowerCase() < b.toLowerCase() ? -1 : 1);
    const line = `import { ${imported.join(', ')} } from '${module}';`;
    const broken = `import {\n${imported.map(name => `${INDENT}${name},`).join('\n')}\n} from '${module}';`;
    return imported.length === 0 ? '' : `${line.length <= WIDTH ? line : broken}\n`;
  }).join('').trimEnd();
}

/** Marks the names of variables among the names used. */
const VARIABLE = '$';

function collectNames(code: Code, used: Set<string>): void {
  if (code instanceof Name) {
    const [root] = code.path.split('.');
    used.add(isLibrary(root) ? root : `${VARIABLE}${root}`);
  } else if (code instanceof Call) {
    if (code.options.receiver === undefined) collectNames(code.callee, used);
    else collectNames(code.options.receiver, used);
    code.args.forEach(arg => collectNames(arg, used));
  } else if (code instanceof Struct) {
    code.entries.forEach(({ value }) => collectNames(value, used));
  } else if (Array.isArray(code)) {
    (code as readonly Code[]).forEach(item => collectNames(item, used));
  }
}

function isLibrary(root: string): boolean {
  return Object.values(LIBRARY).some(names => Object.hasOwn(names, root));
}

function statementText({ code, variable, comments }: Statement, used: ReadonlySet<string>): string {
  const start = variable !== undefined && used.has(variable) ? `const ${variable} = ` : '';
  return [...comments.map(comment => commentText(comment, '')), `${start}${codeText(code, '', start.length + 1)};`].join('\n');
}

/** An expression, on one line where it fits; `taken` is what else stands on its first line. */
function codeText(code: Code, indent: string, taken: number): string {
  const short = flatText(code);
  if (short !== undefined && indent.length + taken + short.length <= WIDTH) return short;
  const inner = indent + INDENT;
  if (code instanceof Struct) {
    const lines = code.entries.map(({ name, value, comments }) => {
      const key = `${keyText(name)}: `;
      return [...comments.map(comment => commentText(comment, inner)), `${inner}${key}${codeText(value, inner, key.length + 1)},`].join('\n');
    });
    return `{\n${lines.join('\n')}\n${indent}}`;
  }
  if (code instanceof Call) {
    const start = calleeText(code);
    const last = code.args.length - 1;
    const front = code.args.slice(0, -1).map(arg => flatText(arg));
    // The usual way: the last argument is broken, and those before it stay on the line.
    if (last >= 0 && front.every(text => text !== undefined) && breaks(code.args[last])) {
      const before = `${start}(${front.map(text => `${text}, `).join('')}`;
      if (indent.length + taken + before.length <= WIDTH) return `${before}${codeText(code.args[last], indent, taken + before.length)})`;
    }
    return `${start}(\n${code.args.map(arg => `${inner}${codeText(arg, inner, 1)},`).join('\n')}\n${indent})`;
  }
  if (Array.isArray(code)) return `[\n${code.map(item => `${inner}${codeText(item as Code, inner, 1)},`).join('\n')}\n${indent}]`;
  return short ?? '';
}

/** What is broken inside, so that its first line may stand where it is. */
function breaks(code: Code): boolean {
  return code instanceof Struct || Array.isArray(code);
}

/** An expression on one line; undefined where a comment stands in it. */
function flatText(code: Code): string | undefined {
  if (typeof code === 'string') return stringText(code);
  if (typeof code !== 'object' || code === null) return String(code);
  if (code instanceof Name) return code.path;
  if (code instanceof Call) return all(code.args.map(flatText), args => `${calleeText(code)}(${args.join(', ')})`);
  if (code instanceof Struct) {
    if (code.entries.some(({ comments }) => comments.length > 0)) return undefined;
    if (code.entries.length === 0) return '{}';
    return all(code.entries.map(({ value }) => flatText(value)), values => `{ ${values.map((value, index) => `${keyText(code.entries[index].name)}: ${value}`).join(', ')} }`);
  }
  return all(code.map(flatText), items => `[${items.join(', ')}]`);
}

function all(texts: readonly (string | undefined)[], join: (texts: readonly string[]) => string): string | undefined {
  return texts.includes(undefined) ? undefined : join(texts as readonly string[]);
}

function calleeText({ callee, options }: Call): string {
  const receiver = options.receiver === undefined ? '' : `${flatText(options.receiver)}.`;
  return `${options.isNew ? 'new ' : ''}${receiver}${callee.path}`;
}

function keyText(name: string): string {
  // As a plain key it would set the prototype, even in quotes.
  if (name === '__proto__') return '[\'__proto__\']';
  return /^[A-Za-z_]\w*$/.test(name) ? name : stringText(name);
}

/** A string literal that means exactly this text, whatever is in it. */
function stringText(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1).replace(/\\(.)|'/gs, (found, escaped) => escaped === '"' ? '"' : found === '\'' ? '\\\'' : found);
  return `'${escapedText(inner)}'`;
}

/** A comment is one line, so that nothing in it can be taken for code. */
function commentText(text: string, indent: string): string {
  const words = escapedText(text.replace(/\s+/g, ' ').trim()).split(' ');
  const lines: string[] = [];
  for (const word of words) {
    const last = lines[lines.length - 1];
    if (last !== undefined && indent.length + 3 + last.length + 1 + word.length <= WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map(line => `${indent}// ${line}`).join('\n');
}
