import { BackOff } from '../timeline/back-off';
import { Result, SeenContainer } from '../timeline/probe-worker';
import { ContainerProbes, MICROS_PER_SECOND, Role, ROLES, SHORTEST_GRACE_SECONDS } from '../timeline/scenario';
import { ProbeAnswer } from './probe-answer';
import { ProbeLoop } from './probe-loop';

/** An app that can be started and ended. */
export interface App {
  start(): AppRun;
}

/** An app from one start to its end. */
export interface AppRun {
  /** When it has ended by itself, or was ended: its exit code, or the signal. */
  readonly ended: Promise<string>;
  /** Asks it to end (SIGTERM), and ends it (SIGKILL) when the grace period is over. */
  stop(graceSeconds: number): Promise<void>;
}

/** Something that happened; times are seconds after the rehearsal began. */
export type RehearsalEvent = { readonly at: number; readonly run: number } & (
  | { readonly what: 'start' }
  | { readonly what: 'answer'; readonly probe: Role; readonly answer: ProbeAnswer; readonly milliseconds: number; readonly attempt: number }
  | { readonly what: 'result'; readonly probe: Role; readonly result: Result }
  | { readonly what: 'started' | 'ready'; readonly value: boolean }
  | { readonly what: 'killing'; readonly probe?: Role; readonly graceSeconds: number }
  | { readonly what: 'end'; readonly how: string }
  | { readonly what: 'back-off'; readonly seconds: number }
);

/** Without the time and the run, which are added. */
type Happening = RehearsalEvent extends infer Event ? Event extends RehearsalEvent ? Omit<Event, 'at' | 'run'> : never : never;

export interface RehearsedPlan {
  readonly kubernetes: number;
  readonly probes: ContainerProbes;
  readonly graceSeconds: number;
  readonly restarts: boolean;
  readonly ask: (role: Role) => Promise<ProbeAnswer>;
  readonly tell: (event: RehearsalEvent) => void;
}

interface Run {
  readonly number: number;
  readonly app: AppRun;
  /** Of the wall clock, as the kubelet notes it: cut to a second. */
  readonly startedAt: number;
  /** When it ended, in milliseconds of this rehearsal. */
  endedAt?: number;
}

/** How often the kubelet looks at what runs. Source: `genericPlegRelistPeriod` in `pkg/kubelet`. */
const RELIST_MILLISECONDS = 1000;

/**
 * The kubelet's part, played for one container whose app really runs: probes, what is noted of their results, restarts with
 * grace period and back-off, and the end.
 */
export class RehearsedContainer {
  private readonly loops: readonly ProbeLoop<Run>[];
  private readonly backOff = new BackOff();
  private readonly begun = performance.now();
  private readonly runs: Run[] = [];
  private seenRun?: Run;
  private isSeenEnded = false;
  private noted?: { readonly run: Run; readonly isRunning: boolean; started: boolean; ready: boolean };
  private syncing?: Promise<void>;
  private isSyncWanted = false;
  private isEnding = false;
  private relist?: NodeJS.Timeout;

  constructor(private readonly app: App, private readonly plan: RehearsedPlan) {
    this.loops = ROLES.flatMap(role => {
      const probe = plan.probes[role];
      return probe ? [new ProbeLoop<Run>(role, probe, plan.kubernetes, {
        seen: () => this.seen(),
        ask: plan.ask,
        noteAnswer: (loop, answer, milliseconds, attempt) => this.tell({ what: 'answer', probe: loop.role, answer, milliseconds, attempt }),
        noteResult: (loop, result) => this.noteResult(loop, result),
      })] : [];
    });
  }

  public get isReady(): boolean {
    return this.noted?.ready ?? false;
  }

  public get restarts(): number {
    return Math.max(0, this.runs.length - 1);
  }

  /** Starts the app and its probes. */
  public start(): void {
    this.startApp();
    for (const loop of this.loops) void loop.takeTurns();
    this.relist = setInterval(() => this.look(), RELIST_MILLISECONDS);
  }

  /** Ends the pod as a deletion does: readiness goes on until the app has ended. */
  public async end(): Promise<void> {
    if (this.isEnding) return;
    this.isEnding = true;
    for (const loop of this.loops) if (loop.role !== 'readiness') loop.stop();
    await this.syncing;
    const run = this.runs[this.runs.length - 1];
    if (run && run.endedAt === undefined) await this.kill(run, this.plan.graceSeconds);
    clearInterval(this.relist);
    for (const loop of this.loops) loop.stop();
  }

  private startApp(): void {
    const run: Run = { number: this.runs.length, app: this.app.start(), startedAt: Math.floor(Date.now() / 1000) };
    this.runs.push(run);
    this.tell({ what: 'start' });
    void run.app.ended.then(how => {
      run.endedAt = this.milliseconds();
      this.tell({ what: 'end', how }, run);
    });
  }

