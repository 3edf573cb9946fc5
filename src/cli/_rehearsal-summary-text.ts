import { MeasuredEnd, MeasuredStart, ProbeStatistics, RehearsalSummary } from '../rehearse/rehearsal-summary';
import { endText } from '../rehearse/start-remarks';
import { secondsText, windowText } from '../timeline/seconds-text';
import { FileObject } from './_manifests';
import { hanging } from './_paragraph';
import { Picture } from './_picture';
import { remarkSummary } from './_remark-text';
import { Cell, tableText } from './_table';
import { Colors } from './_terminal';
import { textPicture } from './_text-picture';

/** What was learnt, for a terminal of so many columns. */
export function summaryText(from: FileObject, summary: RehearsalSummary, columns: number, colors: Colors): string {
  const { remarks, startError } = summary;
  const paragraphs = [
    ...startError === undefined ? [textPicture(summaryPicture(from, summary), columns, colors), statisticsText(summary.probes, colors)] : [],
    [...learnt(summary).map(([what, text]) => hanging(colors.cyan(what.padEnd(INDENT)), INDENT, [text], columns)), verdict(summary, colors)].join('\n'),
    ...remarks.length > 0 ? [remarks.flatMap(remark => remarkSummary(remark, columns, colors)).join('\n')] : [],
  ];
  return `${paragraphs.join('\n\n')}\n`;
}

const INDENT = 10;

function summaryPicture(from: FileObject, { runs, ready, seconds }: RehearsalSummary): Picture {
  const ending = runs.flatMap(run => run.ending === undefined ? [] : [{ from: run.ending, to: run.to, kind: 'end' as const }]);
  return {
    title: from.title,
    description: `${runs.length} runs.`,
    panels: [{
      title: 'seconds',
      untilSeconds: Math.max(1, seconds),
      rows: [
        { label: 'runs', spans: [...runs.map(run => ({ from: run.from, to: run.to, kind: 'yes' as const })), ...ending] },
        { label: 'gets traffic', spans: ready.map(span => ({ ...span, kind: 'yes' as const })) },
      ],
    }],
    legend: { end: 'asked to end' },
  };
}

function statisticsText(probes: readonly ProbeStatistics[], colors: Colors): string {
  const right = (content: string): Cell => ({ content, hAlign: 'right' });
  const head = ['', 'asked', 'failed', 'errors', 'median', 'slowest', 'timeout'].map(word => right(colors.dim(word)));
  return tableText([head, ...probes.map(({ probe, asked, failed, errors, milliseconds, timeoutSeconds }) => {
    // An answer that takes half of its time is near to being none.
    const isSlow = milliseconds && milliseconds.slowest > timeoutSeconds * 1000 / 2;
    const slowest = milliseconds ? millisecondsText(milliseconds.slowest) : '';
    return [
      colors.cyan(probe),
      right(String(asked)),
      right(failed > 0 ? colors.red(String(failed)) : '0'),
      right(errors > 0 ? colors.yellow(String(errors)) : '0'),
      right(milliseconds ? millisecondsText(milliseconds.median) : ''),
      right(isSlow ? colors.yellow(slowest) : slowest),
      right(millisecondsText(timeoutSeconds * 1000)),
    ];
  })]);
}

function millisecondsText(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.max(1, Math.round(milliseconds))} ms` : secondsText(milliseconds / 1000);
}

function learnt({ start, end }: RehearsalSummary): [string, string][] {
  return [
    ...start ? [['start', startText(start)] as [string, string]] : [],
    ...end ? [['end', endSentence(end)] as [string, string]] : [],
  ];
}

function startText({ probe, earliestSeconds, latestSeconds, allowedSeconds, suggestedSeconds, suggestedThreshold }: MeasuredStart): string {
  const allowed = allowedSeconds === undefined ? 'no probe limits that' : `its probes are sure to allow ${secondsText(allowedSeconds)}`;
  const more = suggestedThreshold === undefined ? 'a startup probe' : `failureThreshold: ${suggestedThreshold} of its startup probe`;
  const isTight = allowedSeconds !== undefined && allowedSeconds < suggestedSeconds;
  return `The slowest start took ${windowText({ earliestSeconds, latestSeconds })} until ${probe} succeeded; ${allowed}. `
    + `Half as long again is startupSeconds: ${suggestedSeconds}${isTight ? `, which ${more} would allow` : ''}.`;
}

function endSentence({ hookSeconds = 0, appSeconds, graceSeconds, how }: MeasuredEnd): string {
  const allowed = `${secondsText(graceSeconds)} are allowed`;
  if (appSeconds === undefined) return `Ended by itself while its preStop hook ran, ${endText(how)}.`;
  const hook = hookSeconds < 0.1 ? '' : `, which came after ${secondsText(hookSeconds)} of its preStop hook`;
  if ('signal' in how && how.signal === 'SIGKILL') return `Did not end after SIGTERM${hook}; ${allowed}, and it was killed.`;
  return `Ended ${appSeconds < 0.1 ? 'at once' : secondsText(appSeconds)} after SIGTERM${hook}, ${endText(how)}; ${allowed}.`;
}

function verdict({ startError, ready, restarts, killed, crashes, ended, until, seconds, isExternal }: RehearsalSummary, colors: Colors): string {
  if (startError !== undefined) return colors.red(`The app cannot be started: ${startError}.`);
  const isKilled = isExternal ? 'Would have been killed' : 'Killed';
  const bad = [
    ...killed.startup > 0 ? [`${isKilled} ${times(killed.startup)} by the startup probe.`] : [],
    ...killed.liveness > 0 ? [`${isKilled} ${times(killed.liveness)} by the liveness probe.`] : [],
    ...crashes > 0 ? [`Ended by itself ${times(crashes)}.`] : [],
    ...restarts > 0 ? [restarts === 1 ? '1 restart.' : `${restarts} restarts.`] : [],
  ];
  return [
    ready.length === 0 ? colors.red('Never ready.') : colors.green(`Ready after ${secondsText(ready[0].from)}.`),
    ...bad.length > 0 ? bad.map(colors.red) : [colors.green('Never restarted.')],
    ...until && ended === 'goal' ? [colors.green(`It came to be ${WAITED_FOR[until]}, as was waited for.`)] : [],
    ...until && ended !== 'goal' ? [colors.red(`It was waited for that it is ${WAITED_FOR[until]}, which did not come in ${secondsText(seconds)}.`)] : [],
  ].join(' ');
}

const WAITED_FOR: { readonly [goal in NonNullable<RehearsalSummary['until']>]: string } = { ready: 'ready', unready: 'unready', restart: 'restarted' };

function times(count: number): string {
  return count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`;
}
