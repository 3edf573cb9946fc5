import { BackOff } from './back-off';
import { ProbeWorker, Result } from './probe-worker';
import { Answer, ContainerScenario, Life, MICROS_PER_SECOND, ProbeScenario, Role, ROLES, Scenario } from './scenario';

/** Something that changed, or was done, at a time. */
export interface TimelineEvent {
  /** Microseconds after the workers of the pod were made. */
  readonly at: number;
  readonly container: string;
  readonly what: 'container started' | 'container ended' | 'result' | 'started' | 'ready' | 'killing' | 'backing off';
  /** The probe that decided it. */
  readonly probe?: Role;
  /** What a result is, or whether the container is started or ready now. */
  readonly result?: Result | boolean;
  /** The seconds a container that is killed has to end. */
  readonly grace?: number;
}

/** Probes that follow each other at even distances, with the same answer. */
export interface ProbeRun {
  readonly container: string;
  readonly probe: Role;
  /** When the first one begins. */
  readonly first: number;
  /** From one to the next; of a single one, 0. */
  readonly every: number;
  readonly count: number;
  readonly result: ProbeResult;
  /** How long each takes. */
  readonly duration: number;
}

/** What comes of one attempt: an error counts as nothing. */
export type ProbeResult = 'success' | 'failure' | 'timeout' | 'error';

export interface Timeline {
  readonly events: readonly TimelineEvent[];
  readonly probes: readonly ProbeRun[];
  /** When two things happened at the very same time whose order the kubelet leaves to chance, for the first time. */
  readonly ambiguousAt?: number;
}

/**
 * Plays the kubelet's part for one pod: from one thing that matters to the next, and not from probe to probe.
 *
 * The workers, their counting and the back-off are the kubelet's; sync, kill and restart are what it does at least, with
 * the delays of the scenario. `conformance/kubelet` compares both with the kubelet's own code.
 */
export function simulate(scenario: Scenario): Timeline {
  return new Simulation(scenario).play();
}

/** One run of a container. */
interface Instance {
  readonly life: Life;
  readonly startedAt: number;
  /** From when on the kubelet can see that it runs, and that it has ended. */
  readonly startSeen: number;
  finishedAt?: number;
  endSeen?: number;
}

interface Container {
  readonly plan: ContainerScenario;
  readonly workers: Worker[];
  readonly instances: Instance[];
  readonly backOff: BackOff;
  /** What the kubelet has noted of it last; undefined before the first sync. */
  noted?: Noted;
}

interface Noted {
  readonly instance?: Instance;
  readonly isRunning: boolean;
  started: boolean;
  ready: boolean;
}

/** Turns at even distances of which nothing comes. */
interface Uneventful {
  readonly first: number;
  readonly every: number;
  readonly count: number;
  /** What is asked and answered; nothing is asked, where absent. */
  readonly probes?: { readonly result: ProbeResult; readonly duration: number; readonly attempts: number };
}

/** A worker, with its ticker and what it is at. */
class Worker extends ProbeWorker<Instance> {
  public result?: Result;
  /** Ticks are this far apart from here on; the first is one period later. */
  public anchor = 0;
  /** When it last took a tick, or what stands for one. */
  public drained = 0;
  /** When its last turn was. */
  public turned = -1;
  /** When its next turn is, or the attempt it is at ends. */
  public next = 0;
  public attempt?: { readonly number: number; readonly at: number; readonly result: ProbeResult };
  public isTriggered = false;
  /** Turns that need not be played, since nothing comes of them. */
  public uneventful?: Uneventful;

  constructor(role: Role, probe: ProbeScenario, kubernetes: number, public readonly container: Container) {
    super(role, probe, kubernetes);
  }

  public get period(): number {
    return this.probe.periodSeconds * MICROS_PER_SECOND;
  }

  public get timeout(): number {
    return this.probe.timeoutSeconds * MICROS_PER_SECOND;
  }

