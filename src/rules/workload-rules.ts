import { isEmptySelector, selects } from '../manifest/label-selector';
import { PodTemplate, WorkloadSpec } from '../manifest/objects';
import { checkNotNegative } from './checks';
import { Rule } from './rule';

/** The spec of a Deployment, StatefulSet, DaemonSet or ReplicaSet. */
export interface WorkloadSubject {
  readonly kind: string;
  readonly spec: WorkloadSpec;
}

export const workloadNumbersAreNotNegative: Rule<WorkloadSubject> = {
  id: 'workload-number',
  statement: 'The numbers of a workload are not negative',
  check({ kind, spec }, at, report) {
    // Nobody looks at the revisionHistoryLimit of a StatefulSet.
    const fields = kind === 'StatefulSet' ? NUMBERS.filter(field => field !== 'revisionHistoryLimit') : NUMBERS;
    checkNotNegative(spec, fields, at, report, field => field === 'replicas' ? 'pods' : field === 'minReadySeconds' ? 'seconds' : 'revisions');
  },
};

export const workloadHasSelector: Rule<WorkloadSubject> = {
  id: 'workload-selector',
  statement: 'A workload has a selector that is not empty',
  check({ kind, spec: { selector } }, at, report) {
    if (selector == null ? kind === 'DaemonSet' : !isEmptySelector(selector)) return;
    report.refuse(at.field('selector'), selector ?? undefined, {
      must: 'name at least one label of its pods', why: `The ${kind} counts and replaces the pods it selects`, fix: 'Select the labels of the pod template',
    });
  },
};

export const selectorMatchesTemplate: Rule<WorkloadSubject> = {
  id: 'workload-selector-match',
  statement: 'The selector of a workload matches its own pods',
  check({ kind, spec: { selector, template } }, at, report) {
    const labels = template?.metadata?.labels ?? {};
    if (selector != null && (isEmptySelector(selector) || selects(selector, labels))) return;
    const path = at.field('template').field('metadata').field('labels');
    if (selector == null) {
      report.refuse(path, template?.metadata?.labels, { message: `the ${kind} has no selector, so that no pod is its own`, why: `The ${kind} counts and replaces the pods it selects`, fix: 'Add spec.selector with the labels of the pod template' });
      return;
    }
    report.refuse(path, template?.metadata?.labels, {
      message: 'the pods do not have the labels that the selector asks for',
      why: `The ${kind} would start pods for ever and find none of them`,
      fix: 'Give the pod template every label of spec.selector',
    });
  },
};

/** Rules on a workload itself. */
export const workloadRules: readonly Rule<WorkloadSubject>[] = [workloadNumbersAreNotNegative, workloadHasSelector];

/** The pods of a workload of some kind. */
export interface LastingPodsSubject {
  readonly kind: string;
  readonly template: PodTemplate;
}

export const restartPolicyIsAlways: Rule<LastingPodsSubject> = {
  id: 'workload-restart-policy',
  statement: 'The pods of a workload other than a Job are always restarted, and have no deadline',
  check({ kind, template }, at, report) {
    const pod = template.spec;
    const path = at.field('spec');
    if ((pod?.restartPolicy || 'Always') !== 'Always') {
      report.refuse(path.field('restartPolicy'), pod!.restartPolicy, { must: 'be "Always"', why: `A ${kind} keeps its pods running`, fix: 'Remove it, or use a Job for work that ends' });
    }
    if (pod?.activeDeadlineSeconds != null) {
      report.refuse(path.field('activeDeadlineSeconds'), pod.activeDeadlineSeconds, {
        message: `activeDeadlineSeconds is set, but the pods of a ${kind} have no deadline`, why: `A ${kind} keeps its pods running`, fix: 'Remove it, or use a Job',
      });
    }
  },
};

export const templateHasNoEphemeralContainers: Rule<PodTemplate> = {
  id: 'template-ephemeral-container',
  statement: 'A pod template has no ephemeral containers',
  check({ spec }, at, report) {
    if (!spec?.ephemeralContainers?.length) return;
    report.refuse(at.field('spec').field('ephemeralContainers'), undefined, {
      message: 'ephemeralContainers stand in a pod template', why: 'They are for debugging a pod that runs', fix: 'Remove them, and use "kubectl debug"',
    });
  },
};

const NUMBERS = ['replicas', 'minReadySeconds', 'revisionHistoryLimit'] as const;
