import { Severity } from '../findings/finding';
import { Remark } from '../rehearse/remark';
import { hanging } from './_paragraph';
import { Colors } from './_terminal';

/** Something worth saying, with its reason and its cure. */
export function remarkLines(remark: Remark, columns: number, colors: Colors): string[] {
  const [message, fix] = remarkSummary(remark, columns, colors);
  return [message, colors.dim(hanging('    why: ', 9, [`${remark.why}.`], columns)), fix];
}

/** The same, where its reason was told already. */
export function remarkSummary({ severity, message, fix }: Remark, columns: number, colors: Colors): string[] {
  return [
    hanging(`${colors.bold(severity === Severity.WARNING ? colors.yellow(severity) : colors.cyan(severity))}: `, 9, [message], columns),
    colors.dim(hanging('    fix: ', 9, [`${fix}.`], columns)),
  ];
}
