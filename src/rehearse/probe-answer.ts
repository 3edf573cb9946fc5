/** What came of asking a probe once. */
export interface ProbeAnswer {
  /**
   * A warning is a success that the kubelet writes an event about; an error is neither success nor failure: it is asked
   * again at once, up to twice, and then does not count.
   */
  readonly outcome: 'success' | 'warning' | 'failure' | 'error';
  /** What the event of the kubelet would say. */
  readonly output: string;
  /** The status of an HTTP answer, what a gRPC server said, or how a command failed; absent where nobody said anything. */
  readonly status?: number | string;
  /** Nobody said anything: the connection was refused, or the time was up. */
  readonly unanswered?: 'refused' | 'late';
  /** Where the answer comes from, or leads to, after redirects: a path, or a whole address on another host or port. */
  readonly redirectedTo?: string;
}

/** Whether an answer counts as one, and not as a failure or as none. */
export function isSuccess({ outcome }: ProbeAnswer): boolean {
  return outcome === 'success' || outcome === 'warning';
}

/** Whether TLS failed because the server answered in plain HTTP. */
export function speaksNoTls({ outcome, output }: Pick<ProbeAnswer, 'outcome' | 'output'>): boolean {
  return outcome === 'failure' && /wrong version number|packet length too long|http request/i.test(output);
}

/** Where the containers of the pod are, for the kubelet. */
export interface ProbeTarget {
  /** The address that stands for the pod's. */
  readonly host: string;
  /** The version of the kubelet, as a minor number: it tells its own to servers. */
  readonly kubernetes: number;
  /** For what it asks; a probe, where absent. */
  readonly asks?: 'lifecycle';
}

/** No more of an answer is read, or shown. Source: `maxRespBodyLength` and `maxReadLength` in `pkg/probe`. */
export const MOST_OUTPUT = 10 * 1024;

/** Whether an error of a connection says that nobody is there. */
export function isRefusal(code: string | undefined): boolean {
  return ['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT'].includes(code ?? '');
}

/** What the kubelet calls itself. */
export function userAgent({ kubernetes, asks }: ProbeTarget): string {
  return `kube-${asks ?? 'probe'}/1.${kubernetes}`;
}

/** What went wrong with a connection; where several addresses were tried, with the first of them. */
export function connectionError({ message, code, errors }: NodeJS.ErrnoException & { readonly errors?: readonly Error[] }): string {
  return message || errors?.[0]?.message || code || 'the connection failed';
}
