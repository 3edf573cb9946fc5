import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { Finding, Severity } from '../findings/finding';
import { findingsText } from '../findings/text';
import { ObjectIdentity } from '../manifest/identity';
import { KubernetesObject } from '../manifest/objects';
import { Emission } from './_emission';
import { Faults } from './_faults';
import { narrowText, versionsFor } from './_kubernetes-version';
import { late } from './_late';
import { nameFindings } from './_name-clash';
import { StrictProp } from './_strict-props';
import { SynthRun } from './_synth-run';
import { WriteFault } from './_write-fault';

/**
 * Has the objects of a construct judged at synth, as they will be written.
 *
 * Each is computed anew when it is written: whatever was changed in between is in it, and is judged then.
 *
 * @param faults what was wrong with the props already
 */
export function judgeAtSynth(construct: IConstruct, emissions: readonly Emission[], faults: Faults): void {
  const run = SynthRun.of(construct);
  const clean = new Map<Emission, string>();
  let judging = false;

  const findingsOf = (manifest: KubernetesObject, emission: Emission): Finding[] => {
    const versions = versionsFor(construct, []);
    const refused = [...late.judge().judge(manifest, versions), ...late.judgeTemplate().judgeTemplateOfOthers(manifest, versions)];
    // What has the wrong type cannot be judged any closer.
    const strict = refused.some(({ rule }) => rule === 'field-type') ? [] : emission.strictFindings(manifest);
    return [...refused, ...strict, ...late.unwritableText().textFindings(manifest)];
  };
  const texts = (findings: readonly Finding[]) =>
    byMessage(firstPerField(findings)).map(same => findingsText(same, only => narrowText(only, versionsFor(construct, []))));

  const complaints = (): string[] => {
    const there = emissions.filter(({ object }) => isInTree(object));
    const findings = [...faults.findings, ...nameFindings(construct, there.map(({ object }) => object), run)];
    versionsFor(construct, findings);
    for (const emission of there) {
      try {
        const manifest = emission.write();
        const found = findingsOf(manifest, emission);
        if (found.length === 0 && run.isRunning()) clean.set(emission, JSON.stringify(manifest));
        findings.push(...found);
      } catch (error) {
        findings.push(unwritable(emission.object, error));
      }
    }
    if (findings.length === 0) run.keepClean(construct, () => clean.clear());
    return texts(findings);
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
  for (const emission of emissions) {
    run.own(emission.object, construct);
    emission.intercept(compute => {
      const manifest = compute();
      if (!run.isRunning() || judging) return manifest;
      const judged = clean.get(emission);
      clean.delete(emission);
      if (judged === JSON.stringify(manifest)) return manifest;
      // Changed since it was judged, while cdk8s is writing: nobody else will look at it again.
      const errors = run.isClean(construct) ? texts(findingsOf(manifest, emission)) : validate();
      if (errors.length > 0) throw new Error(`Validation failed with the following errors:\n${errors.map(error => `  [${construct.node.path}] ${error}`).join('\n')}`);
      return manifest;
    });
  }
}

/** Whether an object is still where it was made; one that was taken out of the tree is not written. */
function isInTree(object: ApiObject): boolean {
  for (let { node } = object as IConstruct; node.scope !== undefined; node = node.scope.node) {
    if (node.scope.node.tryFindChild(node.id)?.node !== node) return false;
  }
  return true;
}

function unwritable(object: ApiObject, error: unknown): Finding {
  const { kind, name, metadata: { namespace } } = object;
  const identity: ObjectIdentity = { kind, name, ...namespace ? { namespace } : {} };
  if (error instanceof WriteFault) {
    return {
      ...identity,
      rule: error.rule,
      severity: Severity.ERROR,
      path: error.place,
      ...error.value === undefined ? {} : { value: error.value },
      ...error.verdict,
    };
  }
  const text = error instanceof Error ? error.message : String(error);
  return {
    ...identity,
    rule: 'unserializable' satisfies StrictProp,
    severity: Severity.ERROR,
    path: 'the object as a whole',
    message: `the ${object.kind} cannot be written: ${text.replace(/^Failed serializing construct at path '.*?' with name '.*?': (Error: )?/, '').replace(/\.$/, '')}`,
    why: 'cdk8s-plus refuses a value that it was given',
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
