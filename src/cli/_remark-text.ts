import { Severity } from '../findings/finding';
import { Remark } from '../rehearse/remark';
import { hanging } from './_paragraph';
import { Colors } from './_terminal';

/** Something worth saying, with its reason and its cure. */
export function remarkLines({ severity, message, why, fix }: Remark, columns: number, colors: Colors): string[] {
  return [
    hanging(`${colors.bold(severity === Severity.WARNING ? colors.yellow(severity) : colors.cyan(severity))}: `, 9, [message], columns),
    colors.dim(hanging('    why: ', 9, [`${why}.`], columns)),
    colors.dim(hanging('    fix: ', 9, [`${fix}.`], columns)),
  ];
}
