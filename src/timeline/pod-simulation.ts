import { BackOff } from './back-off';
import { ContainerRun } from './container-run';
import { Result } from './probe-worker';
import { ContainerScenario, MICROS_PER_SECOND, ROLES, Scenario } from './scenario';
import { Noted, Surroundings, TickingWorker } from './ticking-worker';
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

/** The shortest time a container has to end, in seconds. */
const SHORTEST_GRACE = 2;

interface Container {
  readonly plan: ContainerScenario;
  readonly workers: TickingWorker[];
  readonly runs: ContainerRun[];
  readonly backOff: BackOff;
  /** What the kubelet has noted of it last; undefined before the first sync. */
  noted?: Noted;
}

class Simulation {
  private readonly events: TimelineEvent[] = [];
  private readonly probes: ProbeRun[] = [];
  private readonly containers: Container[];
  private readonly workers: TickingWorker[];
  private readonly appointments: { readonly at: number; readonly keep: () => void }[] = [];
  private ambiguousAt?: number;
  /** When syncs are due, the next one first. */
  private due: number[] = [];
  /** The sync that is being done, which may be waiting for the end of a container. */
  private sync?: { readonly steps: Generator<number, void, void>; next: number };
  private deletion: 'none' | 'asked for' | 'begun' = 'none';
  private now = 0;

