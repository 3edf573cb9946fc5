import { closest, distance } from 'fastest-levenshtein';
import * as v from 'valibot';
import { visibleText } from '../findings/text';
import { readYaml, YamlDocument } from '../manifest/yaml-file';
import { AppBehavior, BehaviorWindow, ProbeType } from '../timeline/app-behavior';
import { LONGEST_SECONDS } from '../timeline/behavior-problems';
import { LONGEST_PLAY_SECONDS } from '../timeline/horizon';
import { KubeletDelays } from '../timeline/phase-scenario';
import { ROLES } from '../timeline/scenario';

/** What a scenario file says, in words of the library. */
export interface ScenarioFile {
  /** What the app of the only container with probes does; or what each does, by the name of the container. */
  readonly app?: AppBehavior;
  readonly containers?: ReadonlyMap<string, AppBehavior>;
  readonly deletedAtSeconds?: number;
  readonly forSeconds?: number;
  readonly kubelet?: KubeletDelays;
}

/**
 * Reads a scenario: what an app does, in seconds after its container was started.
 *
 * @throws an error with all that is wrong, a line for each, with its place
 */
export function readScenario(file: string, text: string): ScenarioFile {
  const { documents, faults } = readYaml(text);
  if (faults.length > 0) throw new Error(faults.map(({ line, column, message }) => visibleText(`${file}:${line}:${column}: ${message}`)).join('\n'));
  if (documents.length !== 1) throw new Error(visibleText(`${file} must hold one document, and holds ${documents.length}; write for instance startsAfter: 60`));
  const [document] = documents;
  if (Array.isArray(document.value)) throw new Error(visibleText(`${file}:1:1: the scenario must be a map of settings, and not a list`));
  const read = v.safeParse(SCENARIO, document.value);
  if (!read.success) throw new Error(read.issues.map(issue => issueText(file, document, issue)).join('\n'));
  const { containers, deleted, for: played, kubelet, ...app } = read.output;
  return {
    ...Object.keys(app).length > 0 ? { app: behaviorOf(app) } : {},
    ...containers ? { containers: new Map(Object.entries(containers).map(([name, behavior]) => [name, behaviorOf(behavior)])) } : {},
    deletedAtSeconds: deleted,
    forSeconds: played,
    kubelet,
  };
}

/** A map in which nothing is unknown. */
function strict<Fields extends v.ObjectEntries>(fields: Fields) {
  const known = Object.keys(fields);
  return v.strictObject(fields, ({ expected, input }) => {
    if (expected !== 'never') return input === undefined ? 'is missing' : 'must be a map of settings';
    const nearest = closest(String(input), known);
    return `is unknown${distance(String(input), nearest) <= Math.min(3, nearest.length / 2) ? `; did you mean ${nearest}?` : '.'} Known here are ${known.join(', ')}`;
  });
}

const NO_NUMBER = 'must be a number of seconds, 0 or more';
const seconds = v.pipe(v.number(NO_NUMBER), v.minValue(0, NO_NUMBER), v.maxValue(LONGEST_SECONDS, `must be at most ${LONGEST_SECONDS}, a year`));
const someSeconds = v.pipe(seconds, v.minValue(0.001, 'must be more than 0'));

const windowFields = {
  from: seconds,
  until: v.optional(seconds),
  probes: v.optional(v.pipe(
    v.array(v.picklist(ROLES, 'must be liveness, readiness or startup'), 'must be a list of liveness, readiness and startup'),
    v.minLength(1, 'must name a probe'),
  )),
};

interface FileWindow {
  readonly from: number;
  readonly until?: number;
  readonly probes?: readonly string[];
}

/** Each ends after it begins, and begins when the one before it that concerns the same probes is over. */
const inOrder = <T extends FileWindow>() => v.rawCheck<T[]>(({ dataset, addIssue }) => {
  if (!dataset.typed) return;
  dataset.value.forEach((window, index) => {
    const { from, until } = window;
    const step = { type: 'array', origin: 'value', input: dataset.value, key: index, value: window } as const;
    if (until !== undefined && until <= from) {
      addIssue({ message: `must be later than from, which is ${from}`, path: [step, { type: 'object', origin: 'value', input: {}, key: 'until', value: until }] });
    }
    const before = dataset.value.slice(0, index).reverse().find(each => sharesProbe(each, window));
    if (before && !(before.until! <= from)) {
      const over = before.until === undefined ? 'has no end' : `ends at ${before.until}`;
      addIssue({ message: `${OUT_OF_ORDER}: it begins at ${from}, and the one before it ${over}`, path: [step] });
    }
  });
});

