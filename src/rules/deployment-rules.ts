import { DeploymentSpec, IntOrString } from '../manifest/objects';
import { checkWord } from './checks';
import { countOrPercentFault } from './formats';
import { Rule } from './rule';

export const strategyTypeIsKnown: Rule<DeploymentSpec> = {
  id: 'deployment-strategy',
  statement: 'The strategy of a Deployment is RollingUpdate or Recreate',
  check({ strategy }, at, report) {
    const type = strategy?.type || 'RollingUpdate';
    if (type === 'RollingUpdate') return;
    if (type !== 'Recreate') {
      checkWord(type, ['RollingUpdate', 'Recreate'], at.field('strategy'), report, 'Leave it out for RollingUpdate');
    } else if (strategy?.rollingUpdate != null) {
      report.refuse(at.field('strategy').field('rollingUpdate'), strategy.rollingUpdate, {
        message: 'strategy.rollingUpdate is set, but the strategy is Recreate', why: 'Recreate stops all old pods before it starts new ones', fix: 'Remove rollingUpdate, or use RollingUpdate',
      });
    }
  },
};

export const rollingUpdateIsValid: Rule<DeploymentSpec> = {
  id: 'deployment-rolling-update',
  statement: 'A rolling update can make a step: maxSurge and maxUnavailable are amounts and not both 0',
  check({ strategy }, at, report) {
    if ((strategy?.type || 'RollingUpdate') !== 'RollingUpdate') return;
    const update = { maxUnavailable: '25%', maxSurge: '25%', ...strategy?.rollingUpdate };
    const path = at.field('strategy').field('rollingUpdate');
    for (const field of ['maxUnavailable', 'maxSurge'] as const) {
      const must = countOrPercentFault(update[field]);
      if (must) report.refuse(path.field(field), update[field], { must, why: 'It is a number of pods, or a share of them', fix: `Leave ${field} out for 25%` });
    }
    const { maxUnavailable, maxSurge } = update;
    if (!countOrPercentFault(maxUnavailable) && isZero(maxUnavailable) && isZero(maxSurge)) {
      report.refuse(path.field('maxUnavailable'), maxUnavailable, {
        message: `${countOrPercentFault(maxSurge) ? 'maxUnavailable is 0' : 'maxUnavailable and maxSurge are both 0'}, so that a rollout could never begin`,
        why: 'Either an old pod goes before its successor is there, or a new one comes beside it',
        fix: 'Set maxSurge to 1 or more to keep every pod, or maxUnavailable to 1',
      });
    }
    if (typeof maxUnavailable === 'string' && parseInt(maxUnavailable, 10) > 100) {
      report.refuse(path.field('maxUnavailable'), maxUnavailable, { must: 'not exceed 100%', why: 'There are no more pods than all', fix: 'Give at most "100%"' });
    }
  },
};

export const progressDeadlineExceedsMinReady: Rule<DeploymentSpec> = {
  id: 'deployment-progress-deadline',
  statement: 'progressDeadlineSeconds is longer than minReadySeconds',
  check({ progressDeadlineSeconds, minReadySeconds }, at, report) {
    const deadline = progressDeadlineSeconds ?? 600;
    if (deadline > (minReadySeconds ?? 0)) return;
    report.refuse(at.field('progressDeadlineSeconds'), deadline, {
      must: `be greater than minReadySeconds (${minReadySeconds ?? 0})`,
      why: 'A new pod counts as progress only after minReadySeconds, when the deadline would have passed',
      fix: `Give progressDeadlineSeconds at least ${(minReadySeconds ?? 0) + 1}, or lower minReadySeconds`,
    });
  },
};

export const deploymentRules: readonly Rule<DeploymentSpec>[] = [
  strategyTypeIsKnown,
  rollingUpdateIsValid,
  progressDeadlineExceedsMinReady,
];

/** What is no percentage counts as none. */
function isZero(value: IntOrString): boolean {
  return typeof value === 'string' ? !/^0*[1-9][0-9]*%$/.test(value) : value === 0;
}
