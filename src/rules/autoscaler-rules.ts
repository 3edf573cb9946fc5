import { valueText } from '../findings/text';
import { FieldPath } from '../manifest/field-path';
import { KNOWN_VERSIONS } from '../manifest/kubernetes-versions';
import { HorizontalPodAutoscalerSpec, Metric, MetricSource, MetricTarget, ObjectReference, ScalingRules } from '../manifest/objects';
import { quantityInNano } from '../manifest/quantity';
import { choiceFix, dnsLabelFault, oneOf, pathSegmentFault } from './formats';
import { containerResourceNameFault } from './resource-rules';
import { Report, Rule } from './rule';

export const autoscalerRangeIsValid: Rule<HorizontalPodAutoscalerSpec> = {
  id: 'autoscaler-range',
  statement: 'An autoscaler keeps between 1 and at least as many replicas',
  check({ minReplicas, maxReplicas = 0 }, at, report) {
    const min = minReplicas ?? 1;
    if (maxReplicas < 1) {
      report.refuse(at.field('maxReplicas'), maxReplicas, { must: 'be at least 1', why: 'It is the most replicas there may ever be', fix: 'Give the number the cluster can carry' });
    } else if (maxReplicas < min) {
      report.refuse(at.field('maxReplicas'), maxReplicas, { must: `be at least minReplicas (${min})`, why: 'There would be no number of replicas to choose', fix: `Raise maxReplicas to ${min} or more, or lower minReplicas` });
    }
  },
};

export const autoscalerMinimumIsNotNegative: Rule<HorizontalPodAutoscalerSpec> = {
  id: 'autoscaler-minimum',
  statement: 'The least number of replicas of an autoscaler is not negative',
  check({ minReplicas = 1 }, at, report) {
    if (minReplicas >= 0) return;
    report.refuse(at.field('minReplicas'), minReplicas, { must: 'not be negative', why: 'It is a number of pods', fix: 'Set it to 1 or more' });
  },
};

export const autoscalerKeepsOne: Rule<HorizontalPodAutoscalerSpec> = {
  id: 'autoscaler-scale-to-zero',
  statement: 'An autoscaler keeps at least one replica, before Kubernetes 1.37',
  versions: { min: 28, max: 36 },
  check({ minReplicas }, at, report) {
    if (minReplicas !== 0) return;
    report.refuse(at.field('minReplicas'), 0, { must: 'be at least 1', why: 'Scaling to 0 is on by default from Kubernetes 1.37', fix: 'Set it to 1 or more' });
  },
};

export const autoscalerCanScaleFromZero: Rule<HorizontalPodAutoscalerSpec> = {
  id: 'autoscaler-zero-metric',
  statement: 'An autoscaler that scales to 0 measures an object or something outside the cluster',
  check({ minReplicas, metrics = [] }, at, report) {
    if (minReplicas !== 0 || metrics.some(({ type }) => type === 'Object' || type === 'External')) return;
    report.refuse(at.field('metrics'), undefined, {
      message: 'minReplicas is 0, but no metric is of type Object or External',
      why: 'With no pod left there is nothing to measure, so that it could never scale up again',
      fix: 'Set minReplicas to 1 or more, or add such a metric',
    });
  },
};

export const autoscalerHasTarget: Rule<HorizontalPodAutoscalerSpec> = {
  id: 'autoscaler-target',
  statement: 'An autoscaler names the kind and the name of what it scales',
  check({ scaleTargetRef = {} }, at, report) {
    checkReference(scaleTargetRef, at.field('scaleTargetRef'), report, { why: 'It must be found to be scaled', fix: 'Name the Deployment to scale' });
  },
};

export const autoscalerTargetHasGroup: Rule<HorizontalPodAutoscalerSpec> = {
  id: 'autoscaler-target-group',
  statement: 'The target of an autoscaler has an API group, from Kubernetes 1.34 on',
  versions: { min: 34, max: KNOWN_VERSIONS.max },
  check({ scaleTargetRef: { apiVersion = '', kind } = {} }, at, report) {
    const group = groupOf(apiVersion);
    // The one kind of the core group that can be scaled.
    if (group !== undefined && (group !== '' || kind === 'ReplicationController')) return;
    report.refuse(at.field('scaleTargetRef').field('apiVersion'), apiVersion || undefined, {
      must: 'name a group and a version', why: 'Kinds of different groups may have the same name', fix: 'Write "apps/v1" for a Deployment',
    });
  },
};

