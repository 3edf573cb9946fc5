import {
  ContainerResources, ContainerSecurityContextProps, DeploymentStrategy, EnvFrom, EnvValue, IServiceAccount, VolumeMount,
} from 'cdk8s-plus-28';
import { HealthChecks, HealthProbe } from '../probes';
import { AutoscalingOptions } from './autoscaling-options';
import { PodDisruptionBudgetOptions } from './pod-disruption-budget-options';
import { PortOptions } from './port-options';

/**
 * Properties of `HealthCheckedService`.
 *
 * What is not here is reached through `deployment` and `service`, which are those of cdk8s-plus.
 */
export interface HealthCheckedServiceProps {
  /** The image, with its tag or digest: `ghcr.io/acme/api:1.4.2`. */
  readonly image: string;

  /**
   * The name of every object that is made: a DNS label of at most 63 lower-case letters, digits and hyphens.
   *
   * @default - the construct's path from its chart on, in lower case: `api` in chart `shop` is `shop-api`
   */
  readonly name?: string;

  /**
   * The port the app listens on, for the usual case of one: 1 to 65535.
   *
   * @default - `ports`, or else the port of `healthChecks`
   */
  readonly port?: number;

  /**
   * The ports the app listens on. The first is the one probes ask unless they name another.
   *
   * @default - `port`
   */
  readonly ports?: PortOptions[];

  /**
   * Restarts the container when it fails.
   *
   * None is made up: a liveness probe that fails under load or with a dependency does more harm than good.
   *
   * @default - that of `healthChecks`, or none
   */
  readonly livenessProbe?: HealthProbe;

  /**
   * Keeps traffic away while it fails.
   *
   * @default - that of `healthChecks`, or a TCP connection to the first port, as Knative and KServe do
   */
  readonly readinessProbe?: HealthProbe;

  /**
   * Holds the other two back until the app has started.
   *
   * @default - one made from `startupSeconds`, or that of `healthChecks`, or none
   */
  readonly startupProbe?: HealthProbe;

  /**
   * The probes a well-known server wants, as a bundle. `livenessProbe`, `readinessProbe` and `startupProbe` replace
   * those of the bundle one by one.
   *
   * @default - none
   */
  readonly healthChecks?: HealthChecks;

  /**
   * The longest time, in seconds, the app may take to start without being restarted.
   *
   * Makes a startup probe on what the liveness probe asks (or else the readiness probe), every 5 seconds, with a
   * failureThreshold whose guaranteed budget is no shorter. That is (failureThreshold - 1) periods: the popular
   * failureThreshold times periodSeconds may come up to a period too early. Beside a `startupProbe` of your own it is
   * checked against that.
   *
   * @default - no startup probe is made
   */
  readonly startupSeconds?: number;

  /**
   * The number of pods. Not together with `autoscaling`.
   *
   * @default 2 - so that one may fail, be evicted or be replaced
   */
  readonly replicas?: number;

  /**
   * Lets a HorizontalPodAutoscaler choose the number of pods; the Deployment then has no `replicas`.
   *
   * @default - a fixed number
   */
  readonly autoscaling?: AutoscalingOptions;

  /**
   * Makes a PodDisruptionBudget, in a form that cannot block a drain: `maxUnavailable`, and pods that are not ready
   * may always be evicted. `{}` allows one pod at a time.
   *
   * @default - none
   */
  readonly podDisruptionBudget?: PodDisruptionBudgetOptions;

  /**
   * CPU, memory and ephemeral storage, as in cdk8s-plus.
   *
   * Nothing is made up: a memory limit nobody asked for kills healthy services. cdk8s-plus itself would set 1 CPU and
   * 512 MiB, limited to 1.5 and 2 GiB.
   *
   * @default - no requests and no limits
   */
  readonly resources?: ContainerResources;

  /**
   * Environment variables.
   *
   * @default - none
   */
  readonly env?: { readonly [name: string]: EnvValue };

  /**
   * ConfigMaps and Secrets whose entries become environment variables.
   *
   * @default - none
   */
  readonly envFrom?: EnvFrom[];

  /**
   * The program to run in place of the image's entry point.
   *
   * @default - the image's own
   */
  readonly command?: string[];

  /**
   * The arguments of the program.
   *
   * @default - the image's own
   */
  readonly args?: string[];

  /**
   * Volumes, and where they appear in the container.
   *
   * @default - none
   */
  readonly volumeMounts?: VolumeMount[];

  /**
   * What the container may do, as in cdk8s-plus; each field replaces ours.
   *
   * @default - what the Pod Security Standard "restricted" asks for and no more: not root, no privilege escalation, no
   * capabilities, the runtime's seccomp profile. The root file system stays writable, for model caches; an image that
   * runs as root needs `user`, or `ensureNonRoot: false`
   */
  readonly securityContext?: ContainerSecurityContextProps;

  /**
   * The service account of the pods. Its token is not mounted, as is cdk8s-plus' way.
   *
   * @default - the namespace's default account
   */
  readonly serviceAccount?: IServiceAccount;

  /**
   * How new pods replace old ones.
   *
   * @default - a rolling update with maxSurge 25 % and maxUnavailable 0, so that there are never fewer pods than wanted
   */
  readonly rolloutStrategy?: DeploymentStrategy;

  /**
   * Seconds a pod that is to end goes on serving before its app gets SIGTERM.
   *
   * Endpoints are removed while the pod is ending already; without this, requests that arrive in between are lost. 5 to
   * 15 seconds do for most clusters. It runs `sleep` in the container (preStop), which the image must have; distroless
   * images do not.
   *
   * @default 0 - SIGTERM at once
   */
  readonly drainSeconds?: number;

  /**
   * Seconds a pod has to end before it is killed, `drainSeconds` included.
   *
   * @default - 30, and `drainSeconds` on top
   */
  readonly terminationGracePeriodSeconds?: number;

  /**
   * Labels for every object and for the pods.
   *
   * They never become part of the selector, which is `app.kubernetes.io/name` and `app.kubernetes.io/instance` and
   * cannot be set here.
   *
   * @default - none
   */
  readonly labels?: { readonly [name: string]: string };

  /**
   * Annotations for the pods, where scrapers, meshes and injectors look for them. The other objects are annotated
   * through `deployment.metadata` and `service.metadata`.
   *
   * @default - none
   */
  readonly annotations?: { readonly [name: string]: string };
}
