import { Finding, Severity } from '../findings/finding';

/**
 * Findings as annotations of a pull request.
 *
 * Source: https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
 */
export function githubText(findings: readonly Finding[]): string {
  return findings.map(({ severity, file, line, column, rule, message, why, fix }) => {
    const place = Object.entries({ file, line, col: column, title: rule }).map(([key, value]) => `${key}=${property(String(value))}`).join(',');
    return `::${COMMANDS[severity]} ${place}::${data(`${message}.\n${why}.\nFix: ${fix}.`)}\n`;
  }).join('');
}

const COMMANDS = { [Severity.ERROR]: 'error', [Severity.WARNING]: 'warning', [Severity.INFO]: 'notice' };

function data(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function property(text: string): string {
  return data(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
