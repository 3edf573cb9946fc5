import { BackOff } from './back-off';
import { ContainerRun } from './container-run';
import { Result } from './probe-worker';
import { ContainerScenario, MICROS_PER_SECOND, Role, ROLES, Scenario } from './scenario';
import { Noted, Surroundings, TickingWorker } from './ticking-worker';
import { ProbeRun, TimelineEvent } from './timeline';

/** What a container needs of the pod it is in. */
export interface SurroundingPod {
  readonly scenario: Scenario;
  readonly now: number;
  noteEvent(event: Omit<TimelineEvent, 'at'>): void;
  noteProbes(probes: ProbeRun): void;
  /** Two things happen at once whose order the kubelet leaves to chance. */
  noteTie(): void;
  requestSync(at: number): void;
}

/** A container of a pod: its runs, its probe workers, and what the kubelet has noted and can see of it. */
export class SimulatedContainer implements Surroundings {
  public readonly workers: readonly TickingWorker[];
  public readonly backOff = new BackOff();
  public readonly runs: ContainerRun[] = [];
  public noted: Noted | undefined = undefined;

  constructor(public readonly plan: ContainerScenario, private readonly pod: SurroundingPod) {
    this.workers = ROLES.flatMap(role => {
      const probe = plan.probes[role];
      return probe ? [new TickingWorker(role, probe, pod.scenario.kubernetes, plan.isSidecar ?? false, this)] : [];
    });
  }

  public get now(): number {
    return this.pod.now;
  }

  public get running(): ContainerRun[] {
    return this.runs.filter(({ finishedAt }) => finishedAt === undefined);
  }

  public note(event: Omit<TimelineEvent, 'at' | 'container'>): void {
    this.pod.noteEvent({ container: this.plan.name, ...event });
  }

  // As its workers see it.

  /** When a container started, as the kubelet notes it: cut to a whole second of the wall clock. */
  public startNoted({ startedAt }: ContainerRun): number {
    const { secondOffset } = this.pod.scenario;
    return Math.floor((startedAt + secondOffset) / MICROS_PER_SECOND) * MICROS_PER_SECOND - secondOffset;
  }

  public noteResult({ role, instance }: TickingWorker, result: Result): void {
    this.note({ what: 'result', probe: role, result });
    const noted = this.noted?.instance === instance ? this.noted : undefined;
    switch (role) {
      case 'liveness': if (result !== 'failure') return; break;
      case 'readiness': if (noted) this.setNoted(noted, { ready: result === 'success' }); break;
      case 'startup': if (noted) this.setNoted(noted, { started: result === 'success' }); break;
    }
    this.pod.requestSync(this.now + this.pod.scenario.reactionDelay);
  }

  public noteProbes({ role }: TickingWorker, probes: Omit<ProbeRun, 'container' | 'probe'>): void {
    this.pod.noteProbes({ container: this.plan.name, probe: role, ...probes });
  }

  public noteTie(): void {
    this.pod.noteTie();
  }

  // As a sync sees it.

  /** Its status, and the worker that is asked once more since it is not ready. */
  public status(): { readonly status: Noted; readonly triggered?: TickingWorker } {
    const instance = this.newestSeen();
    const isRunning = instance !== undefined && !this.isSeenEnded(instance);
    const startup = this.workerOf('startup');
    const result = startup?.instance === instance ? startup?.result : undefined;
    // From 1.35 on a container is taken for started because the one before it was, until its own startup probe is asked.
    const inherited = this.pod.scenario.kubernetes >= 35 && (this.noted?.started ?? false);
    const started = isRunning && (result === undefined ? inherited || startup === undefined : result === 'success');
    if (!started) return { status: { instance, isRunning, started, ready: false } };
    const readiness = this.workerOf('readiness');
    const ready = readiness === undefined || (readiness.instance === instance && readiness.result === 'success');
    return { status: { instance, isRunning, started, ready }, ...ready ? {} : { triggered: readiness } };
  }

  public noteStatus(status: Noted): void {
    const { started = false, ready = false } = this.noted ?? {};
    this.noted = { ...status, started, ready };
    this.setNoted(this.noted, status);
  }

  /** All of its containers have ended. */
  public noteEnd(): void {
    if (this.noted) this.setNoted(this.noted, { started: false, ready: false });
  }

  /** Whether it runs, and its startup probe has succeeded if there is one. */
  public hasStarted(): boolean {
    const seen = this.newestSeen();
    if (seen === undefined || this.isSeenEnded(seen)) return false;
    const startup = this.workerOf('startup');
    return startup === undefined || (startup.instance === seen && startup.result === 'success');
  }

  /** The newest run that can be seen; undefined where a newer one cannot be seen yet. */
  public latestSeen(): ContainerRun | undefined {
    const seen = this.newestSeen();
    return seen === this.runs[this.runs.length - 1] ? seen : undefined;
  }

  /** The newest run whose end can be seen. */
  public newestExited(): ContainerRun | undefined {
    return this.newest(run => this.isSeenEnded(run));
  }

  public isSeenEnded({ endSeen }: ContainerRun): boolean {
    return endSeen !== undefined && endSeen <= this.now;
  }

  /** The probe for which a run has to be killed, if any. */
  public failedProbe(seen: ContainerRun): TickingWorker | undefined {
    const order: readonly Role[] = this.plan.isSidecar ? ['startup', 'liveness'] : ['liveness', 'startup'];
    return order.map(role => this.workerOf(role)).find(worker => worker?.instance === seen && worker.result === 'failure');
  }

  private setNoted(noted: Noted, change: Partial<Pick<Noted, 'started' | 'ready'>>): void {
    const { started = noted.started, ready = noted.ready } = change;
    if (noted.started !== started) {
      this.note({ what: 'started', result: started });
      // Another probe of the container may be asked at this very moment, or just not any more.
      const others = this.workers.filter(worker => worker.turned === this.now || worker.next === this.now);
      if (others.length > 1) this.noteTie();
    }
    if (noted.ready !== ready) this.note({ what: 'ready', result: ready });
    noted.started = started;
    noted.ready = ready;
  }

  private newestSeen(): ContainerRun | undefined {
    return this.newest(({ startSeen }) => startSeen <= this.now);
  }

  private newest(holds: (run: ContainerRun) => boolean): ContainerRun | undefined {
    for (let index = this.runs.length - 1; index >= 0; index--) {
      if (holds(this.runs[index])) return this.runs[index];
    }
    return undefined;
  }

  private workerOf(wanted: Role): TickingWorker | undefined {
    return this.workers.find(({ role }) => role === wanted);
  }
}
