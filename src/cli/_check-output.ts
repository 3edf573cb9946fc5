import { Finding, Severity } from '../findings/finding';
import { checkText, summaryText } from './_check-text';
import { githubText } from './_github-annotations';
import { FileObject } from './_manifests';
import { sarifLog } from './_sarif';
import { Colors } from './_terminal';

export const CHECK_FORMATS = ['text', 'json', 'sarif', 'github'] as const;

export type CheckFormat = typeof CHECK_FORMATS[number];

/** An object, and what is said of it. */
export interface Checked {
  readonly from: FileObject;
  readonly findings: readonly Finding[];
}

/** How many findings there are of each severity, in how many objects. */
export interface Summary {
  readonly objects: number;
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
}

/** What `check` writes, beside the faults of files, which people read elsewhere; the columns and colours are those of a terminal. */
export function render(checked: readonly Checked[], faults: readonly string[], format: CheckFormat, columns: number, colors: Colors): string {
  const findings = checked.flatMap(each => each.findings);
  const summary = summaryOf(findings, checked.length);
  switch (format) {
    case 'json': return `${JSON.stringify({ findings, faults, summary }, undefined, 2)}\n`;
    case 'sarif': return `${JSON.stringify(sarifLog(findings, faults), undefined, 2)}\n`;
    case 'github': return githubText(findings, faults);
    case 'text': return `${checkText(checked, colors, columns)}${summaryText(summary, colors)}\n`;
  }
}

function summaryOf(findings: readonly Finding[], objects: number): Summary {
  const count = (wanted: Severity) => findings.filter(({ severity }) => severity === wanted).length;
  return { objects, errors: count(Severity.ERROR), warnings: count(Severity.WARNING), infos: count(Severity.INFO) };
}
