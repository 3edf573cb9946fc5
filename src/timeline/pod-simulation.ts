import { ContainerRun } from './container-run';
import { MICROS_PER_SECOND, Scenario, SHORTEST_GRACE_SECONDS } from './scenario';
import { SimulatedContainer, SurroundingPod } from './simulated-container';
import { TickingWorker } from './ticking-worker';
import { ProbeRun, Timeline, TimelineEvent } from './timeline';

/**
 * Plays the kubelet's part for one pod: from one thing that matters to the next, and not from probe to probe.
 *
 * The workers, their counting and the back-off are the kubelet's; sync, kill and restart are what it does at least, with
 * the delays of the scenario. `conformance/kubelet` compares both with the kubelet's own code.
 */
export function simulate(scenario: Scenario): Timeline {
  return new Simulation(scenario).play();
}

class Simulation implements SurroundingPod {
  public now = 0;
  private readonly events: TimelineEvent[] = [];
  private readonly probes: ProbeRun[] = [];
  private readonly containers: readonly SimulatedContainer[];
  private readonly workers: readonly TickingWorker[];
  private readonly appointments: { readonly at: number; readonly keep: () => void }[] = [];
  private ambiguousAt?: number;
  /** When syncs are due, the next one first. */
  private due: number[] = [];
  /** The sync that is being done, which may be waiting for the end of a container. */
  private sync?: { readonly steps: Generator<number, void, void>; next: number };
  private deletion: 'none' | 'asked for' | 'begun' = 'none';

  constructor(public readonly scenario: Scenario) {
    this.containers = scenario.containers.map(plan => new SimulatedContainer(plan, this));
    this.workers = this.containers.flatMap(({ workers }) => workers);
    const sidecar = scenario.containers.findIndex(({ isSidecar }) => isSidecar);
    this.containers.forEach((container, index) => {
      // What comes after a sidecar is started by a sync that finds it started.
      if (sidecar === -1 || index <= sidecar) this.appoint(container.plan.startsAt, () => this.startContainer(container));
    });
    for (const at of scenario.syncs) this.appoint(at, () => this.requestSync(at));
    if (scenario.deletedAt !== undefined) {
      this.appoint(scenario.deletedAt, () => {
        this.deletion = 'asked for';
        this.requestSync(this.now);
      });
    }
  }

  public play(): Timeline {
    const { until } = this.scenario;
    for (;;) {
      const worker = this.nextWorker();
      const appointed = this.appointments.length > 0 ? this.appointments[0].at : Infinity;
      const syncs = this.sync?.next ?? this.due[0] ?? Infinity;
      const at = Math.min(worker?.next ?? Infinity, appointed, syncs);
      if (at >= until) break;
      this.now = at;
      // What workers see may change now: their uneventful turns so far are over, and the rest is looked at anew.
      for (const each of this.workers) each.catchUp();
      // Whether the turn of a worker comes before what it would see or after.
      if ((appointed === at || syncs === at) && this.nextWorker()?.next === at) this.noteTie();
      if (appointed === at && syncs === at) this.noteTie();
      if (appointed === at) this.appointments.shift()!.keep();
      else if (worker?.next === at) worker.act();
      else this.goOnSyncing();
      for (const each of this.workers) each.lookAhead();
    }
    this.now = until;
    for (const worker of this.workers) worker.catchUp();
    return { events: this.events, probes: this.probes, ...this.ambiguousAt === undefined ? {} : { ambiguousAt: this.ambiguousAt } };
  }

  public noteEvent(event: Omit<TimelineEvent, 'at'>): void {
    this.events.push({ at: this.now, ...event });
  }

  public noteProbes(probes: ProbeRun): void {
    this.probes.push(probes);
  }

  public noteTie(): void {
    this.ambiguousAt ??= this.now;
  }

  public requestSync(at: number): void {
    if (this.deletion === 'begun') return;
    let index = this.due.length;
    while (index > 0 && this.due[index - 1] > at) index--;
    // Requests for the same time are one sync.
    if (this.due[index - 1] !== at) this.due.splice(index, 0, at);
  }

  private nextWorker(): TickingWorker | undefined {
    let first: TickingWorker | undefined;
    for (const worker of this.workers) {
      if (first === undefined || worker.next < first.next) first = worker;
    }
    return first;
  }

  private appoint(at: number, keep: () => void): void {
    let index = this.appointments.length;
    while (index > 0 && this.appointments[index - 1].at > at) index--;
    this.appointments.splice(index, 0, { at, keep });
  }

  private goOnSyncing(): void {
    if (!this.sync) {
      this.due = this.due.filter(at => at > this.now);
      this.sync = { steps: this.deletion === 'none' ? this.syncPod() : this.deletePod(), next: this.now };
    }
    const { done, value } = this.sync.steps.next();
    if (!done) {
      this.sync.next = value;
      return;
    }
    this.sync = undefined;
    // What was asked for in the meantime is done now.
    this.due = this.due.map(at => Math.max(at, this.now));
  }

  private* syncPod(): Generator<number, void, void> {
    this.noteStatus();
    for (const container of this.containers) yield* this.syncContainer(container);
  }

