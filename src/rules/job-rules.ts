import { valueText } from '../findings/text';
import { FieldPath } from '../manifest/field-path';
import { KNOWN_VERSIONS } from '../manifest/kubernetes-versions';
import { isEmptySelector, selects } from '../manifest/label-selector';
import { CronJobSpec, Job, JobSpec } from '../manifest/objects';
import { checkNotNegative, checkWord } from './checks';
import { choiceFix, dnsLabelFault, oneOf } from './formats';
import { nameOf } from './metadata-rules';
import { Rule } from './rule';

/** The spec of a Job, and the name of the Job. */
export interface JobSubject {
  readonly spec: JobSpec;
  /** Absent of a Job that a CronJob will make. */
  readonly name?: string;
}

export const jobNumbersAreNotNegative: Rule<JobSubject> = {
  id: 'job-number',
  statement: 'The numbers of a Job are not negative',
  check({ spec }, at, report) {
    checkNotNegative(spec, JOB_NUMBERS, at, report, field => field.includes('Seconds') ? 'seconds' : field === 'backoffLimit' ? 'attempts' : 'pods');
  },
};

export const completionModeIsKnown: Rule<JobSubject> = {
  id: 'job-completion-mode',
  statement: 'The completionMode of a Job is NonIndexed, or Indexed with a number of completions',
  check({ spec, name }, at, report) {
    const mode = spec.completionMode;
    if (mode == null || mode === 'NonIndexed') return;
    if (mode !== 'Indexed') {
      checkWord(mode, ['NonIndexed', 'Indexed'], at.field('completionMode'), report, 'Leave it out for "NonIndexed"');
      return;
    }
    // Where neither is given, both are 1, though not in a CronJob.
    const completions = spec.completions ?? (spec.parallelism == null && name !== undefined ? 1 : undefined);
    if (completions == null) {
      report.refuse(at.field('completions'), undefined, { must: 'be given for an Indexed Job', why: 'Each completion has its number', fix: 'Give the number of completions' });
    }
    // The pod of the last completion is named after the Job and its number.
    const last = `${name}-${(completions ?? 0) - 1}`;
    if (name && completions != null && completions > 0 && dnsLabelFault(last)) {
      report.refuse(FieldPath.ROOT.field('metadata').field('name'), name, { message: `the Job's name leaves no room for the numbers of its completions: ${valueText(last)} must ${dnsLabelFault(last)}`, why: 'The pods of an Indexed Job have host names made of its name and their number', fix: 'Choose a shorter name' });
    }
    if ((spec.parallelism ?? 1) > MAX_INDEXED_PARALLELISM) {
      report.refuse(at.field('parallelism'), spec.parallelism, { must: `be at most ${MAX_INDEXED_PARALLELISM} for an Indexed Job`, why: 'The numbers in progress are kept in the status', fix: 'Lower it' });
    }
  },
};

export const podReplacementPolicyIsKnown: Rule<JobSubject> = {
  id: 'job-pod-replacement',
  statement: 'The podReplacementPolicy of a Job is TerminatingOrFailed or Failed',
  check({ spec: { podReplacementPolicy: policy }, name }, at, report) {
    // 1.28 drops the field, except from the template of a CronJob.
    const versions = name === undefined ? KNOWN_VERSIONS : { min: 29, max: KNOWN_VERSIONS.max };
    checkWord(policy, REPLACEMENTS, at.field('podReplacementPolicy'), report, 'Leave it out for "TerminatingOrFailed"', versions);
  },
};

export const jobRestartPolicyEnds: Rule<JobSubject> = {
  id: 'job-restart-policy',
  statement: 'The pods of a Job are restarted on failure or never',
  check({ spec: { template } }, at, report) {
    const policy = template?.spec?.restartPolicy;
    if (policy === 'OnFailure' || policy === 'Never') return;
    report.refuse(at.field('template').field('spec').field('restartPolicy'), policy || undefined, { must: `be ${oneOf(['OnFailure', 'Never'])}`, why: 'A Job ends when its pods do', fix: choiceFix(policy, ['OnFailure', 'Never'], 'Write "Never", or "OnFailure" to try again in the same pod') });
  },
};

