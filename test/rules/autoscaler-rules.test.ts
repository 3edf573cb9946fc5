import {
  autoscalerCanScaleFromZero, autoscalerHasTarget, autoscalerKeepsOne, autoscalerMinimumIsNotNegative, autoscalerRangeIsValid,
  autoscalerTargetHasGroup,
  describedObjectVersionIsValid, metricsHaveOneSource, metricSourcesAreValid, scalingBehaviorIsValid, scalingToleranceIsNotNegative,
} from '../../src/rules/autoscaler-rules';
import { budgetBoundIsValid, budgetHasOneBound, evictionPolicyIsKnown } from '../../src/rules/disruption-budget-rules';
import { autoscaler, budget, describeRule, Loose } from './_objects';

const metric = (fields: Loose) => autoscaler({ metrics: [fields] });
const cpu = (target: Loose, name = 'cpu') => metric({ type: 'Resource', resource: { name, target: { type: 'Utilization', ...target } } });

describeRule(autoscalerRangeIsValid, {
  fires: { 'max below min': [autoscaler({ minReplicas: 3, maxReplicas: 2 }), 'spec.maxReplicas'], '0': [autoscaler({ maxReplicas: 0 }), 'spec.maxReplicas'], 'missing': [autoscaler({ maxReplicas: undefined }), 'spec.maxReplicas'] },
  silent: { 'equal': autoscaler({ minReplicas: 2, maxReplicas: 2 }), 'no minimum': autoscaler({ minReplicas: undefined, maxReplicas: 1 }) },
});

describeRule(autoscalerMinimumIsNotNegative, { fires: { '-1': [autoscaler({ minReplicas: -1 }), 'spec.minReplicas'] }, silent: { 0: autoscaler({ minReplicas: 0 }), 1: autoscaler({ minReplicas: 1 }) } });

const fromOutside = autoscaler({ minReplicas: 0, metrics: [{ type: 'External', external: {} }] });
describeRule(autoscalerKeepsOne, {
  fires: { 'before 1.37': [fromOutside, 'spec.minReplicas', '1.36'] },
  silent: { 'from 1.37 on': [fromOutside, '1.37'], '1': autoscaler({ minReplicas: 1 }) },
});

describeRule(autoscalerCanScaleFromZero, {
  fires: { 'a share of the CPU of no pod': [autoscaler({ minReplicas: 0 }), 'spec.metrics'] },
  silent: { 'a metric from outside': fromOutside, '1': autoscaler({ minReplicas: 1 }) },
});

describeRule(autoscalerHasTarget, {
  fires: { neither: [autoscaler({ scaleTargetRef: {} }), ['spec.scaleTargetRef.kind', 'spec.scaleTargetRef.name']] },
  silent: { both: autoscaler() },
});

describeRule(autoscalerTargetHasGroup, {
  fires: { 'from 1.34 on': [autoscaler({ scaleTargetRef: { kind: 'Deployment', name: 'api' } }), 'spec.scaleTargetRef.apiVersion', '1.34'] },
  silent: { before: [autoscaler({ scaleTargetRef: { kind: 'Deployment', name: 'api' } }), '1.33'] },
});

const ofObject = (apiVersion: string) => metric({ type: 'Object', object: { metric: { name: 'a' }, describedObject: { kind: 'Ingress', name: 'b', apiVersion }, target: { type: 'Value', value: 1 } } });
describeRule(describedObjectVersionIsValid, {
  fires: { 'two slashes': [ofObject('a/b/c'), 'spec.metrics[0].object.describedObject.apiVersion', '1.34'] },
  silent: { 'before 1.34': [ofObject('a/b/c'), '1.33'], 'a group and a version': ofObject('networking.k8s.io/v1'), 'none': ofObject('') },
});

describeRule(metricsHaveOneSource, {
  fires: {
    'no type': [metric({ resource: { name: 'cpu' } }), 'spec.metrics[0].type'],
    'no source': [metric({ type: 'Pods' }), 'spec.metrics[0].pods'],
    'a second source': [metric({ type: 'Resource', resource: { name: 'cpu', target: { averageUtilization: 1 } }, pods: {} }), 'spec.metrics[0].pods'],
  },
  silent: { 'one': cpu({ averageUtilization: 80 }), 'none at all': autoscaler() },
});

