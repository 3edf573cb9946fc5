import { Container, Probe } from '../manifest/objects';
import { ContainerProbes, Role, ROLES } from '../timeline/scenario';
import { answerRemark, noGrpcRemark } from './answer-remarks';
import { App, AppRun } from './app';
import { deafRemark, hookRemark, isDeaf, killedRemark } from './end-remarks';
import { HandlerSurroundings, portAsked, runHandler } from './handler-runner';
import { podDifference } from './pod-differences';
import { preStopOf } from './pre-stop';
import { isSuccess } from './probe-answer';
import { MOST_ATTEMPTS } from './probe-loop';
import { RehearsalEvent } from './rehearsal-event';
import { ContainerStatus, isCrash, RehearsedContainer, RestartPolicy, restartsAfter } from './rehearsed-container';
import { Remark } from './remark';
import { endedAtOnceRemark, neverAnsweredRemark, otherPortRemark } from './start-remarks';
import { timerMilliseconds } from './timer';

/** What a rehearsal may wait for. */
export type Goal = 'ready' | 'restart' | 'unready';

/** What is rehearsed. */
export interface RehearsalPlan {
  readonly container: Container;
  readonly probes: ContainerProbes;
  readonly graceSeconds: number;
  readonly restartPolicy: RestartPolicy;
  readonly isSidecar: boolean;
  /** Whether the app was started by somebody else, so that it can be asked only. */
  readonly isExternal: boolean;
  /** The version of the kubelet, as a minor number. */
  readonly kubernetes: number;
  /** @param write is told what the app writes, line by line */
  readonly app: (write: (line: string) => void) => App;
  readonly surroundings: HandlerSurroundings;
  /** Whether a command may be run as preStop hook. */
  readonly mayExec: boolean;
  readonly until?: Goal;
  readonly forSeconds?: number;
}

/**
 * Why a rehearsal ended: what it waited for came; the time was up; somebody stopped it; or nothing more could come, as the
 * app could not be started, or would not be started again.
 */
export type RehearsalEnd = 'goal' | 'time' | 'stopped' | 'over';

/** A real app with the kubelet's part played, from its start to the deletion of its pod. */
export class Rehearsal {
  /** All that happened, but for what the app and its answers said. */
  public readonly events: RehearsalEvent[] = [];
  public readonly remarks: Remark[] = [];
  private readonly container: RehearsedContainer;
  private finish!: (end: RehearsalEnd) => void;
  private readonly finished = new Promise<RehearsalEnd>(resolve => { this.finish = resolve; });
  /** What is being looked for beside the probes. */
  private readonly inquiries = new Set<Promise<void>>();
  private readonly succeeded = new Set<Role>();
  /** The last run that answered; none, as long as nobody did. */
  private answeredRun?: number;
  /** How nobody answered, the last time. */
  private unanswered?: 'refused' | 'late';
  private runStartedAt = 0;
  private appRun?: AppRun;
  private hasCrashed = false;
  private isDeleted = false;
  /** When the app was asked to end, the last time, and how much time it was given with its hook. */
  private askedToEnd?: { readonly at: number; readonly graceSeconds: number };
  /** Whether it has said something since. */
  private wentOn = false;
  private isDeaf = false;
  private isKilled = false;

  /** @param listen is told everything that happens, as it happens */
  constructor(public readonly plan: RehearsalPlan, private readonly listen: (event: RehearsalEvent) => void) {
    const { container, surroundings, mayExec, isExternal } = plan;
    const app = plan.app(text => this.container.tell({ what: 'output', text }));
    const preStop = container.lifecycle?.preStop;
    this.container = new RehearsedContainer({ start: () => this.appRun = app.start() }, {
      kubernetes: plan.kubernetes,
      probes: plan.probes,
      graceSeconds: plan.graceSeconds,
      restartPolicy: plan.restartPolicy,
      isSidecar: plan.isSidecar,
      ...preStop && !isExternal ? { preStop: preStopOf(preStop, mayExec, surroundings) } : {},
      ask: role => runHandler(this.probeOf(role), plan.probes[role]!.timeoutSeconds, surroundings),
      tell: event => this.note(event),
    });
  }

  /** Plays it to its end; the pod is deleted then, and no process of it is left. */
  public async run(): Promise<RehearsalEnd> {
    const { forSeconds } = this.plan;
    const timer = forSeconds === undefined ? undefined : setTimeout(() => this.finish('time'), timerMilliseconds(forSeconds));
    this.container.start();
    const end = await this.finished;
    clearTimeout(timer);
    this.remarkSilence();
    await this.container.end();
    await Promise.all(this.inquiries);
    return end;
  }

  /** Deletes the pod. */
  public stop(): void {
    this.finish('stopped');
  }

  /** Ends the app at once. */
  public kill(): void {
    this.isKilled = true;
    this.container.kill();
  }

  public status(): ContainerStatus {
    return this.container.status();
  }

