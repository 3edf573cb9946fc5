import {
  deploymentHasSelector, deploymentNumbersAreNotNegative, progressDeadlineExceedsMinReady, restartPolicyIsAlways, rollingUpdateIsValid,
  selectorMatchesTemplate, strategyTypeIsKnown,
} from '../../src/rules/deployment-rules';
import { deployment, describeRule, Loose } from './_objects';

const spec = (fields: Loose) => deployment({}, fields);
const rolling = (rollingUpdate: Loose) => spec({ strategy: { rollingUpdate } });

describeRule(deploymentNumbersAreNotNegative, {
  fires: { each: [spec({ replicas: -1, minReadySeconds: -1, revisionHistoryLimit: -1, progressDeadlineSeconds: -1 }), ['replicas', 'minReadySeconds', 'revisionHistoryLimit', 'progressDeadlineSeconds'].map(field => `spec.${field}`)] },
  silent: { zeros: spec({ replicas: 0, minReadySeconds: 0, revisionHistoryLimit: 0 }) },
});

describeRule(deploymentHasSelector, {
  fires: { none: [spec({ selector: undefined }), 'spec.selector'], empty: [spec({ selector: {} }), 'spec.selector'] },
  silent: { labels: deployment() },
});

describeRule(selectorMatchesTemplate, {
  fires: {
    'another value': [spec({ selector: { matchLabels: { app: 'web' } } }), 'spec.template.metadata.labels'],
    'none': [spec({ selector: undefined }), 'spec.template.metadata.labels'],
    'an expression': [spec({ selector: { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['api'] }] } }), 'spec.template.metadata.labels'],
  },
  silent: { 'empty, which is refused anyway': spec({ selector: {} }), 'an expression': spec({ selector: { matchExpressions: [{ key: 'x', operator: 'DoesNotExist' }] } }) },
});

describeRule(restartPolicyIsAlways, {
  fires: {
    'Never': [deployment({}, {}, { restartPolicy: 'Never' }), 'spec.template.spec.restartPolicy'],
    'a deadline': [deployment({}, {}, { activeDeadlineSeconds: 60 }), 'spec.template.spec.activeDeadlineSeconds'],
    'an ephemeral container': [deployment({}, {}, { ephemeralContainers: [{}] }), 'spec.template.spec.ephemeralContainers'],
  },
  silent: { none: deployment(), Always: deployment({}, {}, { restartPolicy: 'Always' }) },
});

describeRule(strategyTypeIsKnown, {
  fires: { 'another': [spec({ strategy: { type: 'Canary' } }), 'spec.strategy'], 'Recreate with numbers': [spec({ strategy: { type: 'Recreate', rollingUpdate: {} } }), 'spec.strategy.rollingUpdate'] },
  silent: { none: spec({}), Recreate: spec({ strategy: { type: 'Recreate' } }) },
});

describeRule(rollingUpdateIsValid, {
  fires: {
    'both 0': [rolling({ maxSurge: 0, maxUnavailable: 0 }), 'spec.strategy.rollingUpdate.maxUnavailable'],
    'both 0%': [rolling({ maxSurge: '0%', maxUnavailable: '0%' }), 'spec.strategy.rollingUpdate.maxUnavailable'],
    'no percentage': [rolling({ maxSurge: '1' }), 'spec.strategy.rollingUpdate.maxSurge'],
    'a fraction': [rolling({ maxSurge: '2.5%' }), 'spec.strategy.rollingUpdate.maxSurge'],
    'negative': [rolling({ maxUnavailable: -1 }), 'spec.strategy.rollingUpdate.maxUnavailable'],
    'more than all': [rolling({ maxUnavailable: '101%' }), 'spec.strategy.rollingUpdate.maxUnavailable'],
  },
  silent: { 'surge alone': rolling({ maxSurge: 1, maxUnavailable: 0 }), 'a large surge': rolling({ maxSurge: '300%' }), 'none': spec({}) },
});

describeRule(progressDeadlineExceedsMinReady, {
  fires: { 'as long': [spec({ progressDeadlineSeconds: 5, minReadySeconds: 5 }), 'spec.progressDeadlineSeconds'], 'the default of 600': [spec({ minReadySeconds: 600 }), 'spec.progressDeadlineSeconds'] },
  silent: { 'the default of 600': spec({ minReadySeconds: 599 }), 'longer': spec({ progressDeadlineSeconds: 6, minReadySeconds: 5 }), 'none': spec({}) },
});
