import { daemonSetUpdateIsValid } from '../../src/rules/daemon-set-rules';
import {
  completionModeIsKnown, concurrencyPolicyIsKnown, cronJobNumbersAreNotNegative, jobNumbersAreNotNegative, jobRestartPolicyEnds,
  jobSelectorIsGenerated, jobSelectorMatchesTemplate, podReplacementPolicyIsKnown, scheduleIsGiven,
} from '../../src/rules/job-rules';
import { cronJobNameLeavesRoom, labelsAreValid } from '../../src/rules/metadata-rules';
import {
  imagesHaveNoBlanks, mountedVolumesExist, podDeadlineIsPositive, podHasNoEphemeralContainers, podRestartPolicyIsKnown, serviceAccountNameIsValid,
  volumeNamesAreValid,
} from '../../src/rules/pod-rules';
import { probeNumbersAreNotNegative } from '../../src/rules/probe-rules';
import { hugePagesAreWhole } from '../../src/rules/resource-rules';
import {
  claimRetentionIsKnown, ordinalsAreNotNegative, podManagementPolicyIsKnown, serviceNameIsValid, statefulSetUpdateIsValid,
} from '../../src/rules/stateful-set-rules';
import {
  restartPolicyIsAlways, selectorMatchesTemplate, templateHasNoEphemeralContainers, workloadHasSelector, workloadNumbersAreNotNegative,
} from '../../src/rules/workload-rules';
import { deployment, describeRule, Loose } from './_objects';

const spec = (fields: Loose) => deployment({}, fields);
const pod = (fields: Loose) => deployment({}, {}, fields);
const ofKind = (kind: string, fields: Loose = {}, podFields: Loose = {}) => ({ ...deployment({}, fields, podFields), kind });
const statefulSet = (fields: Loose = {}) => ofKind('StatefulSet', fields);
const daemonSet = (rollingUpdate: Loose, type = 'RollingUpdate') => ofKind('DaemonSet', { updateStrategy: { type, rollingUpdate } });
const job = (fields: Loose = {}, podFields: Loose = {}, name = 'api') => {
  const { template } = deployment({}, {}, { restartPolicy: 'Never', ...podFields }).spec;
  return { apiVersion: 'batch/v1', kind: 'Job', metadata: { name }, spec: { template, ...fields } };
};
const cronJob = (fields: Loose = {}, jobFields: Loose = {}, name = 'api') => ({
  apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name }, spec: { schedule: '@daily', jobTemplate: { spec: job(jobFields).spec }, ...fields },
});
const barePod = (fields: Loose = {}, container: Loose = {}) => ({
  apiVersion: 'v1', kind: 'Pod', metadata: { name: 'api' }, spec: { containers: [{ name: 'main', image: 'acme/api:1', ...container }], ...fields },
});
const negativeProbe = { livenessProbe: { tcpSocket: { port: 1 }, periodSeconds: -1 } };

describeRule(workloadNumbersAreNotNegative, {
  fires: {
    'each': [spec({ replicas: -1, minReadySeconds: -1, revisionHistoryLimit: -1 }), ['replicas', 'minReadySeconds', 'revisionHistoryLimit'].map(field => `spec.${field}`)],
    'of a ReplicaSet': [ofKind('ReplicaSet', { replicas: -1 }), 'spec.replicas'],
  },
  silent: { 'zeros': spec({ replicas: 0, minReadySeconds: 0, revisionHistoryLimit: 0 }), 'the history of a StatefulSet, which nobody looks at': statefulSet({ revisionHistoryLimit: -1 }) },
});

describeRule(workloadHasSelector, {
  fires: { none: [spec({ selector: undefined }), 'spec.selector'], empty: [spec({ selector: {} }), 'spec.selector'] },
  silent: { 'labels': deployment(), 'a DaemonSet, whose pods then do not match': ofKind('DaemonSet', { selector: undefined }) },
});

