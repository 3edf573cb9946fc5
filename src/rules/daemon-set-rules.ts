import { DaemonSetSpec, IntOrString, RollingUpdate } from '../manifest/objects';
import { checkWord } from './checks';
import { countOrPercentFault } from './formats';
import { Rule } from './rule';

export const daemonSetUpdateIsValid: Rule<DaemonSetSpec> = {
  id: 'daemon-set-update',
  statement: 'A DaemonSet is updated node by node, with either maxSurge or maxUnavailable, or OnDelete',
  check({ updateStrategy = {} }, at, report) {
    const type = updateStrategy.type || 'RollingUpdate';
    const path = at.field('updateStrategy');
    checkWord(type, STRATEGIES, path, report, 'Leave it out for "RollingUpdate"');
    if (type !== 'RollingUpdate') return;
    const update: Required<Pick<RollingUpdate, 'maxUnavailable' | 'maxSurge'>> = { maxUnavailable: 1, maxSurge: 0, ...updateStrategy.rollingUpdate };
    const rolling = path.field('rollingUpdate');
    for (const field of ['maxUnavailable', 'maxSurge'] as const) {
      const value = update[field];
      const must = countOrPercentFault(value) ?? (percentOf(value) > 100 ? 'not exceed 100%' : undefined);
      if (must) report.refuse(rolling.field(field), value, { must, why: 'It is a number of nodes, or a share of them', fix: `Leave ${field} out for its default` });
    }
    const unavailable = amountOf(update.maxUnavailable) !== 0;
    const surge = amountOf(update.maxSurge) !== 0;
    if (unavailable && surge) {
      report.refuse(rolling.field('maxSurge'), update.maxSurge, { message: 'maxSurge is set beside maxUnavailable, which is 1 unless it is given', why: 'A node gets its new pod either beside the old one or after it', fix: 'Set maxUnavailable to 0, or remove maxSurge' });
    } else if (!unavailable && !surge && !countOrPercentFault(update.maxUnavailable)) {
      report.refuse(rolling.field('maxUnavailable'), update.maxUnavailable, { message: `${countOrPercentFault(update.maxSurge) ? 'maxUnavailable is 0' : 'maxUnavailable and maxSurge are both 0'}, so that an update could never begin`, why: 'A node gets its new pod either beside the old one or after it', fix: 'Set one of them to 1 or more' });
    }
  },
};

export const daemonSetRules: readonly Rule<DaemonSetSpec>[] = [daemonSetUpdateIsValid];

const STRATEGIES = ['RollingUpdate', 'OnDelete'];

function percentOf(value: IntOrString): number {
  return typeof value === 'string' && /^[0-9]+%$/.test(value) ? parseInt(value, 10) : 0;
}

function amountOf(value: IntOrString): number {
  return typeof value === 'string' ? percentOf(value) : value;
}