  /** The first tick after a time. */
  public tickAfter(time: number): number {
    return this.anchor + (Math.floor((time - this.anchor) / this.period) + 1) * this.period;
  }
}

class Simulation {
  private readonly events: TimelineEvent[] = [];
  private readonly probes: ProbeRun[] = [];
  private readonly containers: Container[];
  private readonly workers: Worker[];
  private ambiguousAt?: number;
  /** When syncs are due, the next one first. */
  private due: number[] = [];
  /** The sync that is being done, which may be waiting for the end of a container. */
  private sync?: { readonly steps: Generator<number, void, void>; next: number };
  private readonly appointments: { readonly at: number; readonly keep: () => void }[] = [];
  private now = 0;

  constructor(private readonly scenario: Scenario) {
    this.containers = scenario.containers.map(plan => ({ plan, workers: [], instances: [], backOff: new BackOff() }));
    for (const container of this.containers) {
      for (const role of ROLES) {
        const probe = container.plan.probes[role];
        if (probe) container.workers.push(new Worker(role, probe, scenario.kubernetes, container));
      }
      this.appoint(container.plan.startsAt, () => this.startContainer(container));
    }
    this.workers = this.containers.flatMap(({ workers }) => workers);
    for (const at of scenario.syncs) this.appoint(at, () => this.requestSync(at));
  }

  public play(): Timeline {
    const { until } = this.scenario;
    for (;;) {
      const worker = this.nextWorker();
      const appointment = this.appointments[0];
      const times = [worker?.next ?? Infinity, appointment?.at ?? Infinity, this.sync?.next ?? this.due[0] ?? Infinity];
      const at = Math.min(...times);
      if (at >= until) break;
      this.now = at;
      // What workers see may change now: their uneventful turns so far are over, and the rest is looked at anew.
      for (const each of this.workers) this.catchUp(each);
      // Whether the turn of a worker comes before what it would see or after.
      if ((times[1] === at || times[2] === at) && this.workers.some(each => each.next === at)) this.ambiguousAt ??= at;
      if (times[1] === at && times[2] === at) this.ambiguousAt ??= at;
      if (times[1] === at) this.appointments.shift()!.keep();
      else if (times[0] === at) this.takeTurn(worker!);
      else this.goOnSyncing();
      for (const each of this.workers) this.lookAhead(each);
    }
    this.now = until;
    for (const worker of this.workers) this.catchUp(worker);
    return { events: this.events, probes: this.probes, ...this.ambiguousAt === undefined ? {} : { ambiguousAt: this.ambiguousAt } };
  }

