import { visibleText } from '../findings/text';
import { Outlook, OutlookEvent } from '../timeline/outlook-summary';
import { PodPlan } from '../timeline/pod-plan';
import { secondsText, windowText } from '../timeline/seconds-text';
import { FileObject } from './_manifests';
import { Picture } from './_picture';
import { Cell, tableText } from './_table';
import { Colors } from './_terminal';
import { textPicture } from './_text-picture';

/** What happened, for a terminal of so many columns: a picture, a line for each thing, and the verdict. */
export function simulationText(from: FileObject, pod: PodPlan, played: Outlook, columns: number, colors: Colors): string {
  const several = pod.containers.length > 1;
  const rows: Cell[][] = [];
  const events = played.events.filter(event => isWorthALine(event, pod, played.events));
  const told = events.slice(0, MOST_EVENTS);
  for (const event of told) {
    const share = event.share < 1 ? colors.dim(`in ${shareText(event.share)}`) : '';
    const who = several && event.container ? `${visibleText(event.container)}: ` : '';
    rows.push([{ content: windowText(event), hAlign: 'right' }, `${who}${eventText(event, !several || event.container === '', colors)}`, share]);
  }
  const more = events.length - told.length;
  return [
    `${colors.bold(from.title)} ${colors.dim(from.place)}`,
    '',
    textPicture(simulationPicture(from, pod, played), columns, colors),
    '',
    tableText(rows),
    ...more > 0 ? [colors.dim(`and ${more} more`)] : [],
    '',
    verdict(played, colors),
    colors.dim(`${played.phases} phases of the kubelet's ticks were played${played.isComplete ? '' : ', a sample of very many'}, ${secondsText(played.seconds)} each.`),
    '',
  ].join('\n');
}

/** When each container runs and gets traffic. */
export function simulationPicture(from: FileObject, pod: PodPlan, { events, states, seconds: played, killed, neverReady }: Outlook): Picture {
  const several = pod.containers.length > 1;
  const rows = states.map(({ container, what, spans }) => ({
    label: container === '' || (!several && what === 'ready') ? 'gets traffic' : `${several ? `${visibleText(container)} ` : ''}${what}`,
    spans: [
      ...spans.map(({ fromSeconds, toSeconds, isSure }) => ({ from: fromSeconds, to: toSeconds, kind: isSure ? 'yes' as const : 'maybe' as const })),
      ...what === 'runs' ? events.filter(event => event.container === container && event.what === 'killing' && event.probe)
        .map(({ earliestSeconds, latestSeconds }) => ({ from: earliestSeconds, to: latestSeconds, kind: 'end' as const })) : [],
    ],
  }));
  return {
    title: from.title,
    description: `Killed in ${shareText(killed)}; never ready in ${shareText(neverReady)}.`,
    panels: [{ title: 'seconds', untilSeconds: played, rows }],
  };
}

/** A container without startup probe has started when it runs; and that one has ended is clear where the next one starts. */
function isWorthALine(event: OutlookEvent, { containers }: PodPlan, events: readonly OutlookEvent[]): boolean {
  const { what, container, earliestSeconds, latestSeconds } = event;
  if (what === 'started') return containers.some(({ name, probes }) => name === container && probes.startup);
  if (what !== 'container ended') return true;
  const wasKilled = events.some(kill => kill.what === 'killing' && kill.container === container
    && kill.earliestSeconds <= earliestSeconds && earliestSeconds <= kill.earliestSeconds + kill.graceSeconds! + 1);
  return !wasKilled || !events.some(next => next.what === 'container started' && next.container === container
    && Math.abs(next.earliestSeconds - earliestSeconds) < 0.1 && Math.abs(next.latestSeconds - latestSeconds) < 0.1);
}

/** Whoever wants all of a crash loop asks for JSON. */
const MOST_EVENTS = 40;

/** @param isWhole whether the readiness of the pod is meant, and not of one of several containers */
function eventText({ what, probe, graceSeconds, occurrence }: OutlookEvent, isWhole: boolean, colors: Colors): string {
  switch (what) {
    case 'container started': return occurrence === 1 ? 'the container is started' : 'the container is started again';
    case 'container ended': return 'the container has ended';
    case 'started': return 'started';
    case 'ready': return colors.green(isWhole ? 'ready: traffic comes' : 'ready');
    case 'not ready': return colors.yellow(isWhole ? 'not ready: traffic stops' : 'not ready');
    case 'killing': return probe === undefined ? `asked to end, within ${secondsText(graceSeconds!)}`
      : colors.red(`killed by the ${probe} probe, with ${secondsText(graceSeconds!)} to end`);
    case 'backing off': return 'waits to be started again (CrashLoopBackOff)';
    case 'deleting': return 'the pod is deleted: traffic stops';
    case 'deleted': return 'the pod is gone';
  }
}

function verdict({ isEverKilled, killed, isAlwaysReady, neverReady, seconds: played }: Outlook, colors: Colors): string {
  const verdicts = [
    ...isEverKilled ? [colors.red(`Killed in ${shareText(killed)}.`)] : [],
    ...isAlwaysReady ? [] : [colors.red(`Not ready within ${secondsText(played)} in ${shareText(neverReady)}.`)],
  ];
  const clear = !isEverKilled && isAlwaysReady ? [colors.green('Never killed, and always ready at some time.')] : [];
  return [...verdicts, ...clear].join(' ');
}

function shareText(share: number): string {
  if (share === 1) return 'every phase';
  const percent = Math.round(share * 100);
  return percent === 0 ? 'less than 1 % of the phases' : percent === 100 ? 'more than 99 % of the phases' : `${percent} % of the phases`;
}