function sharesProbe(a: FileWindow, b: FileWindow): boolean {
  return !a.probes || !b.probes || a.probes.some(probe => b.probes!.includes(probe));
}

const OUT_OF_ORDER = 'is out of order';

const windows = v.pipe(v.array(strict(windowFields), 'must be a list of times, each with from and until'), inOrder());
const slowWindows = v.pipe(v.array(strict({ ...windowFields, takes: someSeconds }), 'must be a list of times, each with from, until and takes'), inOrder());

const lifeFields = {
  startsAfter: v.optional(seconds),
  whileStarting: v.optional(v.picklist(['fails', 'hangs'], 'must be fails or hangs')),
  stopsAfter: v.optional(seconds),
  crashesAfter: v.optional(someSeconds),
  hangs: v.optional(windows),
};
const appFields = {
  ...lifeFields,
  fails: v.optional(windows),
  errors: v.optional(windows),
  slow: v.optional(slowWindows),
  afterRestart: v.optional(strict(lifeFields)),
};
const app = strict(appFields);

const SCENARIO = strict({
  ...appFields,
  containers: v.optional(v.record(v.string(), app, 'must be a map of containers, by their names')),
  deleted: v.optional(someSeconds),
  for: v.optional(v.pipe(seconds, v.minValue(1, 'must be 1 at least'), v.maxValue(LONGEST_PLAY_SECONDS, `must be at most ${LONGEST_PLAY_SECONDS}`))),
  kubelet: v.optional(strict({
    statusDelay: v.optional(seconds), reactionDelay: v.optional(seconds), restartDelay: v.optional(seconds), syncs: v.optional(v.array(seconds, 'must be a list of times')),
  })),
});

type FileApp = v.InferOutput<typeof app>;

function behaviorOf({ startsAfter, whileStarting, stopsAfter, crashesAfter, hangs, fails, errors, slow, afterRestart }: FileApp): AppBehavior {
  return {
    // Only what is given, so that it can be laid over what else is known.
    ...startsAfter === undefined ? {} : { startsAfterSeconds: startsAfter },
    ...whileStarting === undefined ? {} : { hangsWhileStarting: whileStarting === 'hangs' },
    ...stopsAfter === undefined ? {} : { stopsAfterSeconds: stopsAfter },
    ...crashesAfter === undefined ? {} : { crashesAfterSeconds: crashesAfter },
    ...hangs === undefined ? {} : { hangs: hangs.map(windowOf) },
    ...fails === undefined ? {} : { fails: fails.map(windowOf) },
    ...errors === undefined ? {} : { errors: errors.map(windowOf) },
    ...slow === undefined ? {} : { slow: slow.map(window => ({ ...windowOf(window), takesSeconds: window.takes })) },
    ...afterRestart ? { afterRestart: behaviorOf(afterRestart) } : {},
  };
}

function windowOf({ from, until, probes }: FileWindow): BehaviorWindow {
  return { fromSeconds: from, untilSeconds: until, probes: probes as ProbeType[] | undefined };
}

function issueText(file: string, document: YamlDocument, issue: v.BaseIssue<unknown>): string {
  const steps = (issue.path ?? []).map(({ key }) => key as string | number);
  const { line, column } = document.positionOf(steps);
  const field = steps.map((step, index) => typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`).join('');
  return visibleText(`${file}:${line}:${column}: ${field || 'the scenario'} ${messageOf(issue, document.sourceOf(steps))}`);
}

function messageOf({ type, message, input }: v.BaseIssue<unknown>, source: string | undefined): string {
  // What a map lacks is its own issue, without a value.
  if (type === 'strict_object' || message.startsWith(OUT_OF_ORDER)) return message;
  if (input === undefined) return 'is missing';
  return source === undefined ? message : `is ${source || 'empty'}, but ${message}`;
}
