import { Severity } from '../findings/finding';
import { Container, Deployment } from '../manifest/objects';
import { podCount } from '../manifest/pod-count';
import { runningContainers } from '../manifest/pod-spec';
import { PodAnswers } from '../timeline/pod-answers';
import { secondsText } from '../timeline/seconds-text';
import { Advice } from './advice';
import { leastReplicas } from './least-replicas';
import { AdvisedWorkload, Neighbours } from './neighbours';

/** A workload among the objects that are looked at with it. */
export interface WorkloadSubject {
  readonly workload: AdvisedWorkload;
  readonly answers: PodAnswers;
  readonly neighbours: Neighbours;
}

export const deadlineIsLongEnough: Advice<WorkloadSubject> = {
  id: 'progress-deadline',
  statement: 'A rollout is not called failed while its pods may still be starting',
  sources: ['https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#progress-deadline-seconds', 'https://github.com/tenstorrent/tt-inference-server/issues/4870'],
  check: ({ answers: { rollout } }, report) => {
    if (!rollout || rollout.keepsDeadline || rollout.replicas === 0) return;
    const needed = Math.ceil((rollout.longestPauseSeconds + 300) / 60) * 60;
    report.advise('spec.progressDeadlineSeconds', {
      severity: Severity.WARNING,
      value: rollout.progressDeadlineSeconds,
      message: `the rollout counts as failed after ${secondsText(rollout.progressDeadlineSeconds)}, and a pod may take ${secondsText(rollout.longestPauseSeconds)} to become available`,
      why: 'The probes allow the app so long; scheduling and pulling the image come on top, and pipelines that wait for the rollout give up',
      fix: `Set progressDeadlineSeconds: ${needed}`,
    });
  },
};

export const onePodIsNoneAtTimes: Advice<WorkloadSubject> = {
  id: 'single-replica',
  statement: 'A Deployment behind a Service has more than one pod',
  sources: ['https://kubernetes.io/docs/concepts/workloads/pods/disruptions/'],
  check: ({ workload, neighbours }, report) => {
    if (workload.object.kind !== 'Deployment' || leastReplicas(workload, neighbours) !== 1) return;
    // Several databases would be several databases.
    if (neighbours.servicesOf(workload).length === 0 || databaseIn(workload)) return;
    const autoscaler = neighbours.autoscalerOf(workload);
    report.advise('spec.replicas', {
      severity: Severity.INFO,
      value: (workload.object as Deployment).spec?.replicas,
      message: 'nobody answers while the only pod is restarted, evicted or moved',
      why: 'Every restart by liveness and every drained node is an outage',
      fix: `Set ${autoscaler ? `minReplicas: 2${(autoscaler.spec?.maxReplicas ?? 2) < 2 ? ' and maxReplicas: 4' : ''} in HorizontalPodAutoscaler ${autoscaler.metadata?.name}` : 'replicas: 2'}, unless the app can run only once`,
    });
  },
};

export const rolloutKeepsCapacity: Advice<WorkloadSubject> = {
  id: 'rollout-outage',
  statement: 'A rollout leaves pods to answer for a Service',
  sources: ['https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy'],
  check: ({ workload, answers, neighbours }, report) => {
    const { object } = workload;
    const { spec } = object as Deployment;
    if (object.kind !== 'Deployment' || neighbours.servicesOf(workload).length === 0 || !answers.rollout) return;
    const replicas = leastReplicas(workload, neighbours);
    if (spec?.strategy?.type === 'Recreate') {
      if (claims(workload) || databaseIn(workload) || holdsHost(workload)) return;
      report.advise('spec.strategy.type', {
        severity: Severity.WARNING,
        value: 'Recreate',
        message: `every rollout is an outage of up to ${secondsText(answers.rollout.done.latestSeconds)}`,
        why: 'Recreate ends all pods before it starts new ones; it is meant for apps that can run only once, such as those with a volume of their own',
        fix: 'Leave strategy out: pods are then replaced one after the other',
      });
      return;
    }
    const { maxUnavailable, maxSurge = 1 } = spec?.strategy?.rollingUpdate ?? {};
    if (replicas === 0 || maxUnavailable === undefined || podCount(maxUnavailable, replicas, Math.floor) < replicas) return;
    report.advise('spec.strategy.rollingUpdate.maxUnavailable', {
      severity: Severity.WARNING,
      value: maxUnavailable,
      message: `every rollout may end all ${replicas === 1 ? '' : `${replicas} `}pods at once`,
      why: 'New pods are not waited for',
      fix: podCount(maxSurge, replicas, Math.ceil) === 0 ? 'Set maxUnavailable: 0 and maxSurge: 1' : 'Set maxUnavailable: 0',
    });
  },
};

