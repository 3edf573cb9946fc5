import { Command, Option } from 'commander';
import { Finding } from '../findings/finding';
import { isWorkload, podSpecOf } from '../manifest/pod-spec';
import { decoded } from '../rules/decoded';
import { judgeWithPods } from '../rules/judge';
import { podAnswers } from '../timeline/pod-answers';
import { Explained, explanationPictures, explanationText } from './_explanation-text';
import { FILES, readManifests, reportFaults, reportFindings } from './_manifests';
import { progressOn } from './_progress';
import { svgPicture } from './_svg-picture';
import { colorsFor, columnsOf } from './_terminal';
import { addKubernetesVersion } from './_version-option';

interface ExplainOptions {
  readonly format: 'text' | 'json' | 'svg';
  readonly kubernetesVersion: number;
}

/** `explain [FILES…]`: every probe in words and numbers. */
export function explainCommand(): Command {
  return addKubernetesVersion(new Command('explain'))
    .summary('every probe in words and numbers')
    .description('Says of each container what its probes come to: how long the app may take to start, how soon it is noticed that it broke, and when traffic comes and goes.')
    .argument('[files...]', FILES)
    .addOption(new Option('--format <format>', 'what to write').choices(['text', 'json', 'svg']).default('text'))
    .addHelpText('after', `
All times hold for every phase of the kubelet's ticks. They leave out what the kubelet takes for itself, a second or
two, and the time to schedule a pod and to pull its image.

Exit status: 0 everything was explained; 2 a file cannot be read, or the API server would refuse a workload.

Examples:
  $ cdk8s-health-checks explain dist/shop.k8s.yaml
  $ helm template shop ./chart | cdk8s-health-checks explain -
  $ cdk8s-health-checks explain dist --format svg > probes.svg`)
    .action(run);
}

function run(files: readonly string[], { format, kubernetesVersion }: ExplainOptions): void {
  const { objects, faults } = readManifests(files, progressOn(process.stderr));
  const explained: Explained[] = [];
  const refused: Finding[] = [];
  for (const from of objects) {
    // What is no object at all cannot be read either.
    if (typeof from.object === 'object' && !isWorkload(from.object)) continue;
    const findings = judgeWithPods(from.object, { min: kubernetesVersion, max: kubernetesVersion }, from.duplicates);
    refused.push(...findings.map(finding => from.placed(finding)));
    const accepted = findings.length === 0 ? decoded(from.object) : undefined;
    if (accepted) explained.push({ from, answers: podAnswers(accepted, podSpecOf(accepted)!.spec) });
  }
  reportFaults(faults);
  reportFindings(refused);
  if (faults.length > 0 || refused.length > 0) process.exitCode = 2;
  if (explained.length === 0 && process.exitCode === undefined) process.stderr.write('There is no workload in what was read.\n');
  process.stdout.write(render(explained, format));
}

function render(explained: readonly Explained[], format: ExplainOptions['format']): string {
  const colors = colorsFor(process.stdout);
  const columns = columnsOf(process.stdout);
  switch (format) {
    case 'json': return `${JSON.stringify({ workloads: explained.map(json) }, undefined, 2)}\n`;
    case 'svg': return explained.length === 0 ? '' : svgPicture(explained.flatMap(explanationPictures));
    case 'text': return explained.map(each => `${explanationText(each, columns, colors)}\n`).join('\n');
  }
}

function json({ from, answers: { containers, ready, rollout } }: Explained): object {
  const { file, line, object: { kind }, name, namespace } = from;
  return { file, line, kind, name, namespace, containers: containers.map(({ path: _, ...container }) => container), ready, rollout };
}
