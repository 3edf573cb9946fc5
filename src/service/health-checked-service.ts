import { ApiObject, Chart, Duration, JsonPatch } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { emit, probePatches } from './_emission';
import { Faults } from './_faults';
import { objectName } from './_object-name';
import { noteMissingApp, scopeInChart } from './_placement';
import { choosePorts, containerPorts, portPatches, servicePortPatches, servicePorts } from './_ports';
import { chooseProbes, progressDeadlineSeconds, renderProbes } from './_probes';
import { readProps } from './_read-props';
import { containerResources, resourcePatches } from './_resources';
import { chooseSettings, ServiceSettings } from './_settings';
import { HealthCheckedServiceProps } from './health-checked-service-props';
import { PortOptions } from './port-options';

/** The name of the container. */
const CONTAINER = 'main';

/**
 * A Deployment and a Service for an app, with its health checks.
 *
 * A few typed props become manifests that the API server accepts and the Pod Security Standard "restricted" admits.
 * Everything is judged at synth, after all patches: what the API server would refuse, and what it would silently take
 * for something else, comes back in one error that names the construct, the field, the value and the cure, and nothing
 * is written. It is judged for Kubernetes 1.28 to 1.37, unless the app's context narrows that:
 * `app.node.setContext('kubernetesVersion', '1.31-1.33')`.
 *
 * It composes cdk8s-plus and hides nothing: `deployment` and `service` are its constructs, for volumes, scheduling,
 * ingress, network policies and whatever else they can do.
 *
 * @example
 * new HealthCheckedService(chart, 'api', {
 *   image: 'ghcr.io/acme/api:1.4.2',
 *   port: 8000,
 *   startupSeconds: 75,
 *   livenessProbe: HealthProbe.http('/livez'),
 *   readinessProbe: HealthProbe.http('/readyz', { periodSeconds: 5 }),
 * });
 */
export class HealthCheckedService extends Construct {
  /** The Deployment. Its first container is the app's. */
  public readonly deployment: kplus.Deployment;

  /** The Service; undefined where no port is exposed. */
  public readonly service?: kplus.Service;

  /** The HorizontalPodAutoscaler; undefined without `autoscaling`. */
  public readonly autoscaler?: kplus.HorizontalPodAutoscaler;

  /** The PodDisruptionBudget; undefined without `podDisruptionBudget`. */
  public readonly podDisruptionBudget?: ApiObject;

  /**
   * Never throws because of its props: what is wrong with them is reported at synth, together with everything else.
   *
   * @throws where it is made outside of a chart
   */
  constructor(scope: Construct, id: string, props: HealthCheckedServiceProps) {
    super(scopeInChart(scope, id, 'HealthCheckedService'), id);

    const faults = new Faults(this.node.path);
    const given = readProps(props, faults);
    const name = objectName(this, given.name, faults);
    const ports = choosePorts(given, faults);
    const probes = chooseProbes(given, ports, faults);
    const settings = chooseSettings(given, name, faults);

    this.deployment = this.makeDeployment(name, given, ports, settings, progressDeadlineSeconds(probes), faults);
    this.node.defaultChild = this.deployment;
    const where = { kind: 'Deployment', name, namespace: Chart.of(this).namespace, container: CONTAINER };
    const deployment = ApiObject.of(this.deployment);
    deployment.addJsonPatch(...portPatches(ports), ...resourcePatches(given.resources, faults));
    deployment.addJsonPatch(...probePatches(renderProbes(probes, where, ports[0].port, faults)));

    this.service = this.makeService(name, ports, settings);
    this.autoscaler = this.makeAutoscaler(name, given, settings, faults);
    this.podDisruptionBudget = this.makeDisruptionBudget(name, given, settings);

    const made = [this.deployment, this.service, this.autoscaler, this.podDisruptionBudget].filter(construct => construct !== undefined);
    const objects = made.map(construct => ApiObject.of(construct));
    noteMissingApp(this, objects, faults);
    emit(this, objects, faults);
  }