export const jobSelectorIsGenerated: Rule<JobSubject> = {
  id: 'job-selector',
  statement: 'A Job has no selector of its own, unless manualSelector says so',
  check({ spec: { selector, manualSelector }, name }, at, report) {
    const ofCronJob = name === undefined;
    const advice = { why: 'A Job is given a selector of its own, so that it does not count the pods of another', fix: 'Remove it' };
    if (selector != null && (ofCronJob || (!manualSelector && !isEmptySelector(selector)))) {
      report.refuse(at.field('selector'), selector, { message: 'selector is set, but a Job is given its own', ...advice });
    }
    if (manualSelector && ofCronJob) report.refuse(at.field('manualSelector'), true, { message: 'manualSelector is set, but the Jobs of a CronJob are given their selectors', ...advice });
    if (manualSelector && !ofCronJob && selector == null) {
      report.refuse(at.field('selector'), undefined, { must: 'be given, since manualSelector is true', why: 'The Job counts the pods it selects', fix: 'Remove manualSelector, or select the labels of the pod template' });
    }
  },
};

export const jobSelectorMatchesTemplate: Rule<JobSubject> = {
  id: 'job-selector-match',
  statement: 'The selector of a Job matches its own pods',
  check({ spec: { selector, manualSelector, template } }, at, report) {
    if (selector == null ? !manualSelector : selects(selector, template?.metadata?.labels ?? {})) return;
    report.refuse(at.field('template').field('metadata').field('labels'), template?.metadata?.labels, {
      message: selector == null ? 'the Job has no selector, so that no pod is its own' : 'the pods do not have the labels that the selector asks for',
      why: 'The Job would find none of its pods',
      fix: manualSelector ? 'Select the labels of the pod template' : 'Remove spec.selector: a Job is given its own',
    });
  },
};

export const jobRules: readonly Rule<JobSubject>[] = [
  jobNumbersAreNotNegative,
  completionModeIsKnown,
  podReplacementPolicyIsKnown,
  jobRestartPolicyEnds,
  jobSelectorIsGenerated,
];

export const scheduleIsGiven: Rule<CronJobSpec> = {
  id: 'cron-job-schedule',
  statement: 'A CronJob has a schedule',
  check({ schedule }, at, report) {
    if (schedule) return;
    report.refuse(at.field('schedule'), undefined, { must: 'be given', why: 'It says when to run', fix: 'Write e.g. "0 4 * * *" for every day at four' });
  },
};

export const concurrencyPolicyIsKnown: Rule<CronJobSpec> = {
  id: 'cron-job-concurrency',
  statement: 'The concurrencyPolicy of a CronJob is Allow, Forbid or Replace',
  check({ concurrencyPolicy: policy }, at, report) {
    checkWord(policy || undefined, CONCURRENCIES, at.field('concurrencyPolicy'), report, 'Leave it out for "Allow"');
  },
};

export const cronJobNumbersAreNotNegative: Rule<CronJobSpec> = {
  id: 'cron-job-number',
  statement: 'The numbers of a CronJob are not negative',
  check(spec, at, report) {
    checkNotNegative(spec, CRON_JOB_NUMBERS, at, report, field => field.includes('Seconds') ? 'seconds' : 'Jobs');
  },
};

export const cronJobRules: readonly Rule<CronJobSpec>[] = [scheduleIsGiven, concurrencyPolicyIsKnown, cronJobNumbersAreNotNegative];

const JOB_NUMBERS = ['parallelism', 'completions', 'activeDeadlineSeconds', 'backoffLimit', 'ttlSecondsAfterFinished'] as const;
const CRON_JOB_NUMBERS = ['startingDeadlineSeconds', 'successfulJobsHistoryLimit', 'failedJobsHistoryLimit'] as const;
const MAX_INDEXED_PARALLELISM = 100_000;
const REPLACEMENTS = ['TerminatingOrFailed', 'Failed'];
const CONCURRENCIES = ['Allow', 'Forbid', 'Replace'];

/** The labels that the API server gives the pods of a Job; a Job without labels has them too. */
export function jobDefaults(job: Job): Job {
  const { spec = {}, metadata = {} } = job;
  const own = spec.template?.metadata?.labels;
  const name = nameOf(metadata);
  const labels = spec.manualSelector ? own : { 'job-name': name, 'batch.kubernetes.io/job-name': name, ...own };
  return {
    ...job,
    metadata: Object.keys(metadata.labels ?? {}).length === 0 && own ? { ...metadata, labels } : metadata,
    spec: { ...spec, template: { ...spec.template, metadata: { ...spec.template?.metadata, ...labels ? { labels } : {} } } },
  };
}