  /** What the kubelet sees once a second. */
  private look(): void {
    const newest = this.runs[this.runs.length - 1];
    const hasEnded = newest.endedAt !== undefined;
    if (newest === this.seenRun && hasEnded === this.isSeenEnded) return;
    this.seenRun = newest;
    this.isSeenEnded = hasEnded;
    this.requestSync();
  }

  private requestSync(): void {
    this.isSyncWanted = true;
    this.syncing ??= this.sync().finally(() => { this.syncing = undefined; });
  }

  /** One sync of the pod after the other, as long as there is a reason. */
  private async sync(): Promise<void> {
    while (this.isSyncWanted && !this.isEnding) {
      this.isSyncWanted = false;
      const run = this.seenRun;
      if (!run) return;
      this.noteStatus(run);
      // A newer one that cannot be seen yet has been started already.
      if (run !== this.runs[this.runs.length - 1]) continue;
      if (this.isSeenEnded) {
        if (this.plan.restarts) await this.restart(run);
        return;
      }
      const failed = this.loops.find(({ role, instance, result }) => role !== 'readiness' && instance === run && result === 'failure');
      if (!failed || run.endedAt !== undefined) continue;
      const before = this.runs[this.runs.length - 2];
      await this.kill(run, failed.probe.terminationGracePeriodSeconds ?? this.plan.graceSeconds, failed.role);
      if (this.plan.restarts) await this.restart(before);
      return;
    }
  }

  private noteStatus(run: Run): void {
    const isRunning = !this.isSeenEnded;
    const startup = this.loopOf('startup');
    const result = startup?.instance === run ? startup.result : undefined;
    // From 1.35 on a container is taken for started because the one before it was, until its own startup probe is asked.
    const inherited = this.plan.kubernetes >= 35 && (this.noted?.started ?? false);
    const started = isRunning && (result === undefined ? inherited || startup === undefined : result === 'success');
    const readiness = this.loopOf('readiness');
    const ready = started && (readiness === undefined || (readiness.instance === run && readiness.result === 'success'));
    const before = this.noted ?? { started: false, ready: false };
    this.noted = { run, isRunning, started: before.started, ready: before.ready };
    this.change({ started, ready });
    if (started && !ready) readiness?.trigger();
  }

  private noteResult({ role, instance }: ProbeLoop<Run>, result: Result): void {
    this.tell({ what: 'result', probe: role, result });
    if (this.noted?.run === instance) {
      if (role === 'readiness') this.change({ ready: result === 'success' });
      if (role === 'startup') this.change({ started: result === 'success' });
    }
    if (role !== 'liveness' || result === 'failure') this.requestSync();
  }

  private change({ started = this.noted!.started, ready = this.noted!.ready }: { readonly started?: boolean; readonly ready?: boolean }): void {
    const noted = this.noted!;
    if (noted.started !== started) this.tell({ what: 'started', value: started });
    if (noted.ready !== ready) this.tell({ what: 'ready', value: ready });
    noted.started = started;
    noted.ready = ready;
  }

  private async kill(run: Run, graceSeconds: number, probe?: Role): Promise<void> {
    const grace = Math.max(SHORTEST_GRACE_SECONDS, graceSeconds);
    this.tell({ what: 'killing', graceSeconds: grace, ...probe ? { probe } : {} });
    await run.app.stop(grace);
    await run.app.ended;
  }

  /** @param exited the newest run whose end was seen before: how long is waited hangs on it */
  private async restart(exited: Run | undefined): Promise<void> {
    const finishedAt = exited?.endedAt;
    if (finishedAt !== undefined) {
      const until = this.backOff.waitsUntil(micros(finishedAt), micros(this.milliseconds()));
      if (until !== undefined) {
        const wait = until / MICROS_PER_SECOND * 1000 - this.milliseconds();
        this.tell({ what: 'back-off', seconds: wait / 1000 });
        await new Promise(resolve => setTimeout(resolve, wait));
      }
      this.backOff.next(micros(finishedAt), micros(this.milliseconds()));
    }
    if (!this.isEnding) this.startApp();
  }

  private seen(): SeenContainer<Run> | undefined {
    if (!this.noted) return undefined;
    const { run, isRunning, started } = this.noted;
    return { instance: run, isRunning, isStarted: started, secondsRunning: Math.floor(Date.now() / 1000 - run.startedAt) };
  }

  private loopOf(wanted: Role): ProbeLoop<Run> | undefined {
    return this.loops.find(({ role }) => role === wanted);
  }

  private milliseconds(): number {
    return performance.now() - this.begun;
  }

  private tell(event: Happening, run = this.runs[this.runs.length - 1]): void {
    this.plan.tell({ ...event, at: this.milliseconds() / 1000, run: run.number } as RehearsalEvent);
  }
}

function micros(milliseconds: number): number {
  return Math.round(milliseconds * 1000);
}
