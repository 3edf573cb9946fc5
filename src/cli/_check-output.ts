import { Finding, Severity } from '../findings/finding';
import { objectText, summaryText } from './_check-text';
import { Checked, Summary } from './_checked';
import { githubText } from './_github-annotations';
import { sarifLog } from './_sarif';
import { Colors } from './_terminal';

export const CHECK_FORMATS = ['text', 'json', 'sarif', 'github'] as const;

export type CheckFormat = typeof CHECK_FORMATS[number];

/**
 * What `check` writes, piece by piece, beside the faults of files, which people read elsewhere; the columns and colours are
 * those of a terminal.
 */
export function* render(
  checked: readonly Checked[],
  faults: readonly string[],
  format: CheckFormat,
  columns: number,
  colors: Colors,
): Generator<string> {
  const findings = checked.flatMap(each => each.findings);
  const summary = summaryOf(findings, checked.length);
  switch (format) {
    case 'json': yield `${JSON.stringify({ findings, faults, summary }, undefined, 2)}\n`; break;
    case 'sarif': yield `${JSON.stringify(sarifLog(findings, faults), undefined, 2)}\n`; break;
    case 'github': yield githubText(findings, faults); break;
    case 'text':
      for (const each of checked) yield objectText(each, colors, columns);
      yield `${summaryText(summary, colors)}\n`;
  }
}

function summaryOf(findings: readonly Finding[], objects: number): Summary {
  const count = (wanted: Severity) => findings.filter(({ severity }) => severity === wanted).length;
  return { objects, errors: count(Severity.ERROR), warnings: count(Severity.WARNING), infos: count(Severity.INFO) };
}
