import { Severity } from '../findings/finding';
import { PodDisruptionBudget } from '../manifest/objects';
import { podCount } from '../manifest/pod-count';
import { Advice } from './advice';
import { leastReplicas } from './least-replicas';
import { Neighbours } from './neighbours';
import { labelsText } from './pod-labels';

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
      message: `no pod may ever be evicted${never ? '' : `: ${kept} must be available, and there may be as few as ${replicas}`}`,
      why: 'A node that is drained waits for ever, and with it the upgrade of the cluster',
      fix: replicas === 1 ? 'Remove the budget, or run two pods and set maxUnavailable: 1 and no minAvailable' : 'Set maxUnavailable: 1 and no minAvailable',
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

export const budgetProtectsPods: Advice<BudgetSubject> = {
  id: 'disruption-budget-without-pods',
  statement: 'A disruption budget protects pods',
  sources: ['https://kubernetes.io/docs/tasks/run-application/configure-pdb/'],
  check: ({ budget, neighbours }, report) => {
    const [other] = neighbours.passedBy(budget, budget.spec?.selector);
    if (!other) return;
    report.advise('spec.selector', {
      severity: Severity.WARNING,
      value: budget.spec?.selector,
      message: 'this protects nobody: no workload in its namespace makes such pods',
      why: 'All pods of an app may then be evicted at once, when nodes are drained',
      fix: `Use the labels of a pod template, such as ${labelsText(other.labels)}`,
    });
  },
};

export const budgetAdvice = [budgetLetsNodesDrain, budgetForgetsSickPods, budgetProtectsPods];
