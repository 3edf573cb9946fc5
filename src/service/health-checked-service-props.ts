import { DeploymentStrategy, ISecret, IServiceAccount, k8s, ServiceType } from 'cdk8s-plus-28';
import { AutoscalingOptions } from './autoscaling-options';
import { ContainerHealthProps } from './container-health-props';
import { ContainerOptions } from './container-options';
import { InitContainerOptions } from './init-container-options';
import { PodDisruptionBudgetOptions } from './pod-disruption-budget-options';
import { PortOptions } from './port-options';
import { SidecarOptions } from './sidecar-options';

/**
 * Properties of `HealthCheckedService`.
 *
 * What is not here is said by `podSpec`, or reached through `deployment` and `service`, which are those of cdk8s-plus.
 */
export interface HealthCheckedServiceProps extends ContainerOptions, ContainerHealthProps {
  /**
   * The name of every object that is made: a DNS label of at most 63 lower-case letters, digits and hyphens.
   *
   * @default - the construct's path from its chart on, in lower case: `api` in chart `shop` is `shop-api`
   */
  readonly name?: string;

  /**
   * The port the app listens on, for the usual case of one: 1 to 65535.
   *
   * @default - `ports`, or else the port of `healthChecks`; a worker without any port has no Service
   */
  readonly port?: number;

  /**
   * The ports the app listens on. The first is the one probes ask unless they name another.
   *
   * @default - `port`
   */
  readonly ports?: PortOptions[];

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
   * How new pods replace old ones. One that could never end is refused.
   *
   * @default - a rolling update with maxSurge 25 % and maxUnavailable 0, so that there are never fewer pods than wanted.
   * Recreate for a single pod that its successor would wait for: one with a ReadWriteOnce claim of this app, a host port
   * or the host's network
   */
  readonly rolloutStrategy?: DeploymentStrategy;

  /**
   * Seconds a pod that is to end goes on serving before its app gets SIGTERM.
   *
   * Endpoints are removed while the pod is ending already; without this, requests that arrive in between are lost. 5 to
   * 15 seconds do for most clusters. Where all Kubernetes versions the app is for know how to (1.30 and later), the
   * kubelet itself waits. Before that it takes the program `sleep` in the image, which distroless images have not.
   *
   * @default - 5 where the kubelet itself waits and the Service offers a port, else 0: SIGTERM at once
   */
  readonly drainSeconds?: number;

  /**
   * Seconds a pod has to end before it is killed, `drainSeconds` included.
   *
   * @default - 30, and `drainSeconds` on top
   */
  readonly terminationGracePeriodSeconds?: number;

  /**
   * Containers that run beside the app.
   *
   * @default - none
   */
  readonly sidecars?: SidecarOptions[];

  /**
   * Containers that must end well, one after the other, before the app starts.
   *
   * @default - none
   */
  readonly initContainers?: InitContainerOptions[];

  /**
   * Secrets that hold the credentials of image registries.
   *
   * @default - those of the service account
   */
  readonly imagePullSecrets?: ISecret[];

  /**
   * The service account of the pods.
   *
   * @default - the namespace's default account
   */
  readonly serviceAccount?: IServiceAccount;

  /**
   * Whether the pods get a token for the API server. Only apps that speak to it need one.
   *
   * @default false - as is cdk8s-plus' way
   */
  readonly automountServiceAccountToken?: boolean;

  /**
   * The group that owns the files of volumes, so that an app that is not root can write them.
   *
   * @default - volumes stay as they are, which mostly means that they belong to root
   */
  readonly fsGroup?: number;

  /**
   * Labels that a node must have.
   *
   * @default - any node
   */
  readonly nodeSelector?: { readonly [label: string]: string };

  /**
   * Taints of nodes that keep other pods away, and not these.
   *
   * @default - none
   */
  readonly tolerations?: k8s.Toleration[];

  /**
   * On which nodes, and near to which other pods, the pods may run or had better run.
   *
   * @default - anywhere
   */
  readonly affinity?: k8s.Affinity;

  /**
   * How the pods are spread over zones or nodes. A constraint without a `labelSelector` gets that of the service.
   *
   * @default - the scheduler's own
   */
  readonly topologySpreadConstraints?: k8s.TopologySpreadConstraint[];

  /**
   * Which pods go first when room is short.
   *
   * @default - the cluster's own
   */
  readonly priorityClassName?: string;

  /**
   * How the Service is reached.
   *
   * @default ServiceType.CLUSTER_IP
   */
  readonly serviceType?: ServiceType;

  /**
   * Annotations for the Service, where load balancers look for them.
   *
   * @default - none
   */
  readonly serviceAnnotations?: { readonly [name: string]: string };

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

  /**
   * Whatever else a pod can be told, as a fragment of a Kubernetes PodSpec: `{ hostAliases: [...] }`.
   *
   * It is laid over what the other props make, as `kubectl patch` would: objects field by field, and lists of things with
   * a name (containers, volumes, variables) by that name; the app's container is `main`. Every field is checked, and a
   * field that Kubernetes does not know is an error that names the one that was meant.
   *
   * @default - nothing
   */
  readonly podSpec?: { readonly [field: string]: any };
}
