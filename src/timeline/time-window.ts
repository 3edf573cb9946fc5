/** A time that the phase of the kubelet's ticks leaves open: in seconds, from the earliest to the latest. */
export interface TimeWindow {
  /** Not before this time, whatever the phase. */
  readonly earliestSeconds: number;
  /** Not after this time, whatever the phase; the kubelet's own work, a second or two, is not counted. */
  readonly latestSeconds: number;
}