describeRule(selectorMatchesTemplate, {
  fires: {
    'another value': [spec({ selector: { matchLabels: { app: 'web' } } }), 'spec.template.metadata.labels'],
    'none': [spec({ selector: undefined }), 'spec.template.metadata.labels'],
    'an expression': [spec({ selector: { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['api'] }] } }), 'spec.template.metadata.labels'],
  },
  silent: {
    'empty, which is refused anyway': spec({ selector: {} }),
    'an expression': spec({ selector: { matchExpressions: [{ key: 'x', operator: 'DoesNotExist' }] } }),
    'one that cannot be read': spec({ selector: { matchLabels: { app: '-' } } }),
  },
});

describeRule(restartPolicyIsAlways, {
  fires: { 'Never': [pod({ restartPolicy: 'Never' }), 'spec.template.spec.restartPolicy'], 'a deadline': [pod({ activeDeadlineSeconds: 60 }), 'spec.template.spec.activeDeadlineSeconds'] },
  silent: { none: deployment(), Always: pod({ restartPolicy: 'Always' }), Job: job() },
});

describeRule(templateHasNoEphemeralContainers, {
  fires: { one: [pod({ ephemeralContainers: [{}] }), 'spec.template.spec.ephemeralContainers'] },
  silent: { none: pod({ ephemeralContainers: [] }) },
});

describeRule(serviceNameIsValid, {
  fires: { capitals: [statefulSet({ serviceName: 'API' }), 'spec.serviceName', '1.33'] },
  silent: { 'before 1.33': [statefulSet({ serviceName: 'API' }), '1.32'], 'none': statefulSet() },
});

describeRule(podManagementPolicyIsKnown, {
  fires: { another: [statefulSet({ podManagementPolicy: 'parallel' }), 'spec.podManagementPolicy'] },
  silent: { Parallel: statefulSet({ podManagementPolicy: 'Parallel' }), empty: statefulSet({ podManagementPolicy: '' }) },
});

describeRule(statefulSetUpdateIsValid, {
  fires: {
    'another': [statefulSet({ updateStrategy: { type: 'Recreate' } }), 'spec.updateStrategy'],
    'OnDelete with a partition': [statefulSet({ updateStrategy: { type: 'OnDelete', rollingUpdate: {} } }), 'spec.updateStrategy.rollingUpdate'],
    'a negative partition': [statefulSet({ updateStrategy: { rollingUpdate: { partition: -1 } } }), 'spec.updateStrategy.rollingUpdate.partition'],
  },
  silent: { none: statefulSet(), partition: statefulSet({ updateStrategy: { rollingUpdate: { partition: 1 } } }) },
});

describeRule(ordinalsAreNotNegative, { fires: { '-1': [statefulSet({ ordinals: { start: -1 } }), 'spec.ordinals.start'] }, silent: { 0: statefulSet({ ordinals: { start: 0 } }) } });