  private nextWorker(): Worker | undefined {
    let first: Worker | undefined;
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

  // The workers.

  private takeTurn(worker: Worker): void {
    const { attempt } = worker;
    if (attempt) {
      this.endAttempt(worker, attempt);
      return;
    }
    worker.drained = this.now;
    this.turn(worker);
  }

  /** One call of doProbe. */
  private turn(worker: Worker): void {
    worker.turned = this.now;
    const noted = worker.container.noted;
    const seen = noted?.instance && {
      instance: noted.instance, isRunning: noted.isRunning, isStarted: noted.started, secondsRunning: this.secondsRunning(noted.instance),
    };
    const known = worker.instance;
    const { sets, probes } = worker.turn(seen);
    if (known !== worker.instance) worker.result = undefined;
    sets.forEach(result => this.set(worker, result));
    if (probes) this.beginAttempt(worker, 1);
    else worker.next = worker.tickAfter(this.now);
  }

  private secondsRunning(instance: Instance): number {
    return Math.floor((this.now - this.startNoted(instance)) / MICROS_PER_SECOND);
  }

  /** When a container started, as the kubelet notes it: cut to a whole second of the wall clock. */
  private startNoted({ startedAt }: Instance): number {
    const { secondOffset } = this.scenario;
    return Math.floor((startedAt + secondOffset) / MICROS_PER_SECOND) * MICROS_PER_SECOND - secondOffset;
  }

  private beginAttempt(worker: Worker, number: number): void {
    const { result, duration } = this.outcome(worker, worker.instance!, this.now);
    worker.attempt = { number, at: this.now, result };
    worker.next = this.now + duration;
  }

  private endAttempt(worker: Worker, { number, at, result }: NonNullable<Worker['attempt']>): void {
    this.noteProbe(worker, at, 0, 1, result, this.now - at);
    worker.attempt = undefined;
    if (result === 'error' && number < MAX_ATTEMPTS) {
      this.beginAttempt(worker, number + 1);
      return;
    }
    const answer = countedAs(result);
    const decided = answer && worker.count(answer);
    if (decided !== undefined) this.set(worker, decided);
    this.waitForTurn(worker);
    // Before 1.32 a startup probe may be asked once more before it is noted that the container has started.
    if (decided === 'success' && worker.role === 'startup' && !worker.isOnHold && worker.next === this.now) this.ambiguousAt ??= this.now;
  }

  /** After a probe: a turn that is waiting already is taken at once. */
  private waitForTurn(worker: Worker): void {
    const hasTick = worker.tickAfter(worker.drained) <= this.now;
    if (worker.isTriggered && hasTick) this.ambiguousAt ??= this.now;
    if (worker.isTriggered) {
      this.takeTrigger(worker);
    } else {
      worker.next = hasTick ? this.now : worker.tickAfter(this.now);
    }
  }

  /** A sync asks for a readiness probe. */
  private trigger(worker: Worker): void {
    if (worker.attempt) {
      // Whether the tick or the sync came first.
      if (worker.attempt.at === this.now) this.ambiguousAt ??= this.now;
      worker.isTriggered = true;
    } else {
      if (worker.next === this.now) this.ambiguousAt ??= this.now;
      this.takeTrigger(worker);
    }
  }

  private takeTrigger(worker: Worker): void {
    worker.isTriggered = false;
    // From 1.32 on the ticks begin anew, and one that is waiting is forgotten.
    if (this.scenario.kubernetes >= 32) {
      worker.anchor = this.now;
      worker.drained = this.now;
    }
    this.turn(worker);
  }

  private outcome({ role, timeout }: Worker, instance: Instance, at: number): { readonly result: ProbeResult; readonly duration: number } {
    const { outcome, latency } = answerAt(instance, role, at);
    return outcome === 'hang' || latency > timeout ? { result: 'timeout', duration: timeout } : { result: outcome, duration: latency };
  }

  /** Notes a result, and has the kubelet react to it. */
  private set(worker: Worker, result: Result): void {
    if (worker.result === result) return;
    worker.result = result;
    const { container, role } = worker;
    this.note(container, { what: 'result', probe: role, result });
    const noted = container.noted?.instance === worker.instance ? container.noted : undefined;
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
      if (others.length > 1) this.ambiguousAt ??= this.now;
    }
    if (noted.ready !== ready) this.note(container, { what: 'ready', result: ready });
    noted.started = started;
    noted.ready = ready;
  }

  // What need not be played.

  /** Finds the turns from the next one on of which nothing comes as long as nothing else changes. */
  private lookAhead(worker: Worker): void {
    if (worker.attempt || worker.uneventful) return;
    const noted = worker.container.noted;
    const first = worker.next;
    const every = worker.period;
    // A turn that is taken late does not keep to the ticks.
    if ((first - worker.anchor) % every !== 0) return;
    if (noted?.instance === undefined) return this.rest(worker, Infinity);
    if (noted.instance !== worker.instance) return;
    if (!noted.isRunning) return worker.result === 'failure' || worker.isOnHold ? this.rest(worker, Infinity) : undefined;
    if (worker.isOnHold || noted.started === (worker.role === 'startup')) return this.rest(worker, Infinity);
    const delayed = this.delayEnds(worker, noted.instance);
    if (first < delayed) return this.rest(worker, Math.ceil((delayed - first) / every));
    this.probeOn(worker, noted.instance);
  }

