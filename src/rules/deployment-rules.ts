import { DeploymentSpec, IntOrString } from '../manifest/objects';
import { countOrPercentFault, oneOf } from './formats';
import { Rule } from './rule';
import { isEmptySelector, selects } from './selector-rules';

export const deploymentNumbersAreNotNegative: Rule<DeploymentSpec> = {
  id: 'deployment-number',
  statement: 'The numbers of a Deployment are not negative',
  check(spec, at, report) {
    for (const field of NUMBERS) {
      const value = spec[field];
      if (value == null || value >= 0) continue;
      report.refuse(at.field(field), value, {
        must: 'not be negative',
        why: `It is a number of ${field === 'replicas' ? 'pods' : field.endsWith('Seconds') ? 'seconds' : 'revisions'}`,
        fix: `Leave ${field} out for its default, or give it 0 or more`,
      });
    }
  },
};

export const deploymentHasSelector: Rule<DeploymentSpec> = {
  id: 'deployment-selector',
  statement: 'A Deployment has a selector that is not empty',
  check({ selector }, at, report) {
    if (selector != null && !isEmptySelector(selector)) return;
    report.refuse(at.field('selector'), selector ?? undefined, {
      must: 'name at least one label of its pods', why: 'The Deployment counts and replaces the pods it selects', fix: 'Select the labels of the pod template',
    });
  },
};

export const selectorMatchesTemplate: Rule<DeploymentSpec> = {
  id: 'deployment-selector-match',
  statement: 'The selector of a Deployment matches its own pods',
  check({ selector, template }, at, report) {
    const labels = template?.metadata?.labels ?? {};
    if (selector != null && (isEmptySelector(selector) || selects(selector, labels))) return;
    report.refuse(at.field('template').field('metadata').field('labels'), template?.metadata?.labels, {
      message: 'the pods do not have the labels that the selector asks for',
      why: 'The Deployment would start pods for ever and find none of them',
      fix: 'Give the pod template every label of spec.selector',
    });
  },
};

export const restartPolicyIsAlways: Rule<DeploymentSpec> = {
  id: 'deployment-restart-policy',
  statement: 'The pods of a Deployment are always restarted, have no deadline and no ephemeral containers',
  check({ template }, at, report) {
    const pod = template?.spec;
    const path = at.field('template').field('spec');
    if ((pod?.restartPolicy || 'Always') !== 'Always') {
      report.refuse(path.field('restartPolicy'), pod!.restartPolicy, { must: 'be "Always"', why: 'A Deployment keeps its pods running', fix: 'Remove it, or use a Job for work that ends' });
    }
    if (pod?.activeDeadlineSeconds != null) {
      report.refuse(path.field('activeDeadlineSeconds'), pod.activeDeadlineSeconds, {
        message: 'activeDeadlineSeconds is set, but the pods of a Deployment have no deadline', why: 'A Deployment keeps its pods running', fix: 'Remove it, or use a Job',
      });
    }
    if (pod?.ephemeralContainers?.length) {
      report.refuse(path.field('ephemeralContainers'), undefined, {
        message: 'ephemeralContainers stand in a pod template', why: 'They are for debugging a pod that runs', fix: 'Remove them, and use "kubectl debug"',
      });
    }
  },
};

export const strategyTypeIsKnown: Rule<DeploymentSpec> = {
  id: 'deployment-strategy',
  statement: 'The strategy of a Deployment is RollingUpdate or Recreate',
  check({ strategy }, at, report) {
    const type = strategy?.type || 'RollingUpdate';
    if (type === 'RollingUpdate') return;
    if (type !== 'Recreate') {
      report.refuse(at.field('strategy'), type, { must: `be ${oneOf(['RollingUpdate', 'Recreate'])}`, why: 'A Deployment knows these two', fix: 'Leave it out for RollingUpdate' });
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
    if (isZero(maxUnavailable) && isZero(maxSurge)) {
      report.refuse(path.field('maxUnavailable'), maxUnavailable, {
        message: 'maxUnavailable and maxSurge are both 0, so that a rollout could never begin',
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
  deploymentNumbersAreNotNegative,
  deploymentHasSelector,
  selectorMatchesTemplate,
  restartPolicyIsAlways,
  strategyTypeIsKnown,
  rollingUpdateIsValid,
  progressDeadlineExceedsMinReady,
];

const NUMBERS = ['replicas', 'minReadySeconds', 'revisionHistoryLimit', 'progressDeadlineSeconds'] as const;

function isZero(value: IntOrString): boolean {
  return typeof value === 'string' ? /^0+%$/.test(value) : value === 0;
}
