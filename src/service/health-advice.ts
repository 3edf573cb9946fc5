import { ApiObject, App } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { Finding, Severity } from '../findings/finding';
import { nearName } from '../findings/near-name';
import { isAtLeast, SEVERITIES } from '../findings/severity';
import { findingsText, valueText } from '../findings/text';
import { itemsOf } from '../manifest/list';
import { KubernetesObject } from '../manifest/objects';
import { narrowText, versionsFor } from './_kubernetes-version';
import { late } from './_late';
import { SynthRun } from './_synth-run';

/**
 * What is likely to hurt in a tree of constructs, and what the API server would refuse in it.
 *
 * It looks at every ApiObject below a construct, whoever made it: this library, cdk8s-plus, an L1, `Include` or `Helm`.
 * Objects that would be refused get no advice: the refusal is said instead, but for those of a HealthCheckedService, which
 * says it at synth by itself. `docs/advice.md` lists what there is.
 *
 * @example
 * HealthAdvice.of(app).failOn(Severity.WARNING);
 */
export class HealthAdvice {
  /**
   * The advice for a construct and all constructs below it.
   *
   * @param scope an app, a chart, a service, or any other construct
   */
  public static of(scope: IConstruct): HealthAdvice {
    const isConstruct = typeof scope === 'object' && scope !== null && Construct.isConstruct(scope);
    if (!isConstruct) throw new Error(`HealthAdvice.of is given ${valueText(scope)}, but must be given a construct: an app, a chart, a service`);
    return new HealthAdvice(scope);
  }

  private constructor(private readonly scope: IConstruct) {
  }

  /**
   * Says that a piece of advice does not apply to this construct and those below it.
   *
   * @param id the id of the advice, such as `single-replica`
   * @param reason why; whoever reads it later must be able to judge whether it still holds
   * @throws where there is no such advice, or no reason
   *
   * @example
   * HealthAdvice.of(service).acknowledge('single-replica', 'it keeps its sessions in memory');
   */
  public acknowledge(id: string, reason: string): HealthAdvice {
    const { ACKNOWLEDGEMENT_ADVICE } = late.acknowledgement();
    const ids = late.advice().ADVICE.map(advice => advice.id).filter(known => !ACKNOWLEDGEMENT_ADVICE.some(about => about.id === known));
    if (!ids.includes(id)) {
      const near = typeof id === 'string' ? nearName(id, ids) : undefined;
      const guess = near === undefined ? ';' : `; did you mean ${near}?`;
      throw new Error(`${this.place}: there is no advice ${valueText(id)} to acknowledge${guess} docs/advice.md lists what there is`);
    }
    if (typeof reason !== 'string' || reason.trim() === '') {
      throw new Error(`${this.place}: acknowledging ${id} needs a reason: say why it does not apply here`);
    }
    const before = ACKNOWLEDGED.get(this.scope) ?? new Set<string>();
    ACKNOWLEDGED.set(this.scope, before.add(id));
    return this;
  }

  /**
   * Everything that is said of the objects of this construct and those below it, but for what is acknowledged; for tests.
   *
   * An acknowledgement that nothing is said for any more is itself a finding.
   */
  public get findings(): Finding[] {
    const used = new Set<string>();
    const findings: Finding[] = [];
    // A context that cannot be read.
    versionsFor(this.scope, findings);
    for (const { object, said, isJudged, annotated } of this.saidInApp()) {
      const { scopes } = object.node;
      // For those who read manifests it is said once more, in an annotation.
      annotated.forEach(id => scopes.forEach(scope => used.add(`${scope.node.path} ${id}`)));
      // What would be said of an object that is refused is not known.
      if (!isJudged) scopes.forEach(scope => ACKNOWLEDGED.get(scope)?.forEach(id => used.add(`${scope.node.path} ${id}`)));
      const left = said.filter(({ rule }) => {
        const by = scopes.filter(scope => ACKNOWLEDGED.get(scope)?.has(rule));
        by.forEach(scope => used.add(`${scope.node.path} ${rule}`));
        return by.length === 0;
      });
      if (scopes.includes(this.scope)) findings.push(...left.map(finding => ({ ...finding, construct: object.node.path })));
    }
    for (const construct of this.scope.node.findAll()) {
      for (const id of ACKNOWLEDGED.get(construct) ?? []) {
        if (!used.has(`${construct.node.path} ${id}`)) findings.push(unused(construct, id));
      }
    }
    return findings;
  }

