/** How bad a finding is. */
export enum Severity {
  /** The API server would refuse it, or it cannot be done. */
  ERROR = 'error',
  /** It is accepted, and is likely to hurt. */
  WARNING = 'warning',
  /** Good to know. */
  INFO = 'info',
}

/** A range of Kubernetes versions, as minor numbers: `{ min: 28, max: 36 }` is 1.28 to 1.36, both included. */
export interface KubernetesVersions {
  /** The oldest version, e.g. 28 for 1.28. */
  readonly min: number;
  /** The newest version, e.g. 36 for 1.36. */
  readonly max: number;
}

/**
 * One thing that is wrong or unwise, as data.
 *
 * Rendering it (as text, JSON, SARIF) is somebody else's work.
 */
export interface Finding {
  /** The id of the rule that was broken; `docs/findings.md` explains each. */
  readonly rule: string;
  /** How bad it is. */
  readonly severity: Severity;

  /**
   * The file the object was read from.
   *
   * @default - it was read from no file
   */
  readonly file?: string;
  /**
   * The line of the field, from 1.
   *
   * @default - it was read from no file
   */
  readonly line?: number;
  /**
   * The column of the field, from 1.
   *
   * @default - it was read from no file
   */
  readonly column?: number;
  /**
   * The path of the construct the object comes from.
   *
   * @default - no construct made it
   */
  readonly construct?: string;

  /** What kind of object it is about: `Deployment`, `TrueFoundry service`. */
  readonly kind: string;
  /** The name of the object; empty where it has none. */
  readonly name: string;
  /**
   * The namespace of the object.
   *
   * @default - none is given
   */
  readonly namespace?: string;
  /**
   * The container the field belongs to.
   *
   * @default - the field belongs to none
   */
  readonly container?: string;

  /** The field, as the API server spells it: `spec.template.spec.containers[0].livenessProbe.periodSeconds`. */
  readonly path: string;
  /**
   * What stands there.
   *
   * @default - the field is missing
   */
  readonly value?: any;

  /** What is wrong, as a sentence without its full stop. */
  readonly message: string;
  /** Why it must be otherwise, or what would happen. */
  readonly why: string;
  /** The smallest change that cures it. */
  readonly fix: string;
  /**
   * The Kubernetes versions it holds for.
   *
   * @default - every version that was asked about
   */
  readonly kubernetesVersions?: KubernetesVersions;
  /**
   * A page that says more.
   *
   * @default - none
   */
  readonly docs?: string;
}

/** The part of a finding that only the rule can know. */
export type Verdict = Pick<Finding, 'message' | 'why' | 'fix'>;
