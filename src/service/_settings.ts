import { valueText } from '../findings/text';
import { KubernetesVersions } from '../manifest/kubernetes-versions';
import { Faults } from './_faults';
import { HealthCheckedServiceProps } from './health-checked-service-props';

const DEFAULT_REPLICAS = 2;
/** The first version whose kubelets sleep by themselves, by default: `PodLifecycleSleepAction` is beta in 1.30. */
const SLEEP_SINCE = 30;
/** Endpoints are mostly gone everywhere after a second or two. */
const DEFAULT_DRAIN_SECONDS = 5;
/** Kubernetes' own default for the end of a pod. */
const DEFAULT_GRACE_SECONDS = 30;

/** What is left of the props once defaults are in place and what cannot be used is noted. */
export interface ServiceSettings {
  /** On Deployment and Service alike, and never anything else. */
  readonly selector: { readonly [name: string]: string };
  readonly labels: { readonly [name: string]: string };
  /** Undefined where an autoscaler chooses. */
  readonly replicas?: number;
  /** The fewest replicas an autoscaler keeps. */
  readonly minReplicas: number;
  /** What has the app go on serving before its SIGTERM, in Kubernetes' own shape; undefined where nothing does. */
  readonly drain?: object;
  readonly gracePeriodSeconds: number;
}

/**
 * Puts the defaults in place.
 *
 * @param isServing whether the Service offers a port, so that requests may still come
 */
export function chooseSettings(
  props: HealthCheckedServiceProps,
  name: string,
  isServing: boolean,
  versions: KubernetesVersions,
  faults: Faults,
): ServiceSettings {
  const selector = { 'app.kubernetes.io/name': name, 'app.kubernetes.io/instance': name };
  checkLabels(props, selector, faults);
  checkReplicas(props, faults);
  const isNative = versions.min >= SLEEP_SINCE;
  const drainSeconds = wholeSeconds(props, 'drainSeconds', faults) ?? (isNative && isServing && !props.preStop ? DEFAULT_DRAIN_SECONDS : 0);
  checkHook(props, drainSeconds, faults);
  return {
    selector,
    labels: { ...props.labels, ...selector },
    replicas: props.autoscaling ? undefined : props.replicas ?? DEFAULT_REPLICAS,
    minReplicas: minReplicas(props, faults),
    drain: drainSeconds === 0 || props.preStop ? undefined : isNative ? { sleep: { seconds: drainSeconds } } : { exec: { command: ['sleep', `${drainSeconds}`] } },
    gracePeriodSeconds: gracePeriodSeconds(props, drainSeconds, faults),
  };
}

function checkHook({ preStop }: HealthCheckedServiceProps, drainSeconds: number, faults: Faults): void {
  if (!preStop || drainSeconds === 0) return;
  faults.ofProp('drain-seconds', 'preStop', undefined, {
    message: `preStop and drainSeconds ${drainSeconds} are both given`,
    why: 'A container has one hook before its end, and drainSeconds is one',
    fix: 'Have preStop wait as well, or leave one of the two out',
  });
}

function checkLabels({ labels }: HealthCheckedServiceProps, selector: { readonly [name: string]: string }, faults: Faults): void {
  if (!labels) return;
  for (const [label, value] of Object.entries(selector)) {
    const given = labels[label];
    if (given === undefined || given === value) continue;
    faults.ofProp('selector-label', `labels["${label}"]`, given, {
      message: `labels sets ${label} to ${valueText(given)}, but the selector needs it to be ${valueText(value)}`,
      why: 'A Deployment and its Service find their pods by this label, and a selector cannot be changed later',
      fix: 'Leave it out; to choose the value, give the service that name',
    });
  }
}

