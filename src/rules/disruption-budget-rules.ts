import { PodDisruptionBudget } from '../manifest/objects';
import { checkWord } from './checks';
import { countOrPercentFault } from './formats';
import { Rule } from './rule';

type Spec = NonNullable<PodDisruptionBudget['spec']>;

export const budgetHasOneBound: Rule<Spec> = {
  id: 'budget-single',
  statement: 'A disruption budget has minAvailable or maxUnavailable, not both',
  check({ minAvailable, maxUnavailable }, at, report) {
    if (minAvailable == null || maxUnavailable == null) return;
    report.refuse(at, undefined, {
      message: 'the budget has both minAvailable and maxUnavailable', why: 'They might contradict each other', fix: 'Keep maxUnavailable, which goes on working when the number of replicas changes',
    });
  },
};

export const budgetBoundIsValid: Rule<Spec> = {
  id: 'budget-bound',
  statement: 'The bound of a disruption budget is a number of pods, or a share of at most 100%',
  check(spec, at, report) {
    for (const field of ['minAvailable', 'maxUnavailable'] as const) {
      const value = spec[field];
      if (value == null) continue;
      const excessive = typeof value === 'string' && parseInt(value, 10) > 100;
      const must = countOrPercentFault(value) ?? (excessive ? 'not exceed 100%' : undefined);
      if (must) report.refuse(at.field(field), value, { must, why: 'It is a number of pods, or a share of them', fix: 'Write 1, or "25%"' });
    }
  },
};

export const evictionPolicyIsKnown: Rule<Spec> = {
  id: 'budget-eviction-policy',
  statement: 'The eviction policy for unhealthy pods is IfHealthyBudget or AlwaysAllow',
  check({ unhealthyPodEvictionPolicy: policy }, at, report) {
    checkWord(policy, POLICIES, at.field('unhealthyPodEvictionPolicy'), report, 'Use "AlwaysAllow", so that a broken pod cannot block a drain');
  },
};

export const budgetRules: readonly Rule<Spec>[] = [budgetHasOneBound, budgetBoundIsValid, evictionPolicyIsKnown];

const POLICIES = ['IfHealthyBudget', 'AlwaysAllow'];
