import { probeGracePeriodIsPositive, probeNumbersAreNotNegative, readinessHasNoGracePeriod, successThresholdIsOne } from '../../src/rules/probe-rules';
import { deployment, describeRule, Loose, MAIN } from './_objects';

const probe = (role: string, fields: Loose) => deployment({ [role]: { tcpSocket: { port: 8000 }, ...fields } });

describeRule(probeNumbersAreNotNegative, {
  fires: {
    'each of the five': [
      probe('readinessProbe', { initialDelaySeconds: -1, timeoutSeconds: -1, periodSeconds: -1, successThreshold: -1, failureThreshold: -1 }),
      ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'].map(field => `${MAIN}.readinessProbe.${field}`),
    ],
  },
  silent: { 'zeros, which stand for defaults': probe('livenessProbe', { initialDelaySeconds: 0, timeoutSeconds: 0, periodSeconds: 0, successThreshold: 0, failureThreshold: 0 }) },
});

describeRule(probeGracePeriodIsPositive, {
  fires: {
    '0 on liveness': [probe('livenessProbe', { terminationGracePeriodSeconds: 0 }), `${MAIN}.livenessProbe.terminationGracePeriodSeconds`],
    'negative on startup': [probe('startupProbe', { terminationGracePeriodSeconds: -5 }), `${MAIN}.startupProbe.terminationGracePeriodSeconds`],
    '0 on readiness': [probe('readinessProbe', { terminationGracePeriodSeconds: 0 }), `${MAIN}.readinessProbe.terminationGracePeriodSeconds`],
  },
  silent: { 1: probe('livenessProbe', { terminationGracePeriodSeconds: 1 }), none: probe('livenessProbe', {}) },
});

describeRule(readinessHasNoGracePeriod, {
  fires: { 10: [probe('readinessProbe', { terminationGracePeriodSeconds: 10 }), `${MAIN}.readinessProbe.terminationGracePeriodSeconds`] },
  silent: { 'on liveness': probe('livenessProbe', { terminationGracePeriodSeconds: 10 }) },
});

describeRule(successThresholdIsOne, {
  fires: {
    '2 on liveness': [probe('livenessProbe', { successThreshold: 2 }), `${MAIN}.livenessProbe.successThreshold`],
    '3 on startup': [probe('startupProbe', { successThreshold: 3 }), `${MAIN}.startupProbe.successThreshold`],
    'negative': [probe('livenessProbe', { successThreshold: -1 }), `${MAIN}.livenessProbe.successThreshold`],
    'on a sidecar': [
      deployment({}, {}, { initContainers: [{ name: 'proxy', image: 'acme/proxy', restartPolicy: 'Always', livenessProbe: { tcpSocket: { port: 1 }, successThreshold: 2 } }] }),
      'spec.template.spec.initContainers[0].livenessProbe.successThreshold',
    ],
  },
  silent: { '3 on readiness': probe('readinessProbe', { successThreshold: 3 }), '0, which stands for 1': probe('livenessProbe', { successThreshold: 0 }) },
});
