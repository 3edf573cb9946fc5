import { BackOff } from '../timeline/back-off';
import { Result, SeenContainer } from '../timeline/probe-worker';
import { ContainerProbes, MICROS_PER_SECOND, Role, ROLES, SHORTEST_GRACE_SECONDS } from '../timeline/scenario';
import { App, AppEnd, AppRun } from './app';
import { PreStop } from './pre-stop';
import { ProbeAnswer } from './probe-answer';
import { ProbeLoop, Prospect } from './probe-loop';
import { Happening, RehearsalEvent } from './rehearsal-event';

export interface RehearsedPlan {
  /** The version of the kubelet, as a minor number. */
  readonly kubernetes: number;
  readonly probes: ContainerProbes;
  readonly graceSeconds: number;
  readonly restartPolicy: RestartPolicy;
  readonly isSidecar?: boolean;
  readonly preStop?: PreStop;
  readonly ask: (role: Role) => Promise<ProbeAnswer>;
  readonly tell: (event: RehearsalEvent) => void;
}

/** When an app is started again that has ended. */
export type RestartPolicy = 'Always' | 'OnFailure' | 'Never';

/** How a container stands, and what comes next. */
export interface ContainerStatus {
  readonly isRunning: boolean;
  readonly isStarted: boolean;
  readonly isReady: boolean;
  readonly restarts: number;
  /** For its end, after it was asked to; or for its next start, after back-off. */
  readonly waiting?: { readonly what: 'end' | 'start'; readonly seconds: number };
  /** Of each probe that is asked. */
  readonly prospects: readonly Prospect[];
}

interface Run {
  readonly number: number;
  readonly app: AppRun;
  /** Of the wall clock, as the kubelet notes it: cut to a second. */
  readonly startedAt: number;
  /** When it ended, in milliseconds of this rehearsal, and how. */
  ended?: { readonly at: number; readonly how: AppEnd };
  /** From when on the kubelet can see that it runs, and that it has ended. */
  readonly startSeen: number;
  endSeen?: number;
  isKilled?: boolean;
}

/**
 * How long it takes until the kubelet sees that a container started or ended by itself.
 *
 * It looks once a second; this is the middle.
 *
 * Source: `genericPlegRelistPeriod` in `pkg/kubelet`.
 */
export const STATUS_DELAY_SECONDS = 0.5;

/**
 * The kubelet's part, played for one container whose app really runs: probes, what is noted of their results, restarts with
 * grace period and back-off, and the end.
 *
 * What `SimulatedContainer` and `simulate` do in simulated time is done here on the real clock, with their state machine.
 */
export class RehearsedContainer {
  private readonly loops: readonly ProbeLoop<Run>[];
  private readonly backOff = new BackOff();
  private begun = performance.now();
  private readonly runs: Run[] = [];
  private noted?: { readonly run: Run; readonly isRunning: boolean; started: boolean; ready: boolean };
  private syncing: Promise<void> = Promise.resolve();
  private isSyncing = false;
  private isSyncWanted = false;
  private readonly timers = new Set<NodeJS.Timeout>();
  private isBackOffTimed = false;
  private deletion?: Promise<void>;
  private isOver = false;
  /** Has the hook that is running end, without effect. */
  private abandonHook?: () => void;
  /** What the app is waited for: until when it has to end, or until when it is not started again; in milliseconds. */
  private waiting?: { readonly what: 'end' | 'start'; readonly until: number };

  constructor(private readonly app: App, private readonly plan: RehearsedPlan) {
    this.loops = ROLES.flatMap(role => {
      const probe = plan.probes[role];
      return probe ? [new ProbeLoop<Run>(role, probe, plan.kubernetes, {
        seen: () => this.seen(),
        ask: plan.ask,
        noteAnswer: (_, given) => this.tell({ what: 'answer', probe: role, ...given }),
        noteResult: (loop, result) => this.noteResult(loop, result),
      }, plan.isSidecar)] : [];
    });
  }

  /** Starts the app and its probes. */
  public start(): void {
    this.begun = performance.now();
    for (const loop of this.loops) void loop.takeTurns();
    this.startApp(STATUS_DELAY_SECONDS * 1000);
  }

  /** Ends the pod as a deletion does: readiness goes on until the app has ended. */
  public end(): Promise<void> {
    return this.deletion ??= this.delete();
  }

