/** Something worth saying, once, of an app that is rehearsed. */
export interface Remark {
  /** What was seen. */
  readonly message: string;
  readonly why: string;
  readonly fix: string;
}
