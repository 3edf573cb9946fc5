import { Severity } from '../findings/finding';
import { Container, ContainerPort } from '../manifest/objects';
import { ContainerAnswers } from '../timeline/pod-answers';
import { ProbeScenario } from '../timeline/scenario';
import { secondsText, windowText } from '../timeline/seconds-text';
import { TimeWindow } from '../timeline/time-window';
import { Advice } from './advice';
import { AdvisedContainer, AdvisedProbe, askTheSame, yamlText } from './container-subject';

export const timeoutIsChosen: Advice<AdvisedProbe> = {
  id: 'probe-timeout',
  statement: 'A probe that the app answers has more than the default of one second',
  sources: ['https://github.com/Azure/AKS/issues/2256', 'https://github.com/kubernetes/kubernetes/issues/97060', 'https://github.com/kubestellar/console/issues/6990'],
  check: ({ container, answers, path, field, role, probe }, report) => {
    // A startup probe that fails costs nothing but time.
    if (role === 'startup' || answers.probes[role]!.timeoutSeconds > 1) return;
    // A connection is made by the kernel, at once or not at all, however busy the app is.
    if (probe.tcpSocket) return;
    const isExec = probe.exec !== undefined;
    const period = answers.probes[role]!.periodSeconds;
    report.advise(`${path}.${field}.timeoutSeconds`, {
      // Starting a process takes long on a busy node, and what it costs is a restart.
      severity: isExec && role === 'liveness' ? Severity.WARNING : Severity.INFO,
      value: probe.timeoutSeconds,
      message: `${role} of container ${container.name} fails where ${isExec ? 'its command' : 'an answer'} takes longer than a second${probe.timeoutSeconds === undefined ? ', the default' : ''}`,
      why: isExec ? 'Under load it takes a second to start a process, and the command fails without anything being wrong'
        : 'Under load, or in a pause of the garbage collector, an answer easily takes a second',
      fix: period === 1 ? 'Set periodSeconds: 5 and timeoutSeconds: 2' : `Set timeoutSeconds: ${Math.min(5, period)}`,
    });
  },
};

export const timeoutIsShorterThanPeriod: Advice<AdvisedProbe> = {
  id: 'probe-timeout-exceeds-period',
  statement: 'A probe has no longer to answer than there is from one probe to the next',
  sources: ['https://github.com/kyverno/policies/pull/1500', 'https://github.com/kubernetes/kubernetes/issues/39633'],
  check: ({ container, answers, path, field, role }, report) => {
    const { periodSeconds, timeoutSeconds } = answers.probes[role]!;
    if (timeoutSeconds <= periodSeconds) return;
    report.advise(`${path}.${field}.timeoutSeconds`, {
      severity: Severity.WARNING,
      value: timeoutSeconds,
      message: `${role} of container ${container.name} comes every ${secondsText(timeoutSeconds)} and not every ${secondsText(periodSeconds)} while the app hangs`,
      why: 'Probes of one kind never overlap: the next one waits until the one before it is over',
      fix: periodSeconds === 1 ? `Set periodSeconds: ${timeoutSeconds}` : `Set timeoutSeconds to ${periodSeconds} or less, or periodSeconds: ${timeoutSeconds}`,
    });
  },
};

