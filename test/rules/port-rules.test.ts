import { portNamesAreUnique, portNamesAreValid, portNumbersAreValid, portProtocolsAreKnown } from '../../src/rules/port-rules';
import { deployment, describeRule, Loose, MAIN } from './_objects';

const ports = (...list: Loose[]) => deployment({ ports: list });

describeRule(portNamesAreValid, {
  fires: {
    '16 letters': [ports({ containerPort: 1, name: 'a'.repeat(16) }), `${MAIN}.ports[0].name`],
    'capitals': [ports({ containerPort: 1, name: 'HTTP' }), `${MAIN}.ports[0].name`],
    'digits alone': [ports({ containerPort: 1, name: '80' }), `${MAIN}.ports[0].name`],
    'a hyphen last': [ports({ containerPort: 1, name: 'http-' }), `${MAIN}.ports[0].name`],
    'two hyphens': [ports({ containerPort: 1, name: 'a--b' }), `${MAIN}.ports[0].name`],
  },
  silent: { 'none': ports({ containerPort: 1 }), 'empty': ports({ containerPort: 1, name: '' }), '15 letters': ports({ containerPort: 1, name: 'a'.repeat(15) }), 'a digit first': ports({ containerPort: 1, name: '1a' }) },
});

describeRule(portNamesAreUnique, {
  fires: { 'three times': [ports(...[1, 2, 3].map(containerPort => ({ containerPort, name: 'http' }))), [`${MAIN}.ports[1].name`, `${MAIN}.ports[2].name`]] },
  silent: {
    'two names': ports({ containerPort: 1, name: 'a' }, { containerPort: 2, name: 'b' }),
    'in another container': deployment({}, {}, { containers: ['a', 'b'].map(name => ({ name, image: 'x', ports: [{ containerPort: 1, name: 'http' }] })) }),
  },
});

describeRule(portNumbersAreValid, {
  fires: {
    'missing': [ports({}), `${MAIN}.ports[0].containerPort`],
    '0': [ports({ containerPort: 0 }), `${MAIN}.ports[0].containerPort`],
    '65536': [ports({ containerPort: 65536 }), `${MAIN}.ports[0].containerPort`],
    'a bad host port': [ports({ containerPort: 1, hostPort: -1 }), `${MAIN}.ports[0].hostPort`],
  },
  silent: { 'the same twice': ports({ containerPort: 1 }, { containerPort: 1 }), 'host port 0': ports({ containerPort: 1, hostPort: 0 }) },
});

describeRule(portProtocolsAreKnown, {
  fires: { 'small letters': [ports({ containerPort: 1, protocol: 'tcp' }), `${MAIN}.ports[0].protocol`], 'HTTP': [ports({ containerPort: 1, protocol: 'HTTP' }), `${MAIN}.ports[0].protocol`] },
  silent: { none: ports({ containerPort: 1 }), SCTP: ports({ containerPort: 1, protocol: 'SCTP' }) },
});
