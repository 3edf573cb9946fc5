import wrap from 'word-wrap';
import { visibleText } from '../findings/text';

/** A paragraph whose further lines begin where its text does. */
export function hanging(head: string, indent: number, lines: readonly string[], columns: number): string {
  const wrapped = lines.map(line => wrap(visibleText(line), { width: columns - indent, indent: '', trim: true })).join('\n');
  return head + wrapped.split('\n').join(`\n${' '.repeat(indent)}`);
}