describeRule(claimRetentionIsKnown, {
  fires: { another: [statefulSet({ persistentVolumeClaimRetentionPolicy: { whenScaled: 'Keep' } }), 'spec.persistentVolumeClaimRetentionPolicy.whenScaled'] },
  silent: { Delete: statefulSet({ persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete' } }) },
});

const mounting = (claim: string) => ({
  ...statefulSet(), spec: { ...deployment({ volumeMounts: [{ name: 'data', mountPath: '/data' }] }).spec, volumeClaimTemplates: [{ metadata: { name: claim } }] },
});
describeRule(mountedVolumesExist, {
  fires: { 'another than the claim of a StatefulSet': [mounting('other'), 'spec.template.spec.containers[0].volumeMounts[0].name', '1.34'] },
  silent: { 'the claim of a StatefulSet': mounting('data') },
});

describeRule(daemonSetUpdateIsValid, {
  fires: {
    'another': [daemonSet(undefined, 'Recreate'), 'spec.updateStrategy'],
    'both': [daemonSet({ maxSurge: 1, maxUnavailable: 1 }), 'spec.updateStrategy.rollingUpdate.maxSurge'],
    'a surge beside the default': [daemonSet({ maxSurge: 1 }), 'spec.updateStrategy.rollingUpdate.maxSurge'],
    'neither': [daemonSet({ maxSurge: 0, maxUnavailable: 0 }), 'spec.updateStrategy.rollingUpdate.maxUnavailable'],
    'more than all': [daemonSet({ maxUnavailable: '101%' }), 'spec.updateStrategy.rollingUpdate.maxUnavailable'],
  },
  silent: { 'none': ofKind('DaemonSet'), 'a surge alone': daemonSet({ maxSurge: '10%', maxUnavailable: 0 }), 'OnDelete': daemonSet({ maxSurge: 'x' }, 'OnDelete') },
});

describeRule(probeNumbersAreNotNegative, {
  fires: {
    'in a StatefulSet': [{ ...deployment(negativeProbe), kind: 'StatefulSet' }, 'spec.template.spec.containers[0].livenessProbe.periodSeconds', '1.34'],
    'in a Pod': [barePod({}, negativeProbe), 'spec.containers[0].livenessProbe.periodSeconds'],
    'in a CronJob': [cronJob({}, { template: deployment(negativeProbe).spec.template }), 'spec.jobTemplate.spec.template.spec.containers[0].livenessProbe.periodSeconds'],
  },
  silent: { 'in a StatefulSet, before it was looked at': [{ ...deployment(negativeProbe), kind: 'StatefulSet' }, '1.33'] },
});

describeRule(jobNumbersAreNotNegative, { fires: { each: [job({ parallelism: -1, backoffLimit: -1 }), ['spec.parallelism', 'spec.backoffLimit']] }, silent: { zeros: job({ parallelism: 0, backoffLimit: 0 }) } });

describeRule(completionModeIsKnown, {
  fires: {
    'another': [job({ completionMode: 'indexed' }), 'spec.completionMode'],
    'without completions': [job({ completionMode: 'Indexed', parallelism: 2 }), 'spec.completions'],
    'of a CronJob': [cronJob({}, { completionMode: 'Indexed' }), 'spec.jobTemplate.spec.completions'],
    'no room for the numbers': [job({ completionMode: 'Indexed', completions: 10 }, {}, 'x'.repeat(62)), 'metadata.name'],
    'too many at once': [job({ completionMode: 'Indexed', completions: 1, parallelism: 100_001 }), 'spec.parallelism'],
  },
  silent: { 'none': job(), 'one completion, by default': job({ completionMode: 'Indexed' }), 'room for the numbers': job({ completionMode: 'Indexed', completions: 10 }, {}, 'x'.repeat(61)) },
});

describeRule(podReplacementPolicyIsKnown, {
  fires: { 'another': [job({ podReplacementPolicy: 'Always' }), 'spec.podReplacementPolicy', '1.29'], 'of a CronJob': [cronJob({}, { podReplacementPolicy: '' }), 'spec.jobTemplate.spec.podReplacementPolicy', '1.28'] },
  silent: { 'dropped by 1.28': [job({ podReplacementPolicy: 'Always' }), '1.28'], 'Failed': job({ podReplacementPolicy: 'Failed' }) },
});

describeRule(jobRestartPolicyEnds, {
  fires: { none: [job({}, { restartPolicy: undefined }), 'spec.template.spec.restartPolicy'], Always: [job({}, { restartPolicy: 'Always' }), 'spec.template.spec.restartPolicy'] },
  silent: { OnFailure: job({}, { restartPolicy: 'OnFailure' }) },
});

describeRule(jobSelectorIsGenerated, {
  fires: {
    'a selector': [job({ selector: { matchLabels: { app: 'api' } } }), 'spec.selector'],
    'none where it is asked for': [job({ manualSelector: true }), 'spec.selector'],
    'any in a CronJob': [cronJob({}, { selector: {}, manualSelector: true }), ['spec.jobTemplate.spec.selector', 'spec.jobTemplate.spec.manualSelector']],
  },
  silent: { 'none': job(), 'an empty one': job({ selector: {} }), 'one where it is asked for': job({ selector: { matchLabels: { app: 'api' } }, manualSelector: true }) },
});

describeRule(jobSelectorMatchesTemplate, {
  fires: { 'other labels': [job({ selector: { matchLabels: { app: 'web' } }, manualSelector: true }), 'spec.template.metadata.labels'], 'none': [job({ manualSelector: true }), 'spec.template.metadata.labels'] },
  silent: { 'its labels': job({ selector: { matchLabels: { app: 'api' } }, manualSelector: true }), 'a label that the API server adds': job({ selector: { matchLabels: { 'job-name': 'api' } } }) },
});

describeRule(labelsAreValid, {
  fires: {
    'a Job whose name becomes a label': [job({}, {}, 'x'.repeat(64)), ['metadata.labels', 'metadata.labels', 'spec.template.labels', 'spec.template.labels']],
  },
  silent: { 'a shorter name': job({}, {}, 'x'.repeat(63)) },
});

describeRule(scheduleIsGiven, { fires: { none: [cronJob({ schedule: '' }), 'spec.schedule'] }, silent: { one: cronJob() } });
describeRule(concurrencyPolicyIsKnown, { fires: { another: [cronJob({ concurrencyPolicy: 'allow' }), 'spec.concurrencyPolicy'] }, silent: { Forbid: cronJob({ concurrencyPolicy: 'Forbid' }) } });
describeRule(cronJobNumbersAreNotNegative, { fires: { '-1': [cronJob({ failedJobsHistoryLimit: -1 }), 'spec.failedJobsHistoryLimit'] }, silent: { 0: cronJob({ startingDeadlineSeconds: 0 }) } });
describeRule(cronJobNameLeavesRoom, { fires: { '53 letters': [cronJob({}, {}, 'x'.repeat(53)), 'metadata.name'] }, silent: { '52 letters': cronJob({}, {}, 'x'.repeat(52)) } });

describeRule(imagesHaveNoBlanks, { fires: { 'before it': [barePod({}, { image: ' a' }), 'spec.containers[0].image'] }, silent: { 'in a template': deployment({ image: ' a' }), 'within': barePod({}, { image: 'a b' }) } });
describeRule(podHasNoEphemeralContainers, { fires: { one: [barePod({ ephemeralContainers: [{ name: 'debug', image: 'x' }] }), 'spec.ephemeralContainers'] }, silent: { none: barePod({ ephemeralContainers: [] }) } });
describeRule(podRestartPolicyIsKnown, { fires: { another: [barePod({ restartPolicy: 'always' }), 'spec.restartPolicy'] }, silent: { Never: barePod({ restartPolicy: 'Never' }), empty: barePod({ restartPolicy: '' }) } });
describeRule(podDeadlineIsPositive, { fires: { '0': [barePod({ activeDeadlineSeconds: 0 }), 'spec.activeDeadlineSeconds'], 'past 32 bits': [job({}, { activeDeadlineSeconds: 2 ** 31 }), 'spec.template.spec.activeDeadlineSeconds'] }, silent: { 1: barePod({ activeDeadlineSeconds: 1 }) } });
describeRule(serviceAccountNameIsValid, { fires: { capitals: [pod({ serviceAccountName: 'API' }), 'spec.template.spec.serviceAccountName'] }, silent: { dots: pod({ serviceAccountName: 'a.b' }) } });

describeRule(volumeNamesAreValid, {
  fires: {
    none: [pod({ volumes: [{}] }), 'spec.template.spec.volumes[0].name'],
    capitals: [pod({ volumes: [{ name: 'A' }] }), 'spec.template.spec.volumes[0].name'],
    twice: [pod({ volumes: [{ name: 'a' }, { name: 'a' }] }), 'spec.template.spec.volumes[1].name'],
  },
  silent: { two: pod({ volumes: [{ name: 'a' }, { name: 'b' }] }) },
});

const resources = (limits: Loose, requests?: Loose) => deployment({ resources: { limits, requests } });
describeRule(hugePagesAreWhole, {
  fires: {
    'half a page': [resources({ 'hugepages-2Mi': '3Mi', 'cpu': 1 }), 'spec.template.spec.containers[0].resources.limits[hugepages-2Mi]'],
    'without cpu and memory': [resources({ 'hugepages-2Mi': '2Mi' }), 'spec.template.spec.containers[0].resources'],
    'no size': [resources({ 'hugepages-': '2Mi', 'cpu': 1 }), 'spec.template.spec.containers[0].resources.limits[hugepages-]'],
  },
  silent: { 'two pages': resources({ 'hugepages-2Mi': '4Mi' }, { memory: '1Gi' }), 'none': resources({ cpu: 1 }) },
});
