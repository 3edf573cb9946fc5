import { Answer, ContainerScenario, Life, micros, Outage, QUICK, Role, ROLES } from './scenario';

/** The probes of a container. */
export enum ProbeType {
  /** Restarts a container that hangs. */
  LIVENESS = 'liveness',
  /** Decides whether a pod gets traffic. */
  READINESS = 'readiness',
  /** Waits for the app to start. */
  STARTUP = 'startup',
}

/** A time in which an app does not do what it should. */
export interface BehaviorWindow {
  /** When it begins, in seconds after the first start of the container. */
  readonly fromSeconds: number;
  /**
   * When it is over, in seconds after the first start of the container.
   *
   * @default - it never is
   */
  readonly untilSeconds?: number;
  /**
   * The probes that notice.
   *
   * @default - all of them
   */
  readonly probes?: ProbeType[];
}

/** A time in which answers take long. */
export interface SlowWindow extends BehaviorWindow {
  /** How long each answer takes, in seconds. */
  readonly takesSeconds: number;
}

/** What an app does, in seconds after its container was started; it answers well where nothing else is said. */
export interface AppBehavior {
  /**
   * From when on it answers; until then every probe fails.
   *
   * @default 0
   */
  readonly startsAfterSeconds?: number;
  /**
   * Whether probes hang as long as it starts, and do not fail at once: an app that listens already, and is busy.
   *
   * @default false
   */
  readonly hangsWhileStarting?: boolean;
  /**
   * How long it takes to end after SIGTERM; the grace period cuts it short.
   *
   * @default 1; the whole grace period, for an app that hangs at any time
   */
  readonly stopsAfterSeconds?: number;
  /**
   * When it ends by itself.
   *
   * @default - never
   */
  readonly crashesAfterSeconds?: number;
  /**
   * When it does not answer at all, until it is restarted: a deadlock, a full queue.
   *
   * @default - never
   */
  readonly hangs?: BehaviorWindow[];
  /**
   * When it answers with an error, and no restart helps: a lost database.
   *
   * @default - never
   */
  readonly fails?: BehaviorWindow[];
  /**
   * When probes cannot be asked at all, which counts neither as a success nor as a failure: a command that is missing, a
   * body that never ends.
   *
   * @default - never
   */
  readonly errors?: BehaviorWindow[];
  /**
   * When it answers slowly, and no restart helps: too much load.
   *
   * @default - never
   */
  readonly slow?: SlowWindow[];
  /**
   * What it does after it was restarted.
   *
   * @default - it starts as before, and then answers well
   */
  readonly afterRestart?: AppBehavior;
}

/** What a behavior is for the simulation. */
export function livesOf(behavior: AppBehavior): Pick<ContainerScenario, 'lives' | 'outages'> {
  const { startsAfterSeconds, hangsWhileStarting, stopsAfterSeconds, afterRestart } = behavior;
  const restarted = afterRestart ?? { startsAfterSeconds, hangsWhileStarting, stopsAfterSeconds };
  const outages = [
    ...(behavior.fails ?? []).map(window => outage(window, 'failure', QUICK)),
    ...(behavior.errors ?? []).map(window => outage(window, 'error', QUICK)),
    ...(behavior.slow ?? []).map(window => outage(window, 'success', micros(window.takesSeconds))),
  ];
  return { lives: [lifeOf(behavior), lifeOf(restarted)], outages };
}

function lifeOf({ startsAfterSeconds = 0, hangsWhileStarting, stopsAfterSeconds, crashesAfterSeconds, hangs = [] }: AppBehavior): Life {
  const answers: { [role in Role]?: Answer[] } = {};
  for (const role of ROLES) {
    const windows = hangs.filter(({ probes }) => concerns(probes, role));
    const edges = windows.flatMap(({ fromSeconds, untilSeconds }) => [fromSeconds, untilSeconds ?? fromSeconds]);
    const changes = new Set([0, startsAfterSeconds, ...edges]);
    answers[role] = [...changes].sort((a, b) => a - b).map(at => {
      const isHanging = windows.some(({ fromSeconds, untilSeconds = Infinity }) => fromSeconds <= at && at < untilSeconds);
      const outcome = isHanging || (at < startsAfterSeconds && hangsWhileStarting) ? 'hang' : at < startsAfterSeconds ? 'failure' : 'success';
      return { from: micros(at), outcome, latency: QUICK };
    });
  }
  const stopsAfter = micros(stopsAfterSeconds ?? (hangs.length > 0 ? Infinity : 1));
  return { stopsAfter, ...crashesAfterSeconds === undefined ? {} : { crashesAt: micros(crashesAfterSeconds) }, answers };
}

function outage({ fromSeconds, untilSeconds, probes }: BehaviorWindow, outcome: Answer['outcome'], latency: number): Outage {
  return {
    from: micros(fromSeconds),
    until: untilSeconds === undefined ? Infinity : micros(untilSeconds),
    probes: ROLES.filter(role => concerns(probes, role)),
    outcome,
    latency,
  };
}

function concerns(probes: readonly ProbeType[] | undefined, role: Role): boolean {
  return (probes as readonly string[] | undefined)?.includes(role) ?? true;
}
