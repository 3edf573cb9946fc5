import { ApiObject, Chart, Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { ContainerPlan, planContainer } from './_container';
import { Emission } from './_emission';
import { Faults } from './_faults';
import { judgeAtSynth } from './_judge-at-synth';
import { versionsFor } from './_kubernetes-version';
import { objectName } from './_object-name';
import { noteMissingApp, scopeInChart } from './_placement';
import { layPod, podFields } from './_pod';
import { choosePorts, servicePortFields, servicePorts } from './_ports';
import { chooseProbes, defaultReadiness, progressDeadlineSeconds, renderProbes } from './_probes';
import { readProps } from './_read-props';
import { holdBetweenPods, rolloutFindings } from './_rollout';
import { chooseSettings, ServiceSettings } from './_settings';
import { OtherContainer, planOthers } from './_sidecars';
import { budgetFindings, containerFindings } from './_strict-rules';
import { HealthCheckedServiceProps } from './health-checked-service-props';
import { PortOptions } from './port-options';

/** The name of the app's container. */
const MAIN = 'main';

/**
 * A Deployment and a Service for an app, with its health checks; a Deployment alone for a worker without a port.
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
    const versions = versionsFor(this, []);
    const name = objectName(this, given.name, faults);
    const ports = choosePorts(given, '', faults);
    const probes = chooseProbes(given, '', faults, { fallback: () => defaultReadiness(ports, faults) });
    const settings = chooseSettings(given, name, servicePorts(ports).length > 0, versions, faults);
    const where = { kind: 'Deployment', name, namespace: Chart.of(this).namespace };
    const rendered = renderProbes(probes, { ...where, container: MAIN }, 'spec.template.spec.containers[0]', ports[0]?.port, faults);
    const main = planContainer(given, { name: MAIN, ports, probes: rendered, healthChecks: given.healthChecks, preStop: settings.drain }, '', faults);
    const others = planOthers(given, where, versions, faults);

    const deadline = progressDeadlineSeconds([probes, ...others.map(other => other.probes)]);
    this.deployment = this.makeDeployment(name, given, main, others, settings, deadline, faults);
    this.node.defaultChild = this.deployment;
    const deployment = ApiObject.of(this.deployment);
    const fields = podFields(given, settings.selector);
    Emission.of(deployment).withoutDefaults().lay(({ spec }, give) => {
      const pod = spec.template.spec;
      layContainers(pod, main, others, give);
      layPod(pod, fields, given, pointer => give(`/spec/template/spec${pointer}`));
      // Seldom needed, so found out last: what volumes there are may still change.
      if (!given.rolloutStrategy && spec.replicas === 1 && holdBetweenPods(deployment, pod)) spec.strategy = { type: 'Recreate' };
    });

    this.service = this.makeService(name, given, ports, settings);
    this.autoscaler = this.makeAutoscaler(name, given, settings, faults);
    this.podDisruptionBudget = this.makeDisruptionBudget(name, given, settings);

    const ours = { containers: [MAIN, ...others.map(other => other.name)] };
    const isScaled = given.autoscaling !== undefined;
    Emission.of(deployment).holdTo(manifest => [...containerFindings(manifest, ours), ...rolloutFindings(deployment, manifest, isScaled)]);
    const made = [this.deployment, this.service, this.autoscaler, this.podDisruptionBudget].filter(construct => construct !== undefined);
    const objects = made.map(construct => ApiObject.of(construct));
    noteMissingApp(this, objects, faults);
    judgeAtSynth(this, objects.map(object => Emission.of(object)), faults);
  }

  private makeDeployment(
    name: string,
    props: HealthCheckedServiceProps,
    main: ContainerPlan,
    others: readonly OtherContainer[],
    settings: ServiceSettings,
    progressDeadline: number,
    faults: Faults,
  ): kplus.Deployment {
    const make = (container: kplus.ContainerProps) => {
      const deployment = new kplus.Deployment(this, 'Deployment', {
        metadata: { name, labels: settings.labels },
        podMetadata: { labels: settings.labels, annotations: props.annotations },
        select: false,
        replicas: settings.replicas,
        strategy: props.rolloutStrategy ?? NEVER_FEWER_PODS,
        progressDeadline: Duration.seconds(progressDeadline),
        terminationGracePeriod: Duration.seconds(settings.gracePeriodSeconds),
        serviceAccount: props.serviceAccount,
        automountServiceAccountToken: props.automountServiceAccountToken,
        containers: [container],
      });
      deployment.select(kplus.LabelSelector.of({ labels: settings.selector }));
      return deployment;
    };
    try {
      const deployment = make(main.props);
      for (const { list, props: other } of others) {
        if (list === 'containers') deployment.addContainer(other);
        else deployment.addInitContainer(other);
      }
      return deployment;
    } catch (error) {
      faults.ofConstruct('Deployment', error);
      this.node.tryRemoveChild('Deployment');
      return make({ name: MAIN, image: props.image, ports: main.props.ports });
    }
  }

  private makeService(
    name: string,
    props: HealthCheckedServiceProps,
    ports: readonly PortOptions[],
    settings: ServiceSettings,
  ): kplus.Service | undefined {
    const offered = servicePorts(ports);
    if (offered.length === 0) return undefined;
    const service = new kplus.Service(this, 'Service', {
      metadata: { name, labels: settings.labels, annotations: props.serviceAnnotations }, type: props.serviceType, ports: offered,
    });
    // Not `exposeViaService()`: it would select on cdk8s-plus' own address label.
    for (const label in settings.selector) service.selectLabel(label, settings.selector[label]);
    const fields = servicePortFields(ports);
    Emission.of(ApiObject.of(service)).withoutDefaults().lay(({ spec }, give) => {
      fields.forEach((more, index) => Object.assign(spec.ports[index], more));
      if (props.serviceType) give('/spec/type');
    });
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
      Emission.of(ApiObject.of(autoscaler)).lay(({ spec }) => { spec.minReplicas = minReplicas; });
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
    const budget = new ApiObject(this, 'PodDisruptionBudget', {
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
    Emission.of(budget).holdTo(budgetFindings);
    return budget;
  }
}

/** Surge instead of shortage: a new pod must be ready before an old one goes. */
const NEVER_FEWER_PODS = kplus.DeploymentStrategy.rollingUpdate({
  maxSurge: kplus.PercentOrAbsolute.percent(25),
  maxUnavailable: kplus.PercentOrAbsolute.absolute(0),
});

/** Percent of the request: the autoscaler's own default. */
const DEFAULT_CPU_UTILIZATION = 80;

/** Lays over each container what cdk8s-plus cannot say of it. */
function layContainers(pod: any, main: ContainerPlan, others: readonly OtherContainer[], give: (pointer: string) => void): void {
  const at = (list: string, index: number) => (pointer: string) => give(`/spec/template/spec/${list}/${index}${pointer}`);
  main.lay(pod.containers[0], at('containers', 0));
  for (const { list, name, lay } of others) {
    const index = (pod[list] as readonly { readonly name?: string }[] | undefined)?.findIndex(container => container.name === name) ?? -1;
    if (index >= 0) lay(pod[list][index], at(list, index));
  }
}