function checkReplicas({ replicas, autoscaling, resources, sidecars = [] }: HealthCheckedServiceProps, faults: Faults): void {
  const isKnown = !faults.hasProp('autoscaling.metrics') && !faults.hasProp('resources');
  const goesByCpu = autoscaling !== undefined && !autoscaling.metrics && isKnown;
  const idle = goesByCpu ? sidecars.findIndex(sidecar => !requestsCpu(sidecar)) : -1;
  if (idle >= 0) {
    faults.ofProp('autoscaling-cpu-request', `sidecars[${idle}].resources`, undefined, {
      message: `autoscaling goes by CPU as a share of what the pod requests, but sidecars[${idle}].resources requests none`,
      why: 'The autoscaler needs the request of every container, and would never scale',
      fix: 'Request some CPU there as well: resources: { cpu: { request: Cpu.millis(50) } }, or give autoscaling metrics of another kind',
    });
  }
  if (goesByCpu && !requestsCpu({ resources })) {
    faults.ofProp('autoscaling-cpu-request', 'resources', undefined, {
      message: 'autoscaling goes by CPU as a share of its request, but resources requests none',
      why: 'The autoscaler could not tell how busy a pod is, and would never scale',
      fix: 'Request some CPU: resources: { cpu: { request: Cpu.millis(500) } }, or give autoscaling metrics of another kind',
    });
  }
  if (replicas !== undefined && autoscaling) {
    faults.ofProp('replicas-and-autoscaling', 'replicas', replicas, {
      message: 'replicas and autoscaling are both given',
      why: 'Every rollout would reset the number of pods that the autoscaler chose',
      fix: `Leave replicas out, and say autoscaling: { minReplicas: ${valueText(replicas)}, … } if that is meant`,
    });
  }
}

function requestsCpu({ resources }: Pick<HealthCheckedServiceProps, 'resources'>): boolean {
  return (resources?.cpu?.request ?? resources?.cpu?.limit) !== undefined;
}

/** A number that is not whole would be lost in the patch that puts it in place. */
function minReplicas({ autoscaling }: HealthCheckedServiceProps, faults: Faults): number {
  const given = autoscaling?.minReplicas ?? DEFAULT_REPLICAS;
  if (Number.isInteger(given)) return given;
  faults.ofProp('minimum-replicas', 'autoscaling.minReplicas', given, {
    message: `autoscaling.minReplicas is ${valueText(given)}, but must be a whole number`,
    why: 'It is a number of pods',
    fix: `Give at least 1, or leave it out for ${DEFAULT_REPLICAS}`,
  });
  return DEFAULT_REPLICAS;
}

function gracePeriodSeconds(props: HealthCheckedServiceProps, drainSeconds: number, faults: Faults): number {
  const given = wholeSeconds(props, 'terminationGracePeriodSeconds', faults);
  if (given === undefined) return DEFAULT_GRACE_SECONDS + drainSeconds;
  if (drainSeconds > 0 && given <= drainSeconds) {
    faults.ofProp('drain-seconds', 'terminationGracePeriodSeconds', given, {
      message: `terminationGracePeriodSeconds is ${given}, but drainSeconds alone takes ${drainSeconds}${props.drainSeconds === undefined ? ' by default' : ''}`,
      why: 'The app would be killed before it is even told to end',
      fix: props.drainSeconds === undefined ? `Give more, leave it out for ${drainSeconds + DEFAULT_GRACE_SECONDS}, or set drainSeconds: 0`
        : `Give more than ${drainSeconds}, or leave it out for ${drainSeconds + DEFAULT_GRACE_SECONDS}`,
    });
  }
  return given;
}

/** A number of seconds from the props, undefined where it is absent or makes no sense. */
function wholeSeconds(props: HealthCheckedServiceProps, prop: 'drainSeconds' | 'terminationGracePeriodSeconds', faults: Faults): number | undefined {
  const seconds = props[prop];
  if (seconds === undefined || seconds === null) return undefined;
  if (Number.isInteger(seconds) && seconds >= 0 && seconds <= MAX_SECONDS) return seconds;
  faults.ofProp(prop === 'drainSeconds' ? 'drain-seconds' : 'grace-period', prop, seconds, {
    message: `${prop} is ${valueText(seconds)}, but must be a whole number from 0 to ${MAX_SECONDS}`,
    why: 'It is a number of seconds; Kubernetes would take a negative one for 1 without a word',
    fix: `Leave ${prop} out for its default, or give the seconds`,
  });
  return undefined;
}

/** A week: more is a slip of the keyboard. */
const MAX_SECONDS = 7 * 24 * 3600;