  private makeDeployment(
    name: string,
    props: HealthCheckedServiceProps,
    ports: readonly PortOptions[],
    settings: ServiceSettings,
    progressDeadline: number,
    faults: Faults,
  ): kplus.Deployment {
    const make = (main: kplus.ContainerProps) => {
      const deployment = new kplus.Deployment(this, 'Deployment', {
        metadata: { name, labels: settings.labels },
        podMetadata: { labels: settings.labels, annotations: props.annotations },
        select: false,
        replicas: settings.replicas,
        strategy: props.rolloutStrategy ?? NEVER_FEWER_PODS,
        progressDeadline: Duration.seconds(progressDeadline),
        terminationGracePeriod: Duration.seconds(settings.gracePeriodSeconds),
        serviceAccount: props.serviceAccount,
        containers: [main],
      });
      deployment.select(kplus.LabelSelector.of({ labels: settings.selector }));
      return deployment;
    };
    const container: kplus.ContainerProps = {
      name: CONTAINER,
      image: props.image,
      ports: containerPorts(ports),
      command: props.command,
      args: props.args,
      // Copies, since cdk8s-plus goes on to change what it is given.
      envVariables: { ...bundledEnv(props), ...props.env },
      envFrom: [...props.envFrom ?? []],
      volumeMounts: [...props.volumeMounts ?? []],
      resources: containerResources(props.resources),
      securityContext: {
        ...RESTRICTED,
        ...props.securityContext,
        capabilities: { ...RESTRICTED.capabilities, ...props.securityContext?.capabilities },
      },
      lifecycle: settings.drainSeconds > 0 ? { preStop: kplus.Handler.fromCommand(['sleep', `${settings.drainSeconds}`]) } : undefined,
    };
    try {
      return make(container);
    } catch (error) {
      faults.ofConstruct('Deployment', error);
      this.node.tryRemoveChild('Deployment');
      return make({ name: CONTAINER, image: props.image, ports: containerPorts(ports) });
    }
  }

  private makeService(name: string, ports: readonly PortOptions[], settings: ServiceSettings): kplus.Service | undefined {
    const offered = servicePorts(ports);
    if (offered.length === 0) return undefined;
    const service = new kplus.Service(this, 'Service', { metadata: { name, labels: settings.labels }, ports: offered });
    // Not `exposeViaService()`: it would select on cdk8s-plus' own address label.
    for (const label in settings.selector) service.selectLabel(label, settings.selector[label]);
    ApiObject.of(service).addJsonPatch(...servicePortPatches(ports));
    return service;
  }

  private makeAutoscaler(
    name: string,
    { autoscaling }: HealthCheckedServiceProps,
    { labels, minReplicas }: ServiceSettings,
    faults: Faults,
  ): kplus.HorizontalPodAutoscaler | undefined {
    if (!autoscaling) return undefined;
    try {
      const autoscaler = new kplus.HorizontalPodAutoscaler(this, 'Autoscaler', {
        ...autoscaling,
        metadata: { name, labels },
        target: this.deployment,
        metrics: autoscaling.metrics ?? [kplus.Metric.resourceCpu(kplus.MetricTarget.averageUtilization(DEFAULT_CPU_UTILIZATION))],
        // cdk8s-plus throws where the range is empty; the judge says it better, and together with everything else.
        minReplicas: minReplicas >= 1 && minReplicas <= autoscaling.maxReplicas ? minReplicas : undefined,
      });
      ApiObject.of(autoscaler).addJsonPatch(JsonPatch.replace('/spec/minReplicas', minReplicas));
      return autoscaler;
    } catch (error) {
      faults.ofConstruct('HorizontalPodAutoscaler', error);
      this.node.tryRemoveChild('Autoscaler');
      return undefined;
    }
  }

  private makeDisruptionBudget(
    name: string,
    { podDisruptionBudget }: HealthCheckedServiceProps,
    { labels, selector }: ServiceSettings,
  ): ApiObject | undefined {
    if (!podDisruptionBudget) return undefined;
    return new ApiObject(this, 'PodDisruptionBudget', {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name, labels },
      spec: {
        maxUnavailable: podDisruptionBudget.maxUnavailable?.value ?? 1,
        selector: { matchLabels: selector },
        // A pod that is broken anyway must not keep a node from being drained.
        unhealthyPodEvictionPolicy: 'AlwaysAllow',
      },
    });
  }
}

/** Surge instead of shortage: a new pod must be ready before an old one goes. */
const NEVER_FEWER_PODS = kplus.DeploymentStrategy.rollingUpdate({
  maxSurge: kplus.PercentOrAbsolute.percent(25),
  maxUnavailable: kplus.PercentOrAbsolute.absolute(0),
});

/** What the Pod Security Standard "restricted" asks for beyond cdk8s-plus' defaults; of these, the read-only file system would break model caches. */
const RESTRICTED: kplus.ContainerSecurityContextProps = {
  readOnlyRootFilesystem: false,
  capabilities: { drop: [kplus.Capability.ALL] },
  seccompProfile: { type: kplus.SeccompProfileType.RUNTIME_DEFAULT },
};

/** Percent of the request: the autoscaler's own default. */
const DEFAULT_CPU_UTILIZATION = 80;

function bundledEnv({ healthChecks }: HealthCheckedServiceProps): { [name: string]: kplus.EnvValue } {
  // What is no text is a fault already.
  const entries = Object.entries(healthChecks?.env ?? {}).filter(([, value]) => typeof value === 'string');
  return Object.fromEntries(entries.map(([name, value]) => [name, kplus.EnvValue.fromValue(value)]));
}
