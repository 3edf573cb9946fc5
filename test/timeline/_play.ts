import { simulate } from '../../src/timeline/pod-simulation';
import { Answer, Life, MICROS_PER_SECOND as S, Outage, ProbeScenario, Role, Scenario } from '../../src/timeline/scenario';
import { Timeline, TimelineEvent } from '../../src/timeline/timeline';

export interface Given {
  readonly probes: { readonly [role in Role]?: ProbeScenario };
  readonly answers?: Life['answers'];
  readonly lives?: readonly Life[];
  readonly outages?: readonly Outage[];
  /** Seconds after the workers were made. */
  readonly startsAt?: number;
  readonly until?: number;
  readonly syncs?: readonly number[];
  readonly more?: Partial<Scenario>;
}

/** A pod of one container, with a kubelet that takes next to no time; the odd numbers keep things apart that would be at once. */
export function play({ probes, answers = {}, lives, outages, startsAt = 3.4, until = 600, syncs = [], more }: Given): Timeline {
  return simulate({
    kubernetes: 37,
    secondOffset: 0,
    graceSeconds: 30,
    statusDelay: 101,
    reactionDelay: 1009,
    restartDelay: 1013,
    backOffResync: S + 17,
    freshTriggers: false,
    syncs: syncs.map(at => at * S),
    until: until * S,
    containers: [{ name: 'main', startsAt: Math.round(startsAt * S), probes, lives: lives ?? [{ stopsAfter: S, answers }], outages }],
    ...more,
  });
}

/** A probe with Kubernetes' defaults. */
export const probe = (numbers: Partial<ProbeScenario> = {}): ProbeScenario => ({
  initialDelaySeconds: 0, periodSeconds: 10, timeoutSeconds: 1, successThreshold: 1, failureThreshold: 3, ...numbers,
});

export const answer = (from: number, outcome: Answer['outcome'], latency = 1000): Answer => ({ from: Math.round(from * S), outcome, latency });

/** When something happened, in whole seconds. */
export const times = (timeline: Timeline, what: TimelineEvent['what'], result?: unknown) => timeline.events
  .filter(event => event.what === what && (result === undefined || event.result === result)).map(({ at }) => Math.floor(at / S));

/** When something happened first, in seconds. */
export const firstTime = (timeline: Timeline, what: TimelineEvent['what'], result?: unknown): number | undefined => {
  const found = timeline.events.find(event => event.what === what && (result === undefined || event.result === result));
  return found && found.at / S;
};
