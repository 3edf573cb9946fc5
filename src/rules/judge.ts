import { Finding } from '../findings/finding';
import { containerOf } from '../manifest/container-of';
import { FieldPath } from '../manifest/field-path';
import { identityOf } from '../manifest/identity';
import { KubernetesVersions } from '../manifest/kubernetes-versions';
import { itemsOf } from '../manifest/list';
import { CronJobSpec, HorizontalPodAutoscaler, Job, KubernetesObject, PodDisruptionBudget, PodSpec, Service, ServiceSpec } from '../manifest/objects';
import { autoscalerRules } from './autoscaler-rules';
import { decoded } from './decoded';
import { decodingRules, fieldTypes, kindIsServed } from './decoding-rules';
import { budgetRules } from './disruption-budget-rules';
import { jobDefaults } from './job-rules';
import { judgeCronJob, judgeJob, judgePod, judgeUncheckedPods, judgeWorkload } from './judge-workload';
import { metadataRules, nameOf } from './metadata-rules';
import { Report } from './rule';
import { ANY_OBJECT, schemaOf } from './schema';
import { judgeSelector } from './selector-rules';
import { serviceAddressRules } from './service-address-rules';
import { serviceRules } from './service-rules';

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

/**
 * The same of a single object, and what keeps the pods of one that is accepted from being made.
 *
 * Before Kubernetes 1.34 that is so of StatefulSets.
 */
export function judgeWithPods(object: KubernetesObject, versions: KubernetesVersions, duplicates: readonly string[] = []): Finding[] {
  const findings = judge(object, versions, duplicates);
  const workload = findings.length === 0 && object.kind === 'StatefulSet' ? decoded(object) : undefined;
  if (!workload) return findings;
  const report = new Report(identityOf(object), versions);
  judgeUncheckedPods(workload, FieldPath.ROOT.field('spec'), report);
  return report.findings.map(finding => ({
    ...withContainer(finding, object), why: `${finding.why}. This version accepts the StatefulSet all the same, and makes none of its pods`,
  }));
}

function judgeOne(object: KubernetesObject, versions: KubernetesVersions, duplicates: readonly string[]): Finding[] {
  if (typeof object !== 'object' || object === null || Array.isArray(object)) return judgeNoObject(object, versions);
  const report = new Report(identityOf(object), versions);
  const { apiVersion, kind } = object;
  const described = typeof apiVersion === 'string' && typeof kind === 'string' ? schemaOf(apiVersion, kind) : undefined;
  const schema = described ?? ANY_OBJECT;

  if (duplicates.length === 0 && described !== undefined && schema.fits(object)) {
    judgeDecoded(object, true, report);
    return report.findings.map(finding => withContainer(finding, object));
  }
  if (described === undefined) report.apply([kindIsServed], object, FieldPath.ROOT);
  report.apply(decodingRules, { object, schema, duplicates }, FieldPath.ROOT);
  const undecodable = report.findings.map(finding => withContainer(finding, object));
  // The API server cannot validate what it cannot decode; neither can the rules.
  const rest = versionsWithout(versions, undecodable);
  if (rest === undefined) return undecodable;
  const further = new Report(identityOf(object), versions);
  further.within(rest, () => judgeDecoded(schema.withoutNulls(object) as KubernetesObject, described !== undefined, further));
  return [...undecodable, ...further.findings.map(finding => withContainer(finding, object))];
}

/** What stands where an object should: a text, a number, nothing at all. */
function judgeNoObject(value: unknown, versions: KubernetesVersions): Finding[] {
  const report = new Report({ kind: 'object', name: '' }, versions);
  // An empty document is written as null.
  report.apply([fieldTypes], { object: value ?? 'empty', schema: ANY_OBJECT, duplicates: [] }, FieldPath.ROOT);
  return report.findings;
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

function judgeDecoded(given: KubernetesObject, described: boolean, report: Report): void {
  const object = given.kind === 'Job' ? jobDefaults(given) : given;
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

/** Names the container that a path leads into. */
function withContainer(finding: Finding, object: KubernetesObject): Finding {
  const container = containerOf(object, finding.path);
  return container === undefined ? finding : { ...finding, container };
}

function judgeService(spec: ServiceSpec, at: FieldPath, report: Report): void {
  report.apply(serviceRules, spec, at);
  report.apply(serviceAddressRules, spec, at);
}

function judgeDisruptionBudget({ spec = {} }: PodDisruptionBudget, at: FieldPath, report: Report): void {
  report.apply(budgetRules, spec, at);
  judgeSelector(spec.selector, at.field('selector'), report);
}
