import { ProbeWorker, Result, SeenContainer } from '../timeline/probe-worker';
import { ProbeScenario, Role } from '../timeline/scenario';
import { ProbeAnswer } from './probe-answer';
import { timerMilliseconds } from './timer';

/** An answer, and how it came. */
export interface GivenAnswer {
  readonly answer: ProbeAnswer;
  readonly milliseconds: number;
  /** 1, where it was asked for the first time. */
  readonly attempt: number;
  /** How many answers of this kind came in a row. */
  readonly streak: number;
}

/** What comes of a probe if it goes on, or fails from now on. */
export interface Prospect {
  readonly probe: Role;
  /** How many failures there were in a row. */
  readonly failures: number;
  /** What is decided next: that it fails; or that it succeeds, where it has failed. */
  readonly decides: 'success' | 'failure';
  /** How soon at the latest. */
  readonly seconds: number;
}

/** What a loop asks of the pod around it. */
export interface LoopSurroundings<Run> {
  /** What the kubelet has noted of the container; undefined before it has seen it. */
  seen(): SeenContainer<Run> | undefined;
  ask(role: Role): Promise<ProbeAnswer>;
  noteAnswer(loop: ProbeLoop<Run>, answer: GivenAnswer): void;
  noteResult(loop: ProbeLoop<Run>, result: Result): void;
}

/** A tick that was taken is over, though by fractions of a microsecond it might not be. */
const ROUNDING = 1e-6;

/** An answer that is neither success nor failure is asked for so often. Source: `maxProbeRetries` in `pkg/kubelet/prober`. */
export const MOST_ATTEMPTS = 3;

/**
 * A probe worker of the kubelet on the real clock: it takes its turns as the ticks of its period come, and when a sync asks.
 *
 * What it does on its turn, and how it counts, is that of the simulation.
 *
 * Source: `run` in `pkg/kubelet/prober/worker.go`.
 */
export class ProbeLoop<Run> extends ProbeWorker<Run> {
  public result?: Result;
  private isStopped = false;
  private isTriggered = false;
  private wake?: () => void;
  /** When the next tick comes. */
  private next = 0;

  constructor(role: Role, probe: ProbeScenario, kubernetes: number, private readonly pod: LoopSurroundings<Run>, isSidecar = false) {
    super(role, probe, kubernetes, isSidecar);
  }

  /** Takes turns until it is stopped. */
  public async takeTurns(): Promise<void> {
    const period = this.probe.periodSeconds * 1000;
    let anchor = performance.now();
    let drained = anchor;
    for (;;) {
      this.next = anchor + (Math.floor((drained - anchor) / period + ROUNDING) + 1) * period;
      await this.takeTurn();
      // A tick that came in the meantime waits; of several, one.
      if (!this.isStopped && !this.isTriggered) await this.sleep(this.next - performance.now());
      if (this.isStopped) return;
      // A timer may come a little before its time, and the tick is over all the same.
      const now = this.isTriggered ? performance.now() : Math.max(this.next, performance.now());
      // From 1.32 on the ticks begin anew when a sync asks.
      if (this.isTriggered && this.kubernetes >= 32) anchor = now;
      if (!this.isTriggered || this.kubernetes >= 32) drained = now;
      this.isTriggered = false;
    }
  }

  /** A sync asks for a probe. */
  public trigger(): void {
    this.isTriggered = true;
    this.wake?.();
  }

  /** No turn is taken any more; a probe that is under way ends. */
  public stop(): void {
    this.isStopped = true;
    this.wake?.();
  }

  /** What comes next of it; nothing, while it is not asked. */
  public prospect(): Prospect | undefined {
    const seen = this.pod.seen();
    if (!seen || seen.instance !== this.instance || !this.mayProbe(seen)) return undefined;
    const decides = this.result === 'failure' ? 'success' : 'failure';
    const { periodSeconds, timeoutSeconds } = this.probe;
    const untilTick = Math.max(0, this.next - performance.now()) / 1000;
    // A failure may take all the time it has to come; a success is quick.
    const [distance, last] = decides === 'failure' ? [Math.max(periodSeconds, timeoutSeconds), timeoutSeconds] : [periodSeconds, 0];
    return {
      probe: this.role,
      failures: this.lastResult === 'failure' ? this.run : 0,
      decides,
      seconds: untilTick + (this.missing(decides) - 1) * distance + last,
    };
  }

  private async takeTurn(): Promise<void> {
    const known = this.instance;
    const { sets, probes } = this.turn(this.pod.seen());
    if (known !== this.instance) this.result = undefined;
    sets.forEach(result => this.set(result));
    if (!probes) return;
    for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
      const begun = performance.now();
      const answer = await this.pod.ask(this.role);
      const milliseconds = Math.round((performance.now() - begun) * 10) / 10;
      if (answer.outcome === 'error') {
        this.pod.noteAnswer(this, { answer, milliseconds, attempt, streak: attempt });
        continue;
      }
      const counted = answer.outcome === 'failure' ? 'failure' : 'success';
      this.pod.noteAnswer(this, { answer, milliseconds, attempt, streak: counted === this.lastResult ? this.run + 1 : 1 });
      const decided = this.count(counted);
      if (decided !== undefined) this.set(decided);
      return;
    }
  }

  private set(result: Result): void {
    if (this.result === result) return;
    this.result = result;
    this.pod.noteResult(this, result);
  }

  private sleep(milliseconds: number): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(() => this.wake?.(), Math.max(0, timerMilliseconds(milliseconds / 1000)));
      this.wake = () => {
        clearTimeout(timer);
        this.wake = undefined;
        resolve();
      };
    });
  }
}
