import wrap from 'word-wrap';
import { Finding, Severity } from '../findings/finding';
import { SEVERITIES } from '../findings/severity';
import { visibleText } from '../findings/text';
import { Checked, Summary } from './_checked';
import { Colors } from './_terminal';

/** The findings of an object for a terminal: what weighs most first, with its cure; the reasons of all but mere information. */
export function objectText({ from, findings }: Checked, colors: Colors, columns: number): string {
  return findings.length === 0 ? '' : [
    `${colors.bold(from.title)} ${colors.dim(visibleText(`(${from.file})`))}`,
    ...SEVERITIES.flatMap(wanted => findings.filter(({ severity }) => severity === wanted)).map(finding => findingText(finding, colors, columns)),
    '\n',
  ].join('\n');
}

/** One line that says how many there are. */
export function summaryText({ objects, errors, warnings, infos }: Summary, colors: Colors): string {
  if (objects === 0) return 'There is no object in what was read.';
  const looked = `${objects} ${objects === 1 ? 'object' : 'objects'}`;
  if (errors + warnings + infos === 0) return colors.green(`Nothing to say of ${looked}.`);
  const counts = [
    ...errors > 0 ? [colors.red(counted(errors, 'error'))] : [],
    ...warnings > 0 ? [colors.yellow(counted(warnings, 'warning'))] : [],
    ...infos > 0 ? [colors.cyan(`${infos} for information`)] : [],
  ];
  return `${counts.join(', ')}, in ${looked}.`;
}

/** Where the text of a finding begins. */
const INDENT = 19;

function findingText({ rule, severity, line, column, path, message, why, fix }: Finding, colors: Colors, columns: number): string {
  const paint = { [Severity.ERROR]: colors.red, [Severity.WARNING]: colors.yellow, [Severity.INFO]: colors.cyan }[severity];
  const place = `${line}:${column}`;
  const text = (what: string, indent = INDENT) => wrap(visibleText(what), { width: Math.max(30, columns - indent), indent: '', trim: true }).split('\n').join(`\n${' '.repeat(indent)}`);
  const head = `${place.padStart(8)}  ${paint(severity.padEnd(INDENT - 10))}${text(message)}`;
  const id = `${' '.repeat(INDENT)}${colors.dim(visibleText(message.includes(path) ? rule : `${rule}, ${path}`))}`;
  const said = (label: string, what: string) => `${' '.repeat(INDENT)}${colors.dim(label)}  ${text(`${what}.`, INDENT + 5)}`;
  return [head, ...severity === Severity.INFO ? [] : [said('why', why)], said('fix', fix), id].join('\n');
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