  /** Ends the app at once, and with it whatever was waited for. */
  public kill(): void {
    this.newest.app.kill();
  }

  /** How it stands, and what comes next. */
  public status(): ContainerStatus {
    return {
      isRunning: this.newest?.ended === undefined,
      isStarted: this.noted?.started ?? false,
      isReady: this.noted?.ready ?? false,
      restarts: Math.max(0, this.runs.length - 1),
      ...this.waiting ? { waiting: { what: this.waiting.what, seconds: (this.waiting.until - this.milliseconds()) / 1000 } } : {},
      prospects: this.loops.flatMap(loop => loop.prospect() ?? []),
    };
  }

  /** Seconds since it began. */
  public get seconds(): number {
    return Math.round(this.milliseconds()) / 1000;
  }

  /** Has something told, with the time and the run. */
  public tell(event: Happening, run = this.newest): void {
    if (!this.isOver) this.plan.tell({ at: this.seconds, run: run.number, ...event });
  }

  private async delete(): Promise<void> {
    this.tell({ what: 'deleting' });
    for (const timer of this.timers) clearTimeout(timer);
    // The sync that is under way may be ending the app: what it has not begun with is begun anew, with the grace period of the pod.
    if (this.abandonHook) this.abandonHook();
    else if (this.waiting?.what === 'end') this.hurry();
    await this.syncing;
    this.noteStatus();
    for (const loop of this.loops) if (loop.role !== 'readiness' && !this.plan.isSidecar) loop.stop();
    this.waiting = undefined;
    const run = this.newest;
    // A pod that has no time to end has a second. Source: `calculateEffectiveGracePeriod` in `pkg/kubelet/pod_workers.go`.
    if (run.ended === undefined) await this.terminate(run, Math.max(1, this.plan.graceSeconds));
    for (const loop of this.loops) loop.stop();
    if (this.noted) this.change({ started: false, ready: false });
    // What probes that are under way still find is of no interest.
    this.isOver = true;
  }

  /** From now on the app has no more time to end than its pod. */
  private hurry(): void {
    const graceSeconds = Math.max(SHORTEST_GRACE_SECONDS, this.plan.graceSeconds);
    const until = this.milliseconds() + graceSeconds * 1000;
    if (this.waiting!.until <= until) return;
    this.waiting = { what: 'end', until };
    this.tell({ what: 'killing', graceSeconds });
    this.newest.app.stop(graceSeconds);
  }

  private get newest(): Run {
    return this.runs[this.runs.length - 1];
  }

  /** @param seenAfter when a sync sees that it runs, in milliseconds: what a sync did itself, the next one sees */
  private startApp(seenAfter: number): void {
    const run: Run = {
      number: this.runs.length, app: this.app.start(), startedAt: Math.floor(Date.now() / 1000), startSeen: this.milliseconds() + seenAfter,
    };
    this.runs.push(run);
    this.tell({ what: 'start' });
    this.requestSyncAfter(STATUS_DELAY_SECONDS * 1000);
    void run.app.ended.then(how => {
      const at = this.milliseconds();
      run.ended = { at, how };
      // What a sync did itself, the next one sees.
      run.endSeen = at + (run.isKilled ? 0 : STATUS_DELAY_SECONDS * 1000);
      this.tell({ what: 'end', how }, run);
      this.requestSyncAfter(STATUS_DELAY_SECONDS * 1000);
    });
  }

