import { Finding } from '../findings/finding';
import { FieldPath } from '../manifest/field-path';
import { KNOWN_VERSIONS, KubernetesVersions } from '../manifest/kubernetes-versions';
import { itemsOf } from '../manifest/list';
import {
  Container, CronJobSpec, Handler, HorizontalPodAutoscaler, Job, KubernetesObject, LabelSelector, PodDisruptionBudget, PodSpec, PodTemplate,
  PROBE_ROLES, Service, ServiceSpec, StatefulSetSpec, Workload,
} from '../manifest/objects';
import { autoscalerRules } from './autoscaler-rules';
import { containerRules, ContainerSubject, isSidecar } from './container-rules';
import { daemonSetRules } from './daemon-set-rules';
import { decodingRules, kindIsServed } from './decoding-rules';
import { deploymentRules } from './deployment-rules';
import { budgetRules } from './disruption-budget-rules';
import { envRules } from './env-rules';
import {
  execRules, firstHandler, grpcRules, HandlerKind, handlerRules, httpGetRules, LIFECYCLE_HANDLERS, PROBE_HANDLERS, sleepRules, tcpSocketRules,
} from './handler-rules';
import { cronJobRules, jobDefaults, jobRules, jobSelectorMatchesTemplate, JobSubject } from './job-rules';
import { metadataRules, nameOf, templateMetadataRules } from './metadata-rules';
import { barePodRules, mountedVolumesExist, podDefaults, podRules } from './pod-rules';
import { portRules } from './port-rules';
import { probeRules } from './probe-rules';
import { resourceRules } from './resource-rules';
import { identityOf, Report } from './rule';
import { ANY_OBJECT, schemaOf } from './schema';
import { selectorIsValid } from './selector-rules';
import { serviceAddressRules } from './service-address-rules';
import { serviceRules } from './service-rules';
import { statefulSetRules } from './stateful-set-rules';
import { restartPolicyIsAlways, selectorMatchesTemplate, templateHasNoEphemeralContainers, workloadRules } from './workload-rules';

/**
 * What the API servers of the given Kubernetes versions would refuse in a plain object, after their defaults.
 *
 * The items of a list are judged one by one. Kinds it does not know are judged by their metadata alone.
 *
 * @param duplicates the paths of fields that are given twice, which a plain object cannot show
 */
export function judge(object: KubernetesObject, versions: KubernetesVersions, duplicates: readonly string[] = []): Finding[] {
  return itemsOf(object)?.flatMap((item, index) => judge(item, versions, within(`items[${index}].`, duplicates))) ?? judgeOne(object, versions, duplicates);
}

function judgeOne(object: KubernetesObject, versions: KubernetesVersions, duplicates: readonly string[]): Finding[] {
  const report = new Report(identityOf(object), versions);
  const { apiVersion, kind } = object;
  const described = schemaOf(String(apiVersion), String(kind));
  const schema = described ?? ANY_OBJECT;

  if (duplicates.length === 0 && described !== undefined && schema.fits(object)) {
    judgeDecoded(object, true, report);
    return report.findings;
  }
  if (described === undefined) report.apply([kindIsServed], object, FieldPath.ROOT);
  report.apply(decodingRules, { object, schema, duplicates }, FieldPath.ROOT);
  const undecodable = report.findings.map(finding => withContainer(finding, object));
  // The API server cannot validate what it cannot decode; neither can the rules.
  const rest = versionsWithout(versions, undecodable);
  if (rest === undefined) return undecodable;
  const decoded = new Report(identityOf(object), versions);
  decoded.within(rest, () => judgeDecoded(schema.withoutNulls(object) as KubernetesObject, described !== undefined, decoded));
  return [...undecodable, ...decoded.findings];
}

/** The paths that lead into a part, from there on. */
function within(part: string, paths: readonly string[]): string[] {
  return paths.filter(path => path.startsWith(part)).map(path => path.slice(part.length));
}

/** The versions that no finding holds for: those between what holds for old ones only and what holds for new ones only. */
function versionsWithout({ min, max }: KubernetesVersions, findings: readonly Finding[]): KubernetesVersions | undefined {
  for (const { kubernetesVersions: versions } of findings) {
    if (versions === undefined) return undefined;
    if (versions.min <= min) min = Math.max(min, versions.max + 1);
    else max = Math.min(max, versions.min - 1);
  }
  return min <= max ? { min, max } : undefined;
}

function judgeDecoded(decoded: KubernetesObject, described: boolean, report: Report): void {
  const object = decoded.kind === 'Job' ? jobDefaults(decoded) : decoded;
  const { kind = '', metadata = {} } = object;
  report.apply(metadataRules, { kind, metadata }, FieldPath.ROOT.field('metadata'));
  if (!described) return;
  const spec = FieldPath.ROOT.field('spec');
  switch (kind) {
    case 'Deployment':
    case 'StatefulSet':
    case 'DaemonSet':
    case 'ReplicaSet': judgeWorkload(kind, object, spec, report); break;
    case 'Job': judgeJob({ spec: (object as Job).spec ?? {}, name: nameOf(metadata) }, spec, report); break;
    case 'CronJob': judgeCronJob((object as { spec?: CronJobSpec }).spec ?? {}, spec, report); break;
    case 'Pod': judgePod((object as { spec?: PodSpec }).spec ?? {}, spec, report); break;
    case 'Service': judgeService((object as Service).spec ?? {}, spec, report); break;
    case 'HorizontalPodAutoscaler': report.apply(autoscalerRules, (object as HorizontalPodAutoscaler).spec ?? {}, spec); break;
    case 'PodDisruptionBudget': judgeDisruptionBudget(object, spec, report); break;
  }
}

