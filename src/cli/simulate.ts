import { readFileSync } from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';
import { visibleText } from '../findings/text';
import { isWorkload, podSpecOf } from '../manifest/pod-spec';
import { judge } from '../rules/judge';
import { AppBehavior, BehaviorWindow } from '../timeline/app-behavior';
import { LONGEST_SECONDS } from '../timeline/behavior-problems';
import { LONGEST_PLAY_SECONDS, outlook, unplayed } from '../timeline/outlook';
import { Outlook } from '../timeline/outlook-summary';
import { PodPlan, podPlan } from '../timeline/pod-plan';
import { fileName, FileObject, readManifests, reportFaults, reportFindings, unreadable } from './_manifests';
import { colorsFor } from './_paint';
import { readScenario, ScenarioFile } from './_scenario-file';
import { simulationPicture, simulationText } from './_simulation-text';
import { svgPicture } from './_svg-picture';
import { addKubernetesVersion } from './_version-option';

interface SimulateOptions {
  readonly workload?: string;
  readonly container?: string;
  readonly scenario?: string;
  readonly startsAfter?: number;
  readonly stopsAfter?: number;
  readonly crashesAfter?: number;
  readonly hangs?: readonly BehaviorWindow[];
  readonly fails?: readonly BehaviorWindow[];
  readonly deleted?: number;
  readonly for?: number;
  readonly format: 'text' | 'json' | 'svg';
  readonly kubernetesVersion: number;
}

/** `simulate FILE`: what the kubelet does to an app that behaves like this. */
export function simulateCommand(): Command {
  const command = new Command('simulate')
    .summary('what the kubelet does to an app that behaves like this')
    .description('Plays the kubelet\'s part for one pod of a workload, in every phase of the kubelet\'s ticks, and says from when to when each thing happens.')
    .argument('<file>', 'a YAML or JSON file, a folder, or - for standard input')
    .option('--workload <name>', 'which workload, as NAME or KIND/NAME, where there are several')
    .option('--container <name>', 'whose app is meant by the options below, where several have probes')
    .option('--scenario <file>', 'what the app does: a YAML file (docs/timeline.md), or - for standard input')
    .option('--starts-after <seconds>', 'how long the app takes to start', seconds)
    .option('--hangs <from-until>', 'when it does not answer, until it is restarted; FROM alone has no end (repeatable)', addWindow)
    .option('--fails <from-until>', 'when it answers with an error, and no restart helps (repeatable); readiness:FROM-UNTIL for one probe', addWindow)
    .option('--crashes-after <seconds>', 'when it ends by itself', someSeconds)
    .option('--stops-after <seconds>', 'how long it takes to end after SIGTERM', seconds)
    .option('--deleted <seconds>', 'when the pod is deleted', someSeconds)
    .option('--for <seconds>', 'how long to play, four hours at most (default: until everything has come that can come of it)', playedSeconds)
    .addOption(new Option('--format <format>', 'what to write').choices(['text', 'json', 'svg']).default('text'));
  return addKubernetesVersion(command)
    .addHelpText('after', `
All times are seconds after the first start of the container.

Exit status: 0 no probe has a container killed, and all become ready, in every phase; 1 in some phase it is otherwise;
2 it cannot be played.

Examples:
  $ cdk8s-health-checks simulate dist/shop.k8s.yaml --workload api --starts-after 75
  $ cdk8s-health-checks simulate dist/shop.k8s.yaml --starts-after 20 --hangs 300-340
  $ cdk8s-health-checks simulate dist/shop.k8s.yaml --fails readiness:120-180`)
    .action(run);
}

function run(file: string, options: SimulateOptions): void {
  if (file === '-' && options.scenario === '-') throw new Error('The manifests and the scenario cannot both come from standard input.');
  const { objects, faults } = readManifests([file]);
  if (faults.length > 0) {
    reportFaults(faults);
    process.exitCode = 2;
    return;
  }
  const from = chosenWorkload(objects, fileName(file), options.workload);
  const findings = judge(from.object, { min: options.kubernetesVersion, max: options.kubernetesVersion }, from.duplicates);
  if (findings.length > 0) {
    reportFindings(findings.map(finding => from.placed(finding)));
    process.stderr.write('Nothing was played: the API server would refuse this workload.\n');
    process.exitCode = 2;
    return;
  }
  const pod = podPlan(podSpecOf(from.object)!.spec);
  const play = playOf(pod, from, options);
  const late = unplayed(play);
  if (late.length > 0) throw new Error(late.map(line => `${line}: give --for more, at most ${LONGEST_PLAY_SECONDS}`).join('\n'));
  const played = outlook(play);
  process.stdout.write(render(from, pod, played, options.format));
  if (played.isEverKilled || !played.isAlwaysReady) process.exitCode = 1;
}

// What is played.

function chosenWorkload(objects: readonly FileObject[], file: string, wanted: string | undefined): FileObject {
  const workloads = objects.filter(({ object }) => isWorkload(object));
  const names = workloads.slice(0, MOST_NAMES).map(nameOf).join(', ') + (workloads.length > MOST_NAMES ? ` and ${workloads.length - MOST_NAMES} more` : '');
  const [kind, name] = wanted?.includes('/') ? wanted.split('/', 2) : [undefined, wanted];
  const fitting = workloads.filter(({ name: own, object }) => {
    return (name === undefined || own === name) && (kind === undefined || object.kind?.toLowerCase() === kind.toLowerCase());
  });
  if (fitting.length === 1) return fitting[0];
  if (workloads.length === 0) throw new Error(visibleText(`${file} holds no workload.`));
  if (fitting.length === 0) throw new Error(visibleText(`${file} holds no workload ${wanted}. It holds ${names}.`));
  throw new Error(visibleText(`${file} holds several workloads: say which one with --workload. It holds ${names}.`));
}

