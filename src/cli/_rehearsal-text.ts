import { stripVTControlCharacters } from 'node:util';
import { visibleText } from '../findings/text';
import { MOST_ATTEMPTS } from '../rehearse/probe-loop';
import { RehearsalEvent } from '../rehearse/rehearsal-event';
import { isCrash } from '../rehearse/rehearsed-container';
import { endText } from '../rehearse/start-remarks';
import { Role, ROLES } from '../timeline/scenario';
import { secondsText } from '../timeline/seconds-text';
import { commandText } from './_command-text';
import { probeSentence } from './_explanation-text';
import { FileObject } from './_manifests';
import { RehearsalOutput } from './_rehearsal-output';
import { PlannedRehearsal } from './_rehearsal-plan';
import { statusLine } from './_rehearsal-status';
import { summaryText } from './_rehearsal-summary-text';
import { remarkLines } from './_remark-text';
import { Colors, colorsFor, columnsOf } from './_terminal';

/** A line for each thing that happens; on a terminal, how things stand below them. */
export function textOutput(from: FileObject, plan: PlannedRehearsal): RehearsalOutput {
  const colors = colorsFor(process.stdout);
  const status = statusLine(process.stdout);
  let isDeleted = false;
  let isDone = false;
  return {
    begin: standing => {
      for (const line of headLines(from, plan, colors)) status.write(line);
      status.show(standing);
    },
    tell: event => {
      // Of a pod that is deleted, readiness means nothing any more.
      if (isDeleted && event.what === 'ready') return;
      // There never was one, or it is done.
      if (isDone && event.what === 'deleting') return;
      if (event.what === 'start') isDone = false;
      if (event.what === 'end') isDone = 'error' in event.how || plan.restartPolicy === 'Never' || !isCrash(event.how, plan.restartPolicy);
      isDeleted ||= event.what === 'deleting';
      for (const line of eventLines(event, plan, colors)) status.write(line);
    },
    stop: () => status.stop(),
    end: summary => {
      status.stop();
      process.stdout.write(`\n${summaryText(from, summary, columnsOf(process.stdout), colors)}`);
    },
  };
}

function headLines(from: FileObject, plan: PlannedRehearsal, colors: Colors): string[] {
  const { container, planned, surroundings: { target }, isExternal, notes } = plan;
  return [
    `${colors.bold(from.title)}, container ${visibleText(container.name!)} ${colors.dim(from.place)}`,
    '',
    ...(['startup', 'liveness', 'readiness'] as const).flatMap(role => {
      const probe = planned.probes[role];
      return probe ? [`  ${colors.cyan(role.padEnd(ROLE_WIDTH))} ${visibleText(probeSentence(planned.asks[role]!, probe))}`] : [];
    }),
    '',
    colors.dim(`Probes ask ${target.host}. Ctrl-C ${isExternal ? 'ends the rehearsal, and leaves the app as it is' : 'deletes the pod, and once more ends the app at once'}.`),
    ...notes.map(note => colors.yellow(`${note}.`)),
    '',
  ];
}

function eventLines(event: RehearsalEvent, plan: PlannedRehearsal, colors: Colors): string[] {
  const { probes, command, container, isExternal } = plan;
  const line = (text: string) => [`${timeText(event.at, colors)}  ${text}`];
  const mark = (text: string) => line(`● ${text}`);
  switch (event.what) {
    case 'start': {
      if (isExternal) return mark(`the app is asked at ${plan.address}`);
      return mark(`${event.run === 0 ? 'the app is started' : 'the app is started again'}: ${visibleText(commandText(command))}`);
    }
    // The first attempts of one that cannot be asked are as the last.
    case 'answer': return event.answer.outcome === 'error' && event.attempt < MOST_ATTEMPTS ? [] : line(answerText(event, plan, colors));
    // What comes of it is told.
    case 'result': return [];
    case 'started': return event.value && probes.startup ? mark(colors.green('started')) : [];
    case 'ready': return mark(event.value ? colors.green('ready: traffic comes') : colors.yellow('not ready: traffic stops'));
    case 'killing': return mark(event.probe === undefined ? `asked to end, within ${secondsText(event.graceSeconds)}${container.lifecycle?.preStop ? ': preStop hook first' : ''}`
      : colors.red(`${isExternal ? 'would be ' : ''}killed by the ${event.probe} probe, with ${secondsText(event.graceSeconds)} to end`));
    case 'pre-stop': return mark(`preStop hook ${event.outcome}${event.seconds < 0.1 ? '' : ` after ${secondsText(event.seconds)}`}${event.reason ? `, as ${visibleText(event.reason)}` : ''}${event.outcome === 'ended with the app' ? '' : ', then SIGTERM'}`);
    case 'end': return 'error' in event.how ? [] : mark(`the app has ended ${endText(event.how)}`);
    case 'back-off': return mark(colors.yellow(`waits ${secondsText(event.seconds)} to be started again (CrashLoopBackOff)`));
    case 'deleting': return mark('the pod is deleted: traffic stops');
    case 'output': return line(`${colors.dim('app'.padEnd(ROLE_WIDTH))} ${colors.dim(outputText(event.text))}`);
    case 'remark': return ['', ...remarkLines(event, columnsOf(process.stdout), colors), ''];
  }
}

