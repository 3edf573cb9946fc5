import { ContainerRun } from './container-run';
import { ProbeWorker, Result } from './probe-worker';
import { MICROS_PER_SECOND, ProbeScenario, Role } from './scenario';
import { ProbeResult, ProbeRun } from './timeline';

/** What a worker sees of the pod, and whom it tells what it found. */
export interface Surroundings {
  readonly now: number;
  /** What the kubelet has noted of the container last; undefined before the first sync. */
  readonly noted: Noted | undefined;
  /** When a container started, as the kubelet notes it. */
  startNoted(run: ContainerRun): number;
  noteResult(worker: TickingWorker, result: Result): void;
  noteProbes(worker: TickingWorker, probes: Omit<ProbeRun, 'container' | 'probe'>): void;
  /** Two things happen at once whose order the kubelet leaves to chance. */
  noteTie(): void;
}

export interface Noted {
  readonly instance?: ContainerRun;
  readonly isRunning: boolean;
  started: boolean;
  ready: boolean;
}

/** A probe worker with its ticker, in simulated time: it says when its next turn is, and skips turns of which nothing comes. */
export class TickingWorker extends ProbeWorker<ContainerRun> {
  public result?: Result;
  /** When its next turn is, or the attempt it is at ends. */
  public next = 0;
  /** When its last turn was. */
  public turned = -1;
  /** Ticks are this far apart from here on; the first is one period later. */
  private anchor = 0;
  /** When it last took a tick, or what stands for one. */
  private drained = 0;
  private attempt?: { readonly number: number; readonly at: number; readonly result: ProbeResult };
  private isTriggered = false;
  private isStopped = false;
  /** Turns that need not be played, since nothing comes of them. */
  private uneventful?: Uneventful;

  private readonly period: number;
  private readonly timeout: number;

  constructor(role: Role, probe: ProbeScenario, kubernetes: number, isSidecar: boolean, private readonly pod: Surroundings) {
    super(role, probe, kubernetes, isSidecar);
    this.period = probe.periodSeconds * MICROS_PER_SECOND;
    this.timeout = probe.timeoutSeconds * MICROS_PER_SECOND;
  }

  /** Does what is due at `next`. */
  public act(): void {
    if (this.attempt) {
      this.endAttempt(this.attempt);
      return;
    }
    this.drained = this.pod.now;
    this.takeTurn();
  }

  /** A sync asks for a probe. */
  public trigger(): void {
    if (this.isStopped) return;
    if (this.attempt) {
      // Whether the tick or the sync came first.
      if (this.attempt.at === this.pod.now) this.pod.noteTie();
      this.isTriggered = true;
    } else {
      if (this.next === this.pod.now) this.pod.noteTie();
      this.takeTrigger();
    }
  }

  /** No turn is taken any more; a probe that is under way ends. */
  public stop(): void {
    if (this.isStopped) return;
    this.isStopped = true;
    if (this.next === this.pod.now || this.turned === this.pod.now) this.pod.noteTie();
    if (!this.attempt) this.next = Infinity;
  }

  /** One call of doProbe. */
  private takeTurn(): void {
    const { now, noted } = this.pod;
    this.turned = now;
    const run = noted?.instance;
    const known = this.instance;
    const { sets, probes } = this.turn(run && {
      instance: run,
      isRunning: noted.isRunning,
      isStarted: noted.started,
      secondsRunning: Math.floor((now - this.pod.startNoted(run)) / MICROS_PER_SECOND),
    });
    if (known !== this.instance) this.result = undefined;
    sets.forEach(result => this.set(result));
    if (probes) this.beginAttempt(1);
    else this.next = this.tickAfter(now);
  }

  private beginAttempt(number: number): void {
    const { now } = this.pod;
    const { result, duration } = this.outcome(this.instance!, now);
    this.attempt = { number, at: now, result };
    this.next = now + duration;
  }

  private endAttempt({ number, at, result }: NonNullable<TickingWorker['attempt']>): void {
    this.pod.noteProbes(this, { first: at, every: 0, count: 1, result, duration: this.pod.now - at });
    this.attempt = undefined;
    if (result === 'error' && number < MAX_ATTEMPTS) {
      this.beginAttempt(number + 1);
      return;
    }
    const answer = countedAs(result);
    const decided = answer && this.count(answer);
    if (decided !== undefined) this.set(decided);
    this.waitForTurn();
    // Before 1.32 a startup probe may be asked once more before it is noted that the container has started.
    if (decided === 'success' && this.role === 'startup' && !this.isOnHold && this.next === this.pod.now) this.pod.noteTie();
  }

  /** After a probe: a turn that is waiting already is taken at once. */
  private waitForTurn(): void {
    const { now } = this.pod;
    const hasTick = this.tickAfter(this.drained) <= now;
    if (Number(this.isTriggered) + Number(hasTick) + Number(this.isStopped) > 1) this.pod.noteTie();
    if (this.isStopped) this.next = Infinity;
    else if (this.isTriggered) this.takeTrigger();
    else this.next = hasTick ? now : this.tickAfter(now);
  }

