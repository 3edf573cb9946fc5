import { RehearsalOutput } from './_rehearsal-output';

/** A line of JSON for each thing that happens, and one for the summary. */
export function jsonOutput(): RehearsalOutput {
  const write = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
  return { begin: () => {}, tell: write, stop: () => {}, end: summary => { write({ what: 'summary', ...summary }); } };
}
