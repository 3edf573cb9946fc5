import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { closest } from 'fastest-levenshtein';
import { ADVICE } from '../advice/registry';
import { Finding, Severity } from '../findings/finding';
import { isAtLeast } from '../findings/severity';
import { findingsText, valueText } from '../findings/text';
import { KubernetesObject } from '../manifest/objects';
import { narrowText, versionsFor } from './_kubernetes-version';
import { verdicts } from './_verdict';

/**
 * What the API server accepts and is likely to hurt, in a tree of constructs.
 *
 * It looks at every ApiObject below a construct, whoever made it: this library, cdk8s-plus, an L1, `Include` or `Helm`.
 * Objects that the API server would refuse get no advice. `docs/advice.md` lists what there is.
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
    const ids = ADVICE.map(advice => advice.id);
    if (!ids.includes(id)) {
      throw new Error(`${this.scope.node.path || 'the app'}: there is no advice ${valueText(id)}; did you mean ${closest(String(id), ids)}? docs/advice.md lists what there is`);
    }
    if (typeof reason !== 'string' || reason.trim() === '') {
      throw new Error(`${this.scope.node.path || 'the app'}: acknowledging ${id} needs a reason: say why it does not apply here`);
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
    const isBelow = (construct: IConstruct) => construct.node.scopes.includes(this.scope);
    for (const { object, said } of this.saidInApp()) {
      const left = said.filter(finding => {
        const by = object.node.scopes.filter(scope => ACKNOWLEDGED.get(scope)?.has(finding.rule));
        by.forEach(scope => used.add(`${scope.node.path} ${finding.rule}`));
        return by.length === 0;
      });
      if (isBelow(object)) findings.push(...left.map(finding => ({ ...finding, construct: object.node.path })));
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
   * @param severity `Severity.WARNING`, or `Severity.INFO` for everything
   */
  public failOn(severity: Severity): HealthAdvice {
    this.scope.node.addValidation({
      validate: () => this.findings.filter(finding => isAtLeast(finding.severity, severity))
        .map(finding => findingsText([finding], only => narrowText(only, versionsFor(this.scope, [])))),
    });
    return this;
  }

  /** What is said of each object of the whole app: what hangs together may be in other charts. */
  private saidInApp(): { readonly object: ApiObject; readonly said: readonly Finding[] }[] {
    const { max } = versionsFor(this.scope, []);
    const objects = this.scope.node.root.node.findAll().filter((construct): construct is ApiObject => ApiObject.isApiObject(construct));
    const written = objects.flatMap(object => {
      const manifest = manifestOf(object);
      return manifest ? [{ construct: object, object: manifest }] : [];
    });
    // What would be refused is said at synth.
    return verdicts(written, max).map((findings, index) => {
      return { object: written[index].construct, said: findings.filter(({ severity }) => severity !== Severity.ERROR) };
    });
  }
}

/** The ids that were acknowledged on a construct. */
const ACKNOWLEDGED = new WeakMap<IConstruct, Set<string>>();

/** The object as it is written; undefined where it cannot be, which synth tells. */
function manifestOf(object: ApiObject): KubernetesObject | undefined {
  try {
    return object.toJson() as KubernetesObject;
  } catch {
    return undefined;
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
