import { Severity } from '../findings/finding';

/** Something worth saying, once, of an app that is rehearsed. */
export interface Remark {
  /** An information, where it works as it is. */
  readonly severity: Severity.WARNING | Severity.INFO;
  /** What was seen. */
  readonly message: string;
  readonly why: string;
  readonly fix: string;
}
