import { Command, Option } from 'commander';
import { visibleText } from '../findings/text';
import { AppBehavior, BehaviorWindow } from '../timeline/app-behavior';
import { LONGEST_PLAY_SECONDS, unplayed } from '../timeline/horizon';
import { outlook } from '../timeline/outlook';
import { Outlook } from '../timeline/outlook-summary';
import { Play } from '../timeline/phase-scenario';
import { PodPlan, podPlan } from '../timeline/pod-plan';
import { acceptedWorkload } from './_accepted-workload';
import { pageOf } from './_docs-page';
import { FileObject } from './_manifests';
import { readScenario } from './_scenario-file';
import { simulationPicture, simulationText } from './_simulation-text';
import { svgPicture } from './_svg-picture';
import { colorsFor, columnsOf } from './_terminal';
import { fileName, readTextFile } from './_text-file';
import { addWindow, playedSeconds, seconds, someSeconds } from './_time-options';
import { addKubernetesVersion } from './_version-option';
import { chosenContainer, nameOf, noContainer } from './_workload-choice';

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
    .option('--scenario <file>', 'what the app does: a YAML file, or - for standard input')
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

What a scenario can say: ${pageOf('timeline')}#a-scenario-file

Exit status: 0 no probe has a container killed, and all become ready, in every phase; 1 in some phase it is otherwise;
2 it cannot be played.

Examples:
  $ cdk8s-health-checks simulate dist/shop.k8s.yaml --workload shop-api --starts-after 75
  $ cdk8s-health-checks simulate dist/shop.k8s.yaml --starts-after 20 --hangs 300-340
  $ cdk8s-health-checks simulate dist/shop.k8s.yaml --fails readiness:120-180`)
    .action(run);
}

function run(file: string, options: SimulateOptions): void {
  if (file === '-' && options.scenario === '-') throw new Error('The manifests and the scenario cannot both come from standard input.');
  const accepted = acceptedWorkload(file, options.workload, options.kubernetesVersion, 'played');
  if (!accepted) return;
  const { from } = accepted;
  const pod = podPlan(accepted.pod);
  const play = playOf(pod, from, options);
  const late = unplayed(play);
  if (late.length > 0) throw new Error(late.map(line => `${line}: give --for more, at most ${LONGEST_PLAY_SECONDS}`).join('\n'));
  const played = outlook(play);
  process.stdout.write(render(from, pod, played, options.format));
  if (played.isEverKilled || !played.isAlwaysReady) process.exitCode = 1;
}

function playOf(pod: PodPlan, from: FileObject, options: SimulateOptions): Play {
  if (!pod.restarts) throw new Error(visibleText(`${nameOf(from)} has restartPolicy Never: its containers are not started again, which cannot be played yet.`));
  const scenario = options.scenario === undefined ? {} : readScenario(fileName(options.scenario), readTextFile(options.scenario));
  const behaviors = new Map<string, AppBehavior>(scenario.containers);
  for (const name of behaviors.keys()) {
    if (!pod.containers.some(container => container.name === name)) throw new Error(visibleText(`${options.scenario}: ${noContainer(pod, name)}`));
  }
  if (options.container !== undefined) chosenContainer(pod, options.container, ', or under containers in the scenario');
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
    const name = chosenContainer(pod, options.container, ', or under containers in the scenario');
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

function render(from: FileObject, pod: PodPlan, played: Outlook, format: SimulateOptions['format']): string {
  switch (format) {
    case 'json': return `${JSON.stringify({ workload: { file: from.file, line: from.line, kind: from.object.kind, name: from.name }, ...played }, undefined, 2)}\n`;
    case 'svg': return svgPicture([simulationPicture(from, pod, played)]);
    case 'text': return simulationText(from, pod, played, columnsOf(process.stdout), colorsFor(process.stdout));
  }
}