  private rest(worker: Worker, count: number): void {
    worker.uneventful = { first: worker.next, every: worker.period, count };
    worker.next = count === Infinity ? Infinity : worker.next + count * worker.period;
  }

  /** When the initial delay of a probe is over. */
  private delayEnds(worker: Worker, instance: Instance): number {
    return this.startNoted(instance) + worker.probe.initialDelaySeconds * MICROS_PER_SECOND;
  }

  private probeOn(worker: Worker, instance: Instance): void {
    const first = worker.next;
    const every = worker.period;
    const { result, duration } = this.outcome(worker, instance, first);
    const attempts = result === 'error' ? MAX_ATTEMPTS : 1;
    const ends = answersEnd(instance, worker.role, first);
    // All attempts of a turn must get the same answer, and be over before the next tick.
    if (duration * attempts >= every) return;
    const fitting = ends === Infinity ? Infinity : Math.ceil((ends - (attempts - 1) * duration - first) / every);
    const answer = countedAs(result);
    const undecided = answer === undefined || worker.result === answer ? Infinity : worker.missing(answer) - 1;
    const count = Math.min(fitting, undecided);
    if (count < 1) return;
    worker.uneventful = { first, every, count, probes: { result, duration, attempts } };
    worker.next = count === Infinity ? Infinity : first + count * every;
  }

  /** Counts the uneventful turns that are over, and takes up the one that is under way. */
  private catchUp(worker: Worker): void {
    const { uneventful } = worker;
    if (!uneventful) return;
    const { first, every, count, probes } = uneventful;
    worker.uneventful = undefined;
    let over = Math.max(0, Math.min(count, Math.ceil((this.now - first) / every)));
    worker.next = first + over * every;
    if (over === 0) return;
    worker.drained = worker.next - every;
    if (!probes) return;
    const last = worker.next - every;
    const underWay = last + probes.duration * probes.attempts > this.now;
    if (underWay) over--;
    if (over > 0) {
      for (let attempt = 0; attempt < probes.attempts; attempt++) {
        this.noteProbe(worker, first + attempt * probes.duration, every, over, probes.result, probes.duration);
      }
      const answer = countedAs(probes.result);
      if (answer !== undefined) worker.countUndecided(answer, over);
    }
    if (!underWay) return;
    const done = Math.floor((this.now - last) / probes.duration);
    for (let attempt = 0; attempt < done; attempt++) {
      this.noteProbe(worker, last + attempt * probes.duration, 0, 1, probes.result, probes.duration);
    }
    worker.attempt = { number: done + 1, at: last + done * probes.duration, result: probes.result };
    worker.next = worker.attempt.at + probes.duration;
  }

  // The rest of the kubelet.

  private requestSync(at: number): void {
    this.due.push(at);
    this.due.sort((a, b) => a - b);
  }

