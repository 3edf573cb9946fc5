import { MICROS_PER_SECOND } from './scenario';

/**
 * How long the kubelet waits before it starts a container again.
 *
 * Source: `k8s.io/client-go/util/flowcontrol` (`Backoff`), with the kubelet's own numbers and expiry.
 */
export class BackOff {
  private entry?: { readonly wait: number; readonly lastUpdate: number };

  /** Until when a container must wait whose last instance ended at a time; undefined where it need not. */
  public waitsUntil(finishedAt: number, now: number): number | undefined {
    // The kubelet's housekeeping forgets, every two seconds.
    if (this.entry && now - this.entry.lastUpdate > EXPIRY) this.entry = undefined;
    if (this.entry === undefined || this.isExpired(finishedAt)) return undefined;
    const until = finishedAt + this.entry.wait;
    return now < until ? until : undefined;
  }

  /** Notes that the container is started again. */
  public next(finishedAt: number, now: number): void {
    const wait = this.entry === undefined || this.isExpired(finishedAt) ? FIRST : Math.min(this.entry.wait * 2, LONGEST);
    this.entry = { wait, lastUpdate: now };
  }

  private isExpired(finishedAt: number): boolean {
    return finishedAt - this.entry!.lastUpdate > EXPIRY;
  }
}

const FIRST = 10 * MICROS_PER_SECOND;
const LONGEST = 300 * MICROS_PER_SECOND;
const EXPIRY = 600 * MICROS_PER_SECOND;
