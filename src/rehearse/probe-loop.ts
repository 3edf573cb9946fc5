import { ProbeWorker, Result, SeenContainer } from '../timeline/probe-worker';
import { ProbeScenario, Role } from '../timeline/scenario';
import { ProbeAnswer } from './probe-answer';

/** What a loop asks of the pod around it. */
export interface LoopSurroundings<Run> {
  /** What the kubelet has noted of the container; undefined before it has seen it. */
  seen(): SeenContainer<Run> | undefined;
  ask(role: Role): Promise<ProbeAnswer>;
  noteAnswer(loop: ProbeLoop<Run>, answer: ProbeAnswer, milliseconds: number, attempt: number): void;
  noteResult(loop: ProbeLoop<Run>, result: Result): void;
}

/** An answer that is neither success nor failure is asked for so often. Source: `maxProbeRetries` in `pkg/kubelet/prober`. */
const MOST_ATTEMPTS = 3;

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

  constructor(role: Role, probe: ProbeScenario, kubernetes: number, private readonly pod: LoopSurroundings<Run>) {
    super(role, probe, kubernetes);
  }

  /** Takes turns until it is stopped. */
  public async takeTurns(): Promise<void> {
    const period = this.probe.periodSeconds * 1000;
    let anchor = performance.now();
    let drained = anchor;
    for (;;) {
      await this.takeTurn();
      // A tick that came in the meantime waits; of several, one.
      const next = anchor + (Math.floor((drained - anchor) / period) + 1) * period;
      if (!this.isStopped && !this.isTriggered) await this.sleep(next - performance.now());
      if (this.isStopped) return;
      const now = performance.now();
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

  private async takeTurn(): Promise<void> {
    const known = this.instance;
    const { sets, probes } = this.turn(this.pod.seen());
    if (known !== this.instance) this.result = undefined;
    sets.forEach(result => this.set(result));
    if (!probes) return;
    for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
      const begun = performance.now();
      const answer = await this.pod.ask(this.role);
      this.pod.noteAnswer(this, answer, performance.now() - begun, attempt);
      if (answer.outcome === 'error') continue;
      const decided = this.count(answer.outcome === 'failure' ? 'failure' : 'success');
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
      const timer = setTimeout(() => this.wake?.(), Math.max(0, milliseconds));
      this.wake = () => {
        clearTimeout(timer);
        this.wake = undefined;
        resolve();
      };
    });
  }
}
