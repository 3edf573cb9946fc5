import * as kplus from 'cdk8s-plus-28';
import { KubernetesVersions } from '../manifest/kubernetes-versions';
import { ContainerPlan, planContainer } from './_container';
import { FaultPlace, Faults } from './_faults';
import { choosePorts } from './_ports';
import { chooseProbes, ProbeSet, renderProbes } from './_probes';
import { HealthCheckedServiceProps } from './health-checked-service-props';

/** The first version whose kubelets run sidecars by themselves, by default: `SidecarContainers` is beta in 1.29. */
const SIDECARS_SINCE = 29;

/** A container that stands beside the app's, or before it. */
export interface OtherContainer extends ContainerPlan {
  readonly list: 'containers' | 'initContainers';
  readonly name: string;
  readonly probes: ProbeSet;
}

/** The containers besides the app's, in the order in which they stand: sidecars first, so that init containers may use them. */
export function planOthers(
  { sidecars = [], initContainers = [] }: HealthCheckedServiceProps,
  where: FaultPlace,
  versions: KubernetesVersions,
  faults: Faults,
): OtherContainer[] {
  const isNative = versions.min >= SIDECARS_SINCE;
  const list = isNative ? 'initContainers' : 'containers';
  return [
    ...sidecars.map((options, index): OtherContainer => {
      const at = `sidecars[${index}].`;
      const ports = choosePorts(options, at, faults);
      const probes = chooseProbes(options, at, faults);
      const path = `spec.template.spec.${list}[${isNative ? index : index + 1}]`;
      const rendered = renderProbes(probes, { ...where, container: options.name }, path, ports[0]?.port, faults);
      const plan = planContainer(options, { name: options.name, ports, probes: rendered, healthChecks: options.healthChecks }, at, faults);
      const restartPolicy = isNative ? kplus.ContainerRestartPolicy.ALWAYS : undefined;
      return { ...plan, props: { ...plan.props, restartPolicy }, list, name: options.name, probes };
    }),
    ...initContainers.map((options, index): OtherContainer => ({
      ...planContainer(options, { name: options.name }, `initContainers[${index}].`, faults), list: 'initContainers', name: options.name, probes: {},
    })),
  ];
}
