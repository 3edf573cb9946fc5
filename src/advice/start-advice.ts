import { Severity } from '../findings/finding';
import { Probe } from '../manifest/objects';
import { secondsText, windowText } from '../timeline/seconds-text';
import { failureThresholdFor, startupBudget } from '../timeline/startup-budget';
import { Advice } from './advice';
import { AdvisedContainer, handlerOf, yamlText } from './container-subject';

/** Images of servers that load a model, or a large application, before they answer. Sources: `docs/health-checks.md`. */
const SLOW_IMAGES = /(^|\/)(vllm-openai|text-generation-inference|tritonserver|sglang|torchserve|tensorflow\/serving|mlserver|nim)([:@/]|$)/;

/** What a container that says nothing is given to start, in seconds: what the Kubernetes documentation shows. */
const GENEROUS_SECONDS = 300;

const STARTUP_PERIOD_SECONDS = 5;

/** An initial delay from here on keeps ready pods waiting. */
const LONG_DELAY_SECONDS = 60;

export const livenessLeavesRoomToStart: Advice<AdvisedContainer> = {
  id: 'liveness-without-startup',
  statement: 'A container with a liveness probe has a startup probe, or liveness leaves it enough time to start',
  sources: ['https://kubernetes.io/docs/concepts/workloads/pods/probes/', 'https://github.com/triton-inference-server/server/issues/6469'],
  check: ({ container, answers, path, startupSeconds }, report) => {
    const { livenessProbe, startupProbe } = container;
    if (!livenessProbe || startupProbe || !answers.startup) return;
    const { guaranteedSeconds, killed } = answers.startup;
    const needed = startupSeconds ?? GENEROUS_SECONDS;
    const isSlow = needsLong(container);
    if (startupSeconds !== undefined ? guaranteedSeconds >= startupSeconds : guaranteedSeconds >= (isSlow ? GENEROUS_SECONDS : 60)) return;
    const { timeoutSeconds } = answers.probes.liveness!;
    const period = Math.max(STARTUP_PERIOD_SECONDS, timeoutSeconds);
    const startup: Probe = {
      ...handlerOf(livenessProbe),
      periodSeconds: period,
      ...timeoutSeconds > 1 ? { timeoutSeconds } : {},
      failureThreshold: thresholdFor(needed, period),
    };
    report.advise(`${path}.livenessProbe`, {
      severity: startupSeconds !== undefined || isSlow ? Severity.WARNING : Severity.INFO,
      message: `liveness ${answers.restarts ? 'restarts' : 'ends'} container ${container.name} ${windowText(killed)} after its start, unless it answers by then${startupSeconds === undefined ? '' : `; it may need ${secondsText(startupSeconds)}`}`,
      why: `Only a start of up to ${secondsText(guaranteedSeconds)} is safe; one that takes longer is killed${answers.restarts ? ', starts from the beginning, and is killed again' : ''}`,
      fix: `Give it a startup probe, which holds liveness back: ${yamlText({ startupProbe: startup })}`,
    });
  },
};

export const startupProbeIsLongEnough: Advice<AdvisedContainer> = {
  id: 'startup-budget',
  statement: 'A startup probe allows for the start that it is meant for, in every phase of the kubelet\'s ticks',
  sources: ['https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/kubelet/prober/worker.go'],
  check: ({ container, answers, path, startupSeconds }, report) => {
    const { startupProbe } = container;
    if (!startupProbe || !answers.startup) return;
    const { guaranteedSeconds, hopelessSeconds } = answers.startup;
    const timings = answers.probes.startup!;
    if (startupSeconds !== undefined && guaranteedSeconds < startupSeconds) {
      const threshold = failureThresholdFor(startupSeconds, timings);
      report.advise(`${path}.startupProbe.failureThreshold`, {
        severity: Severity.WARNING,
        value: startupProbe.failureThreshold,
        message: `the startup probe surely allows ${secondsText(guaranteedSeconds)}, and container ${container.name} may need ${secondsText(startupSeconds)}`,
        why: 'The first probe may come the moment the container starts, so that failureThreshold × periodSeconds is a period too much',
        fix: `Set failureThreshold: ${threshold}`,
      });
    } else if (startupSeconds === undefined && guaranteedSeconds === 0) {
      const threshold = thresholdFor(GENEROUS_SECONDS, timings.periodSeconds);
      report.advise(`${path}.startupProbe.failureThreshold`, {
        severity: Severity.WARNING,
        value: startupProbe.failureThreshold,
        message: `the startup probe gives container ${container.name} no time that is sure: one failure kills it, and it may come at once`,
        why: `The first probe comes at any time within the first ${secondsText(hopelessSeconds)}`,
        fix: `Set failureThreshold: ${threshold}, for ${secondsText(startupBudget({ ...timings, failureThreshold: threshold }).guaranteedSeconds)}`,
      });
    }
  },
};

export const delayIsNoStartupProbe: Advice<AdvisedContainer> = {
  id: 'initial-delay',
  statement: 'An initial delay is short, and none stands beside a startup probe',
  sources: ['https://github.com/kubernetes/website/issues/42539', 'https://github.com/tenstorrent/tt-inference-server/issues/4870'],
  check: ({ container, answers, path }, report) => {
    for (const role of ['liveness', 'readiness'] as const) {
      const delay = answers.probes[role]?.initialDelaySeconds ?? 0;
      if (delay === 0) continue;
      const at = `${path}.${role}Probe.initialDelaySeconds`;
      if (container.startupProbe) {
        if (role === 'liveness' && delay <= answers.startup!.guaranteedSeconds) continue;
        report.advise(at, {
          severity: Severity.INFO,
          value: delay,
          message: `${role} waits ${secondsText(delay)} after the start of container ${container.name}, although a startup probe says when it is there`,
          why: 'The delay is counted from the start of the container and not from the success of the startup probe: it only makes a quick start slower',
          fix: 'Leave initialDelaySeconds out',
        });
      } else if (role === 'readiness' && delay >= LONG_DELAY_SECONDS) {
        report.advise(at, {
          severity: Severity.INFO,
          value: delay,
          message: `container ${container.name} gets no traffic for ${secondsText(delay)}, however early it is ready`,
          why: 'A delay is always waited out, while a readiness probe keeps traffic away until the app is there in any case',
          fix: 'Leave initialDelaySeconds out',
        });
      }
    }
  },
};

export const startAdvice = [livenessLeavesRoomToStart, startupProbeIsLongEnough, delayIsNoStartupProbe];

/** Whether a container has to load something large before it answers. */
function needsLong({ image = '', resources }: AdvisedContainer['container']): boolean {
  const usesGpu = Object.keys({ ...resources?.limits, ...resources?.requests }).some(name => /(^|\/)(gpu|mig-.*|tpu|neuron.*)$/.test(name));
  return usesGpu || SLOW_IMAGES.test(image);
}

function thresholdFor(seconds: number, periodSeconds = STARTUP_PERIOD_SECONDS): number {
  return failureThresholdFor(seconds, { initialDelaySeconds: 0, periodSeconds });
}
