import { Finding, Severity, Verdict } from '../findings/finding';
import { valueText } from '../findings/text';
import { FieldPath } from '../manifest/field-path';
import { ObjectIdentity } from '../manifest/identity';
import { KubernetesVersions, overlaps } from '../manifest/kubernetes-versions';

/**
 * Something the API server enforces.
 *
 * A rule looks at one subject (a probe, a port, a Deployment's spec) with Kubernetes' defaults in mind, never throws,
 * and reports each fault at the field path the API server would name.
 */
export interface Rule<Subject> {
  /** Lower-case words with hyphens; stable, since users refer to it. */
  readonly id: string;
  /** What holds where the rule is kept. */
  readonly statement: string;
  /** The Kubernetes versions that enforce it; all of them where absent. */
  readonly versions?: KubernetesVersions;
  readonly check: (subject: Subject, at: FieldPath, report: Report) => void;
}

/** What a rule says of a fault: either what must hold (the sentence is made of it) or the whole sentence. */
export type Fault = Omit<Verdict, 'message'> & ({ readonly must: string } | { readonly message: string });

/** Collects the findings about one object. */
export class Report {
  public readonly findings: Finding[] = [];
  private current?: Rule<never>;
  /** The versions that are still in question. */
  private versions: KubernetesVersions;

  constructor(private readonly identity: ObjectIdentity, private readonly asked: KubernetesVersions) {
    this.versions = asked;
  }

  /** Does something with only some of the versions in question; nothing, where none of them is. */
  public within(versions: KubernetesVersions, judge: () => void): void {
    if (!overlaps(versions, this.versions)) return;
    const before = this.versions;
    this.versions = { min: Math.max(versions.min, before.min), max: Math.min(versions.max, before.max) };
    judge();
    this.versions = before;
  }

  /** Checks a subject by every rule that the versions asked about enforce. */
  public apply<Subject>(rules: readonly Rule<Subject>[], subject: Subject, at: FieldPath): void {
    // An index, since this is the hottest loop there is.
    for (let i = 0; i < rules.length; i++) {
      const rule = rules[i];
      if (rule.versions && !overlaps(rule.versions, this.versions)) continue;
      this.current = rule;
      rule.check(subject, at, this);
    }
  }

  /**
   * Reports a fault at a field.
   *
   * @param value what stands there, undefined where the field is missing
   * @param versions the versions that refuse it, where the fault itself and not only its rule depends on them
   */
  public refuse(at: FieldPath, value: unknown, fault: Fault, versions = this.current!.versions): void {
    if (versions && !overlaps(versions, this.versions)) return;
    const path = at.toString();
    this.findings.push({
      rule: this.current!.id,
      severity: Severity.ERROR,
      ...this.identity,
      path,
      ...value === undefined ? {} : { value },
      message: 'message' in fault ? fault.message : mustText(path, value, fault.must),
      why: fault.why,
      fix: fault.fix,
      ...this.narrowed(versions),
    });
  }

  /** Says for which versions a fault holds, where that is not all that were asked about. */
  private narrowed(versions = this.versions): Pick<Finding, 'kubernetesVersions'> {
    const min = Math.max(versions.min, this.versions.min);
    const max = Math.min(versions.max, this.versions.max);
    return min === this.asked.min && max === this.asked.max ? {} : { kubernetesVersions: { min, max } };
  }
}

/** The last part of a path, from the container on: `livenessProbe.periodSeconds`. */
export function shortPath(path: string): string {
  return path.replace(/^.*ontainers\[\d+\]\./, '');
}

/** The last part of a path for a sentence: of reasonable length, whatever somebody called a field. */
export function fieldText(path: string): string {
  const field = shortPath(path);
  return field === '' ? 'the document' : field.length > MAX_FIELD_LENGTH ? `${field.slice(0, MAX_FIELD_LENGTH)}…` : field;
}

const MAX_FIELD_LENGTH = 100;

function mustText(path: string, value: unknown, must: string): string {
  const field = fieldText(path);
  if (value !== undefined) return `${field} is ${valueText(value)}, but must ${must}`;
  return must === 'be given' ? `${field} is missing` : `${field} is missing: it must ${must}`;
}
