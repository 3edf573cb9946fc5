import { Finding, Severity } from '../findings/finding';
import { visibleText } from '../findings/text';

/**
 * Findings as annotations of a pull request.
 *
 * Source: https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
 */
export function githubText(findings: readonly Finding[], faults: readonly string[]): string {
  const unread = faults.map(fault => `::error title=file cannot be read::${data(visibleText(fault))}\n`);
  return [...unread, ...findings.map(({ severity, file, line, column, rule, message, why, fix }) => {
    const place = Object.entries({ file, line, col: column, title: rule }).map(([key, value]) => `${key}=${property(String(value))}`).join(',');
    return `::${COMMANDS[severity]} ${place}::${[`${message}.`, `${why}.`, `Fix: ${fix}.`].map(text => data(visibleText(text))).join('%0A')}\n`;
  })].join('');
}

const COMMANDS = { [Severity.ERROR]: 'error', [Severity.WARNING]: 'warning', [Severity.INFO]: 'notice' };

function data(text: string): string {
  return text.replace(/%/g, '%25');
}

function property(text: string): string {
  return data(visibleText(text)).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
