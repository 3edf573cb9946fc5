import { containerNamesAreUnique, hostPortsAreUnique, hostPortsMatchOnHostNetwork, mountedVolumesExist, podHasContainers } from '../../src/rules/pod-rules';
import { deployment, describeRule, Loose } from './_objects';

const containers = (...list: Loose[]) => deployment({}, {}, { containers: list });
const hostPort = (name: string, port: Loose) => ({ name, image: 'x', ports: [{ containerPort: 80, ...port }] });

describeRule(podHasContainers, {
  fires: { 'none': [containers(), 'spec.template.spec.containers'], 'no template': [{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a' }, spec: {} }, 'spec.template.spec.containers'] },
  silent: { one: deployment() },
});

describeRule(containerNamesAreUnique, {
  fires: {
    'twice': [containers({ name: 'a', image: 'x' }, { name: 'a', image: 'x' }), 'spec.template.spec.containers[1].name'],
    'as an init container': [deployment({}, {}, { initContainers: [{ name: 'main', image: 'x' }] }), 'spec.template.spec.initContainers[0].name'],
  },
  silent: { 'two names': containers({ name: 'a', image: 'x' }, { name: 'b', image: 'x' }) },
});

describeRule(hostPortsAreUnique, {
  fires: { twice: [containers(hostPort('a', { hostPort: 80 }), hostPort('b', { hostPort: 80 })), 'spec.template.spec.containers[1].ports[0].hostPort'] },
  silent: {
    'two init containers, which run one after another': deployment({}, {}, { initContainers: [hostPort('a', { hostPort: 80 }), hostPort('b', { hostPort: 80 })] }),
    'an init container, which has ended by then': deployment({ ports: [{ containerPort: 80, hostPort: 80 }] }, {}, { initContainers: [hostPort('init', { hostPort: 80 })] }),
    'another protocol': containers(hostPort('a', { hostPort: 80 }), hostPort('b', { hostPort: 80, protocol: 'UDP' })),
    'another address': containers(hostPort('a', { hostPort: 80, hostIP: '10.0.0.1' }), hostPort('b', { hostPort: 80 })),
  },
});

describeRule(hostPortsMatchOnHostNetwork, {
  fires: {
    another: [deployment({}, {}, { hostNetwork: true, containers: [hostPort('a', { hostPort: 81 })] }), 'spec.template.spec.containers[0].ports[0].hostPort'],
  },
  silent: {
    'the same': deployment({}, {}, { hostNetwork: true, containers: [hostPort('a', { hostPort: 80 })] }),
    'none': deployment({}, {}, { hostNetwork: true, containers: [hostPort('a', {})] }),
    'the network of the pod': containers(hostPort('a', { hostPort: 81 })),
  },
});

describeRule(mountedVolumesExist, {
  fires: {
    'none': [deployment({ volumeMounts: [{ name: 'a', mountPath: '/a' }] }), 'spec.template.spec.containers[0].volumeMounts[0].name'],
    'in an init container': [
      deployment({}, {}, { volumes: [{ name: 'b' }], initContainers: [{ name: 'i', image: 'x', volumeMounts: [{ name: 'a', mountPath: '/a' }] }] }),
      'spec.template.spec.initContainers[0].volumeMounts[0].name',
    ],
  },
  silent: { there: deployment({ volumeMounts: [{ name: 'a', mountPath: '/a' }] }, {}, { volumes: [{ name: 'a' }] }) },
});
