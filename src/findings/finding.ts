/** How bad a finding is: `error` is refused by the API server, `warning` and `info` are advice. */
export type Severity = 'error' | 'warning' | 'info';

/**
 * One thing that is wrong or unwise, as data.
 *
 * Rendering it (as text, JSON, SARIF) is somebody else's work.
 */
export interface Finding {
  /** The id of the rule that was broken. */
  readonly rule: string;
  readonly severity: Severity;

  /** The file the object was read from, with the line and column (from 1) of the field. */
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** The path of the construct the object comes from. */
  readonly construct?: string;

  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  /** The container the field belongs to. */
  readonly container?: string;

  /** The field, as the API server spells it: `spec.template.spec.containers[0].livenessProbe.periodSeconds`. */
  readonly path: string;
  /** What stands there; absent where the field is missing. */
  readonly value?: unknown;

  /** What is wrong, as a sentence without its full stop. */
  readonly message: string;
  /** Why it must be otherwise, or what would happen. */
  readonly why: string;
  /** The smallest change that cures it. */
  readonly fix: string;
  /** The Kubernetes versions it holds for, as minor numbers, where that is not every version that was asked about. */
  readonly kubernetesVersions?: { readonly min: number; readonly max: number };
  /** A page that says more. */
  readonly docs?: string;
}

/** The part of a finding that only the rule can know. */
export type Verdict = Pick<Finding, 'message' | 'why' | 'fix'>;