export const livenessIsMorePatient: Advice<AdvisedContainer> = {
  id: 'liveness-impatient',
  statement: 'Liveness is more patient than readiness where both ask the same, and never less patient',
  sources: ['https://kubernetes.io/docs/concepts/workloads/pods/probes/', 'https://github.com/spica-engine/spica/pull/1933', 'https://github.com/pydantic/logfire-helm-chart/pull/245'],
  check: ({ container, answers, path }, report) => {
    const found = impatience(container, answers);
    if (!found) return;
    const { livenessProbe } = container;
    const { isSame, restart, traffic, threshold } = found;
    report.advise(`${path}.livenessProbe.failureThreshold`, {
      // A connection that is accepted says the same of both, and there is often nothing else to ask.
      severity: livenessProbe!.tcpSocket && isSame && restart.earliestSeconds >= traffic.earliestSeconds ? Severity.INFO : Severity.WARNING,
      value: livenessProbe!.failureThreshold,
      message: `liveness ${answers.restarts ? 'restarts' : 'ends'} container ${container.name} ${windowText(restart)} after it hangs, and readiness takes its traffic away after ${windowText(traffic)}`
        + (isSame ? ': they ask the same' : ''),
      why: 'What is only overloaded should lose its traffic and recover; a restart at the same moment takes its capacity from the others, which are overloaded next',
      fix: `Set failureThreshold: ${threshold} for liveness${isSame ? ', or let it ask something that depends on nothing else' : ''}`,
    });
  },
};

/** Where liveness is less patient than readiness, how much, and the threshold at which it would not be. */
function impatience(container: Container, { probes, liveness, readiness }: ContainerAnswers): Impatience | undefined {
  const { livenessProbe, readinessProbe } = container;
  if (!livenessProbe || !readinessProbe || !liveness || !readiness) return undefined;
  const [restart, traffic] = [liveness.hangs.noticed, readiness.hangs.noticed];
  const isSame = askTheSame(livenessProbe, readinessProbe, container);
  // Of two endpoints only what is always the other way round.
  if (isSame ? restart.earliestSeconds > traffic.earliestSeconds : restart.latestSeconds > traffic.earliestSeconds) return undefined;
  const { periodSeconds, timeoutSeconds } = probes.liveness!;
  const threshold = Math.ceil((2 * traffic.latestSeconds - timeoutSeconds) / Math.max(periodSeconds, timeoutSeconds)) + 1;
  return { isSame, restart, traffic, threshold };
}

interface Impatience {
  /** Whether both ask the same. */
  readonly isSame: boolean;
  readonly restart: TimeWindow;
  readonly traffic: TimeWindow;
  readonly threshold: number;
}

export const livenessForgivesAFailure: Advice<AdvisedContainer> = {
  id: 'liveness-single-failure',
  statement: 'A single failure of liveness restarts nothing',
  sources: ['https://github.com/Sefaria/Sefaria-Project/pull/3661', 'https://github.com/kubernetes/kubernetes/issues/110083'],
  check: ({ container, answers, path }, report) => {
    const { liveness } = answers.probes;
    if (!liveness || liveness.failureThreshold > 1) return;
    // Where liveness is less patient than readiness as well, one number cures both.
    const threshold = impatience(container, answers)?.threshold ?? 3;
    report.advise(`${path}.livenessProbe.failureThreshold`, {
      severity: Severity.WARNING,
      value: liveness.failureThreshold,
      message: `one answer that takes longer than ${secondsText(liveness.timeoutSeconds)} ${answers.restarts ? 'restarts' : 'ends'} container ${container.name}`,
      why: 'A single probe is lost to a pause, a busy node or the network; a restart loses all requests under way and the caches',
      fix: `Set failureThreshold: ${threshold}`,
    });
  },
};

export const servedPodIsAsked: Advice<AdvisedContainer> = {
  id: 'readiness-missing',
  statement: 'A container that gets traffic from a Service has a readiness probe',
  sources: ['https://kubernetes.io/docs/concepts/workloads/pods/probes/', 'https://github.com/kubernetes/kubernetes/issues/95436'],
  check: ({ container, path, servedPort }, report) => {
    if (!servedPort || container.readinessProbe) return;
    report.advise(`${path}.readinessProbe`, {
      severity: Severity.WARNING,
      message: `container ${container.name} gets traffic ${container.startupProbe ? 'when its startup probe has succeeded, and then for ever' : 'as soon as its process runs, before it can answer'}`,
      why: 'Without a readiness probe a container counts as ready whatever its app does: requests fail at every rollout, and while it is overloaded',
      fix: `Give it a readiness probe: ${readinessFor(container, servedPort)}`,
    });
  },
};

