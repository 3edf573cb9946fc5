import { Finding } from '../findings/finding';
import { FieldPath } from '../manifest/field-path';
import { KubernetesVersions } from '../manifest/kubernetes-versions';
import { withoutNulls } from '../manifest/nulls';
import {
  Container, Deployment, Handler, HorizontalPodAutoscaler, KubernetesObject, PodDisruptionBudget, PodSpec, PodTemplate, PROBE_ROLES, Service,
} from '../manifest/objects';
import { autoscalerRules } from './autoscaler-rules';
import { containerRules, ContainerSubject, isSidecar } from './container-rules';
import { fieldTypes } from './decoding-rules';
import { deploymentRules } from './deployment-rules';
import { budgetRules } from './disruption-budget-rules';
import {
  execRules, firstHandler, grpcRules, HandlerKind, handlerRules, httpGetRules, LIFECYCLE_HANDLERS, PROBE_HANDLERS, sleepRules, tcpSocketRules,
} from './handler-rules';
import { metadataRules, templateMetadataRules } from './metadata-rules';
import { podRules } from './pod-rules';
import { portRules } from './port-rules';
import { probeRules } from './probe-rules';
import { resourceRules } from './resource-rules';
import { identityOf, Report } from './rule';
import { selectorIsValid } from './selector-rules';
import { serviceRules } from './service-rules';

/**
 * What the API servers of the given Kubernetes versions would refuse in a plain object, after their defaults.
 *
 * Kinds it does not know are judged by their metadata alone.
 */
export function judge(object: KubernetesObject, versions: KubernetesVersions): Finding[] {
  const { kind = 'object', metadata } = object;
  const report = new Report(identityOf(object), versions);

  report.apply([fieldTypes], object, FieldPath.ROOT);
  // The API server cannot validate what it cannot decode; neither can the rules.
  if (report.findings.length > 0) return report.findings.map(finding => withContainer(finding, object));
  if (report.sawNull) return judge(withoutNulls(object), versions);

  report.apply(metadataRules, { kind, metadata: metadata ?? {} }, FieldPath.ROOT.field('metadata'));
  const spec = FieldPath.ROOT.field('spec');
  switch (kind) {
    case 'Deployment': judgeDeployment(object, spec, report); break;
    case 'Service': report.apply(serviceRules, (object as Service).spec ?? {}, spec); break;
    case 'HorizontalPodAutoscaler': report.apply(autoscalerRules, (object as HorizontalPodAutoscaler).spec ?? {}, spec); break;
    case 'PodDisruptionBudget': judgeDisruptionBudget(object, spec, report); break;
  }
  return report.findings;
}

/** Names the container that a path leads into, for findings made before the containers were visited. */
function withContainer(finding: Finding, { spec }: Deployment): Finding {
  const [, list, index] = /^spec\.template\.spec\.(containers|initContainers)\[(\d+)\]/.exec(finding.path) ?? [];
  if (list === undefined) return finding;
  const name: unknown = spec?.template?.spec?.[list as 'containers' | 'initContainers']?.[Number(index)]?.name;
  return typeof name === 'string' ? { ...finding, container: name } : finding;
}

function judgeDeployment({ spec = {} }: Deployment, at: FieldPath, report: Report): void {
  report.apply(deploymentRules, spec, at);
  if (spec.selector != null) report.apply([selectorIsValid], spec.selector, at.field('selector'));
  judgePodTemplate(spec.template ?? {}, at.field('template'), report);
}

function judgeDisruptionBudget({ spec = {} }: PodDisruptionBudget, at: FieldPath, report: Report): void {
  report.apply(budgetRules, spec, at);
  if (spec.selector != null) report.apply([selectorIsValid], spec.selector, at.field('selector'));
}

function judgePodTemplate({ metadata = {}, spec = {} }: PodTemplate, at: FieldPath, report: Report): void {
  // The API server names the labels of a template spec.template.labels, without "metadata".
  report.apply(templateMetadataRules, { kind: 'pod template', metadata }, at);
  const path = at.field('spec');
  report.apply(podRules, spec, path);
  for (const list of ['initContainers', 'containers'] as const) {
    spec[list]?.forEach((container, index) => {
      report.container = container.name ?? `${list}[${index}]`;
      judgeContainer({ container, list }, spec, path.field(list).index(index), report);
    });
  }
  report.container = undefined;
}

function judgeContainer(subject: ContainerSubject, pod: PodSpec, at: FieldPath, report: Report): void {
  const { container } = subject;
  report.apply(containerRules, subject, at);
  if (container.ports) report.apply(portRules, container.ports, at.field('ports'));
  if (container.resources) report.apply(resourceRules, container.resources, at.field('resources'));
  // What probes of an init container say does not matter: it may have none.
  if (subject.list === 'containers' || isSidecar(subject)) judgeProbes(container, pod, at, report);
}

function judgeProbes(container: Container, pod: PodSpec, at: FieldPath, report: Report): void {
  if (container.lifecycle != null) judgeLifecycle(container.lifecycle, pod, at.field('lifecycle'), report);
  for (const role of PROBE_ROLES) {
    const probe = container[role];
    if (probe == null) continue;
    const path = at.field(role);
    judgeHandler(probe, PROBE_HANDLERS, pod, path, report);
    report.apply(probeRules, { probe, role }, path);
  }
}

function judgeLifecycle(lifecycle: NonNullable<Container['lifecycle']>, pod: PodSpec, at: FieldPath, report: Report): void {
  for (const hook of ['postStart', 'preStop'] as const) {
    const handler = lifecycle[hook];
    if (handler != null) judgeHandler(handler, LIFECYCLE_HANDLERS, pod, at.field(hook), report);
  }
}

function judgeHandler(handler: Handler, allowed: readonly HandlerKind[], pod: PodSpec, at: FieldPath, report: Report): void {
  const subject = { handler, allowed };
  report.apply(handlerRules, subject, at);
  const kind = firstHandler(subject);
  switch (kind) {
    case 'exec': return report.apply(execRules, handler.exec!, at.field(kind));
    case 'httpGet': return report.apply(httpGetRules, handler.httpGet!, at.field(kind));
    case 'tcpSocket': return report.apply(tcpSocketRules, handler.tcpSocket!, at.field(kind));
    case 'grpc': return report.apply(grpcRules, handler.grpc!, at.field(kind));
    case 'sleep': return report.apply(sleepRules, { ...handler.sleep, gracePeriodSeconds: pod.terminationGracePeriodSeconds ?? 30 }, at.field(kind));
  }
}
