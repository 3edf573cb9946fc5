import { KNOWN_VERSIONS } from '../manifest/kubernetes-versions';
import { StatefulSetSpec } from '../manifest/objects';
import { checkWord } from './checks';
import { dnsLabelFault } from './formats';
import { Rule } from './rule';

export const serviceNameIsValid: Rule<StatefulSetSpec> = {
  id: 'stateful-set-service-name',
  statement: 'The serviceName of a StatefulSet is a DNS label, from Kubernetes 1.33 on',
  versions: { min: 33, max: KNOWN_VERSIONS.max },
  check({ serviceName }, at, report) {
    const must = serviceName ? dnsLabelFault(serviceName) : undefined;
    if (must) report.refuse(at.field('serviceName'), serviceName, { must, why: 'No Service can have another name', fix: 'Name the headless Service of the pods' });
  },
};

export const podManagementPolicyIsKnown: Rule<StatefulSetSpec> = {
  id: 'stateful-set-pod-management',
  statement: 'The podManagementPolicy of a StatefulSet is OrderedReady or Parallel',
  check({ podManagementPolicy: policy }, at, report) {
    checkWord(policy || undefined, POLICIES, at.field('podManagementPolicy'), report, 'Leave it out for "OrderedReady"');
  },
};

export const statefulSetUpdateIsValid: Rule<StatefulSetSpec> = {
  id: 'stateful-set-update',
  statement: 'The update strategy of a StatefulSet is RollingUpdate, with an optional partition, or OnDelete',
  check({ updateStrategy = {} }, at, report) {
    const type = updateStrategy.type || 'RollingUpdate';
    const { rollingUpdate } = updateStrategy;
    const path = at.field('updateStrategy');
    if (!STRATEGIES.includes(type)) {
      checkWord(type, STRATEGIES, path, report, 'Leave it out for "RollingUpdate"');
    } else if (type === 'OnDelete' && rollingUpdate != null) {
      report.refuse(path.field('rollingUpdate'), rollingUpdate, { message: 'updateStrategy.rollingUpdate is set, but the type is OnDelete', why: 'Pods are replaced only when somebody deletes them', fix: 'Remove rollingUpdate, or use RollingUpdate' });
    } else if ((rollingUpdate?.partition ?? 0) < 0) {
      report.refuse(path.field('rollingUpdate').field('partition'), rollingUpdate!.partition, { must: 'not be negative', why: 'It is the number of the first pod to be updated', fix: 'Leave it out for 0' });
    }
  },
};

export const ordinalsAreNotNegative: Rule<StatefulSetSpec> = {
  id: 'stateful-set-ordinals',
  statement: 'The first pod of a StatefulSet has a number from 0 on',
  check({ ordinals }, at, report) {
    const start = ordinals?.start;
    // The API server writes this path so.
    if (start != null && start < 0) report.refuse(at.field('ordinals.start'), start, { must: 'not be negative', why: 'It becomes part of a pod\'s name', fix: 'Leave it out for 0' });
  },
};

export const claimRetentionIsKnown: Rule<StatefulSetSpec> = {
  id: 'stateful-set-claim-retention',
  statement: 'The claims of a StatefulSet are retained or deleted',
  check({ persistentVolumeClaimRetentionPolicy: policy }, at, report) {
    for (const field of ['whenDeleted', 'whenScaled'] as const) {
      const value = policy?.[field];
      checkWord(value || undefined, RETENTIONS, at.field('persistentVolumeClaimRetentionPolicy').field(field), report, 'Leave it out for "Retain"');
    }
  },
};

export const statefulSetRules: readonly Rule<StatefulSetSpec>[] = [
  serviceNameIsValid,
  podManagementPolicyIsKnown,
  statefulSetUpdateIsValid,
  ordinalsAreNotNegative,
  claimRetentionIsKnown,
];

const POLICIES = ['OrderedReady', 'Parallel'];
const STRATEGIES = ['RollingUpdate', 'OnDelete'];
const RETENTIONS = ['Retain', 'Delete'];
