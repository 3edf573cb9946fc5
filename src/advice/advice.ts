import { Finding, Severity, Verdict } from '../findings/finding';
import { containerOf } from '../manifest/container-of';
import { identityOf } from '../manifest/identity';
import { KubernetesObject } from '../manifest/objects';

/**
 * Something the API server accepts, and that is likely to hurt.
 *
 * Advice looks at one subject, never throws, and says what will happen, why, and the smallest change that cures it.
 */
export interface Advice<Subject> {
  /** Lower-case words with hyphens; stable, since users acknowledge it. */
  readonly id: string;
  /** What holds where the advice is followed. */
  readonly statement: string;
  /** Where the fact comes from. */
  readonly sources: readonly string[];
  readonly check: (subject: Subject, report: AdviceReport) => void;
}

/** What is said at a field. */
export interface Advised extends Verdict {
  readonly severity: Severity;
  /** What stands there; undefined where it is missing. */
  readonly value?: unknown;
}

/** Collects the advice about one object. */
export class AdviceReport {
  public readonly findings: Finding[] = [];
  private current = '';

  constructor(private readonly object: KubernetesObject) {
  }

  /** Checks a subject by every piece of advice. */
  public apply<Subject>(advice: readonly Advice<Subject>[], subject: Subject): void {
    for (const each of advice) {
      this.current = each.id;
      each.check(subject, this);
    }
  }

  /** Says something at a field. */
  public advise(path: string, { severity, value, ...verdict }: Advised): void {
    const container = containerOf(this.object, path);
    this.findings.push({
      rule: this.current,
      severity,
      ...identityOf(this.object),
      ...container === undefined ? {} : { container },
      path,
      ...value === undefined ? {} : { value },
      ...verdict,
      docs: adviceDocs(this.current),
    });
  }
}

/** The entry of a piece of advice in the documentation. */
export function adviceDocs(id: string): string {
  return `https://github.com/cdk8s-health-checks/cdk8s-health-checks/blob/main/docs/advice.md#${id}`;
}