  private goOnSyncing(): void {
    if (!this.sync) {
      this.due = this.due.filter(at => at > this.now);
      this.sync = { steps: this.syncPod(), next: this.now };
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
    const triggered: Worker[] = [];
    const status = this.containers.map(container => this.statusOf(container, triggered));
    if (!this.scenario.freshTriggers) triggered.forEach(worker => this.trigger(worker));
    this.containers.forEach((container, index) => this.noteStatus(container, status[index]));
    if (this.scenario.freshTriggers) triggered.forEach(worker => this.trigger(worker));
    for (const container of this.containers) yield* this.syncContainer(container);
  }

  private statusOf(container: Container, triggered: Worker[]): Noted {
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

  private noteStatus(container: Container, status: Noted): void {
    const before = container.noted;
    container.noted = { ...status, started: before?.started ?? false, ready: before?.ready ?? false };
    this.setNoted(container, container.noted, status);
  }

  private* syncContainer(container: Container): Generator<number, void, void> {
    const { instances, workers } = container;
    const seen = this.newestSeen(container);
    const exited = [...instances].reverse().find(instance => this.isSeenEnded(instance));
    if (seen === undefined || seen !== instances[instances.length - 1]) return;
    if (!this.isSeenEnded(seen)) {
      const failures = workers.filter(({ role, instance, result }) => role !== 'readiness' && instance === seen && result === 'failure');
      const failed = failures.find(({ role }) => role === 'liveness') ?? failures[0];
      if (!failed) return;
      yield* this.kill(container, seen, failed);
    }
    yield* this.restart(container, exited);
  }

  private* kill(container: Container, instance: Instance, { role, probe }: Worker): Generator<number, void, void> {
    const grace = Math.max(2, probe.terminationGracePeriodSeconds ?? this.scenario.graceSeconds);
    this.note(container, { what: 'killing', probe: role, grace });
    if (instance.finishedAt !== undefined) return;
    yield this.now + Math.min(instance.life.stopsAfter, grace * MICROS_PER_SECOND);
    this.endContainer(container, instance);
  }

  private* restart(container: Container, exited: Instance | undefined): Generator<number, void, void> {
    if (exited) {
      if (container.backOff.mustWait(exited.finishedAt!, this.now)) {
        this.note(container, { what: 'backing off' });
        this.requestSync(this.now + this.scenario.backOffResync);
        return;
      }
      container.backOff.next(exited.finishedAt!, this.now);
    }
    yield this.now + this.scenario.restartDelay;
    this.startContainer(container);
  }

  private startContainer(container: Container): void {
    const { plan, instances } = container;
    const life = plan.lives[Math.min(instances.length, plan.lives.length - 1)];
    const instance: Instance = { life, startedAt: this.now, startSeen: this.now + this.scenario.statusDelay };
    instances.push(instance);
    this.note(container, { what: 'container started' });
    this.requestSync(instance.startSeen);
    if (life.crashesAt !== undefined) this.appoint(this.now + life.crashesAt, () => this.endContainer(container, instance));
  }

  private endContainer(container: Container, instance: Instance): void {
    if (instance.finishedAt !== undefined) return;
    instance.finishedAt = this.now;
    instance.endSeen = this.now + this.scenario.statusDelay;
    this.note(container, { what: 'container ended' });
    this.requestSync(instance.endSeen);
  }

  private newestSeen({ instances }: Container): Instance | undefined {
    for (let index = instances.length - 1; index >= 0; index--) {
      if (instances[index].startSeen <= this.now) return instances[index];
    }
    return undefined;
  }

  private isSeenEnded({ endSeen }: Instance): boolean {
    return endSeen !== undefined && endSeen <= this.now;
  }

  private note({ plan }: Container, event: Omit<TimelineEvent, 'at' | 'container'>): void {
    this.events.push({ at: this.now, container: plan.name, ...event });
  }

  private noteProbe({ role, container }: Worker, first: number, every: number, count: number, result: ProbeResult, duration: number): void {
    this.probes.push({ container: container.plan.name, probe: role, first, every: count > 1 ? every : 0, count, result, duration });
  }
}

const MAX_ATTEMPTS = 3;

/** What an app that is gone answers: nothing that the kubelet would count. */
const GONE: Answer = { from: 0, outcome: 'error', latency: 1000 };
const FINE: Answer = { from: 0, outcome: 'success', latency: 1000 };

function answerAt({ life, startedAt, finishedAt }: Instance, role: Role, at: number): Answer {
  if (finishedAt !== undefined && finishedAt <= at) return GONE;
  let answer = FINE;
  for (const each of life.answers[role] ?? []) {
    if (startedAt + each.from <= at) answer = each;
  }
  return answer;
}

/** When the answers of an app change next. */
function answersEnd({ life, startedAt }: Instance, role: Role, at: number): number {
  return (life.answers[role] ?? []).reduce((end, { from }) => startedAt + from > at ? Math.min(end, startedAt + from) : end, Infinity);
}

/** What a worker counts a result as; an error is nothing. */
function countedAs(result: ProbeResult): 'success' | 'failure' | undefined {
  return result === 'error' ? undefined : result === 'success' ? 'success' : 'failure';
}
