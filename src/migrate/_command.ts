import { parse } from 'shell-quote';

/** The words of a command as a shell would find them; undefined where it takes a shell to run it. */
export function commandWords(command: string): string[] | undefined {
  if (NEEDS_SHELL.test(command)) return undefined;
  const parsed = parse(command, variable => ({ op: `$${variable}` }));
  const words = parsed.filter((word): word is string => typeof word === 'string');
  return words.length < parsed.length || words.length === 0 || BUILT_IN.includes(words[0]) ? undefined : words;
}

/** Whether every quote has an end. */
export function hasClosedQuotes(command: string): boolean {
  return /^(?:[^'"\\]|\\.|'[^']*'|"(?:[^"\\]|\\.)*")*$/s.test(command);
}

/** Substitution, other homes, braces, several lines, negation, and a variable that is set in front. */
const NEEDS_SHELL = /[`$~\n{}!]|^\s*\w+=/;

/** What is part of a shell, and no program of its own. */
const BUILT_IN = [
  '.', ':', 'alias', 'cd', 'command', 'eval', 'exec', 'exit', 'export', 'if', 'for', 'read', 'set', 'shift', 'source', 'trap', 'ulimit', 'umask', 'unset', 'until', 'wait', 'while',
];
