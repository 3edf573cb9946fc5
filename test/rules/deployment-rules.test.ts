import { progressDeadlineExceedsMinReady, rollingUpdateIsValid, strategyTypeIsKnown } from '../../src/rules/deployment-rules';
import { deployment, describeRule, Loose } from './_objects';

const spec = (fields: Loose) => deployment({}, fields);
const rolling = (rollingUpdate: Loose) => spec({ strategy: { rollingUpdate } });

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
