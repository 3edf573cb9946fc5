import { Command, InvalidArgumentError, Option } from 'commander';
import { ADVICE } from '../advice/registry';
import { Finding, Severity } from '../findings/finding';
import { isAtLeast, SEVERITIES } from '../findings/severity';
import { RULES } from '../rules/registry';
import { verdicts } from '../service/_verdict';
import { checkText, summaryText } from './_check-text';
import { githubText } from './_github-annotations';
import { FileObject, FILES, readManifests, reportFaults } from './_manifests';
import { progressOn } from './_progress';
import { sarifLog } from './_sarif';
import { colorsFor, columnsOf } from './_terminal';
import { addKubernetesVersion } from './_version-option';

interface CheckOptions {
  readonly format: 'text' | 'json' | 'sarif' | 'github';
  readonly failOn: Severity;
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly kubernetesVersion: number;
}

/** `check [FILES…]`: what the API server would refuse, and what will hurt. */
export function checkCommand(): Command {
  const command = new Command('check')
    .summary('what the API server would refuse, and what will hurt')
    .description('Judges manifests as the API server does, and gives advice on what it accepts and you would regret. What is read together is judged together: '
      + 'Services with the pods behind them, disruption budgets with the pods they protect.')
    .argument('[files...]', FILES)
    .addOption(new Option('--format <format>', 'what to write').choices(['text', 'json', 'sarif', 'github']).default('text'))
    .addOption(new Option('--fail-on <severity>', 'from which severity on to end with 1').choices(SEVERITIES).default(Severity.ERROR))
    .option('--only <ids>', 'leave out all findings but these, separated by commas (repeatable)', addIds)
    .option('--skip <ids>', 'leave these findings out, separated by commas (repeatable)', addIds);
  return addKubernetesVersion(command)
    .addHelpText('after', `
Exit status: 0 nothing at or above --fail-on; 1 something; 2 a file cannot be read.

A finding that does not apply is acknowledged with a reason, in an annotation of the object:
  cdk8s-health-checks/acknowledge.single-replica: the app keeps its state in memory
How long an app may take to start, in seconds, can be said in another:
  cdk8s-health-checks/startup-seconds: "75"

Examples:
  $ cdk8s-health-checks check dist
  $ helm template shop ./chart | cdk8s-health-checks check --fail-on warning -
  $ cdk8s-health-checks check dist --format sarif > findings.sarif`)
    .action(run);
}

function run(files: readonly string[], options: CheckOptions): void {
  const { objects, faults } = readManifests(files, progressOn(process.stderr));
  const checked = verdicts(objects, options.kubernetesVersion).map((findings, index): Checked => {
    const from = objects[index];
    return { from, findings: findings.filter(({ rule }) => isWanted(rule, options)).map(finding => from.placed(finding)) };
  });
  reportFaults(faults);
  process.stdout.write(render(checked, options));
  const findings = checked.flatMap(each => each.findings);
  if (faults.length > 0) process.exitCode = 2;
  else if (findings.some(({ severity }) => isAtLeast(severity, options.failOn))) process.exitCode = 1;
}

/** An object, and what is said of it. */
export interface Checked {
  readonly from: FileObject;
  readonly findings: readonly Finding[];
}

function isWanted(rule: string, { only, skip }: CheckOptions): boolean {
  return (only === undefined || only.includes(rule)) && !(skip ?? []).includes(rule);
}

function addIds(text: string, before: readonly string[] = []): string[] {
  const ids = text.split(',').map(id => id.trim()).filter(id => id !== '');
  const known = new Set([...RULES, ...ADVICE].map(({ id }) => id));
  for (const id of ids) {
    if (!known.has(id)) throw new InvalidArgumentError(`There is no finding ${id}; docs/findings.md lists them.`);
  }
  return [...before, ...ids];
}

function render(checked: readonly Checked[], { format }: CheckOptions): string {
  const findings = checked.flatMap(each => each.findings);
  const colors = colorsFor(process.stdout);
  switch (format) {
    case 'json': return `${JSON.stringify({ findings, summary: summaryOf(findings, checked.length) }, undefined, 2)}\n`;
    case 'sarif': return `${JSON.stringify(sarifLog(findings), undefined, 2)}\n`;
    case 'github': return githubText(findings);
    case 'text': return `${checkText(checked, colors, columnsOf(process.stdout))}${summaryText(summaryOf(findings, checked.length), colors)}\n`;
  }
}

/** How many findings there are of each severity, in how many objects. */
export interface Summary {
  readonly objects: number;
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
}

function summaryOf(findings: readonly Finding[], objects: number): Summary {
  const count = (wanted: Severity) => findings.filter(({ severity }) => severity === wanted).length;
  return { objects, errors: count(Severity.ERROR), warnings: count(Severity.WARNING), infos: count(Severity.INFO) };
}
