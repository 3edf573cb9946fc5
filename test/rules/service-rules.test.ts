import {
  kubeletPortIsNotExposed, nodePortsFitType, serviceHasPorts, servicePortNamesAreValid, servicePortNumbersAreValid, servicePortProtocolsAreKnown,
  servicePortsAreUnique, serviceSelectorIsValid, serviceTypeIsKnown, sessionAffinityIsKnown, trafficPolicyFitsType,
} from '../../src/rules/service-rules';
import { describeRule, Loose, service } from './_objects';

const ports = (...list: Loose[]) => service({ ports: list });

describeRule(serviceTypeIsKnown, { fires: { another: [service({ type: 'Internal' }), 'spec.type'] }, silent: { none: service(), NodePort: service({ type: 'NodePort' }) } });

describeRule(serviceHasPorts, { fires: { none: [ports(), 'spec.ports'] }, silent: { headless: service({ clusterIP: 'None', ports: [] }), external: service({ type: 'ExternalName', ports: [] }) } });

describeRule(servicePortNamesAreValid, {
  fires: {
    'several without names': [ports({ port: 1 }, { port: 2 }), ['spec.ports[0].name', 'spec.ports[1].name']],
    'the same twice': [ports({ port: 1, name: 'a' }, { port: 2, name: 'a' }), 'spec.ports[1].name'],
    'an underscore': [ports({ port: 1, name: 'a_b' }), 'spec.ports[0].name'],
  },
  silent: { 'one without': ports({ port: 1 }), 'digits alone, unlike container ports': ports({ port: 1, name: '80' }), 'a long one': ports({ port: 1, name: 'a'.repeat(63) }) },
});

describeRule(servicePortNumbersAreValid, {
  fires: {
    '0': [ports({ port: 0, targetPort: 80 }), 'spec.ports[0].port'],
    'missing, and the target with it': [ports({}), ['spec.ports[0].port', 'spec.ports[0].targetPort']],
    'a bad target': [ports({ port: 1, targetPort: 65536 }), 'spec.ports[0].targetPort'],
    'a target in quotes': [ports({ port: 1, targetPort: '80' }), 'spec.ports[0].targetPort'],
  },
  silent: { 'target 0, which stands for port': ports({ port: 1, targetPort: 0 }), 'a name': ports({ port: 1, targetPort: 'http' }) },
});

describeRule(servicePortProtocolsAreKnown, {
  fires: { 'small letters': [ports({ port: 1, protocol: 'udp' }), 'spec.ports[0].protocol'], 'a bad appProtocol': [ports({ port: 1, appProtocol: 'a b' }), 'spec.ports[0].appProtocol'], 'an empty one': [ports({ port: 1, appProtocol: '' }), 'spec.ports[0].appProtocol'] },
  silent: { h2c: ports({ port: 1, appProtocol: 'kubernetes.io/h2c' }) },
});

describeRule(servicePortsAreUnique, {
  fires: { 'the same': [ports({ port: 1, name: 'a' }, { port: 1, name: 'b', protocol: 'TCP' }), 'spec.ports[1]'] },
  silent: { 'another protocol': ports({ port: 1, name: 'a' }, { port: 1, name: 'b', protocol: 'UDP' }) },
});

describeRule(nodePortsFitType, {
  fires: {
    'inside the cluster': [ports({ port: 1, nodePort: 30000 }), 'spec.ports[0].nodePort'],
    'twice': [service({ type: 'NodePort', ports: [{ port: 1, name: 'a', nodePort: 30000 }, { port: 2, name: 'b', nodePort: 30000 }] }), 'spec.ports[1].nodePort'],
  },
  silent: {
    'a NodePort Service': service({ type: 'NodePort', ports: [{ port: 1, nodePort: 30000 }] }),
    'another protocol': service({
      type: 'NodePort', ports: [{ port: 1, name: 'a', nodePort: 30000 }, { port: 1, name: 'b', nodePort: 30000, protocol: 'UDP' }],
    }),
  },
});

describeRule(serviceSelectorIsValid, { fires: { 'a bad value': [service({ selector: { app: 'a b' } }), 'spec.selector'] }, silent: { none: service({ selector: undefined }) } });

describeRule(sessionAffinityIsKnown, {
  fires: {
    'another': [service({ sessionAffinity: 'Cookie' }), 'spec.sessionAffinity'],
    'no time at all': [
      service({ sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 0 } } }),
      'spec.sessionAffinityConfig.clientIP.timeoutSeconds',
    ],
    'too long': [service({ sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 86401 } } }), 'spec.sessionAffinityConfig.clientIP.timeoutSeconds'],
  },
  silent: { 'a day': service({ sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 86400 } } }) },
});

describeRule(kubeletPortIsNotExposed, {
  fires: { 'before 1.33': [service({ type: 'LoadBalancer', ports: [{ port: 10250 }] }), 'spec.ports[0]', '1.32'] },
  silent: { 'from 1.33 on': [service({ type: 'LoadBalancer', ports: [{ port: 10250 }] }), '1.33'], 'inside the cluster': ports({ port: 10250 }) },
});

describeRule(trafficPolicyFitsType, {
  fires: {
    'inside the cluster': [service({ externalTrafficPolicy: 'Local' }), 'spec.externalTrafficPolicy'],
    'another': [service({ type: 'NodePort', externalTrafficPolicy: 'Near' }), 'spec.externalTrafficPolicy'],
  },
  silent: { none: service(), outside: service({ type: 'LoadBalancer', externalTrafficPolicy: 'Local' }) },
});