/** Names the container that a path leads into, for findings made before the containers were visited. */
function withContainer(finding: Finding, object: KubernetesObject): Finding {
  const into = /^(.*\b(?:containers|initContainers)\[\d+\])/.exec(finding.path);
  if (!into) return finding;
  const steps = [...into[1].split(/[.[\]]+/).filter(step => step !== ''), 'name'];
  const name = steps.reduce<unknown>((value, step) => (value as { readonly [key: string]: unknown } | undefined)?.[step], object);
  return typeof name === 'string' ? { ...finding, container: name } : finding;
}

function judgeWorkload(kind: string, { spec = {} }: Workload, at: FieldPath, report: Report): void {
  report.apply(workloadRules, { kind, spec }, at);
  switch (kind) {
    case 'Deployment': report.apply(deploymentRules, spec, at); break;
    case 'StatefulSet': report.apply(statefulSetRules, spec, at); break;
    case 'DaemonSet': report.apply(daemonSetRules, spec, at); break;
  }
  const selectorStands = judgeSelector(spec.selector, at.field('selector'), report);
  if (selectorStands) report.apply([selectorMatchesTemplate], { kind, spec }, at);
  const template = spec.template ?? {};
  const path = at.field('template');
  // With a selector that cannot be read the API server does not look at the pods, except those of a DaemonSet.
  if (selectorStands || kind === 'DaemonSet') {
    judgeTemplateMetadata(template, path, report);
    report.within(kind === 'StatefulSet' ? STATEFUL_SETS_WITH_PODS : KNOWN_VERSIONS, () => judgeTemplateSpec(template, path, report, claimsOf(spec)));
  }
  if (selectorStands || kind === 'DaemonSet' || kind === 'StatefulSet') report.apply([restartPolicyIsAlways], { kind, template }, path);
}

const VERSIONS_WITH_SIDECARS: KubernetesVersions = { min: 29, max: KNOWN_VERSIONS.max };

/** Before, a StatefulSet was accepted whatever its pods looked like, and then made none. */
const STATEFUL_SETS_WITH_PODS: KubernetesVersions = { min: 34, max: KNOWN_VERSIONS.max };

/** The names of the volumes that a StatefulSet makes for each pod. */
function claimsOf({ volumeClaimTemplates = [] }: StatefulSetSpec): string[] {
  return volumeClaimTemplates.map(({ metadata }) => metadata?.name ?? '');
}

function judgeJob(subject: JobSubject, at: FieldPath, report: Report): void {
  const { spec: { selector, template = {} }, name } = subject;
  report.apply(jobRules, subject, at);
  // The Jobs of a CronJob are given their selectors later.
  if (name !== undefined && judgeSelector(selector, at.field('selector'), report)) report.apply([jobSelectorMatchesTemplate], subject, at);
  judgePodTemplate(template, at.field('template'), report);
}

function judgeCronJob(spec: CronJobSpec, at: FieldPath, report: Report): void {
  report.apply(cronJobRules, spec, at);
  judgeJob({ spec: spec.jobTemplate?.spec ?? {} }, at.field('jobTemplate').field('spec'), report);
}

function judgePod(spec: PodSpec, at: FieldPath, report: Report): void {
  const defaulted = podDefaults(spec);
  report.apply(barePodRules, defaulted, at);
  judgePodSpec(defaulted, at, report);
}

function judgeService(spec: ServiceSpec, at: FieldPath, report: Report): void {
  report.apply(serviceRules, spec, at);
  report.apply(serviceAddressRules, spec, at);
}

function judgeDisruptionBudget({ spec = {} }: PodDisruptionBudget, at: FieldPath, report: Report): void {
  report.apply(budgetRules, spec, at);
  judgeSelector(spec.selector, at.field('selector'), report);
}

/** Whether nothing is wrong with a selector. */
function judgeSelector(selector: LabelSelector | undefined, at: FieldPath, report: Report): boolean {
  const before = report.findings.length;
  if (selector != null) report.apply([selectorIsValid], selector, at);
  return report.findings.length === before;
}

function judgePodTemplate(template: PodTemplate, at: FieldPath, report: Report): void {
  judgeTemplateMetadata(template, at, report);
  judgeTemplateSpec(template, at, report);
}

function judgeTemplateMetadata({ metadata = {} }: PodTemplate, at: FieldPath, report: Report): void {
  // The API server names the labels of a template spec.template.labels, without "metadata".
  report.apply(templateMetadataRules, { kind: 'pod template', metadata }, at);
}

function judgeTemplateSpec(template: PodTemplate, at: FieldPath, report: Report, claims: readonly string[] = []): void {
  report.apply([templateHasNoEphemeralContainers], template, at);
  judgePodSpec(template.spec ?? {}, at.field('spec'), report, claims);
}

function judgePodSpec(spec: PodSpec, at: FieldPath, report: Report, claims: readonly string[] = []): void {
  report.apply(podRules, spec, at);
  report.apply([mountedVolumesExist], { pod: spec, claims }, at);
  for (const list of ['initContainers', 'containers'] as const) {
    spec[list]?.forEach((container, index) => {
      report.container = container.name ?? `${list}[${index}]`;
      judgeContainer({ container, list }, spec, at.field(list).index(index), report);
    });
  }
  report.container = undefined;
}

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