  /**
   * Has synth fail on advice of this severity or a worse one, with the text of each finding.
   *
   * Said twice of the same construct, the stricter one counts.
   *
   * @param severity `Severity.WARNING`, or `Severity.INFO` for everything
   * @throws where it is no severity
   */
  public failOn(severity: Severity): HealthAdvice {
    if (!SEVERITIES.includes(severity)) throw new Error(`${this.place}: failOn is ${valueText(severity)}, but must be ${SEVERITIES.slice(0, -1).join(', ')} or ${SEVERITIES[SEVERITIES.length - 1]}`);
    const before = FAILING.get(this.scope);
    FAILING.set(this.scope, before && isAtLeast(severity, before) ? before : severity);
    // So that it is known when a synth begins.
    this.trackSynth();
    if (!before) this.scope.node.addValidation({ validate: () => this.failures() });
    return this;
  }

  private get place(): string {
    return this.scope.node.path || 'the app';
  }

  /** The texts of what synth fails on. cdk8s asks for them once for every chart, and once more. */
  private failures(): string[] {
    return this.kept(this.scope, () => this.findings.filter(finding => isAtLeast(finding.severity, FAILING.get(this.scope)!)).map(finding => {
      const text = findingsText([finding], only => narrowText(only, versionsFor(this.scope, [])));
      return finding.construct === this.scope.node.path ? text : `${finding.construct}: ${text}`;
    }));
  }

  /** What is said of each object of the whole app: what hangs together may be in other charts. */
  private saidInApp(): readonly Said[] {
    return this.kept(HealthAdvice, () => {
      const { max } = versionsFor(this.scope, []);
      const constructs = this.scope.node.root.node.findAll().filter((construct): construct is ApiObject => ApiObject.isApiObject(construct));
      const written = constructs.flatMap(construct => manifestsOf(construct).map(object => ({ construct, object })));
      return late.verdict().verdicts(written, max).map((findings, index) => {
        const object = written[index].construct;
        const isOurs = this.trackSynth()?.ownerOf(object) !== undefined;
        const isJudged = findings.every(({ severity }) => severity !== Severity.ERROR);
        const annotated = late.acknowledgement().annotatedAcknowledgements(written[index].object).map(({ id }) => id);
        // The file would be read otherwise than the object stands in the app, which synth says of ours.
        const texts = isOurs ? [] : late.unwritableText().textFindings(written[index].object);
        return { object, isJudged, annotated, said: isJudged || !isOurs ? [...findings, ...texts] : [] };
      });
    });
  }

  /** Computes once, while a synth runs. */
  private kept<T>(key: unknown, compute: () => T): T {
    const run = this.trackSynth();
    return run ? run.keep(key, compute) : compute();
  }

  private trackSynth(): SynthRun | undefined {
    const { root } = this.scope.node;
    return root instanceof App ? SynthRun.ofApp(root) : undefined;
  }
}

/** What is said of an object. */
interface Said {
  readonly object: ApiObject;
  readonly said: readonly Finding[];
  /** Whether it would be accepted, so that it got advice. */
  readonly isJudged: boolean;
  /** What its annotations acknowledge. */
  readonly annotated: readonly string[];
}

/** The ids that were acknowledged on a construct. */
const ACKNOWLEDGED = new WeakMap<IConstruct, Set<string>>();

/** From which severity on synth fails below a construct. */
const FAILING = new WeakMap<IConstruct, Severity>();

/** The objects as they are written, those of a list one by one; none where they cannot be written, which synth tells. */
function manifestsOf(construct: ApiObject): readonly KubernetesObject[] {
  try {
    const object = construct.toJson() as KubernetesObject;
    return itemsOf(object) ?? [object];
  } catch {
    return [];
  }
}

function unused(construct: IConstruct, id: string): Finding {
  return {
    rule: 'acknowledgement-unused',
    severity: Severity.WARNING,
    construct: construct.node.path,
    kind: 'construct',
    name: construct.node.path || 'App',
    path: `HealthAdvice.of(…).acknowledge('${id}', …)`,
    message: `there is nothing to acknowledge: ${valueText(id)} is not said of anything here`,
    why: 'It was cured; and what is acknowledged for ever is not seen when it comes back',
    fix: 'Remove the acknowledgement',
  };
}
