import { AppBehavior, livesOf } from './app-behavior';
import { PodPlan } from './pod-plan';
import { micros, MICROS_PER_SECOND, Scenario } from './scenario';

/** What is played in every phase. */
export interface Play {
  readonly pod: PodPlan;
  /** What the apps do, by the name of their container; others answer well. */
  readonly behaviors: ReadonlyMap<string, AppBehavior>;
  /** The version of the kubelet, as a minor number. */
  readonly kubernetes: number;
  /** When the pod is deleted, in seconds after the start of its first container. */
  readonly deletedAtSeconds?: number;
  /** How long is played; long enough for everything to settle, where absent. */
  readonly forSeconds?: number;
  /** What the kubelet takes for itself, in seconds; next to nothing, where absent. */
  readonly kubelet?: KubeletDelays;
}

export interface KubeletDelays {
  /** Until it sees that a container started or ended. */
  readonly statusDelay?: number;
  /** From the result of a probe to the sync of the pod. */
  readonly reactionDelay?: number;
  /** From the end of a container to the next start, back-off apart. */
  readonly restartDelay?: number;
  /** Syncs for other reasons, after the start of the first container. */
  readonly syncs?: readonly number[];
}

/** What else is left to chance. */
export interface Chance {
  /** Whether a probe that a sync asks for sees the status of that sync. */
  readonly freshTriggers: boolean;
  /** Where in a second the container starts. */
  readonly fraction: number;
  /** Whether a sync comes before a container can be ready, which moves the ticks of readiness from 1.32 on. */
  readonly extraSync: boolean;
}

/** All of them together. */
export const CHANCES: readonly Chance[] = [false, true].flatMap(freshTriggers => [0.0005, 0.9995].flatMap(fraction => [false, true].map(extraSync => {
  return { freshTriggers, fraction, extraSync };
})));

/** One of the ways in which a pod may be played: so many seconds, in a phase, with what else is left to chance. */
export function phaseScenario(play: Play, seconds: number, phase: number, { freshTriggers, fraction, extraSync }: Chance): Scenario {
  const { pod, behaviors, kubernetes, deletedAtSeconds, kubelet = {} } = play;
  const start = micros(phase);
  const hasSidecar = pod.containers.some(({ isSidecar }) => isSidecar);
  return {
    kubernetes,
    secondOffset: (micros(fraction) + MICROS_PER_SECOND - start % MICROS_PER_SECOND) % MICROS_PER_SECOND,
    graceSeconds: pod.graceSeconds,
    // Odd numbers, to keep things apart that would be at once.
    statusDelay: micros(kubelet.statusDelay ?? 0) + 101,
    reactionDelay: micros(kubelet.reactionDelay ?? 0) + 109,
    restartDelay: micros(kubelet.restartDelay ?? 0) + 113,
    freshTriggers,
    syncs: [...kubelet.syncs ?? [], ...extraSync ? extraSyncs(play, phase) : []].map(at => start + micros(at)),
    ...deletedAtSeconds === undefined ? {} : { deletedAt: start + micros(deletedAtSeconds) },
    until: start + micros(seconds),
    containers: pod.containers.map(({ name, isSidecar, probes }, index) => ({
      name, isSidecar, probes, startsAt: hasSidecar && !isSidecar ? 0 : start + index * 7, ...livesOf(behaviors.get(name) ?? {}),
    })),
  };
}

/** When the worker of a readiness probe would have its last tick before it can succeed, if nothing ever moved its ticks. */
function extraSyncs({ pod, behaviors }: Play, phase: number): number[] {
  return pod.containers.flatMap(({ name, probes: { startup, readiness } }) => {
    // A startup probe that succeeds has readiness asked at once, in any phase, unless its delay is not over.
    if (!readiness || (startup && readiness.initialDelaySeconds === 0)) return [];
    const possibleFrom = Math.max(readiness.initialDelaySeconds, behaviors.get(name)?.startsAfterSeconds ?? 0);
    const before = Math.floor((possibleFrom + phase) / readiness.periodSeconds) * readiness.periodSeconds - phase;
    return [(before > 0 ? before : before + readiness.periodSeconds) + 0.0007];
  });
}
