import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parse } from 'shell-quote';

export const root = path.join(__dirname, '..');
export const main = path.join(root, 'lib', 'cli', 'main.js');

/** A command as somebody would copy it. */
export interface ShownCommand {
  readonly command: string;
  /** The pages and the helps that show it. */
  readonly places: readonly string[];
  /** What it is said to print. */
  readonly output?: string;
}

const PAGES = ['README.md', 'CONTRIBUTING.md', 'ARCHITECTURE.md', ...fs.readdirSync(path.join(root, 'docs')).filter(name => name.endsWith('.md')).map(name => `docs/${name}`)];

const pages = PAGES.map(name => [name, fs.readFileSync(path.join(root, name), 'utf8')] as const);

/** What `--help` says, by the name of the command; that of all has no name. */
export const helps: ReadonlyMap<string, string> = new Map(['', ...commandNames()].map(name => [name, helpOf(name)]));

/** Every command that a page or a help shows, once; `npx` makes no difference. */
export function shownCommands(): ShownCommand[] {
  const all = [
    ...pages.flatMap(([name, page]) => [...commandsInBlocks(page), ...commandsInProse(page)].map(each => ({ ...each, place: name }))),
    ...[...helps].flatMap(([name, help]) => promptedLines(help).map(command => ({ command, output: undefined, place: `${name} --help` }))),
  ];
  const shown = new Map<string, ShownCommand>();
  for (const { command, output, place } of all) {
    const key = command.replace(/\bnpx (?=cdk8s-health-checks )/, '');
    const before = shown.get(key);
    shown.set(key, { command: before?.command ?? command, places: [...new Set([...before?.places ?? [], place])], output: before?.output ?? output });
  }
  return [...shown.values()];
}

/** The options that stand in prose without their command, with the pages. */
export function optionsInProse(): (readonly [option: string, page: string])[] {
  return pages.flatMap(([name, page]) => codeInProse(page).filter(code => /^--\w/.test(code)).flatMap(code => (
    code.split(' ').filter(word => word.startsWith('--')).map(option => [option, name] as const)
  )));
}

/** The programs that a line starts, each with its arguments. */
export function programsIn(command: string): (readonly string[])[] {
  const programs: string[][] = [[]];
  for (const part of parse(command)) {
    const word = typeof part === 'string' ? part : 'pattern' in part ? part.pattern : undefined;
    if (word !== undefined) programs[programs.length - 1].push(word);
    else if ('op' in part && ['|', '&&', '||', ';'].includes(part.op)) programs.push([]);
  }
  return programs;
}

/** The files that a line writes by `>`. */
export function filesWritten(command: string): string[] {
  const parts = parse(command);
  return parts.flatMap((part, index) => typeof part === 'object' && 'op' in part && part.op === '>' ? [parts[index + 1] as string] : []);
}

function commandNames(): string[] {
  const [, list] = /\nCommands:\n([^]*)/.exec(helpOf(''))!;
  return [...list.matchAll(/^ {2}([a-z][\w-]*)/gm)].map(([, name]) => name).filter(name => name !== 'help');
}

function helpOf(name: string): string {
  return spawnSync(process.execPath, [main, ...name === '' ? [] : [name], '--help'], { encoding: 'utf8' }).stdout;
}

/** Lines of blocks for a shell, and lines with a prompt in any others. */
function commandsInBlocks(page: string): { readonly command: string; readonly output?: string }[] {
  return [...page.matchAll(BLOCKS)].flatMap(([, language, block]) => {
    if (['sh', 'bash', 'shell'].includes(language)) return block.replaceAll('\\\n', ' ').split('\n').filter(line => /^[^#\s]/.test(line)).map(command => ({ command }));
    if (language !== 'console') return promptedLines(block).map(command => ({ command }));
    return block.split(/^\$ /m).slice(1).map(text => {
      const [command, ...output] = text.split('\n');
      return { command, output: output.join('\n') || undefined };
    });
  });
}

/** What begins like a command of this tool, or of those that it is made with. */
function commandsInProse(page: string): { readonly command: string; readonly output?: string }[] {
  return codeInProse(page).filter(code => /^(npx|npm|cdk8s-health-checks) /.test(code)).map(command => ({
    // The name of a command is no line to copy.
    command: /^cdk8s-health-checks [\w-]+$/.test(command) ? `${command} --help` : command.replace(/ --$/, ''),
  }));
}

function codeInProse(page: string): string[] {
  return [...page.replace(BLOCKS, '').matchAll(/`([^`\n]+)`/g)].map(([, code]) => code);
}

function promptedLines(text: string): string[] {
  return [...text.matchAll(/^\s*\$ (.+)$/gm)].map(([, command]) => command);
}

const BLOCKS = /^```(\w*)\n([^]*?)^```/gm;
