import { Command, InvalidArgumentError, Option } from 'commander';
import { closest, distance } from 'fastest-levenshtein';
import { ADVICE } from '../advice/registry';
import { Severity } from '../findings/finding';
import { isAtLeast, SEVERITIES } from '../findings/severity';
import { visibleText } from '../findings/text';
import { RULES } from '../rules/registry';
import { verdicts } from '../service/_verdict';
import { CheckFormat, CHECK_FORMATS, render } from './_check-output';
import { Checked } from './_checked';
import { pageOf } from './_docs-page';
import { FILES, readManifests, reportFaults } from './_manifests';
import { progressOn } from './_progress';
import { colorsFor, columnsOf } from './_terminal';
import { addKubernetesVersion } from './_version-option';

interface CheckOptions {
  readonly format: CheckFormat;
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
    .addOption(new Option('--format <format>', 'what to write').choices(CHECK_FORMATS).default('text'))
    .addOption(new Option('--fail-on <severity>', 'from which severity on to end with 1').choices(SEVERITIES).default(Severity.ERROR))
    .option('--only <ids>', 'leave out all findings but these, separated by commas (repeatable)', addIds)
    .option('--skip <ids>', 'leave these findings out, separated by commas (repeatable)', addIds);
  return addKubernetesVersion(command)
    .addHelpText('after', `
Exit status: 0 nothing at or above --fail-on, also where nothing was read; 1 something; 2 a file cannot be read.

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
  for (const piece of render(checked, faults, options.format, columnsOf(process.stdout), colorsFor(process.stdout))) process.stdout.write(piece);
  const findings = checked.flatMap(each => each.findings);
  if (faults.length > 0) process.exitCode = 2;
  else if (findings.some(({ severity }) => isAtLeast(severity, options.failOn))) process.exitCode = 1;
}

function isWanted(rule: string, { only, skip }: CheckOptions): boolean {
  return (only === undefined || only.includes(rule)) && !(skip ?? []).includes(rule);
}

function addIds(text: string, before: readonly string[] = []): string[] {
  const ids = text.split(',').map(id => id.trim()).filter(id => id !== '');
  if (ids.length === 0) throw new InvalidArgumentError(`Name at least one finding. ${LISTED}`);
  const known = [...RULES, ...ADVICE].map(({ id }) => id);
  for (const id of ids) {
    if (known.includes(id)) continue;
    const nearest = closest(id, known);
    const guess = distance(id, nearest) <= Math.min(4, nearest.length / 2) ? `; did you mean ${nearest}?` : '.';
    throw new InvalidArgumentError(`There is no finding ${visibleText(id)}${guess} ${LISTED}`);
  }
  return [...before, ...ids];
}

const LISTED = `All are listed in ${pageOf('findings')}`;
