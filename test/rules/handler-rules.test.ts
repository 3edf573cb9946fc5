import {
  execCommandIsGiven, grpcPortIsValid, handlerIsGiven, handlerIsSingle, httpHeaderNamesAreValid, httpPortIsValid, httpSchemeIsKnown,
  sleepIsKnown, sleepIsNotZero, sleepIsWithinGracePeriod, tcpPortIsValid,
} from '../../src/rules/handler-rules';
import { deployment, describeRule, Loose, MAIN } from './_objects';

const liveness = (livenessProbe: Loose) => deployment({ livenessProbe });
const preStop = (handler: Loose, pod: Loose = {}) => deployment({ lifecycle: { preStop: handler } }, {}, pod);
const http = (fields: Loose) => liveness({ httpGet: { path: '/livez', port: 8000, ...fields } });

describeRule(handlerIsGiven, {
  fires: {
    'a probe without any': [liveness({}), `${MAIN}.livenessProbe`],
    'timings alone': [liveness({ periodSeconds: 5 }), `${MAIN}.livenessProbe`],
    'a handler that is null': [liveness({ httpGet: null }), `${MAIN}.livenessProbe`],
    'a hook without any': [preStop({}), `${MAIN}.lifecycle.preStop`],
  },
  silent: {
    'http': http({}),
    'tcp': liveness({ tcpSocket: { port: 8000 } }),
    'grpc': liveness({ grpc: { port: 8000 } }),
    'exec': liveness({ exec: { command: ['true'] } }),
    'no probe': deployment(),
  },
});

describeRule(handlerIsSingle, {
  fires: {
    two: [liveness({ httpGet: { port: 8000 }, tcpSocket: { port: 8000 } }), `${MAIN}.livenessProbe.tcpSocket`],
    three: [
      liveness({ exec: { command: ['true'] }, httpGet: { port: 8000 }, grpc: { port: 8000 } }),
      [`${MAIN}.livenessProbe.httpGet`, `${MAIN}.livenessProbe.grpc`],
    ],
  },
  silent: { 'one': http({}), 'one and a null': liveness({ httpGet: { port: 8000 }, exec: null }) },
});

describeRule(execCommandIsGiven, {
  fires: {
    'none': [liveness({ exec: {} }), `${MAIN}.livenessProbe.exec.command`],
    'after the start': [deployment({ lifecycle: { postStart: { exec: {} } } }), `${MAIN}.lifecycle.postStart.exec.command`],
    'an empty list': [preStop({ exec: { command: [] } }), `${MAIN}.lifecycle.preStop.exec.command`],
  },
  silent: {
    'a command': liveness({ exec: { command: ['true'] } }),
    'an empty word': liveness({ exec: { command: [''] } }),
    'a second handler is not looked into': liveness({ exec: { command: ['true'] }, httpGet: {} }),
  },
});

describeRule(httpPortIsValid, {
  fires: {
    'missing': [liveness({ httpGet: {} }), `${MAIN}.livenessProbe.httpGet.port`],
    '0': [http({ port: 0 }), `${MAIN}.livenessProbe.httpGet.port`],
    '65536': [http({ port: 65536 }), `${MAIN}.livenessProbe.httpGet.port`],
    'negative': [http({ port: -1 }), `${MAIN}.livenessProbe.httpGet.port`],
    'a number in quotes': [http({ port: '8080' }), `${MAIN}.livenessProbe.httpGet.port`],
    'capitals': [http({ port: 'HTTP' }), `${MAIN}.livenessProbe.httpGet.port`],
    'too long a name': [http({ port: 'sixteen-letters-' }), `${MAIN}.livenessProbe.httpGet.port`],
    'an empty name': [http({ port: '' }), `${MAIN}.livenessProbe.httpGet.port`],
  },
  silent: { '1': http({ port: 1 }), '65535': http({ port: 65535 }), 'a name': http({ port: 'http' }), 'a name nobody declares': http({ port: 'htpp' }) },
});

describeRule(tcpPortIsValid, {
  fires: { '0': [liveness({ tcpSocket: { port: 0 } }), `${MAIN}.livenessProbe.tcpSocket.port`], 'two hyphens': [liveness({ tcpSocket: { port: 'a--b' } }), `${MAIN}.livenessProbe.tcpSocket.port`] },
  silent: { '5672': liveness({ tcpSocket: { port: 5672 } }), 'a name': liveness({ tcpSocket: { port: 'amqp' } }) },
});

describeRule(grpcPortIsValid, {
  fires: { 0: [liveness({ grpc: { port: 0 } }), `${MAIN}.livenessProbe.grpc.port`], missing: [liveness({ grpc: {} }), `${MAIN}.livenessProbe.grpc.port`] },
  silent: { 50051: liveness({ grpc: { port: 50051, service: '' } }) },
});

describeRule(httpSchemeIsKnown, {
  fires: { 'small letters': [http({ scheme: 'http' }), `${MAIN}.livenessProbe.httpGet.scheme`], 'another': [http({ scheme: 'H2C' }), `${MAIN}.livenessProbe.httpGet.scheme`] },
  silent: { none: http({}), empty: http({ scheme: '' }), HTTPS: http({ scheme: 'HTTPS' }) },
});

const twoBadHeaders = [{ name: 'X_Y', value: '1' }, { name: '', value: '2' }, { name: 'Host', value: 'a' }];
describeRule(httpHeaderNamesAreValid, {
  fires: { 'an underscore and an empty name': [http({ httpHeaders: twoBadHeaders }), [`${MAIN}.livenessProbe.httpGet.httpHeaders`, `${MAIN}.livenessProbe.httpGet.httpHeaders`]] },
  silent: { 'the same twice': http({ httpHeaders: [{ name: 'X-A', value: '1' }, { name: 'X-A', value: '2' }] }), 'any value': http({ httpHeaders: [{ name: 'A', value: '\n' }] }) },
});

describeRule(sleepIsWithinGracePeriod, {
  fires: {
    'longer than the default grace period': [preStop({ sleep: { seconds: 31 } }), `${MAIN}.lifecycle.preStop.sleep`],
    'longer than the given one': [preStop({ sleep: { seconds: 11 } }, { terminationGracePeriodSeconds: 10 }), `${MAIN}.lifecycle.preStop.sleep`],
    'negative': [preStop({ sleep: { seconds: -1 } }), `${MAIN}.lifecycle.preStop.sleep`],
  },
  silent: { 'exactly as long': preStop({ sleep: { seconds: 30 } }), 'not known to 1.28': [preStop({ sleep: { seconds: 99 } }), '1.28'] },
});

describeRule(sleepIsNotZero, {
  fires: { '0 before 1.33': [preStop({ sleep: { seconds: 0 } }), `${MAIN}.lifecycle.preStop.sleep`, '1.32'] },
  silent: { '0 from 1.33 on': [preStop({ sleep: { seconds: 0 } }), '1.33'], '1': [preStop({ sleep: { seconds: 1 } }), '1.32'] },
});

describeRule(sleepIsKnown, {
  fires: { 'in 1.29': [preStop({ sleep: { seconds: 1 } }), `${MAIN}.lifecycle.preStop`, '1.29'] },
  silent: { 'not even known by 1.28': [preStop({ sleep: { seconds: 1 } }), '1.28'], 'from 1.30 on': [preStop({ sleep: { seconds: 1 } }), '1.30'], 'a program': [preStop({ exec: { command: ['sleep', '1'] } }), '1.28'] },
});
