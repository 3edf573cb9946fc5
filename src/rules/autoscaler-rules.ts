import { FieldPath } from '../manifest/field-path';
import { KNOWN_VERSIONS } from '../manifest/kubernetes-versions';
import { HorizontalPodAutoscalerSpec, Metric, ScalingRules } from '../manifest/objects';
import { quantityInNano } from '../manifest/quantity';
import { oneOf, pathSegmentFault } from './formats';
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

export const autoscalerMinimumIsPositive: Rule<HorizontalPodAutoscalerSpec> = {
  id: 'autoscaler-minimum',
  statement: 'An autoscaler keeps at least one replica, unless it measures an object or something outside the cluster',
  check(spec, at, report) {
    const min = spec.minReplicas ?? 1;
    if (min >= 1 || (min === 0 && canScaleFromZero(spec))) return;
    report.refuse(at.field('minReplicas'), min, {
      must: 'be at least 1', why: 'With no pod left there is nothing to measure, so that it could never scale up again', fix: 'Set it to 1 or more',
    });
  },
};

export const autoscalerMinimumIsPositiveYet: Rule<HorizontalPodAutoscalerSpec> = {
  id: 'autoscaler-scale-to-zero',
  statement: 'An autoscaler keeps at least one replica, before Kubernetes 1.37',
  versions: { min: 28, max: 36 },
  check(spec, at, report) {
    if (spec.minReplicas !== 0 || !canScaleFromZero(spec)) return;
    report.refuse(at.field('minReplicas'), 0, { must: 'be at least 1', why: 'Scaling to 0 is on by default from Kubernetes 1.37', fix: 'Set it to 1 or more' });
  },
};

export const autoscalerHasTarget: Rule<HorizontalPodAutoscalerSpec> = {
  id: 'autoscaler-target',
  statement: 'An autoscaler names the kind and the name of what it scales',
  check({ scaleTargetRef }, at, report) {
    for (const field of ['kind', 'name'] as const) {
      const value = scaleTargetRef?.[field];
      const must = value ? pathSegmentFault(value) : 'be given';
      if (must) report.refuse(at.field('scaleTargetRef').field(field), value || undefined, { must, why: 'It must be found to be scaled', fix: 'Name the Deployment to scale' });
    }
  },
};

export const autoscalerTargetHasGroup: Rule<HorizontalPodAutoscalerSpec> = {
  id: 'autoscaler-target-group',
  statement: 'The target of an autoscaler has an API group, from Kubernetes 1.34 on',
  versions: { min: 34, max: KNOWN_VERSIONS.max },
  check({ scaleTargetRef }, at, report) {
    if (/^[^/]+\/[^/]+$/.test(scaleTargetRef?.apiVersion ?? '')) return;
    report.refuse(at.field('scaleTargetRef').field('apiVersion'), scaleTargetRef?.apiVersion, {
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
      if (!metric.type || !Object.hasOwn(SOURCES, metric.type)) {
        report.refuse(path.field('type'), metric.type, { must: `be ${oneOf(Object.keys(SOURCES))}`, why: 'It says what is measured', fix: 'Use "Resource" for CPU and memory' });
        return;
      }
      const wanted = SOURCES[metric.type];
      for (const source of Object.values(SOURCES)) {
        if (source === wanted ? metric[source] != null : metric[source] == null) continue;
        report.refuse(path.field(source), undefined, {
          message: source === wanted ? `metrics[${index}] is of type ${metric.type}, but has no ${source}` : `metrics[${index}] is of type ${metric.type}, but has ${source}`,
          why: 'Exactly the source that its type names must be there',
          fix: `Give ${wanted}, and nothing else`,
        });
      }
    });
  },
};

export const resourceMetricsHaveTarget: Rule<HorizontalPodAutoscalerSpec> = {
  id: 'autoscaler-resource-metric',
  statement: 'A metric of a resource names it and has one target: a share of the request, or an amount',
  check({ metrics = [] }, at, report) {
    metrics.forEach((metric, index) => {
      for (const source of ['resource', 'containerResource'] as const) {
        const resource = metric[source];
        if (resource == null || SOURCES[metric.type ?? ''] !== source) continue;
        const path = at.field('metrics').index(index).field(source);
        if (source === 'containerResource' && !metric.containerResource?.container) {
          report.refuse(path.field('container'), undefined, { must: 'be given', why: 'It says whose usage is measured', fix: 'Name the container' });
        }
        if (!resource.name) report.refuse(path.field('name'), resource.name, { must: 'be given', why: 'It says which resource is measured', fix: 'Write "cpu" or "memory"' });
        const { averageUtilization, averageValue } = resource.target ?? {};
        if (averageUtilization != null && averageUtilization < 1) {
          report.refuse(path.field('target').field('averageUtilization'), averageUtilization, { must: 'be at least 1', why: 'It is a percentage of the request', fix: 'Give e.g. 80' });
        }
        if (averageValue != null && quantityInNano(averageValue)! <= 0n) {
          report.refuse(path.field('target').field('averageValue'), averageValue, { must: 'be positive', why: 'It is an amount per pod', fix: 'Give e.g. "500m"' });
        }
        if ((averageUtilization == null) === (averageValue == null)) {
          report.refuse(path.field('target').field('averageUtilization'), averageUtilization, {
            message: `metrics[${index}].${source}.target must have exactly one of averageUtilization and averageValue`, why: 'The autoscaler steers towards one value', fix: 'Keep one of them',
          });
        }
      }
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

export const autoscalerRules: readonly Rule<HorizontalPodAutoscalerSpec>[] = [
  autoscalerRangeIsValid,
  autoscalerMinimumIsPositive,
  autoscalerMinimumIsPositiveYet,
  autoscalerHasTarget,
  autoscalerTargetHasGroup,
  metricsHaveOneSource,
  resourceMetricsHaveTarget,
  scalingBehaviorIsValid,
];

const SOURCES: { readonly [type: string]: keyof Metric } = {
  Resource: 'resource', ContainerResource: 'containerResource', Pods: 'pods', Object: 'object', External: 'external',
};

function canScaleFromZero({ metrics = [] }: HorizontalPodAutoscalerSpec): boolean {
  return metrics.some(({ type }) => type === 'Object' || type === 'External');
}

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
    report.refuse(at.field('selectPolicy'), selection, { must: `be ${oneOf(SELECTIONS)}`, why: 'It says which policy wins', fix: 'Leave it out for "Max"' });
  }
  if (rules.policies?.length === 0) {
    report.refuse(at.field('policies'), undefined, { must: 'list a policy', why: 'Without one it could not scale', fix: 'Leave policies out for the defaults' });
  }
  rules.policies?.forEach(({ type, value = 0, periodSeconds = 0 }, index) => {
    const path = at.field('policies').index(index);
    if (type !== 'Pods' && type !== 'Percent') report.refuse(path.field('type'), type, { must: `be ${oneOf(['Pods', 'Percent'])}`, why: 'It says what value counts', fix: 'Use one of them' });
    if (value <= 0) report.refuse(path.field('value'), value, { must: 'be positive', why: 'It is how far one step may go', fix: 'Give at least 1' });
    if (periodSeconds <= 0 || periodSeconds > 1800) {
      report.refuse(path.field('periodSeconds'), periodSeconds, { must: 'be between 1 and 1800', why: 'Steps are counted over half an hour at most', fix: 'Give e.g. 60' });
    }
  });
}

const SELECTIONS = ['Max', 'Min', 'Disabled'];
