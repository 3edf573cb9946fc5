import { addressesAreStrict, clusterIpsFitType, externalIpsAreReachable, ipFamiliesAreKnown, sourceRangesAreValid } from '../../src/rules/service-address-rules';
import { describeRule, Loose, service } from './_objects';

const addresses = (...clusterIPs: string[]) => service({ clusterIP: clusterIPs[0], clusterIPs });
const balanced = (...loadBalancerSourceRanges: string[]) => service({ type: 'LoadBalancer', loadBalancerSourceRanges });
const external = (...externalIPs: string[]) => service({ externalIPs });
const alias = (fields: Loose) => service({ type: 'ExternalName', externalName: 'example.com', ...fields });

describeRule(clusterIpsFitType, {
  fires: {
    'no address': [service({ clusterIP: 'none' }), 'spec.clusterIPs[0]'],
    'of an alias': [alias({ clusterIP: '10.0.0.1' }), 'spec.clusterIPs'],
    'None for traffic from outside': [service({ type: 'NodePort', clusterIP: 'None' }), 'spec.clusterIPs[0]'],
    'None and an address': [addresses('None', '10.0.0.1'), 'spec.clusterIPs'],
    'a list alone': [service({ clusterIPs: ['10.0.0.1'] }), 'spec.clusterIPs'],
    'another than the first': [service({ clusterIP: '10.0.0.2', clusterIPs: ['10.0.0.1'] }), 'spec.clusterIPs'],
    'two of a family': [addresses('10.0.0.1', '10.0.0.2'), 'spec.clusterIPs'],
    'of the other family': [service({ clusterIP: '10.0.0.1', ipFamilies: ['IPv6'] }), 'spec.clusterIPs[0]'],
  },
  silent: { 'none': service(), 'empty': service({ clusterIP: '' }), 'None': service({ clusterIP: 'None' }), 'one of each family': addresses('fd00::1', '10.0.0.1') },
});

describeRule(ipFamiliesAreKnown, {
  fires: {
    'another': [service({ ipFamilies: ['ipv4'] }), 'spec.ipFamilies[0]'],
    'twice': [service({ ipFamilies: ['IPv4', 'IPv4'] }), 'spec.ipFamilies[1]'],
    'a policy that is none': [service({ ipFamilyPolicy: 'DualStack' }), 'spec.ipFamilyPolicy'],
    'of an alias': [alias({ ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack' }), ['spec.ipFamilies', 'spec.ipFamilyPolicy']],
  },
  silent: { both: service({ ipFamilies: ['IPv6', 'IPv4'], ipFamilyPolicy: 'RequireDualStack' }) },
});

describeRule(externalIpsAreReachable, {
  fires: { 'a name': [external('example.com'), 'spec.externalIPs[0]'], 'this machine': [external('1.2.3.4', '127.0.0.1'), 'spec.externalIPs[1]'], 'its network': [external('fe80::1'), 'spec.externalIPs[0]'], 'any': [external('::'), 'spec.externalIPs[0]'] },
  silent: { 'an address': external('203.0.113.7', 'fd00::1'), 'leading zeros, before 1.36': [external('203.0.113.07'), '1.35'] },
});

describeRule(sourceRangesAreValid, {
  fires: {
    'too long a prefix': [balanced('10.0.0.0/33'), 'spec.LoadBalancerSourceRanges[0]', '1.30'],
    'named as a whole': [balanced('10.0.0.0/33'), 'spec.LoadBalancerSourceRanges', '1.29'],
    'without a load balancer': [service({ loadBalancerSourceRanges: ['10.0.0.0/8'] }), 'spec.LoadBalancerSourceRanges'],
  },
  silent: { 'blanks around it': balanced(' 10.0.0.0/8 '), 'of addresses in hexadecimal': balanced('fd00::/8'), 'none': service({ loadBalancerSourceRanges: [] }) },
});

describeRule(addressesAreStrict, {
  fires: {
    'leading zeros': [external('203.0.113.07'), 'spec.externalIPs[0]', '1.36'],
    'IPv4 within IPv6': [service({ clusterIP: '::ffff:10.0.0.1' }), 'spec.clusterIPs[0]', '1.36'],
    'bits beyond the prefix': [balanced('10.0.0.1/8', 'fd00::1/64'), ['spec.LoadBalancerSourceRanges[0]', 'spec.LoadBalancerSourceRanges[1]'], '1.36'],
    'a prefix with a leading zero': [balanced('10.0.0.0/08'), 'spec.LoadBalancerSourceRanges[0]', '1.36'],
  },
  silent: { 'before 1.36': [external('203.0.113.07'), '1.35'], 'usual forms': service({ type: 'LoadBalancer', clusterIP: 'fd00::1', loadBalancerSourceRanges: ['10.0.0.0/8', '2001:db8::/32'] }) },
});
