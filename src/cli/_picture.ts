/** A picture of times: one below the other, what is when. It is drawn as text or as SVG. */
export interface Picture {
  readonly title: string;
  /** What the picture says, for those who cannot see it. */
  readonly description: string;
  readonly panels: readonly Panel[];
  /** What the marks mean, where it is not what it usually is; a mark without a word is clear. */
  readonly legend?: Legend;
}

export type Legend = { readonly [kind in Span['kind']]?: string };

/** Rows that share an axis of time, which begins at 0. */
export interface Panel {
  readonly title: string;
  readonly untilSeconds: number;
  readonly rows: readonly Row[];
}

export interface Row {
  readonly label: string;
  /** In order; one may lie over those before it. */
  readonly spans: readonly Span[];
}

export interface Span {
  readonly from: number;
  readonly to: number;
  /** `yes`: it is so in every phase of the kubelet's ticks; `maybe`: in some; `end`: here it is ended, in some phase. */
  readonly kind: 'yes' | 'maybe' | 'end';
}

/** What the marks mean. */
export const LEGEND: Required<Legend> = {
  yes: 'in every phase',
  maybe: 'in some phases',
  end: 'killed within this time',
};

/** Times to write at an axis: few and round, 0 among them. */
export function axisTimes(untilSeconds: number, most: number): number[] {
  const step = STEPS.find(seconds => untilSeconds / seconds <= most) ?? Math.ceil(untilSeconds / most / 3600) * 3600;
  return Array.from({ length: Math.floor(untilSeconds / step) + 1 }, (_, index) => index * step);
}

const STEPS = [1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 86400];