/** So many names are shown where one has to be chosen. */
const MOST_NAMES = 20;

function nameOf({ object: { kind }, name }: FileObject): string {
  return `${kind}/${name}`;
}

function playOf(pod: PodPlan, from: FileObject, options: SimulateOptions): Parameters<typeof outlook>[0] {
  if (!pod.restarts) throw new Error(visibleText(`${nameOf(from)} has restartPolicy Never: its containers are not started again, which cannot be played yet.`));
  const scenario = options.scenario === undefined ? {} : scenarioFrom(options.scenario);
  const behaviors = new Map<string, AppBehavior>(scenario.containers);
  for (const name of behaviors.keys()) {
    if (!pod.containers.some(container => container.name === name)) throw new Error(visibleText(`${options.scenario}: ${noContainer(pod, name)}`));
  }
  if (options.container !== undefined) chosenContainer(pod, options.container);
  const { startsAfter, stopsAfter, crashesAfter, hangs, fails } = options;
  const given = {
    ...scenario.app,
    ...startsAfter === undefined ? {} : { startsAfterSeconds: startsAfter },
    ...stopsAfter === undefined ? {} : { stopsAfterSeconds: stopsAfter },
    ...crashesAfter === undefined ? {} : { crashesAfterSeconds: crashesAfter },
    ...hangs === undefined ? {} : { hangs: [...hangs] },
    ...fails === undefined ? {} : { fails: [...fails] },
  };
  if (Object.keys(given).length > 0) {
    const name = chosenContainer(pod, options.container);
    behaviors.set(name, { ...behaviors.get(name), ...given });
  }
  return {
    pod,
    behaviors,
    kubernetes: options.kubernetesVersion,
    deletedAtSeconds: options.deleted ?? scenario.deletedAtSeconds,
    forSeconds: options.for ?? scenario.forSeconds,
    kubelet: scenario.kubelet,
  };
}

function scenarioFrom(file: string): ScenarioFile {
  let text: string;
  try {
    text = readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new Error(unreadable(file, error));
  }
  return readScenario(fileName(file), text);
}

function chosenContainer({ containers }: PodPlan, wanted: string | undefined): string {
  if (wanted !== undefined) {
    if (containers.some(({ name }) => name === wanted)) return wanted;
    throw new Error(visibleText(noContainer({ containers }, wanted)));
  }
  const probed = containers.filter(({ probes }) => Object.keys(probes).length > 0);
  const likely = probed.length > 0 ? probed : containers;
  if (likely.length === 1) return likely[0].name;
  throw new Error(visibleText(`Several containers have probes: say whose app is meant with --container, or under containers in the scenario. There are ${namesOf(likely)}.`));
}

function noContainer({ containers }: Pick<PodPlan, 'containers'>, wanted: string): string {
  return `the pod has no container ${wanted}. It has ${namesOf(containers)}.`;
}

function namesOf(containers: PodPlan['containers']): string {
  return containers.map(({ name }) => name).join(', ');
}

// Options.

function seconds(text: string): number {
  const value = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || value > LONGEST_SECONDS) throw new InvalidArgumentError('Give a number of seconds, a year at most.');
  return value;
}

function someSeconds(text: string): number {
  if (seconds(text) < 0.001) throw new InvalidArgumentError('Give more than 0 seconds.');
  return seconds(text);
}

function playedSeconds(text: string): number {
  const value = Number(text);
  if (!(value >= 1 && value <= LONGEST_PLAY_SECONDS)) throw new InvalidArgumentError(`Give 1 to ${LONGEST_PLAY_SECONDS} seconds.`);
  return value;
}

function addWindow(text: string, before: readonly BehaviorWindow[] = []): BehaviorWindow[] {
  const match = /^(?:(liveness|readiness|startup):)?(\d+(?:\.\d+)?)(?:-(\d+(?:\.\d+)?))?$/.exec(text);
  if (!match) throw new InvalidArgumentError('Give seconds as FROM-UNTIL, such as 300-340, or FROM alone.');
  const [, probe, from, until] = match;
  if (until !== undefined && Number(until) <= Number(from)) throw new InvalidArgumentError('The second time must be later than the first.');
  return [...before, {
    fromSeconds: seconds(from),
    ...until === undefined ? {} : { untilSeconds: seconds(until) },
    ...probe === undefined ? {} : { probes: [probe as never] },
  }];
}

// What is written.

function render(from: FileObject, pod: PodPlan, played: Outlook, format: SimulateOptions['format']): string {
  switch (format) {
    case 'json': return `${JSON.stringify({ workload: { file: from.file, line: from.line, kind: from.object.kind, name: from.name }, ...played }, undefined, 2)}\n`;
    case 'svg': return svgPicture([simulationPicture(from, pod, played)]);
    case 'text': return simulationText(from, pod, played, Math.min(process.stdout.columns ?? 100, 120), colorsFor(process.stdout));
  }
}