  private takeTrigger(): void {
    this.isTriggered = false;
    // From 1.32 on the ticks begin anew, and one that is waiting is forgotten.
    if (this.kubernetes >= 32) {
      this.anchor = this.pod.now;
      this.drained = this.pod.now;
    }
    this.takeTurn();
  }

  /** The first tick after a time. */
  private tickAfter(time: number): number {
    return this.anchor + (Math.floor((time - this.anchor) / this.period) + 1) * this.period;
  }

  private outcome(run: ContainerRun, at: number): { readonly result: ProbeResult; readonly duration: number } {
    const { outcome, latency } = run.answerAt(this.role, at);
    return outcome === 'hang' || latency > this.timeout ? { result: 'timeout', duration: this.timeout } : { result: outcome, duration: latency };
  }

  private set(result: Result): void {
    if (this.result === result) return;
    this.result = result;
    this.pod.noteResult(this, result);
  }

  // What need not be played.

  /** Finds the turns from the next one on of which nothing comes as long as nothing else changes. */
  public lookAhead(): void {
    if (this.attempt || this.uneventful || this.isStopped) return;
    const { noted } = this.pod;
    const first = this.next;
    const every = this.period;
    // A turn that is taken late does not keep to the ticks.
    if ((first - this.anchor) % every !== 0) return;
    if (noted?.instance === undefined) return this.rest(Infinity);
    if (noted.instance !== this.instance) return;
    if (!noted.isRunning) return this.result === 'failure' || this.isOnHold ? this.rest(Infinity) : undefined;
    if (this.isOnHold || noted.started === (this.role === 'startup')) return this.rest(Infinity);
    const delayEnds = this.pod.startNoted(noted.instance) + this.probe.initialDelaySeconds * MICROS_PER_SECOND;
    if (first < delayEnds) return this.rest(Math.ceil((delayEnds - first) / every));
    this.probeOn(noted.instance);
  }

  /** Counts the uneventful turns that are over, and takes up the one that is under way. */
  public catchUp(): void {
    if (!this.uneventful) return;
    const { now } = this.pod;
    const { first, every, count, probes } = this.uneventful;
    this.uneventful = undefined;
    let over = Math.max(0, Math.min(count, Math.ceil((now - first) / every)));
    this.next = first + over * every;
    if (over === 0) return;
    this.drained = this.next - every;
    if (!probes) return;
    const { result, duration, attempts } = probes;
    const last = this.next - every;
    const isUnderWay = last + duration * attempts > now;
    if (isUnderWay) over--;
    if (over > 0) {
      for (let attempt = 0; attempt < attempts; attempt++) {
        this.pod.noteProbes(this, { first: first + attempt * duration, every: over > 1 ? every : 0, count: over, result, duration });
      }
      const answer = countedAs(result);
      if (answer !== undefined) this.countUndecided(answer, over);
    }
    if (!isUnderWay) return;
    const done = Math.floor((now - last) / duration);
    for (let attempt = 0; attempt < done; attempt++) {
      this.pod.noteProbes(this, { first: last + attempt * duration, every: 0, count: 1, result, duration });
    }
    this.attempt = { number: done + 1, at: last + done * duration, result };
    this.next = this.attempt.at + duration;
  }

  private rest(count: number): void {
    this.uneventful = { first: this.next, every: this.period, count };
    this.next = count === Infinity ? Infinity : this.next + count * this.period;
  }

  private probeOn(run: ContainerRun): void {
    const first = this.next;
    const every = this.period;
    const { result, duration } = this.outcome(run, first);
    const attempts = result === 'error' ? MAX_ATTEMPTS : 1;
    const ends = run.answersEnd(this.role, first);
    // All attempts of a turn must get the same answer, and be over before the next tick.
    if (duration * attempts >= every) return;
    const fitting = ends === Infinity ? Infinity : Math.ceil((ends - (attempts - 1) * duration - first) / every);
    const answer = countedAs(result);
    const undecided = answer === undefined || this.result === answer ? Infinity : this.missing(answer) - 1;
    const count = Math.min(fitting, undecided);
    if (count < 1) return;
    this.uneventful = { first, every, count, probes: { result, duration, attempts } };
    this.next = count === Infinity ? Infinity : first + count * every;
  }
}

/** Turns at even distances of which nothing comes. */
interface Uneventful {
  readonly first: number;
  readonly every: number;
  readonly count: number;
  /** What is asked and answered; nothing is asked, where absent. */
  readonly probes?: { readonly result: ProbeResult; readonly duration: number; readonly attempts: number };
}

const MAX_ATTEMPTS = 3;

/** What a worker counts a result as; an error is nothing. */
function countedAs(result: ProbeResult): 'success' | 'failure' | undefined {
  return result === 'error' ? undefined : result === 'success' ? 'success' : 'failure';
}