/** Whether a pod has what no second one on its node can have: a port of the host. */
function holdsHost({ spec }: AdvisedWorkload): boolean {
  const ports = runningContainers(spec).flatMap(container => container.ports ?? []);
  return ports.length > 0 && (spec.hostNetwork === true || ports.some(({ hostPort }) => hostPort !== undefined && hostPort !== 0));
}

/** Images of servers that keep their data in one place: several pods of them are several servers. */
const STATEFUL_IMAGES = /(^|\/)(postgres|postgresql|mysql|mariadb|mongo|mongodb|redis|valkey|rabbitmq|elasticsearch|etcd)([:@]|$)/;

export const databaseIsOnce: Advice<WorkloadSubject> = {
  id: 'stateful-replicas',
  statement: 'A Deployment runs a database once',
  sources: ['https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/'],
  check: ({ workload: { object }, workload }, report) => {
    const { replicas = 1 } = (object as Deployment).spec ?? {};
    const database = databaseIn(workload);
    if (object.kind !== 'Deployment' || replicas < 2 || !database) return;
    report.advise('spec.replicas', {
      severity: Severity.WARNING,
      value: replicas,
      message: `these are ${replicas} servers with data of their own, and not one that is there ${replicas} times`,
      why: `The pods of a Deployment know nothing of each other: whoever asks ${database.image} through a Service finds another set of data each time`,
      fix: 'Set replicas: 1 and strategy: { type: Recreate }, or use an operator or a StatefulSet that replicates',
    });
  },
};

export const autoscalerSetsReplicas: Advice<WorkloadSubject> = {
  id: 'replicas-with-autoscaler',
  statement: 'The number of pods is left to the autoscaler, where there is one',
  sources: ['https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#migrating-deployments-and-statefulsets-to-horizontal-autoscaling'],
  check: ({ workload: { object }, workload, neighbours }, report) => {
    const { replicas } = (object as Deployment).spec ?? {};
    const autoscaler = neighbours.autoscalerOf(workload);
    // An autoscaler is off while there are no pods.
    if (replicas === undefined || replicas === 0 || !autoscaler || databaseIn(workload)) return;
    report.advise('spec.replicas', {
      severity: Severity.WARNING,
      value: replicas,
      message: `every time this is applied ${replicas === 1 ? 'there is one pod' : `there are ${replicas} pods`} again, however many HorizontalPodAutoscaler ${autoscaler.metadata?.name} had decided on`,
      why: 'Pods that carry load are ended, and the autoscaler has to start them anew',
      fix: 'Leave replicas out',
    });
  },
};

export const workloadAdvice = [deadlineIsLongEnough, onePodIsNoneAtTimes, rolloutKeepsCapacity, databaseIsOnce, autoscalerSetsReplicas];

function databaseIn({ spec: { containers = [] } }: AdvisedWorkload): Container | undefined {
  return containers.find(({ image = '' }) => STATEFUL_IMAGES.test(image));
}

function claims({ spec }: AdvisedWorkload): boolean {
  return (spec.volumes ?? []).some(volume => 'persistentVolumeClaim' in volume);
}
