import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ADVICE } from '../advice/registry';
import { Finding, Severity } from '../findings/finding';
import { RULES } from '../rules/registry';

/**
 * Findings as a SARIF log, for code scanning.
 *
 * Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function sarifLog(findings: readonly Finding[], faults: readonly string[]): object {
  const pages = new Map(findings.map(({ rule, docs }) => [rule, docs]));
  const ids = [...pages.keys()];
  const statements = new Map([...RULES, ...ADVICE].map(({ id, statement }) => [id, statement]));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{
      tool: {
        driver: {
          name: 'cdk8s-health-checks',
          version: (JSON.parse(readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8')) as { readonly version: string }).version,
          rules: ids.map(id => ({ id, shortDescription: { text: `${statements.get(id) ?? id}.` }, ...pages.get(id) ? { helpUri: pages.get(id) } : {} })),
        },
      },
      // Where a file could not be read, what was found before is not gone.
      invocations: [{
        executionSuccessful: faults.length === 0,
        toolExecutionNotifications: faults.map(text => ({ level: 'error', message: { text } })),
      }],
      columnKind: 'utf16CodeUnits',
      results: findings.map(({ rule, severity, file, line, column, kind, name, namespace, path, message, why, fix }) => ({
        ruleId: rule,
        ruleIndex: ids.indexOf(rule),
        level: LEVELS[severity],
        message: { text: `${message}.\n${why}.\nFix: ${fix}.` },
        locations: [{
          physicalLocation: { artifactLocation: { uri: uriOf(file!) }, region: { startLine: line, startColumn: column } },
          logicalLocations: [{ fullyQualifiedName: [namespace, kind, name, path].filter(part => part).join('/'), kind: 'resource' }],
        }],
      })),
    }],
  };
}

const LEVELS = { [Severity.ERROR]: 'error', [Severity.WARNING]: 'warning', [Severity.INFO]: 'note' };

/** Relative to where the command runs, as code scanning wants it; absolute where that was given. */
function uriOf(file: string): string {
  return file.startsWith('/') ? pathToFileURL(file).href : file.split(/[\\/]/).map(encodeURIComponent).join('/');
}