  private note(event: RehearsalEvent): void {
    if (event.what === 'answer') this.events.push({ ...event, answer: { ...event.answer, output: '' } });
    else if (event.what !== 'output') this.events.push(event);
    this.isDeleted ||= event.what === 'deleting';
    // An app that somebody else has started is not ended, though its rehearsal is.
    if (!this.plan.isExternal || !this.isDeleted || event.what === 'remark') this.listen(event);
    switch (event.what) {
      case 'start':
        this.runStartedAt = event.at;
        // That it crashed is not what a probe found.
        if (this.events.some(each => each.what === 'killing' && each.probe !== undefined && each.run === event.run - 1)) this.reach('restart');
        break;
      case 'answer':
        this.noteAnswer(event);
        break;
      case 'ready':
        if (event.value) this.reach('ready');
        else if (!this.hasCrashed) this.reach('unready');
        this.hasCrashed &&= !event.value;
        break;
      case 'killing':
        this.askedToEnd = event;
        this.wentOn = false;
        // Before it answers it may not have come to its handlers.
        this.isDeaf = this.answeredRun === event.run && isDeaf(this.appRun?.group);
        if (event.probe === undefined) break;
        this.remarkSilence();
        // Nobody here can start it again.
        if (this.plan.isExternal) this.finish(this.plan.until === 'restart' ? 'goal' : 'over');
        break;
      case 'output':
        this.wentOn = true;
        break;
      case 'pre-stop':
        this.remark(hookRemark(event, this.askedToEnd!.graceSeconds));
        this.askedToEnd = { at: event.at, graceSeconds: this.askedToEnd!.graceSeconds };
        this.wentOn = false;
        break;
      case 'end':
        this.noteEnd(event);
        break;
    }
  }

  private reach(goal: Goal): void {
    if (this.plan.until === goal) this.finish('goal');
  }

  private noteAnswer({ run, probe: role, answer, attempt, streak }: RehearsalEvent & { readonly what: 'answer' }): void {
    const probe = this.probeOf(role);
    if (answer.outcome !== 'error' || attempt === MOST_ATTEMPTS) this.remark(answerRemark(role, probe, answer));
    this.unanswered = answer.unanswered ?? this.unanswered;
    if (probe.grpc && answer.unanswered === 'late' && streak === 1) this.inquire(() => noGrpcRemark(role, probe, this.plan.surroundings));
    if (answer.status !== undefined || (!answer.unanswered && answer.outcome !== 'error')) this.answeredRun = run;
    if (isSuccess(answer) && !this.succeeded.has(role)) {
      this.succeeded.add(role);
      this.inquire(() => podDifference(role, probe, this.plan.surroundings, this.plan.isExternal));
    }
  }

  private noteEnd({ at, run, how }: RehearsalEvent & { readonly what: 'end' }): void {
    const asked = this.events.filter(event => event.what === 'killing' && event.run === run);
    const wasAsked = asked.length > 0;
    const isDeletion = asked.some(event => event.what === 'killing' && event.probe === undefined);
    if (isDeletion && 'signal' in how && how.signal === 'SIGKILL' && !this.isKilled) this.remark(killedRemark(this.plan.graceSeconds));
    // One that tidies up may send itself the signal in the end.
    const endedAtOnce = !this.wentOn && at - (this.askedToEnd?.at ?? 0) < AT_ONCE_SECONDS;
    if (wasAsked && this.isDeaf && endedAtOnce && 'signal' in how && how.signal === 'SIGTERM') this.remark(deafRemark());
    const restarts = restartsAfter(how, this.plan.restartPolicy);
    this.hasCrashed = !wasAsked;
    const isSurprise = !wasAsked && this.succeeded.size === 0 && isCrash(how, this.plan.restartPolicy);
    if (isSurprise) this.remark(endedAtOnceRemark(how, at - this.runStartedAt, restarts));
    if ('error' in how || (!wasAsked && !restarts) || this.plan.restartPolicy === 'Never') this.finish('over');
  }

  /** Says that no probe was ever answered, when it is too late for this run. */
  private remarkSilence(): void {
    const { container, probes, surroundings: { portHere, target }, isExternal } = this.plan;
    const ports = ROLES.flatMap(role => probes[role] ? portAsked(this.probeOf(role), container) ?? [] : []).map(portHere);
    const wasAsked = this.events.some(({ what }) => what === 'answer');
    // Where it was said why, nothing more is to be said.
    if (this.answeredRun !== undefined || !wasAsked || ports.length === 0 || this.remarks.length > 0) return;
    const elsewhere = this.unanswered === 'refused' ? otherPortRemark(target.host, ports, this.appRun!) : undefined;
    if (elsewhere) {
      this.remark(elsewhere);
      return;
    }
    const where = isExternal ? `${target.host}:${[...new Set(ports)].join(', ')}` : [...new Set(ports)];
    const seconds = this.container.seconds - this.runStartedAt;
    this.remark(neverAnsweredRemark(where, this.unanswered, seconds, probes.startup !== undefined));
  }

  private inquire(look: () => Promise<Remark | undefined>): void {
    const inquiry: Promise<void> = look().then(remark => this.remark(remark)).finally(() => this.inquiries.delete(inquiry));
    this.inquiries.add(inquiry);
  }

  /** Each is said once. */
  private remark(remark: Remark | undefined): void {
    if (!remark || this.remarks.some(({ message }) => withoutChance(message) === withoutChance(remark.message))) return;
    this.remarks.push(remark);
    this.container.tell({ what: 'remark', ...remark });
  }

  private probeOf(role: Role): Probe {
    return this.plan.container[`${role}Probe`]!;
  }
}

/** An app that does nothing at SIGTERM ends by then. */
const AT_ONCE_SECONDS = 0.25;

/** How long something took may differ from one time to the next, and so may the query of a page that one is sent to. */
function withoutChance(text: string): string {
  return text.replace(/[\d.]+ (h|min|s)\b|\?[^\s:]*/g, '');
}