export const metricsHaveOneSource: Rule<HorizontalPodAutoscalerSpec> = {
  id: 'autoscaler-metric',
  statement: 'Every metric has a type and the one source that goes with it',
  check({ metrics = [] }, at, report) {
    metrics.forEach((metric, index) => {
      const path = at.field('metrics').index(index);
      const expected = sourceOf(metric.type);
      if (expected === undefined) {
        report.refuse(path.field('type'), metric.type || undefined, { must: `be ${oneOf(Object.keys(SOURCES))}`, why: 'It says what is measured', fix: choiceFix(metric.type, Object.keys(SOURCES), 'Use "Resource" for CPU and memory') });
      } else if (metric[expected] == null) {
        report.refuse(path.field(expected), undefined, { must: `be given, as the type is "${metric.type}"`, why: 'It says what is measured', fix: `Add ${expected}, or mend the type` });
      }
      const given = EXAMINED.filter(source => metric[source] != null);
      if (given.length < 2) return;
      for (const source of given.filter(other => other !== expected)) {
        report.refuse(path.field(source), metric[source], { message: `metrics[${index}] has ${source}, but its type is ${valueText(metric.type)}`, why: 'A metric has one source', fix: 'Make two metrics of it, or remove one source' });
      }
    });
  },
};

export const metricSourcesAreValid: Rule<HorizontalPodAutoscalerSpec> = {
  id: 'autoscaler-metric-source',
  statement: 'A metric says what is measured and has one target, an amount or a share of the request',
  check({ metrics = [] }, at, report) {
    metrics.forEach((metric, index) => {
      // Like the API server: of several sources the first is looked into.
      const source = EXAMINED.find(each => metric[each] != null);
      if (source) checkSource(source, metric[source]!, at.field('metrics').index(index).field(source), report);
    });
  },
};

export const describedObjectVersionIsValid: Rule<HorizontalPodAutoscalerSpec> = {
  id: 'autoscaler-metric-object',
  statement: 'The object a metric is taken from has an apiVersion that is one, from Kubernetes 1.34 on',
  versions: { min: 34, max: KNOWN_VERSIONS.max },
  check({ metrics = [] }, at, report) {
    metrics.forEach(({ object }, index) => {
      const apiVersion = object?.describedObject?.apiVersion ?? '';
      if (object == null || groupOf(apiVersion) !== undefined) return;
      report.refuse(at.field('metrics').index(index).field('object').field('describedObject').field('apiVersion'), apiVersion, {
        must: 'be a version, or a group and a version', why: 'The object could not be found', fix: 'Write it as in the object\'s own manifest, e.g. "networking.k8s.io/v1"',
      });
    });
  },
};

export const scalingBehaviorIsValid: Rule<HorizontalPodAutoscalerSpec> = {
  id: 'autoscaler-behavior',
  statement: 'The behavior of an autoscaler has policies, and its times are within bounds',
  check({ behavior = {} }, at, report) {
    for (const direction of ['scaleUp', 'scaleDown'] as const) {
      if (behavior[direction] != null) checkScalingRules(behavior[direction], at.field('behavior').field(direction), report);
    }
  },
};

export const scalingToleranceIsNotNegative: Rule<HorizontalPodAutoscalerSpec> = {
  id: 'autoscaler-tolerance',
  statement: 'The tolerance of an autoscaler is not negative',
  versions: { min: 35, max: KNOWN_VERSIONS.max },
  check({ behavior = {} }, at, report) {
    for (const direction of ['scaleUp', 'scaleDown'] as const) {
      const tolerance = behavior[direction]?.tolerance;
      if (tolerance == null || quantityInNano(tolerance)! >= 0n) continue;
      report.refuse(at.field('behavior').field(direction).field('tolerance'), tolerance, { must: 'not be negative', why: 'It is a share of the target', fix: 'Give e.g. "0.1"' });
    }
  },
};

export const autoscalerRules: readonly Rule<HorizontalPodAutoscalerSpec>[] = [
  autoscalerRangeIsValid,
  autoscalerMinimumIsNotNegative,
  autoscalerKeepsOne,
  autoscalerCanScaleFromZero,
  autoscalerHasTarget,
  autoscalerTargetHasGroup,
  metricsHaveOneSource,
  metricSourcesAreValid,
  describedObjectVersionIsValid,
  scalingBehaviorIsValid,
  scalingToleranceIsNotNegative,
];

type SourceKind = Exclude<keyof Metric, 'type'>;

const SOURCES: { readonly [type: string]: SourceKind } = {
  Resource: 'resource', ContainerResource: 'containerResource', Pods: 'pods', Object: 'object', External: 'external',
};

/** The order in which the API server looks at the sources. */
const EXAMINED: readonly SourceKind[] = ['object', 'external', 'pods', 'resource', 'containerResource'];

function sourceOf(type = ''): SourceKind | undefined {
  return Object.hasOwn(SOURCES, type) ? SOURCES[type] : undefined;
}

/** The group of an apiVersion, "" for the core group, or undefined where it is no apiVersion. */
function groupOf(apiVersion: string): string | undefined {
  const parts = apiVersion.split('/');
  return parts.length > 2 ? undefined : parts.length === 2 ? parts[0] : '';
}

function checkReference(reference: ObjectReference, at: FieldPath, report: Report, advice: { readonly why: string; readonly fix: string }): void {
  for (const field of ['kind', 'name'] as const) {
    const value = reference[field];
    const must = value ? pathSegmentFault(value) : 'be given';
    if (must) report.refuse(at.field(field), value || undefined, { must, ...advice });
  }
}

