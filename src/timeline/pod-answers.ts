import { Deployment, KubernetesObject, PodSpec, Rollout as Strategy } from '../manifest/objects';
import { podCount } from '../manifest/pod-count';
import { Breakage, detectionWindow, outageLimits, OutageLimits } from './detection-window';
import { ContainerPlan, PodPlan, podPlan } from './pod-plan';
import { budgetOf, readyWindow, startedWindow } from './ready-window';
import { rollout, Rollout, RolloutPlan } from './rollout';
import { ProbeScenario, SHORTEST_GRACE_SECONDS } from './scenario';
import { StartupBudget } from './startup-budget';
import { TimeWindow } from './time-window';

/** What the probes of a pod come to, whatever its apps do. All times are seconds. */
export interface PodAnswers {
  readonly containers: readonly ContainerAnswers[];
  /** When the whole pod is ready, after the start of its first container. */
  readonly ready: ReadyAnswers;
  /** Of a Deployment. */
  readonly rollout?: RolloutAnswers;
}

export interface ContainerAnswers extends ContainerPlan {
  /** What becomes of slow starts, and the probe that decides; absent where none does. */
  readonly startup?: StartupBudget & { readonly by: 'startup' | 'liveness' };
  /** How soon a broken app is restarted. */
  readonly liveness?: DetectionAnswers;
  /** How soon a broken app gets no traffic any more. */
  readonly readiness?: DetectionAnswers;
  /** When it is ready, after its start. */
  readonly ready: ReadyAnswers;
  /** Whether it is started again after it was killed. */
  readonly restarts: boolean;
  /** How long it has to end after liveness had it killed. */
  readonly graceSeconds: number;
}

/** What is noticed, by the way in which an app breaks. */
export type DetectionAnswers = { readonly [breakage in Breakage]: OutageLimits & { readonly noticed: TimeWindow } };

export interface ReadyAnswers {
  /** Of an app that starts at once. */
  readonly atOnce: TimeWindow;
  /** Of an app that takes all the time it is safe to take. */
  readonly slowest: TimeWindow;
}

export interface RolloutAnswers extends Rollout {
  readonly replicas: number;
  /** How many pods are replaced at once. */
  readonly atOnce: number;
  readonly strategy: string;
  readonly progressDeadlineSeconds: number;
}

/** What the probes in a workload come to, for an object that the API server would accept. */
export function podAnswers(object: KubernetesObject, spec: PodSpec): PodAnswers {
  const plan = podPlan(spec);
  const containers = plan.containers.map(container => containerAnswers(container, plan));
  const ready = { atOnce: podReady(containers, 'atOnce'), slowest: podReady(containers, 'slowest') };
  return { containers, ready, ...object.kind === 'Deployment' ? { rollout: rolloutAnswers(object, plan, ready) } : {} };
}

function containerAnswers(plan: ContainerPlan, { graceSeconds, restarts }: PodPlan): ContainerAnswers {
  const { probes: { startup, liveness, readiness } } = plan;
  const budget = budgetOf(plan.probes);
  return {
    ...plan,
    ...budget ? { startup: { ...budget, by: startup ? 'startup' : 'liveness' } } : {},
    ...liveness ? { liveness: detectionAnswers(liveness) } : {},
    ...readiness ? { readiness: detectionAnswers(readiness) } : {},
    ready: { atOnce: readyWindow(plan.probes, 0)!, slowest: readyWindow(plan.probes, budget?.guaranteedSeconds ?? 0)! },
    restarts: restarts || plan.isSidecar,
    graceSeconds: Math.max(SHORTEST_GRACE_SECONDS, liveness?.terminationGracePeriodSeconds ?? graceSeconds),
  };
}

function detectionAnswers(probe: ProbeScenario): DetectionAnswers {
  const of = (breakage: Breakage) => ({ ...outageLimits(probe, breakage), noticed: detectionWindow(probe, breakage) });
  return { [Breakage.FAILS]: of(Breakage.FAILS), [Breakage.HANGS]: of(Breakage.HANGS) };
}

/** The last of all containers; what comes after a sidecar waits until it has started. */
function podReady(containers: readonly ContainerAnswers[], which: keyof ReadyAnswers): TimeWindow {
  let before: TimeWindow = { earliestSeconds: 0, latestSeconds: 0 };
  let all = before;
  for (const { isSidecar, probes, ready, startup } of containers) {
    const own = plus(before, ready[which]);
    all = { earliestSeconds: Math.max(all.earliestSeconds, own.earliestSeconds), latestSeconds: Math.max(all.latestSeconds, own.latestSeconds) };
    if (isSidecar) before = plus(before, startedWindow(probes, which === 'slowest' ? startup?.guaranteedSeconds ?? 0 : 0));
  }
  return all;
}

function plus(a: TimeWindow, b: TimeWindow): TimeWindow {
  return { earliestSeconds: a.earliestSeconds + b.earliestSeconds, latestSeconds: a.latestSeconds + b.latestSeconds };
}

function rolloutAnswers(object: Deployment, { graceSeconds }: PodPlan, ready: ReadyAnswers): RolloutAnswers {
  const { replicas = 1, minReadySeconds = 0, progressDeadlineSeconds = 600, strategy } = object.spec ?? {};
  const chosen = rolloutStrategy(strategy, replicas);
  const plan: RolloutPlan = { replicas, minReadySeconds, progressDeadlineSeconds, graceSeconds, strategy: chosen };
  const fromFastestToSlowest = { earliestSeconds: ready.atOnce.earliestSeconds, latestSeconds: ready.slowest.latestSeconds };
  return {
    ...rollout(plan, fromFastestToSlowest),
    replicas,
    atOnce: chosen === 'Recreate' ? replicas : Math.min(replicas, chosen.atOnce),
    strategy: chosen === 'Recreate' ? chosen : 'RollingUpdate',
    progressDeadlineSeconds,
  };
}

/** Source: `SetDefaults_Deployment` in `pkg/apis/apps/v1/defaults.go`, and `ResolveFenceposts` in `pkg/controller/deployment/util`. */
function rolloutStrategy(strategy: Strategy | undefined, replicas: number): RolloutPlan['strategy'] {
  if (strategy?.type === 'Recreate') return 'Recreate';
  const { maxSurge = '25%', maxUnavailable = '25%' } = strategy?.rollingUpdate ?? {};
  const surge = podCount(maxSurge, replicas, Math.ceil);
  const unavailable = podCount(maxUnavailable, replicas, Math.floor);
  return { atOnce: Math.max(1, surge + unavailable) };
}