  private requestSyncAfter(milliseconds: number, before = () => {}): boolean {
    if (this.deletion) return false;
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      before();
      this.requestSync();
      // A timer may come a little before its time, and what it is for must be over.
    }, Math.ceil(milliseconds) + 1);
    this.timers.add(timer);
    return true;
  }

  private requestSync(): void {
    this.isSyncWanted = true;
    if (!this.isSyncing) this.syncing = this.sync();
  }

  /** One sync of the pod after the other, as long as there is a reason. */
  private async sync(): Promise<void> {
    this.isSyncing = true;
    while (this.isSyncWanted && this.deletion === undefined) {
      this.isSyncWanted = false;
      await this.syncOnce();
    }
    this.isSyncing = false;
  }

  private async syncOnce(): Promise<void> {
    const run = this.noteStatus();
    // A newer one that cannot be seen yet has been started already.
    if (!run || run !== this.newest) return;
    const exited = this.newestThat(each => this.isSeenEnded(each));
    if (this.isSeenEnded(run)) {
      if (restartsAfter(run.ended!.how, this.plan.restartPolicy)) this.restart(exited);
      return;
    }
    const failed = (['liveness', 'startup'] as const).map(role => this.loopOf(role)).find(loop => loop?.instance === run && loop.result === 'failure');
    if (!failed) return;
    await this.terminate(run, failed.probe.terminationGracePeriodSeconds ?? this.plan.graceSeconds, failed.role);
    // However it ends: it failed.
    if (this.plan.restartPolicy !== 'Never') this.restart(exited);
  }

  private newestThat(holds: (run: Run) => boolean): Run | undefined {
    return [...this.runs].reverse().find(holds);
  }

  private isSeenEnded({ endSeen }: Run): boolean {
    return endSeen !== undefined && endSeen <= this.milliseconds();
  }

  /** Notes how the newest run is that can be seen, which is returned. */
  private noteStatus(): Run | undefined {
    const run = this.newestThat(({ startSeen }) => startSeen <= this.milliseconds());
    if (!run) return undefined;
    const isRunning = !this.isSeenEnded(run);
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
    return run;
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

  /** Has the preStop hook run, and then asks the app to end: all of it within its grace period. */
  private async terminate(run: Run, graceSeconds: number, probe?: Role): Promise<void> {
    const { preStop } = this.plan;
    const begun = this.milliseconds();
    this.waiting = { what: 'end', until: begun + Math.max(SHORTEST_GRACE_SECONDS, graceSeconds) * 1000 };
    this.tell({ what: 'killing', graceSeconds: Math.max(SHORTEST_GRACE_SECONDS, graceSeconds), ...probe ? { probe } : {} });
    let spent = 0;
    if (preStop && graceSeconds > 0) {
      const abandoned = new Promise<'abandoned'>(resolve => { this.abandonHook = () => resolve('abandoned'); });
      const outcome = await Promise.race([abandoned, preStop(graceSeconds, Promise.race([abandoned, run.app.ended]))]);
      this.abandonHook = undefined;
      if (outcome === 'abandoned') return;
      spent = (this.milliseconds() - begun) / 1000;
      this.tell({ what: 'pre-stop', seconds: Math.round(spent * 1000) / 1000, ...outcome });
    }
    run.isKilled = true;
    // Of what the hook took, whole seconds count.
    const left = Math.max(SHORTEST_GRACE_SECONDS, graceSeconds - Math.floor(spent));
    this.waiting = { what: 'end', until: this.milliseconds() + left * 1000 };
    run.app.stop(left);
    await run.app.ended;
    this.waiting = undefined;
  }

  /** @param exited the newest run whose end was seen before: how long is waited hangs on it */
  private restart(exited: Run | undefined): void {
    if (this.deletion) return;
    const now = this.milliseconds();
    if (exited) {
      const finishedAt = micros(exited.ended!.at);
      const until = this.backOff.waitsUntil(finishedAt, micros(now));
      if (until !== undefined) {
        const wait = until / MICROS_PER_SECOND * 1000 - now;
        if (!this.waiting) {
          this.tell({ what: 'back-off', seconds: Math.round(wait) / 1000 });
          this.waiting = { what: 'start', until: now + wait };
        }
        this.isBackOffTimed ||= this.requestSyncAfter(wait, () => { this.isBackOffTimed = false; });
        return;
      }
      this.backOff.next(finishedAt, micros(now));
    }
    this.waiting = undefined;
    this.startApp(0);
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
}

/** Whether an app that ended by itself is started again. */
export function restartsAfter(how: AppEnd, policy: RestartPolicy): boolean {
  return policy === 'Always' || (policy === 'OnFailure' && !('exitCode' in how && how.exitCode === 0));
}

/** Whether an app that ended by itself was not done: in a container that is always started again, none ever is. */
export function isCrash(how: AppEnd, policy: RestartPolicy): boolean {
  return !('error' in how) && (policy === 'Always' || restartsAfter(how, 'OnFailure'));
}

function micros(milliseconds: number): number {
  return Math.round(milliseconds * 1000);
}
