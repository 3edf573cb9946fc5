import { ApiObject, JsonPatch } from 'cdk8s';
import { Construct } from 'constructs';
import { Finding } from '../findings/finding';
import { findingsText, valueText } from '../findings/text';
import { KNOWN_VERSIONS, KubernetesVersions, parseVersions, versionsText } from '../manifest/kubernetes-versions';
import { IntOrString, KubernetesObject, Probe, PROBE_ROLES, ProbeRole } from '../manifest/objects';
import { judge } from '../rules/judge';
import { Faults } from './_faults';
import { portFindings } from './_strict-rules';
import { SynthRun } from './_synth-run';

/** The context key by which an app says which Kubernetes versions it is for. */
const VERSIONS_CONTEXT = 'kubernetesVersion';

/**
 * The probes of the first container as patches of cdk8s-plus' Deployment.
 *
 * Its own `Probe` knows neither gRPC nor headers, named ports or grace periods. Patches are applied before the L1
 * converts the object, so they have the L1's shape: a port is `{ value }` there, and a plain one would be dropped.
 */
export function probePatches(probes: { readonly [role in ProbeRole]?: Probe }): JsonPatch[] {
  return PROBE_ROLES.filter(role => probes[role]).map(role => JsonPatch.add(`/spec/template/spec/containers/0/${role}`, l1Probe(probes[role]!)));
}

/** What `emit` needs to know of a service. */
export interface Emission {
  readonly construct: Construct;
  /** What is written, the Deployment first. */
  readonly objects: readonly ApiObject[];
  /** What was wrong with the props already. */
  readonly faults: Faults;
}

/**
 * Has a service judged at synth, on the very objects that are then written, after all patches.
 */
export function emit({ construct, objects, faults }: Emission): void {
  const run = SynthRun.of(construct);
  const computations = objects.map(object => {
    run.own(object, construct);
    return handOver(object, run);
  });
  construct.node.addValidation({
    validate: () => {
      if (run.isClean(construct)) return [];
      const findings = [...faults.findings, ...nameFindings(construct, objects, run)];
      const versions = versionsFor(construct, findings);
      const manifests = computations.map((compute, index) => {
        try {
          const manifest = compute();
          findings.push(...judge(manifest, versions));
          return manifest;
        } catch (error) {
          findings.push(unwritable(objects[index], error));
          return undefined;
        }
      });
      if (manifests[0]) findings.push(...portFindings(manifests[0]));
      if (findings.length === 0) run.keepClean(construct, objects, manifests as object[]);
      return byMessage(firstPerField(findings)).map(same => findingsText(same, narrowText));
    },
  });
}

/** Has an object written as it was judged, where that is still true; returns the way to compute it anew. */
function handOver(object: ApiObject, run: SynthRun): () => KubernetesObject {
  const compute = object.toJson.bind(object) as () => KubernetesObject;
  object.toJson = () => run.takeJudged(object) ?? compute();
  return compute;
}

function l1Probe(probe: Probe): object {
  const { httpGet, tcpSocket } = probe;
  return {
    ...probe,
    ...httpGet ? { httpGet: { ...httpGet, port: l1Port(httpGet.port) } } : {},
    ...tcpSocket ? { tcpSocket: { ...tcpSocket, port: l1Port(tcpSocket.port) } } : {},
  };
}

function l1Port(port: IntOrString | undefined): object | undefined {
  return port === undefined ? undefined : { value: port };
}

/** The versions the app is for; all that are known, unless its context narrows them. */
function versionsFor(construct: Construct, findings: Finding[]): KubernetesVersions {
  const given: unknown = construct.node.tryGetContext(VERSIONS_CONTEXT);
  if (given === undefined || given === null) return KNOWN_VERSIONS;
  const versions = parseVersions(String(given));
  if (versions) return versions;
  findings.push({
    rule: 'kubernetes-version',
    severity: 'error',
    kind: 'App',
    name: construct.node.root.node.id,
    path: `context ${VERSIONS_CONTEXT}`,
    value: given,
    message: `${VERSIONS_CONTEXT} is ${valueText(given)}, but must be a version or a range within ${versionsText(KNOWN_VERSIONS)}`,
    why: 'What the API server accepts depends on its version, and no others are known here',
    fix: `Write e.g. app.node.setContext('${VERSIONS_CONTEXT}', '1.31') or '1.31-1.34'`,
  });
  return KNOWN_VERSIONS;
}

/** How to leave out versions that a finding holds for. */
function narrowText({ min, max }: KubernetesVersions): string {
  const others = max < KNOWN_VERSIONS.max ? { min: max + 1, max: KNOWN_VERSIONS.max } : { min: KNOWN_VERSIONS.min, max: min - 1 };
  return `app.node.setContext('${VERSIONS_CONTEXT}', '1.${others.min}-1.${others.max}')`;
}

/** Two objects of the same kind, namespace and name: the second would silently replace the first when applied. */
function nameFindings(construct: Construct, objects: readonly ApiObject[], run: SynthRun): Finding[] {
  const clashes = objects.flatMap(object => run.namesakes(object).map(other => ({ object, other })));
  if (clashes.length === 0) return [];
  const { name, metadata } = clashes[0].object;
  const kinds = [...new Set(clashes.map(({ object }) => object.kind))];
  const others = [...new Set(clashes.map(({ other }) => ownerPath(other, run)))];
  return [{
    rule: 'name-clash',
    severity: 'error',
    kind: kinds[0],
    name,
    ...metadata.namespace ? { namespace: metadata.namespace } : {},
    path: 'metadata.name',
    value: name,
    message: `the name ${valueText(name)} is taken: ${others.join(' and ')} also makes a ${kinds.join(' and a ')} of that name`,
    why: 'Applied to a cluster, one would silently replace the other',
    fix: `Give ${construct.node.path} a name of its own: { name: "…" }`,
  }];
}

/** The construct a user knows an object by: the service or the cdk8s-plus construct that made it. */
function ownerPath(object: ApiObject, run: SynthRun): string {
  const maker = object.node.id === 'Resource' ? object.node.scope! : object;
  return (run.ownerOf(object) ?? maker).node.path;
}

function unwritable(object: ApiObject, error: unknown): Finding {
  const text = error instanceof Error ? error.message : String(error);
  return {
    rule: 'unserializable',
    severity: 'error',
    kind: object.kind,
    name: object.name,
    ...object.metadata.namespace ? { namespace: object.metadata.namespace } : {},
    path: 'the object as a whole',
    message: `the ${object.kind} cannot be written: ${text.replace(/^Failed serializing construct at path '.*?' with name '.*?': (Error: )?/, '').replace(/\.$/, '')}`,
    why: 'cdk8s-plus or a patch refuses a value that it was given',
    fix: 'Mend the value that the message names',
  };
}

/** The first rule that speaks of a field is the one closest to what the user wrote; the others would only repeat it. */
function firstPerField(findings: readonly Finding[]): Finding[] {
  const first = new Map<string, string>();
  return findings.filter(({ kind, path, rule }) => {
    const field = `${kind} ${path}`;
    if (!first.has(field)) first.set(field, rule);
    return first.get(field) === rule;
  });
}

/** One prop may be wrong in several objects: what is said of it need not be said again. */
function byMessage(findings: readonly Finding[]): Finding[][] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const same = groups.get(finding.message);
    if (same) same.push(finding);
    else groups.set(finding.message, [finding]);
  }
  return [...groups.values()];
}
