import { visibleText } from '../findings/text';
import { ContainerAnswers, PodAnswers, RolloutAnswers } from '../timeline/pod-answers';
import { ProbeScenario } from '../timeline/scenario';
import { secondsText, windowText } from '../timeline/seconds-text';
import { FileObject } from './_manifests';
import { hanging } from './_paragraph';
import { Panel, Picture } from './_picture';
import { Colors } from './_terminal';
import { textPicture } from './_text-picture';

/** A workload and what its probes come to. */
export interface Explained {
  readonly from: FileObject;
  readonly answers: PodAnswers;
}

/** What the probes of a workload come to, for a terminal of so many columns. */
export function explanationText({ from, answers }: Explained, columns: number, colors: Colors): string {
  const paragraphs = (container: ContainerAnswers): string[] => {
    const sentences = probeSentences(container);
    return [
      `  ${container.isSidecar ? 'sidecar' : 'container'} ${colors.bold(visibleText(container.name))}`,
      ...sentences.map(([role, lines]) => hanging(`    ${colors.cyan(role.padEnd(11))}`, 15, lines, columns)),
    ];
  };
  const drawn = explanationPictures({ from, answers });
  return [
    `${colors.bold(from.title)} ${colors.dim(from.place)}`,
    ...answers.containers.flatMap((container, index) => [
      '',
      ...paragraphs(container),
      ...drawn[index].panels.length > 0 ? ['', shifted(textPicture(drawn[index], columns - 4, colors), 4)] : [],
    ]),
    ...answers.rollout ? ['', hanging(`  ${colors.cyan('rollout'.padEnd(13))}`, 15, [rolloutSentences(answers.rollout)], columns)] : [],
  ].join('\n');
}

/** A picture for each container. */
export function explanationPictures({ from, answers: { containers } }: Explained): Picture[] {
  return containers.map(container => {
    const { name, startup, liveness, readiness } = container;
    const panels: Panel[] = [];
    if (startup) {
      const { guaranteedSeconds, hopelessSeconds, killed } = startup;
      panels.push({
        title: 'after the start',
        untilSeconds: killed.latestSeconds * 1.1,
        rows: [
          { label: 'may still start', spans: [{ from: 0, to: guaranteedSeconds, kind: 'yes' }, { from: guaranteedSeconds, to: hopelessSeconds, kind: 'maybe' }] },
          { label: 'killed if not', spans: [{ from: killed.earliestSeconds, to: killed.latestSeconds, kind: 'end' }] },
        ],
      });
    }
    const end = Math.max(liveness?.hangs.noticed.latestSeconds ?? 0, readiness?.hangs.noticed.latestSeconds ?? 0) * 1.1;
    const until = ({ earliestSeconds, latestSeconds }: { readonly earliestSeconds: number; readonly latestSeconds: number }) =>
      [{ from: 0, to: earliestSeconds, kind: 'yes' }, { from: earliestSeconds, to: latestSeconds, kind: 'maybe' }] as const;
    if (end > 0) {
      panels.push({
        title: 'after it hangs',
        untilSeconds: end,
        rows: [
          ...readiness ? [{ label: 'gets traffic', spans: until(readiness.hangs.noticed) }] : [],
          ...liveness ? [{ label: 'is left alone', spans: until(liveness.hangs.noticed) }] : [],
        ],
      });
    }
    return { title: `${from.title}, ${visibleText(name)}`, description: probeSentences(container).map(([role, lines]) => `${role}: ${lines.join(' ')}`).join(' '), panels };
  });
}

function shifted(what: string, by: number): string {
  return what.replace(/^(?=.)/gm, ' '.repeat(by));
}

/** What is said of each probe, a line for each thought. */
function probeSentences(container: ContainerAnswers): [string, string[]][] {
  const { probes: { startup, liveness, readiness }, asks, graceSeconds, restarts } = container;
  const sentences: [string, string[]][] = [];
  if (startup) sentences.push(['startup', [probeSentence(asks.startup!, startup), startSentence(container)]]);
  if (liveness) {
    const { fails, hangs } = container.liveness!;
    sentences.push(['liveness', [
      probeSentence(asks.liveness!, liveness),
      `An app that hangs is ${restarts ? 'restarted' : 'killed for good'} after ${windowText(hangs.noticed)}, one that fails after ${windowText(fails.noticed)}, `
      + `and has ${secondsText(graceSeconds)} to end. ${unnoticed(fails.unnoticedSeconds)}`,
      ...startup ? [] : [startSentence(container)],
    ]]);
  }
  if (readiness) {
    const { fails, hangs } = container.readiness!;
    sentences.push(['readiness', [
      probeSentence(asks.readiness!, readiness),
      `Traffic comes ${windowText(container.ready.atOnce)} after the start of an app that is there at once. `
      + `It stops ${windowText(hangs.noticed)} after the app hangs, ${windowText(fails.noticed)} after it fails. ${unnoticed(fails.unnoticedSeconds)}`,
    ]]);
  } else {
    sentences.push(['readiness', [startup ? 'No probe: traffic comes as soon as the startup probe has succeeded, and never stops.'
      : 'No probe: traffic comes as soon as the container runs, before the app can answer, and never stops.']]);
  }
  if (!liveness) sentences.push(['liveness', ['No probe: an app that hangs is not restarted.']]);
  return sentences;
}

/** What a probe asks, and when, in a sentence. */
export function probeSentence(what: string, probe: ProbeScenario): string {
  const { initialDelaySeconds, periodSeconds, timeoutSeconds, successThreshold, failureThreshold } = probe;
  const delay = initialDelaySeconds > 0 ? ` from ${secondsText(initialDelaySeconds)} on` : '';
  const failures = failureThreshold === 1 ? 'a single failure counts' : `${failureThreshold} failures in a row count`;
  const successes = successThreshold > 1 ? `, and ${successThreshold} successes in a row bring traffic` : '';
  return `${what} every ${secondsText(periodSeconds)}${delay}, ${secondsText(timeoutSeconds)} to answer; ${failures}${successes}.`;
}

function startSentence({ startup }: ContainerAnswers): string {
  const { guaranteedSeconds, hopelessSeconds, killed } = startup!;
  const safe = guaranteedSeconds > 0 ? `A start of up to ${secondsText(guaranteedSeconds)} is safe` : 'No start is safe, however short';
  return `${safe}; one of more than ${secondsText(hopelessSeconds)} is always killed, ${windowText(killed)} after the container started.`;
}

function unnoticed(seconds: number): string {
  return seconds > 0 ? `An outage of up to ${secondsText(seconds)} goes unnoticed.` : 'No outage is too short to be noticed.';
}

function rolloutSentences({ replicas, atOnce, strategy, done, longestPauseSeconds, keepsDeadline, progressDeadlineSeconds }: RolloutAnswers): string {
  if (replicas === 0) return 'No pods.';
  const pods = replicas === 1 ? '1 pod' : `${replicas} pods`;
  const how = strategy === 'Recreate' ? 'all at once, when the old ones have ended' : atOnce >= replicas ? 'all at once' : `${atOnce} at a time`;
  return `${pods}, ${how}: ${windowText(done)}, without scheduling and pulling. The longest wait is ${secondsText(longestPauseSeconds)}: progressDeadlineSeconds `
    + `${progressDeadlineSeconds} ${keepsDeadline ? 'holds' : 'does not hold: the rollout may count as failed'}.`;
}
