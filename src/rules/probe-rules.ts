import { Probe, ProbeRole } from '../manifest/objects';
import { checkNotNegative } from './checks';
import { Rule } from './rule';

/** A probe and the part it plays. */
export interface ProbeSubject {
  readonly probe: Probe;
  readonly role: ProbeRole;
}

export const probeNumbersAreNotNegative: Rule<ProbeSubject> = {
  id: 'probe-number',
  statement: 'The numbers of a probe are not negative',
  check({ probe }, at, report) {
    checkNotNegative(probe, NUMBERS, at, report, field => field.endsWith('Seconds') ? 'seconds' : 'answers in a row');
  },
};

export const probeGracePeriodIsPositive: Rule<ProbeSubject> = {
  id: 'probe-grace-period',
  statement: 'The grace period of a probe is at least a second',
  check({ probe }, at, report) {
    const seconds = probe.terminationGracePeriodSeconds;
    if (seconds == null || seconds > 0) return;
    report.refuse(at.field('terminationGracePeriodSeconds'), seconds, {
      must: 'be at least 1',
      why: 'It is the time a failing container has to end; unlike the other numbers, 0 is not taken for "default"',
      fix: 'Leave it out to use the pod\'s grace period, or give it at least 1',
    });
  },
};

export const readinessHasNoGracePeriod: Rule<ProbeSubject> = {
  id: 'readiness-grace-period',
  statement: 'A readiness probe has no grace period of its own',
  check({ probe, role }, at, report) {
    const seconds = probe.terminationGracePeriodSeconds;
    if (role !== 'readinessProbe' || seconds == null) return;
    report.refuse(at.field('terminationGracePeriodSeconds'), seconds, {
      message: 'readinessProbe.terminationGracePeriodSeconds is set, but a readiness probe cannot have it',
      why: 'A failing readiness probe stops traffic and ends nothing, so there is no time to grant',
      fix: 'Remove it here, or set it on the liveness or startup probe',
    });
  },
};

export const successThresholdIsOne: Rule<ProbeSubject> = {
  id: 'probe-success-threshold',
  statement: 'A liveness or startup probe needs exactly one success',
  check({ probe, role }, at, report) {
    const threshold = probe.successThreshold || 1;
    if (role === 'readinessProbe' || threshold === 1) return;
    report.refuse(at.field('successThreshold'), threshold, {
      must: `be 1 for a ${role.replace('Probe', '')} probe`,
      why: 'Several successes in a row can only be asked of readiness; for liveness and startup one answer is proof enough',
      fix: 'Leave successThreshold out, or ask for several successes in readinessProbe',
    });
  },
};

export const probeRules: readonly Rule<ProbeSubject>[] = [
  probeNumbersAreNotNegative,
  probeGracePeriodIsPositive,
  readinessHasNoGracePeriod,
  successThresholdIsOne,
];

const NUMBERS = ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'] as const;
