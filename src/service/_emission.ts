import { ApiObject, JsonPatch } from 'cdk8s';
import { Construct } from 'constructs';
import { Finding, Severity } from '../findings/finding';
import { findingsText } from '../findings/text';
import { IntOrString, KubernetesObject, Probe, PROBE_ROLES, ProbeRole } from '../manifest/objects';
import { judge } from '../rules/judge';
import { Faults } from './_faults';
import { narrowText, versionsFor } from './_kubernetes-version';
import { nameFindings } from './_name-clash';
import { strictFindings } from './_strict-rules';
import { SynthRun } from './_synth-run';

/**
 * The probes of the first container as patches of cdk8s-plus' Deployment.
 *
 * Its own `Probe` knows neither gRPC nor headers, named ports or grace periods. Patches are applied before the L1
 * converts the object, so they have the L1's shape: a port is `{ value }` there, and a plain one would be dropped.
 */
export function probePatches(probes: { readonly [role in ProbeRole]?: Probe }): JsonPatch[] {
  return PROBE_ROLES.filter(role => probes[role]).map(role => JsonPatch.add(`/spec/template/spec/containers/0/${role}`, l1Probe(probes[role]!)));
}

/**
 * Has the objects of a construct judged at synth, after all patches, and written as they were judged.
 *
 * @param faults what was wrong with the props already
 */
export function emit(construct: Construct, objects: readonly ApiObject[], faults: Faults): void {
  const run = SynthRun.of(construct);
  const originals = objects.map(object => object.toJson);
  let judging = false;

  /** Computes the objects and judges them; a clean result is kept for the emission. */
  const complaints = (): string[] => {
    const findings = [...faults.findings, ...nameFindings(construct, objects, run)];
    const versions = versionsFor(construct, findings);
    const manifests = objects.map((object, index) => {
      try {
        const manifest = originals[index].call(object) as KubernetesObject;
        findings.push(...judge(manifest, versions), ...strictFindings(manifest));
        return manifest;
      } catch (error) {
        findings.push(unwritable(object, error));
        return undefined;
      }
    });
    if (findings.length === 0) run.keepClean(construct, objects, manifests as object[]);
    return byMessage(firstPerField(findings)).map(same => findingsText(same, only => narrowText(only, versions)));
  };

  const validate = (): string[] => {
    // A lazy value of ours may synthesize another chart, which validates the whole app once more.
    if (judging || run.isClean(construct)) return [];
    judging = true;
    try {
      return complaints();
    } finally {
      judging = false;
    }
  };

  construct.node.addValidation({ validate });
  objects.forEach((object, index) => {
    run.own(object, construct);
    const { addJsonPatch } = object;
    object.addJsonPatch = (...patches) => {
      run.forget(construct, objects);
      addJsonPatch.apply(object, patches);
    };
    object.toJson = () => {
      const manifest = run.takeJudged(object);
      if (manifest) return manifest;
      // Changed since it was judged, while cdk8s is writing: judge it again, since nobody else will.
      const errors = run.isRunning() && !judging ? validate() : [];
      if (errors.length > 0) throw new Error(`Validation failed with the following errors:\n${errors.map(error => `  [${construct.node.path}] ${error}`).join('\n')}`);
      return run.takeJudged(object) ?? originals[index].call(object);
    };
  });
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

function unwritable(object: ApiObject, error: unknown): Finding {
  const text = error instanceof Error ? error.message : String(error);
  return {
    rule: 'unserializable',
    severity: Severity.ERROR,
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
