import { devicesHaveLimits, requestsAreWithinLimits, resourceAmountsAreNotNegative, resourceNamesAreKnown } from '../../src/rules/resource-rules';
import { deployment, describeRule, Loose, MAIN } from './_objects';

const resources = (fields: Loose) => deployment({ resources: fields });

describeRule(resourceNamesAreKnown, {
  fires: { 'a made-up name': [resources({ limits: { gpu: 1 } }), `${MAIN}.resources.limits[gpu]`], 'storage': [resources({ requests: { storage: '1Gi' } }), `${MAIN}.resources.requests[storage]`] },
  silent: { 'the usual ones': resources({ limits: { 'cpu': 1, 'memory': '1Gi', 'ephemeral-storage': '1Gi', 'hugepages-2Mi': '4Mi', 'nvidia.com/gpu': 1 } }) },
});

describeRule(resourceAmountsAreNotNegative, {
  fires: { 'negative': [resources({ limits: { cpu: '-1' } }), `${MAIN}.resources.limits[cpu]`], 'half a device': [resources({ limits: { 'nvidia.com/gpu': '500m' } }), `${MAIN}.resources.limits[nvidia.com/gpu]`] },
  silent: { '0': resources({ limits: { cpu: 0 } }), 'half a core': resources({ limits: { cpu: '0.5' } }) },
});

describeRule(requestsAreWithinLimits, {
  fires: {
    'more than the limit': [resources({ requests: { cpu: 2 }, limits: { cpu: 1 } }), `${MAIN}.resources.requests`],
    'more, in another unit': [resources({ requests: { memory: '1Gi' }, limits: { memory: '1G' } }), `${MAIN}.resources.requests`],
    'fewer devices than the limit': [resources({ requests: { 'nvidia.com/gpu': 1 }, limits: { 'nvidia.com/gpu': 2 } }), `${MAIN}.resources.requests`],
  },
  silent: { 'the same, rounded up to thousandths': resources({ requests: { cpu: '100100u' }, limits: { cpu: '100050u' } }), 'the same, written otherwise': resources({ requests: { cpu: '1000m' }, limits: { cpu: '1' } }), 'no limit': resources({ requests: { cpu: 2 } }) },
});

describeRule(devicesHaveLimits, {
  fires: { 'requested alone': [resources({ requests: { 'nvidia.com/gpu': 1 } }), `${MAIN}.resources.limits`] },
  silent: { 'limited alone': resources({ limits: { 'nvidia.com/gpu': 1 } }) },
});