describeRule(metricSourcesAreValid, {
  fires: {
    '0 percent': [cpu({ averageUtilization: 0 }), 'spec.metrics[0].resource.target.averageUtilization'],
    'of a container': [
      metric({ type: 'ContainerResource', containerResource: { name: 'cpu', container: 'main', target: { type: 'Utilization' } } }),
      'spec.metrics[0].containerResource.target.averageUtilization',
    ],
    'no amount': [cpu({ averageValue: '0' }), 'spec.metrics[0].resource.target.averageValue'],
    'both': [cpu({ averageUtilization: 80, averageValue: '1' }), 'spec.metrics[0].resource.target.averageValue'],
    'no type': [cpu({ averageUtilization: 80, type: '' }), 'spec.metrics[0].resource.target.type'],
    'a metric of pods without a name': [metric({ type: 'Pods', pods: { target: { type: 'AverageValue', averageValue: 1 } } }), 'spec.metrics[0].pods.metric.name'],
    'of the first source of two': [
      metric({ type: 'Pods', pods: {}, external: { metric: { name: 'a' }, target: { type: 'Value' } } }), 'spec.metrics[0].external.target.averageValue',
    ],
    'no name': [cpu({ averageUtilization: 80 }, ''), 'spec.metrics[0].resource.name'],
  },
  silent: { 'a share': cpu({ averageUtilization: 80 }), 'an amount': cpu({ averageValue: '500m' }) },
});

describeRule(scalingBehaviorIsValid, {
  fires: {
    'too long a window': [autoscaler({ behavior: { scaleDown: { stabilizationWindowSeconds: 3601 } } }), 'spec.behavior.scaleDown.stabilizationWindowSeconds'],
    'a negative window': [autoscaler({ behavior: { scaleUp: { stabilizationWindowSeconds: -1 } } }), 'spec.behavior.scaleUp.stabilizationWindowSeconds'],
    'too long a period': [
      autoscaler({ behavior: { scaleUp: { policies: [{ type: 'Pods', value: 1, periodSeconds: 1801 }] } } }),
      'spec.behavior.scaleUp.policies[0].periodSeconds',
    ],
    'no policies': [autoscaler({ behavior: { scaleUp: { policies: [] } } }), 'spec.behavior.scaleUp.policies'],
    'a policy of nothing': [autoscaler({ behavior: { scaleUp: { policies: [{}] } } }), ['type', 'value', 'periodSeconds'].map(field => `spec.behavior.scaleUp.policies[0].${field}`)],
    'an unknown choice': [autoscaler({ behavior: { scaleUp: { selectPolicy: 'All' } } }), 'spec.behavior.scaleUp.selectPolicy'],
  },
  silent: { 'an hour': autoscaler({ behavior: { scaleDown: { stabilizationWindowSeconds: 3600, policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }] } } }) },
});

describeRule(scalingToleranceIsNotNegative, {
  fires: { negative: [autoscaler({ behavior: { scaleUp: { tolerance: '-0.1' } } }), 'spec.behavior.scaleUp.tolerance', '1.35'] },
  silent: { 'not read yet': [autoscaler({ behavior: { scaleUp: { tolerance: '-0.1' } } }), '1.34'], '0': autoscaler({ behavior: { scaleUp: { tolerance: 0 } } }) },
});

describeRule(budgetHasOneBound, { fires: { both: [budget({ minAvailable: 1, maxUnavailable: 1 }), 'spec'] }, silent: { one: budget({ maxUnavailable: 1 }), none: budget() } });

describeRule(budgetBoundIsValid, {
  fires: { 'negative': [budget({ maxUnavailable: -1 }), 'spec.maxUnavailable'], 'more than all': [budget({ minAvailable: '101%' }), 'spec.minAvailable'], 'no percentage': [budget({ minAvailable: '1' }), 'spec.minAvailable'] },
  silent: { '0': budget({ maxUnavailable: 0 }), '100%': budget({ minAvailable: '100%' }) },
});

describeRule(evictionPolicyIsKnown, { fires: { another: [budget({ unhealthyPodEvictionPolicy: 'Never' }), 'spec.unhealthyPodEvictionPolicy'] }, silent: { AlwaysAllow: budget({ unhealthyPodEvictionPolicy: 'AlwaysAllow' }) } });