function checkSource(kind: SourceKind, source: MetricSource, at: FieldPath, report: Report): void {
  if (kind === 'resource' || kind === 'containerResource') {
    const must = source.name ? kind === 'containerResource' && containerResourceNameFault(source.name) : 'be given';
    if (must) report.refuse(at.field('name'), source.name || undefined, { must, why: 'It says which resource is measured', fix: 'Write "cpu" or "memory"' });
  } else {
    const must = source.metric?.name ? pathSegmentFault(source.metric.name) : 'be given';
    if (must) report.refuse(at.field('metric').field('name'), source.metric?.name || undefined, { must, why: 'It says what is measured', fix: 'Name the metric' });
  }
  if (kind === 'containerResource') {
    const must = source.container ? dnsLabelFault(source.container) : 'be given';
    if (must) report.refuse(at.field('container'), source.container || undefined, { must, why: 'It says whose usage is measured', fix: 'Name the container' });
  }
  if (kind === 'object') {
    checkReference(source.describedObject ?? {}, at.field('describedObject'), report, { why: 'It must be found to be measured', fix: 'Name the object the metric is taken from' });
  }
  checkTarget(kind, source.target ?? {}, at.field('target'), report);
}

function checkTarget(kind: SourceKind, target: MetricTarget, at: FieldPath, report: Report): void {
  if (!TARGET_TYPES.includes(target.type ?? '')) {
    report.refuse(at.field('type'), target.type || undefined, { must: `be ${oneOf(TARGET_TYPES)}`, why: 'It says what the number means', fix: choiceFix(target.type, TARGET_TYPES, 'Use "Utilization" for a share of the request') });
  }
  for (const field of ['value', 'averageValue'] as const) {
    const amount = target[field];
    if (amount == null || quantityInNano(amount)! > 0n) continue;
    report.refuse(at.field(field), amount, { must: 'be positive', why: 'It is an amount to aim at', fix: 'Give e.g. "500m"' });
  }
  const { averageUtilization, averageValue, value } = target;
  if (averageUtilization != null && averageUtilization < 1) {
    report.refuse(at.field('averageUtilization'), averageUtilization, { must: 'be at least 1', why: 'It is a percentage of the request', fix: 'Give e.g. 80' });
  }

  const [one, other] = kind === 'resource' || kind === 'containerResource' ? ['averageUtilization', 'averageValue'] as const : ['averageValue', 'value'] as const;
  const missing = kind === 'pods' ? averageValue == null : target[one] == null && target[other] == null;
  if (missing) {
    report.refuse(at.field(one), undefined, { must: kind === 'pods' ? 'be given' : `be given, or ${other}`, why: 'The autoscaler steers towards a value', fix: `Give ${one}` });
  }
  const both = kind === 'external' ? averageValue != null && value != null : (kind === 'resource' || kind === 'containerResource') && averageUtilization != null && averageValue != null;
  if (both) {
    report.refuse(at.field(other), target[other], { message: `the target has both ${one} and ${other}`, why: 'The autoscaler steers towards one value', fix: 'Keep one of them' });
  }
}

const TARGET_TYPES = ['Utilization', 'Value', 'AverageValue'];

function checkScalingRules(
  rules: ScalingRules,
  at: FieldPath,
  report: Report,
): void {
  const window = rules.stabilizationWindowSeconds;
  if (window != null && (window < 0 || window > 3600)) {
    report.refuse(at.field('stabilizationWindowSeconds'), window, { must: 'be from 0 to 3600', why: 'The autoscaler remembers an hour at most', fix: 'Give at most 3600' });
  }
  const selection = rules.selectPolicy ?? 'Max';
  if (!SELECTIONS.includes(selection)) {
    report.refuse(at.field('selectPolicy'), selection, { must: `be ${oneOf(SELECTIONS)}`, why: 'It says which policy wins', fix: choiceFix(selection, SELECTIONS, 'Leave it out for "Max"') });
  }
  if (rules.policies?.length === 0) {
    report.refuse(at.field('policies'), undefined, { must: 'list a policy', why: 'Without one it could not scale', fix: 'Leave policies out for the defaults' });
  }
  rules.policies?.forEach(({ type, value = 0, periodSeconds = 0 }, index) => {
    const path = at.field('policies').index(index);
    if (type !== 'Pods' && type !== 'Percent') report.refuse(path.field('type'), type, { must: `be ${oneOf(['Pods', 'Percent'])}`, why: 'It says what value counts', fix: choiceFix(type, ['Pods', 'Percent'], 'Use one of them') });
    if (value <= 0) report.refuse(path.field('value'), value, { must: 'be positive', why: 'It is how far one step may go', fix: 'Give at least 1' });
    if (periodSeconds <= 0 || periodSeconds > 1800) {
      report.refuse(path.field('periodSeconds'), periodSeconds, { must: 'be between 1 and 1800', why: 'Steps are counted over half an hour at most', fix: 'Give e.g. 60' });
    }
  });
}

const SELECTIONS = ['Max', 'Min', 'Disabled'];
