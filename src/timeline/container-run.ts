import { Answer, Life, Outage, QUICK, Role } from './scenario';

/** A container from one of its starts to its end, and what its app answers in between. */
export class ContainerRun {
  public finishedAt?: number;
  /** From when on the kubelet can see that it has ended. */
  public endSeen?: number;

  /**
   * @param firstStart when the container was started for the first time
   * @param startSeen from when on the kubelet can see that it runs
   */
  constructor(
    public readonly life: Life,
    private readonly outages: readonly Outage[],
    private readonly firstStart: number,
    public readonly startedAt: number,
    public readonly startSeen: number,
  ) {
  }

  public answerAt(role: Role, at: number): Answer {
    if (this.finishedAt !== undefined && this.finishedAt <= at) return GONE;
    let answer = FINE;
    for (const each of this.life.answers[role] ?? []) {
      if (this.startedAt + each.from <= at) answer = each;
    }
    for (const outage of this.outages) {
      if (!outage.probes.includes(role) || at < this.firstStart + outage.from || at >= this.firstStart + outage.until) continue;
      if (outage.outcome !== 'success') return outage;
      if (answer.outcome === 'success') answer = outage;
    }
    return answer;
  }

  /** When the answers change next, its own end apart. */
  public answersEnd(role: Role, at: number): number {
    let end = Infinity;
    const consider = (change: number) => {
      if (change > at && change < end) end = change;
    };
    for (const { from } of this.life.answers[role] ?? []) consider(this.startedAt + from);
    for (const { probes, from, until } of this.outages) {
      if (!probes.includes(role)) continue;
      consider(this.firstStart + from);
      consider(this.firstStart + until);
    }
    return end;
  }
}

/** What an app that is gone answers: nothing that the kubelet would count. */
const GONE: Answer = { from: 0, outcome: 'error', latency: QUICK };
const FINE: Answer = { from: 0, outcome: 'success', latency: QUICK };