/** One that asks as liveness or the startup probe does: by gRPC, by a connection, or over HTTP where the port looks like that. */
function readinessFor({ livenessProbe, startupProbe }: Container, { name, containerPort, protocol = 'TCP' }: ContainerPort): string {
  const { httpGet, grpc, tcpSocket, exec } = livenessProbe ?? startupProbe ?? {};
  const timings = { periodSeconds: 5, timeoutSeconds: 2 };
  const port = name ?? containerPort;
  const isSecure = /^https(-|$)/.test(name ?? '') || [443, 8443].includes(containerPort ?? 0);
  const http = { path: '/readyz', port, ...isSecure ? { scheme: 'HTTPS' } : {} };
  if (grpc) return yamlText({ readinessProbe: { grpc, ...timings } });
  if (httpGet || (!tcpSocket && !exec && (isSecure || /^(http|web|api)(-|$)/.test(name ?? '') || (name === undefined && HTTP_PORTS.includes(containerPort))))) {
    return yamlText({ readinessProbe: { httpGet: http, ...timings } });
  }
  if (protocol === 'TCP') return yamlText({ readinessProbe: { tcpSocket: { port }, ...timings } });
  return exec ? yamlText({ readinessProbe: { exec, ...timings } }) : 'a command that tells whether it can serve';
}

/** Ports that are hardly ever anything else. */
const HTTP_PORTS: readonly (number | undefined)[] = [80, 3000, 5000, 8000, 8080, 8081, 8888, 9000];

/** A readiness that takes longer than this to notice that an app is there. */
const SLOW_READINESS_SECONDS = 30;

export const readinessIsQuick: Advice<AdvisedContainer> = {
  id: 'readiness-slow',
  statement: 'A pod that is ready gets traffic within half a minute',
  sources: ['https://github.com/kubernetes/kubernetes/issues/95436'],
  check: ({ container, answers, path }, report) => {
    const { readiness, startup } = answers.probes;
    if (!readiness) return;
    const delay = readiness.initialDelaySeconds;
    // A startup probe has readiness asked as soon as it succeeds, but for further successes.
    const extra = startup ? (readiness.successThreshold - 1) * readiness.periodSeconds : answers.ready.atOnce.latestSeconds - delay;
    const recovery = Math.max(readiness.periodSeconds, readiness.timeoutSeconds) + (readiness.successThreshold - 1) * readiness.periodSeconds;
    if (Math.max(extra, recovery) <= SLOW_READINESS_SECONDS) return;
    report.advise(`${path}.readinessProbe.periodSeconds`, {
      severity: Severity.INFO,
      value: container.readinessProbe!.periodSeconds,
      message: `container ${container.name} may have to wait ${secondsText(Math.max(extra, recovery))} for traffic although it is ready`,
      why: 'Readiness is only asked once in a period, and has to succeed as often as successThreshold says',
      fix: quickerFix(readiness),
    });
  },
};

function quickerFix({ periodSeconds, timeoutSeconds, successThreshold }: ProbeScenario): string {
  const timeout = Math.min(timeoutSeconds, 10);
  const period = Math.max(5, timeout);
  const changes = [
    ...period < periodSeconds ? [`periodSeconds: ${period}`] : [],
    ...timeout < timeoutSeconds ? [`timeoutSeconds: ${timeout}`] : [],
    ...successThreshold > 1 ? ['successThreshold: 1'] : [],
  ];
  return `Set ${changes.join(' and ')}`;
}

export const patienceAdvice = [livenessIsMorePatient, livenessForgivesAFailure, servedPodIsAsked, readinessIsQuick];
export const probePatienceAdvice = [timeoutIsChosen, timeoutIsShorterThanPeriod];
