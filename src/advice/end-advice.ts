import { Severity } from '../findings/finding';
import { secondsText, windowText } from '../timeline/seconds-text';
import { Advice } from './advice';
import { AdvisedContainer } from './container-subject';
import { servedPort } from './serving-containers';
import { WorkloadSubject } from './workload-advice';

export const graceCoversTheHook: Advice<WorkloadSubject> = {
  id: 'grace-period-hook',
  statement: 'The grace period leaves time to end after a preStop hook that sleeps',
  sources: ['https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination'],
  check: ({ workload: { spec, path } }, report) => {
    const grace = spec.terminationGracePeriodSeconds ?? 30;
    for (const { name, lifecycle } of spec.containers ?? []) {
      const { sleep, exec } = lifecycle?.preStop ?? {};
      const slept = sleep?.seconds ?? sleptIn(exec?.command);
      if (slept === undefined || slept + SHORTEST_END_SECONDS <= grace) continue;
      report.advise(`${path}.terminationGracePeriodSeconds`, {
        severity: Severity.WARNING,
        value: spec.terminationGracePeriodSeconds,
        message: `of its grace period of ${secondsText(grace)}, container ${name} sleeps ${secondsText(slept)} before it learns that it has to end`,
        why: 'SIGTERM comes after the hook, and SIGKILL at the end of the grace period: requests that are under way are lost',
        fix: `Set terminationGracePeriodSeconds: ${Math.ceil(slept) + 30}`,
      });
    }
  },
};

/** What an app needs at least to end after SIGTERM, in seconds. */
const SHORTEST_END_SECONDS = 5;

export const trafficEndsFirst: Advice<WorkloadSubject> = {
  id: 'pre-stop-missing',
  statement: 'A container behind a Service serves on for a while when its pod is ended',
  sources: [
    'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination',
    'https://github.com/kubernetes/kubernetes/issues/20473',
    'https://github.com/kubernetes/kubernetes/issues/43576',
  ],
  check: ({ workload: { spec: { containers = [] }, path }, workload, neighbours }, report) => {
    const services = neighbours.servicesOf(workload);
    const isAlone = containers.length === 1 && services.length > 0;
    const served = containers.findIndex(each => isAlone || servedPort(each, workload, services) !== undefined);
    if (served === -1 || containers[served].lifecycle?.preStop) return;
    const grace = workload.spec.terminationGracePeriodSeconds ?? 30;
    const seconds = grace >= 20 ? 10 : 5;
    const longer = seconds + SHORTEST_END_SECONDS > grace ? '; and set terminationGracePeriodSeconds: 30' : '';
    report.advise(`${path}.containers[${served}].lifecycle.preStop`, {
      severity: Severity.INFO,
      message: `requests are lost at every rollout, unless the app of container ${containers[served].name} serves on for some seconds after SIGTERM`,
      why: 'The pod is ended and its endpoint removed at the same time, and whoever sends requests learns of it later',
      fix: `Let it sleep before it is ended: lifecycle: { preStop: { exec: { command: [sleep, "${seconds}"] } } }, or from Kubernetes 1.30 on lifecycle: { preStop: { sleep: { seconds: ${seconds} } } }, which needs no program in the image${longer}`,
    });
  },
};

/** A grace period from here on keeps a hung container for long. */
const LONG_GRACE_SECONDS = 60;

export const hungContainersEndSoon: Advice<AdvisedContainer> = {
  id: 'liveness-grace-period',
  statement: 'A container that hangs is not given a long grace period',
  sources: ['https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#probe-level-terminationgraceperiodseconds'],
  check: ({ container, answers: { liveness, graceSeconds }, path }, report) => {
    if (!liveness || graceSeconds <= LONG_GRACE_SECONDS || container.livenessProbe?.terminationGracePeriodSeconds !== undefined) return;
    const { earliestSeconds, latestSeconds } = liveness.hangs.noticed;
    const restarted = { earliestSeconds: earliestSeconds + graceSeconds, latestSeconds: latestSeconds + graceSeconds };
    report.advise(`${path}.livenessProbe.terminationGracePeriodSeconds`, {
      severity: Severity.INFO,
      message: `container ${container.name} is there again only ${windowText(restarted)} after it hangs: what hangs does not end at SIGTERM, and its grace period is ${secondsText(graceSeconds)}`,
      why: 'The grace period of the pod is for an app that ends in order; liveness can have one of its own',
      fix: 'Set terminationGracePeriodSeconds: 30 in livenessProbe',
    });
  },
};

export const endAdvice = [graceCoversTheHook, trafficEndsFirst];
export const hangAdvice = [hungContainersEndSoon];

/** `sleep 10`, or `sh -c 'sleep 10; sleep 1m'`. */
function sleptIn(command: readonly string[] | undefined): number | undefined {
  const sleeps = [...(command ?? []).join(' ').matchAll(/(?:^|[\s;&/])sleep\s+(\d+(?:\.\d+)?)([smh]?)(?=$|[\s;&])/g)];
  return sleeps.length === 0 ? undefined : sleeps.reduce((total, [, time, unit]) => total + Number(time) * { '': 1, 's': 1, 'm': 60, 'h': 3600 }[unit]!, 0);
}