function answerText({ probe, answer, milliseconds, streak }: RehearsalEvent & { readonly what: 'answer' }, plan: PlannedRehearsal, colors: Colors): string {
  const { failureThreshold, successThreshold } = plan.probes[probe]!;
  const { outcome, status, output, redirectedTo } = answer;
  const said = status === undefined ? '' : String(status);
  const width = Math.max(...ROLES.map(role => askedText(plan, role).length));
  const head = `${colors.cyan(probe.padEnd(ROLE_WIDTH))} ${askedText(plan, probe).padEnd(width)} ${said.padEnd(STATUS_WIDTH)} ${`${Math.round(milliseconds)} ms`.padStart(TIME_WIDTH)}  `;
  const why = visibleText(output.trim().split(/\r?\n/)[0].slice(0, LONGEST_REASON));
  switch (outcome) {
    case 'success': return head + colors.green('ok') + (successThreshold > 1 && streak <= successThreshold ? ` ${streak} of ${successThreshold}` : '')
      + (redirectedTo === undefined ? '' : colors.dim(`, redirected to ${visibleText(redirectedTo)}`));
    case 'warning': return head + colors.yellow(redirectedTo === undefined ? 'ok, by its status' : `ok, but a redirect to ${visibleText(redirectedTo)}`);
    case 'failure': return `${head}${colors.red(`failure ${streak <= failureThreshold ? `${streak} of ${failureThreshold}` : `${streak}`}`)}${colors.dim(reasonText(why))}`;
    case 'error': return `${head}${colors.yellow('cannot be asked')}${colors.dim(reasonText(why))}`;
  }
}

/** A line of the app as a terminal would have left it, without colours and without its end, if nobody would read that. */
function outputText(text: string): string {
  const [shown = ''] = stripVTControlCharacters(text).trimEnd().replace(/\t/g, '  ').split('\r').slice(-1);
  return visibleText(shown.length <= LONGEST_OUTPUT ? shown : `${shown.slice(0, LONGEST_OUTPUT)} … (${text.length} characters)`);
}

const LONGEST_OUTPUT = 400;

/** What a probe asks, as short as it can be said. */
function askedText({ container }: PlannedRehearsal, role: Role): string {
  const { httpGet, tcpSocket, grpc, exec } = container[`${role}Probe`] ?? {};
  const text = httpGet ? `GET ${httpGet.path ?? '/'}` : tcpSocket ? `TCP ${tcpSocket.port}` : grpc ? `gRPC ${grpc.service || grpc.port}` : commandText(exec?.command ?? []);
  const shown = visibleText(text);
  return shown.length <= LONGEST_ASKED ? shown : `${shown.slice(0, LONGEST_ASKED - 1)}…`;
}

const LONGEST_ASKED = 30;

/** What a status says already is not said again. */
function reasonText(why: string): string {
  return why === '' || why.startsWith('HTTP probe failed with statuscode') ? '' : `: ${why.replace(/^Get "[^"]*": /, '')}`;
}

function timeText(seconds: number, colors: Colors): string {
  return colors.dim(`${seconds.toFixed(1).padStart(7)} s`);
}

const ROLE_WIDTH = 9;
const STATUS_WIDTH = 3;
const TIME_WIDTH = 8;
const LONGEST_REASON = 200;