  constructor(private readonly scenario: Scenario) {
    this.containers = scenario.containers.map(plan => this.containerOf(plan));
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

  private containerOf(plan: ContainerScenario): Container {
    const container: Container = { plan, workers: [], runs: [], backOff: new BackOff() };
    // eslint-disable-next-line @typescript-eslint/no-this-alias
    const simulation = this;
    const surroundings: Surroundings = {
      get now() { return simulation.now; },
      get noted() { return container.noted; },
      startNoted: run => this.startNoted(run),
      noteResult: (worker, result) => this.reactTo(container, worker, result),
      noteProbes: ({ role }, probes) => this.probes.push({ container: plan.name, probe: role, ...probes }),
      noteTie: () => this.noteTie(),
    };
    for (const role of ROLES) {
      const probe = plan.probes[role];
      if (probe) container.workers.push(new TickingWorker(role, probe, this.scenario.kubernetes, plan.isSidecar ?? false, surroundings));
    }
    return container;
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

  private noteTie(): void {
    this.ambiguousAt ??= this.now;
  }

  // What is noted.

  /** When a container started, as the kubelet notes it: cut to a whole second of the wall clock. */
  private startNoted({ startedAt }: ContainerRun): number {
    const { secondOffset } = this.scenario;
    return Math.floor((startedAt + secondOffset) / MICROS_PER_SECOND) * MICROS_PER_SECOND - secondOffset;
  }

  private reactTo(container: Container, { role, instance }: TickingWorker, result: Result): void {
    this.note(container, { what: 'result', probe: role, result });
    const noted = container.noted?.instance === instance ? container.noted : undefined;
    switch (role) {
      case 'liveness': if (result !== 'failure') return; break;
      case 'readiness': if (noted) this.setNoted(container, noted, { ready: result === 'success' }); break;
      case 'startup': if (noted) this.setNoted(container, noted, { started: result === 'success' }); break;
    }
    this.requestSync(this.now + this.scenario.reactionDelay);
  }

  private setNoted(container: Container, noted: Noted, change: Partial<Pick<Noted, 'started' | 'ready'>>): void {
    const { started = noted.started, ready = noted.ready } = change;
    if (noted.started !== started) {
      this.note(container, { what: 'started', result: started });
      // Another probe of the container may be asked at this very moment, or just not any more.
      const others = container.workers.filter(worker => worker.turned === this.now || worker.next === this.now);
      if (others.length > 1) this.noteTie();
    }
    if (noted.ready !== ready) this.note(container, { what: 'ready', result: ready });
    noted.started = started;
    noted.ready = ready;
  }

  private note(container: Container | undefined, event: Omit<TimelineEvent, 'at' | 'container'>): void {
    this.events.push({ at: this.now, container: container?.plan.name ?? '', ...event });
  }

  // What stands for the sync loop.

  private requestSync(at: number): void {
    if (this.deletion === 'begun') return;
    let index = this.due.length;
    while (index > 0 && this.due[index - 1] > at) index--;
    // Requests for the same time are one sync.
    if (this.due[index - 1] !== at) this.due.splice(index, 0, at);
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
    const triggered: TickingWorker[] = [];
    const status = this.containers.map(container => this.statusOf(container, triggered));
    if (!this.scenario.freshTriggers) triggered.forEach(worker => worker.trigger());
    this.containers.forEach((container, index) => {
      const { started = false, ready = false } = container.noted ?? {};
      container.noted = { ...status[index], started, ready };
      this.setNoted(container, container.noted, status[index]);
    });
    if (this.scenario.freshTriggers) triggered.forEach(worker => worker.trigger());
  }

  private statusOf(container: Container, triggered: TickingWorker[]): Noted {
    const instance = this.newestSeen(container);
    const isRunning = instance !== undefined && !this.isSeenEnded(instance);
    const startup = container.workers.find(({ role }) => role === 'startup');
    const readiness = container.workers.find(({ role }) => role === 'readiness');
    const result = startup?.instance === instance ? startup?.result : undefined;
    // From 1.35 on a container is taken for started because the one before it was, until its own startup probe is asked.
    const inherited = this.scenario.kubernetes >= 35 && (container.noted?.started ?? false);
    const started = isRunning && (result === undefined ? inherited || startup === undefined : result === 'success');
    if (!started || instance === undefined) return { instance, isRunning, started, ready: false };
    const ready = readiness === undefined || (readiness.instance === instance && readiness.result === 'success');
    if (!ready) triggered.push(readiness);
    return { instance, isRunning, started, ready };
  }

  private* syncContainer(container: Container): Generator<number, void, void> {
    const { runs } = container;
    if (runs.length === 0) {
      if (!this.mayStart(container)) return;
      yield Math.max(container.plan.startsAt, this.now + this.scenario.restartDelay);
      this.startContainer(container, 0);
      return;
    }
    const seen = this.newestSeen(container);
    if (seen === undefined || seen !== runs[runs.length - 1]) return;
    const exited = this.newestExited(runs);
    if (!this.isSeenEnded(seen)) {
      const failed = this.failedProbe(container, seen);
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

  /** Whether all sidecars before a container have started. */
  private mayStart(container: Container): boolean {
    const before = this.containers.slice(0, this.containers.indexOf(container));
    const sidecars = before.filter(({ plan }) => plan.isSidecar);
    return sidecars.length > 0 && sidecars.every(sidecar => {
      const seen = this.newestSeen(sidecar);
      if (seen === undefined || this.isSeenEnded(seen)) return false;
      const startup = sidecar.workers.find(({ role }) => role === 'startup');
      return startup === undefined || (startup.instance === seen && startup.result === 'success');
    });
  }

  private failedProbe({ plan, workers }: Container, seen: ContainerRun): TickingWorker | undefined {
    const failed = (wanted: string) => workers.find(({ role, instance, result }) => role === wanted && instance === seen && result === 'failure');
    return plan.isSidecar ? failed('startup') ?? failed('liveness') : failed('liveness') ?? failed('startup');
  }

  /** Asks a container to end; returns when it will, where it has not already. */
  private kill(container: Container, run: ContainerRun, graceSeconds: number, by?: TickingWorker): number | undefined {
    const grace = Math.max(SHORTEST_GRACE, graceSeconds);
    this.note(container, { what: 'killing', ...by ? { probe: by.role } : {}, grace });
    return run.finishedAt === undefined ? this.now + Math.min(run.life.stopsAfter, grace * MICROS_PER_SECOND) : undefined;
  }

  private* restart(container: Container, exited: ContainerRun | undefined): Generator<number, void, void> {
    if (this.deletion !== 'none') return;
    if (exited) {
      const until = container.backOff.waitsUntil(exited.finishedAt!, this.now);
      if (until !== undefined) {
        const { backOffResync } = this.scenario;
        this.note(container, { what: 'backing off' });
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
    this.note(undefined, { what: 'deleting' });
    this.noteStatus();
    const sidecars = this.containers.filter(({ plan }) => plan.isSidecar).reverse();
    const others = this.containers.filter(({ plan }) => !plan.isSidecar);
    for (const { workers } of others) workers.filter(({ role }) => role !== 'readiness').forEach(worker => worker.stop());
    const began = this.now;
    const ending = others.flatMap(container => this.running(container).map(run => {
      return { container, run, ends: this.kill(container, run, this.scenario.graceSeconds)! };
    }));
    for (const { container, run, ends } of ending.sort((a, b) => a.ends - b.ends)) {
      yield ends;
      this.endContainer(container, run);
    }
    for (const container of sidecars) {
      for (const run of this.running(container)) {
        // Of the grace period, whole seconds have been spent waiting.
        const spent = Math.floor((this.now - began) / MICROS_PER_SECOND);
        yield this.kill(container, run, this.scenario.graceSeconds - spent)!;
        this.endContainer(container, run);
      }
    }
    for (const worker of this.workers) worker.stop();
    for (const container of this.containers) this.setNoted(container, container.noted!, { started: false, ready: false });
    this.note(undefined, { what: 'deleted' });
    this.due = [];
  }

  // Containers.

  /** @param seenAfter when a sync sees that it runs: what a sync did itself, the next one sees */
  private startContainer(container: Container, seenAfter = this.scenario.statusDelay): void {
    if (this.deletion !== 'none') return;
    const { plan, runs } = container;
    const life = plan.lives[Math.min(runs.length, plan.lives.length - 1)];
    const run = new ContainerRun(life, plan.outages ?? [], runs[0]?.startedAt ?? this.now, this.now, this.now + seenAfter);
    runs.push(run);
    this.note(container, { what: 'container started' });
    this.requestSync(this.now + this.scenario.statusDelay);
    if (life.crashesAt !== undefined) this.appoint(this.now + life.crashesAt, () => this.endContainer(container, run));
  }

  private endContainer(container: Container, run: ContainerRun, seenAfter = this.scenario.statusDelay): void {
    if (run.finishedAt !== undefined) return;
    run.finishedAt = this.now;
    run.endSeen = this.now + seenAfter;
    this.note(container, { what: 'container ended' });
    this.requestSync(this.now + this.scenario.statusDelay);
  }

  private newestSeen({ runs }: Container): ContainerRun | undefined {
    for (let index = runs.length - 1; index >= 0; index--) {
      if (runs[index].startSeen <= this.now) return runs[index];
    }
    return undefined;
  }

  private newestExited(runs: readonly ContainerRun[]): ContainerRun | undefined {
    for (let index = runs.length - 1; index >= 0; index--) {
      if (this.isSeenEnded(runs[index])) return runs[index];
    }
    return undefined;
  }

  private isSeenEnded({ endSeen }: ContainerRun): boolean {
    return endSeen !== undefined && endSeen <= this.now;
  }

  private running({ runs }: Container): ContainerRun[] {
    return runs.filter(({ finishedAt }) => finishedAt === undefined);
  }
}
