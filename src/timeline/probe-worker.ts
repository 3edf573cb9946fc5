import { ProbeScenario, Role } from './scenario';

/** What the results of a probe are; unknown, as long as a startup probe has not been decided. */
export type Result = 'success' | 'failure' | 'unknown';

/** What a worker sees of its container: what the kubelet has noted last. */
export interface SeenContainer<Instance> {
  readonly instance: Instance;
  readonly isRunning: boolean;
  /** Seconds since it started, after its start was cut to a whole second. */
  readonly secondsRunning: number;
  readonly isStarted: boolean;
}

/** What a worker does when it is its turn. */
export interface Turn {
  /** The results that are noted, one after the other, whatever happens then. */
  readonly sets: readonly Result[];
  readonly probes: boolean;
}

/**
 * The part of the kubelet that asks one probe of one container: when it asks, how it counts, what it decides.
 *
 * It knows no clock; simulation and rehearsal drive it, each with its own.
 *
 * Source: `pkg/kubelet/prober/worker.go` (`doProbe`).
 */
export class ProbeWorker<Instance> {
  /** The container it has looked at last. */
  public instance?: Instance;
  /** What it counts. Go's zero value is a success. */
  public lastResult: 'success' | 'failure' = 'success';
  public run = 0;
  public isOnHold = false;

  /**
   * @param kubernetes the version of the kubelet, as a minor number
   * @param isSidecar whether its container is an init container that goes on running
   */
  constructor(
    public readonly role: Role,
    public readonly probe: ProbeScenario,
    protected readonly kubernetes: number,
    private readonly isSidecar = false,
  ) {
  }

  /** What it does on its turn; it learns of a new container. */
  public turn(seen: SeenContainer<Instance> | undefined): Turn {
    if (seen === undefined) return NOTHING;
    const sets: Result[] = [];
    if (seen.instance !== this.instance) {
      this.instance = seen.instance;
      // For a moment, where the container before it had started: meant for kubelets that were restarted.
      if (this.kubernetes >= 35 && this.isSidecar && this.role === 'startup' && seen.isStarted) sets.push('success');
      sets.push(INITIAL[this.role]);
      // The counts are kept, as they are in the kubelet.
      this.isOnHold = false;
    }
    if (this.isOnHold) return { sets, probes: false };
    if (!seen.isRunning) sets.push('failure');
    return { sets, probes: this.mayProbe(seen) };
  }

  /** Whether a container it knows may be probed: not before its initial delay, and startup first. */
  public mayProbe({ isRunning, secondsRunning, isStarted }: SeenContainer<Instance>): boolean {
    return isRunning && !this.isOnHold && secondsRunning >= this.probe.initialDelaySeconds && isStarted === (this.role !== 'startup');
  }

  /** Counts an answer; an error is none. Returns the result that is noted, once there were enough of them. */
  public count(answer: 'success' | 'failure'): Result | undefined {
    this.countUndecided(answer, 1);
    if (this.run < this.threshold(answer)) return undefined;
    // Before 1.32 a startup probe could go on after its success, for a moment.
    if (this.role !== 'readiness' && (answer === 'failure' || (this.role === 'startup' && this.kubernetes >= 32))) {
      this.isOnHold = true;
      this.run = 0;
    }
    return answer;
  }

  /** Counts answers that decide nothing, being too few or nothing new. */
  public countUndecided(answer: 'success' | 'failure', times: number): void {
    this.run = answer === this.lastResult ? this.run + times : times;
    this.lastResult = answer;
  }

  /** How many more answers of a kind it takes until they count. */
  public missing(answer: 'success' | 'failure'): number {
    return Math.max(1, this.threshold(answer) - (answer === this.lastResult ? this.run : 0));
  }

  private threshold(answer: 'success' | 'failure'): number {
    return answer === 'success' ? this.probe.successThreshold : this.probe.failureThreshold;
  }
}

const NOTHING: Turn = { sets: [], probes: false };

/** What is noted of a container that is new. */
const INITIAL: { readonly [role in Role]: Result } = { liveness: 'success', readiness: 'failure', startup: 'unknown' };
