import { FieldPath } from '../manifest/field-path';
import { KNOWN_VERSIONS, KubernetesVersions } from '../manifest/kubernetes-versions';
import { CronJobSpec, PodSpec, StatefulSetSpec, Workload } from '../manifest/objects';
import { daemonSetRules } from './daemon-set-rules';
import { deploymentRules } from './deployment-rules';
import { cronJobRules, jobRules, jobSelectorMatchesTemplate, JobSubject } from './job-rules';
import { judgePodSpec, judgePodTemplate, judgeTemplateMetadata, judgeTemplateSpec } from './judge-pod';
import { barePodRules, podDefaults } from './pod-rules';
import { Report } from './rule';
import { judgeSelector } from './selector-rules';
import { statefulSetRules } from './stateful-set-rules';
import { restartPolicyIsAlways, selectorMatchesTemplate, workloadRules } from './workload-rules';

/** Judges a Deployment, StatefulSet, DaemonSet or ReplicaSet. */
export function judgeWorkload(kind: string, { spec = {} }: Workload, at: FieldPath, report: Report): void {
  report.apply(workloadRules, { kind, spec }, at);
  switch (kind) {
    case 'Deployment': report.apply(deploymentRules, spec, at); break;
    case 'StatefulSet': report.apply(statefulSetRules, spec, at); break;
    case 'DaemonSet': report.apply(daemonSetRules, spec, at); break;
  }
  const selectorStands = judgeSelector(spec.selector, at.field('selector'), report);
  if (selectorStands) report.apply([selectorMatchesTemplate], { kind, spec }, at);
  const template = spec.template ?? {};
  const path = at.field('template');
  // With a selector that cannot be read the API server does not look at the pods, except those of a DaemonSet.
  if (selectorStands || kind === 'DaemonSet') {
    judgeTemplateMetadata(template, path, report);
    report.within(kind === 'StatefulSet' ? STATEFUL_SETS_WITH_PODS : KNOWN_VERSIONS, () => judgeTemplateSpec(template, path, report, claimsOf(spec)));
  }
  if (selectorStands || kind === 'DaemonSet' || kind === 'StatefulSet') report.apply([restartPolicyIsAlways], { kind, template }, path);
}

/** Judges what the API server does not look at in a StatefulSet, and refuses in each of its pods. */
export function judgeUncheckedPods({ spec = {} }: Workload, at: FieldPath, report: Report): void {
  const unchecked = { min: KNOWN_VERSIONS.min, max: STATEFUL_SETS_WITH_PODS.min - 1 };
  report.within(unchecked, () => judgeTemplateSpec(spec.template ?? {}, at.field('template'), report, claimsOf(spec)));
}

/** Before, a StatefulSet was accepted whatever its pods looked like, and then made none. */
const STATEFUL_SETS_WITH_PODS: KubernetesVersions = { min: 34, max: KNOWN_VERSIONS.max };

/** The names of the volumes that a StatefulSet makes for each pod. */
function claimsOf({ volumeClaimTemplates = [] }: StatefulSetSpec): string[] {
  return volumeClaimTemplates.map(({ metadata }) => metadata?.name ?? '');
}

/** Judges a Job, or what a CronJob makes Jobs of. */
export function judgeJob(subject: JobSubject, at: FieldPath, report: Report): void {
  const { spec: { selector, template = {} }, name } = subject;
  report.apply(jobRules, subject, at);
  // The Jobs of a CronJob are given their selectors later.
  if (name !== undefined && judgeSelector(selector, at.field('selector'), report)) report.apply([jobSelectorMatchesTemplate], subject, at);
  judgePodTemplate(template, at.field('template'), report);
}

/** Judges a CronJob. */
export function judgeCronJob(spec: CronJobSpec, at: FieldPath, report: Report): void {
  report.apply(cronJobRules, spec, at);
  judgeJob({ spec: spec.jobTemplate?.spec ?? {} }, at.field('jobTemplate').field('spec'), report);
}

/** Judges a Pod that nothing makes. */
export function judgePod(spec: PodSpec, at: FieldPath, report: Report): void {
  const defaulted = podDefaults(spec);
  report.apply(barePodRules, defaulted, at);
  judgePodSpec(defaulted, at, report);
}