  private noteStatus(): void {
    const all = this.containers.map(container => container.status());
    const trigger = () => all.forEach(({ triggered }) => triggered?.trigger());
    if (!this.scenario.freshTriggers) trigger();
    this.containers.forEach((container, index) => container.noteStatus(all[index].status));
    if (this.scenario.freshTriggers) trigger();
  }

  private* syncContainer(container: SimulatedContainer): Generator<number, void, void> {
    if (container.runs.length === 0) {
      if (!this.mayStart(container)) return;
      yield Math.max(container.plan.startsAt, this.now + this.scenario.restartDelay);
      this.startContainer(container, 0);
      return;
    }
    const seen = container.latestSeen();
    if (seen === undefined) return;
    const exited = container.newestExited();
    if (!container.isSeenEnded(seen)) {
      const failed = container.failedProbe(seen);
      if (!failed) return;
      const grace = failed.probe.terminationGracePeriodSeconds ?? this.scenario.graceSeconds;
      const ends = this.kill(container, seen, grace, failed);
      if (ends !== undefined) {
        yield ends;
        this.endContainer(container, seen, 0);
      }
    }
    yield* this.restart(container, exited);
  }

  /** Whether there are sidecars before a container, and all of them have started. */
  private mayStart(container: SimulatedContainer): boolean {
    const sidecars = this.containers.slice(0, this.containers.indexOf(container)).filter(({ plan }) => plan.isSidecar);
    return sidecars.length > 0 && sidecars.every(sidecar => sidecar.hasStarted());
  }

  /** Asks a container to end; returns when it will, where it has not already. */
  private kill(container: SimulatedContainer, run: ContainerRun, graceSeconds: number, by?: TickingWorker): number | undefined {
    const grace = Math.max(SHORTEST_GRACE_SECONDS, graceSeconds);
    container.note({ what: 'killing', ...by ? { probe: by.role } : {}, grace });
    if (run.finishedAt !== undefined) return undefined;
    // It may also end by itself meanwhile.
    const { stopsAfter, crashesAt = Infinity } = run.life;
    return Math.min(this.now + Math.min(stopsAfter, grace * MICROS_PER_SECOND), run.startedAt + crashesAt);
  }

  private* restart(container: SimulatedContainer, exited: ContainerRun | undefined): Generator<number, void, void> {
    if (this.deletion !== 'none') return;
    if (exited) {
      const until = container.backOff.waitsUntil(exited.finishedAt!, this.now);
      if (until !== undefined) {
        const { backOffResync } = this.scenario;
        container.note({ what: 'backing off' });
        this.requestSync(backOffResync === undefined ? until : this.now + backOffResync);
        return;
      }
      container.backOff.next(exited.finishedAt!, this.now);
    }
    yield this.now + this.scenario.restartDelay;
    this.startContainer(container, 0);
  }

  /** Readiness goes on until all containers have ended; the probes of sidecars do, too. */
  private* deletePod(): Generator<number, void, void> {
    this.deletion = 'begun';
    this.noteEvent({ container: '', what: 'deleting' });
    this.noteStatus();
    const sidecars = this.containers.filter(({ plan }) => plan.isSidecar).reverse();
    const others = this.containers.filter(({ plan }) => !plan.isSidecar);
    for (const { workers } of others) workers.filter(({ role }) => role !== 'readiness').forEach(worker => worker.stop());
    const began = this.now;
    const ending = others.flatMap(container => container.running.map(run => {
      return { container, run, ends: this.kill(container, run, this.scenario.graceSeconds)! };
    }));
    for (const { container, run, ends } of ending.sort((a, b) => a.ends - b.ends)) {
      yield ends;
      this.endContainer(container, run);
    }
    for (const container of sidecars) {
      for (const run of container.running) {
        // Of the grace period, whole seconds have been spent waiting.
        const spent = Math.floor((this.now - began) / MICROS_PER_SECOND);
        yield this.kill(container, run, this.scenario.graceSeconds - spent)!;
        this.endContainer(container, run);
      }
    }
    for (const worker of this.workers) worker.stop();
    for (const container of this.containers) container.noteEnd();
    this.noteEvent({ container: '', what: 'deleted' });
    this.due = [];
  }

  /** @param seenAfter when a sync sees that it runs: what a sync did itself, the next one sees */
  private startContainer(container: SimulatedContainer, seenAfter = this.scenario.statusDelay): void {
    if (this.deletion !== 'none') return;
    const { plan, runs } = container;
    const life = plan.lives[Math.min(runs.length, plan.lives.length - 1)];
    const run = new ContainerRun(life, plan.outages ?? [], runs[0]?.startedAt ?? this.now, this.now, this.now + seenAfter);
    runs.push(run);
    container.note({ what: 'container started' });
    this.requestSync(this.now + this.scenario.statusDelay);
    if (life.crashesAt !== undefined) this.appoint(this.now + life.crashesAt, () => this.endContainer(container, run));
  }

  private endContainer(container: SimulatedContainer, run: ContainerRun, seenAfter = this.scenario.statusDelay): void {
    if (run.finishedAt !== undefined) return;
    run.finishedAt = this.now;
    run.endSeen = this.now + seenAfter;
    container.note({ what: 'container ended' });
    this.requestSync(this.now + this.scenario.statusDelay);
  }
}
