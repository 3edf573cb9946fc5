import { Severity } from '../findings/finding';
import { Deployment, PodDisruptionBudget, Service } from '../manifest/objects';
import { podCount } from '../manifest/pod-count';
import { PodAnswers } from '../timeline/pod-answers';
import { secondsText } from '../timeline/seconds-text';
import { Advice } from './advice';
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
        fix: `Set terminationGracePeriodSeconds: ${slept + 30}`,
      });
    }
  },
};

/** What an app needs at least to end after SIGTERM, in seconds. */
const SHORTEST_END_SECONDS = 5;

export const onePodIsNoneAtTimes: Advice<WorkloadSubject> = {
  id: 'single-replica',
  statement: 'A Deployment behind a Service has more than one pod, or something that scales it',
  sources: ['https://kubernetes.io/docs/concepts/workloads/pods/disruptions/'],
  check: ({ workload, neighbours }, report) => {
    const { replicas = 1 } = (workload.object as Deployment).spec ?? {};
    if (workload.object.kind !== 'Deployment' || replicas !== 1) return;
    if (neighbours.servicesOf(workload).length === 0 || neighbours.autoscalerOf(workload)) return;
    report.advise('spec.replicas', {
      severity: Severity.INFO,
      value: (workload.object as Deployment).spec?.replicas,
      message: 'nobody answers while the only pod is restarted, evicted or moved',
      why: 'Every restart by liveness and every drained node is an outage',
      fix: 'Set replicas: 2, unless the app can run only once',
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
    const replicas = spec?.replicas ?? 1;
    if (spec?.strategy?.type === 'Recreate') {
      if (claims(workload)) return;
      report.advise('spec.strategy.type', {
        severity: Severity.WARNING,
        value: 'Recreate',
        message: `every rollout is an outage of up to ${secondsText(answers.rollout.done.latestSeconds)}`,
        why: 'Recreate ends all pods before it starts new ones; it is meant for apps that can run only once, such as those with a volume of their own',
        fix: 'Leave strategy out: pods are then replaced one after the other',
      });
      return;
    }
    const { maxUnavailable } = spec?.strategy?.rollingUpdate ?? {};
    if (replicas === 0 || maxUnavailable === undefined || podCount(maxUnavailable, replicas, Math.floor) < replicas) return;
    report.advise('spec.strategy.rollingUpdate.maxUnavailable', {
      severity: Severity.WARNING,
      value: maxUnavailable,
      message: `every rollout may end all ${replicas === 1 ? '' : `${replicas} `}pods at once`,
      why: 'New pods are not waited for',
      fix: 'Set maxUnavailable: 0',
    });
  },
};

/** Images of servers that keep their data in one place: several pods of them are several servers. */
const STATEFUL_IMAGES = /(^|\/)(postgres|postgresql|mysql|mariadb|mongo|mongodb|redis|valkey|rabbitmq|elasticsearch|etcd)([:@]|$)/;

export const databaseIsOnce: Advice<WorkloadSubject> = {
  id: 'stateful-replicas',
  statement: 'A Deployment runs a database once',
  sources: ['https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/'],
  check: ({ workload: { object, spec } }, report) => {
    const { replicas = 1 } = (object as Deployment).spec ?? {};
    const database = (spec.containers ?? []).find(({ image = '' }) => STATEFUL_IMAGES.test(image));
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

/** A disruption budget, and the pods it protects. */
export interface BudgetSubject {
  readonly budget: PodDisruptionBudget;
  readonly neighbours: Neighbours;
}

export const budgetLetsNodesDrain: Advice<BudgetSubject> = {
  id: 'disruption-budget-blocks',
  statement: 'A disruption budget allows a pod to be evicted',
  sources: ['https://kubernetes.io/docs/tasks/run-application/configure-pdb/', 'https://github.com/kubernetes/kubernetes/issues/66811'],
  check: ({ budget: { spec = {} }, budget, neighbours }, report) => {
    const [workload, ...others] = neighbours.protectedBy(budget);
    const replicas = workload && others.length === 0 ? leastReplicas(workload, neighbours) : undefined;
    const { minAvailable, maxUnavailable } = spec;
    const never = maxUnavailable === 0 || maxUnavailable === '0%' || minAvailable === '100%';
    const kept = replicas === undefined || minAvailable === undefined ? undefined : podCount(minAvailable, replicas, Math.ceil);
    if (!never && !(replicas !== undefined && replicas > 0 && kept !== undefined && kept >= replicas)) return;
    const field = maxUnavailable === undefined ? 'minAvailable' : 'maxUnavailable';
    report.advise(`spec.${field}`, {
      severity: Severity.WARNING,
      value: spec[field],
      message: `no pod may ever be evicted${never ? '' : `: ${kept} of ${replicas} must be available`}`,
      why: 'A node that is drained waits for ever, and with it the upgrade of the cluster',
      fix: replicas === 1 ? 'Remove the budget, or run two pods and set maxUnavailable: 1' : 'Set maxUnavailable: 1 and no minAvailable',
    });
  },
};

export const budgetForgetsSickPods: Advice<BudgetSubject> = {
  id: 'disruption-budget-sick-pods',
  statement: 'A disruption budget lets pods go that are not ready',
  sources: ['https://kubernetes.io/docs/tasks/run-application/configure-pdb/#unhealthy-pod-eviction-policy'],
  check: ({ budget: { spec = {} } }, report) => {
    if (spec.unhealthyPodEvictionPolicy === 'AlwaysAllow') return;
    report.advise('spec.unhealthyPodEvictionPolicy', {
      severity: Severity.INFO,
      value: spec.unhealthyPodEvictionPolicy,
      message: 'pods that crash or never become ready cannot be evicted while too few others are available',
      why: 'They serve nobody, and still keep a node from being drained',
      fix: 'Set unhealthyPodEvictionPolicy: AlwaysAllow',
    });
  },
};

/** A Service, and the pods behind it. */
export interface ServiceSubject {
  readonly service: Service;
  readonly neighbours: Neighbours;
}

export const serviceFindsPods: Advice<ServiceSubject> = {
  id: 'service-without-pods',
  statement: 'A Service selects pods',
  sources: ['https://kubernetes.io/docs/concepts/services-networking/service/'],
  check: ({ service, neighbours }, report) => {
    const around = neighbours.inNamespaceOf(service);
    // Alone, its pods may come from anywhere.
    if (around.length === 0 || neighbours.workloadsOf(service).length > 0) return;
    const wanted = Object.entries(service.spec!.selector!).map(([key, value]) => `${key}: ${value}`).join(', ');
    report.advise('spec.selector', {
      severity: Severity.WARNING,
      value: service.spec!.selector,
      message: `nobody answers: ${around.length === 1 ? 'the workload' : `none of the ${around.length} workloads`} in its namespace makes ${around.length === 1 ? 'no ' : ''}pods with ${wanted}`,
      why: 'A Service without pods has no endpoints, and refuses every connection',
      fix: `Use the labels of a pod template, such as ${Object.entries(around[0].labels).map(([key, value]) => `${key}: ${value}`).join(', ') || 'those you give it'}`,
    });
  },
};

export const serviceFindsPorts: Advice<ServiceSubject> = {
  id: 'service-port',
  statement: 'A Service sends traffic to ports that its pods declare',
  sources: ['https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports'],
  check: ({ service, neighbours }, report) => {
    const workloads = neighbours.workloadsOf(service);
    (service.spec?.ports ?? []).forEach(({ port, targetPort = port }, index) => {
      for (const { spec, object } of workloads) {
        const declared = (spec.containers ?? []).flatMap(({ ports = [] }) => ports);
        const isThere = declared.some(({ name, containerPort }) => typeof targetPort === 'string' ? name === targetPort : containerPort === targetPort);
        if (isThere || (typeof targetPort === 'number' && declared.length === 0)) continue;
        const known = declared.map(({ name, containerPort }) => typeof targetPort === 'string' ? name ?? '' : String(containerPort)).filter(text => text !== '');
        report.advise(`spec.ports[${index}].targetPort`, {
          severity: typeof targetPort === 'string' ? Severity.WARNING : Severity.INFO,
          value: targetPort,
          message: `port ${port} leads to ${targetPort}, which the pods of ${object.kind} ${object.metadata?.name} do not declare`,
          why: typeof targetPort === 'string' ? 'A name that is not found gets no traffic at all' : 'Ports need not be declared; but a slip refuses every connection, and this looks like one',
          fix: known.length > 0 ? `Use a declared port: ${known.join(', ')}` : `Declare it: ports: [{ name: ${targetPort}, containerPort: 8080 }]`,
        });
        return;
      }
    });
  },
};

export const workloadAdvice = [deadlineIsLongEnough, graceCoversTheHook, onePodIsNoneAtTimes, rolloutKeepsCapacity, databaseIsOnce];
export const budgetAdvice = [budgetLetsNodesDrain, budgetForgetsSickPods];
export const serviceAdvice = [serviceFindsPods, serviceFindsPorts];

/** `sleep 10`, or `sh -c 'sleep 10'`. */
function sleptIn(command: readonly string[] | undefined): number | undefined {
  const match = /(?:^|[\s;&/])sleep\s+(\d+(?:\.\d+)?)s?(?=$|[\s;&])/.exec((command ?? []).join(' '));
  return match ? Number(match[1]) : undefined;
}

function claims({ spec }: AdvisedWorkload): boolean {
  return (spec.volumes ?? []).some(volume => 'persistentVolumeClaim' in volume);
}

function leastReplicas(workload: AdvisedWorkload, neighbours: Neighbours): number {
  return neighbours.autoscalerOf(workload)?.spec?.minReplicas ?? (workload.object as Deployment).spec?.replicas ?? 1;
}
