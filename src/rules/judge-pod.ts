import { FieldPath } from '../manifest/field-path';
import { KNOWN_VERSIONS, KubernetesVersions } from '../manifest/kubernetes-versions';
import { Container, Handler, PodSpec, PodTemplate, PROBE_ROLES } from '../manifest/objects';
import { containerRules, ContainerSubject, isSidecar } from './container-rules';
import { envRules } from './env-rules';
import {
  execRules, firstHandler, grpcRules, HandlerKind, handlerRules, httpGetRules, LIFECYCLE_HANDLERS, PROBE_HANDLERS, sleepRules, tcpSocketRules,
} from './handler-rules';
import { templateMetadataRules } from './metadata-rules';
import { mountedVolumesExist, podRules } from './pod-rules';
import { portRules } from './port-rules';
import { probeRules } from './probe-rules';
import { resourceRules } from './resource-rules';
import { Report } from './rule';
import { templateHasNoEphemeralContainers } from './workload-rules';

/** Judges the labels, annotations and pods of a template. */
export function judgePodTemplate(template: PodTemplate, at: FieldPath, report: Report): void {
  judgeTemplateMetadata(template, at, report);
  judgeTemplateSpec(template, at, report);
}

/** Judges the labels and annotations of a template. */
export function judgeTemplateMetadata({ metadata = {} }: PodTemplate, at: FieldPath, report: Report): void {
  // The API server names the labels of a template spec.template.labels, without "metadata".
  report.apply(templateMetadataRules, { kind: 'pod template', metadata }, at);
}

/**
 * Judges the pods of a template.
 *
 * @param claims the names of the volumes that are made for each pod
 */
export function judgeTemplateSpec(template: PodTemplate, at: FieldPath, report: Report, claims: readonly string[] = []): void {
  report.apply([templateHasNoEphemeralContainers], template, at);
  judgePodSpec(template.spec ?? {}, at.field('spec'), report, claims);
}

/** Judges a pod, containers and all. */
export function judgePodSpec(spec: PodSpec, at: FieldPath, report: Report, claims: readonly string[] = []): void {
  report.apply(podRules, spec, at);
  report.apply([mountedVolumesExist], { pod: spec, claims }, at);
  for (const list of ['initContainers', 'containers'] as const) {
    spec[list]?.forEach((container, index) => {
      judgeContainer({ container, list }, spec, at.field(list).index(index), report);
    });
  }
}

const VERSIONS_WITH_SIDECARS: KubernetesVersions = { min: 29, max: KNOWN_VERSIONS.max };

function judgeContainer(subject: ContainerSubject, pod: PodSpec, at: FieldPath, report: Report): void {
  const { container } = subject;
  report.apply(containerRules, subject, at);
  if (container.env || container.envFrom) report.apply(envRules, container, at);
  if (container.ports) report.apply(portRules, container.ports, at.field('ports'));
  if (container.resources) report.apply(resourceRules, container.resources, at.field('resources'));
  // What probes of an init container say does not matter: it may have none, and a sidecar neither in 1.28.
  if (subject.list === 'containers') judgeProbes(container, pod, at, report);
  else if (isSidecar(subject)) report.within(VERSIONS_WITH_SIDECARS, () => judgeProbes(container, pod, at, report));
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
