import { setTimeout as sleep } from 'node:timers/promises';
import { Handler } from '../manifest/objects';
import { HandlerSurroundings, runHandler } from './handler-runner';
import { timerMilliseconds } from './timer';

/** Runs a preStop hook within a grace period. */
export type PreStop = (graceSeconds: number) => Promise<PreStopOutcome>;

export interface PreStopOutcome {
  readonly outcome: 'done' | 'failed' | 'cut short' | 'not run';
  /** Why it failed, or was not run. */
  readonly reason?: string;
}

/**
 * The preStop hook of a container, which is run before SIGTERM and within the grace period.
 *
 * A command is run only where that is allowed. One that does nothing but sleep needs no program: it is waited for.
 *
 * Source: `executePreStopHook` in `pkg/kubelet/kuberuntime/kuberuntime_container.go`.
 */
export function preStopOf(handler: Handler, mayExec: boolean, surroundings: HandlerSurroundings): PreStop {
  return async graceSeconds => {
    const seconds = sleptBy(handler);
    if (seconds !== undefined) {
      await sleep(timerMilliseconds(Math.min(seconds, graceSeconds)));
      return { outcome: seconds <= graceSeconds ? 'done' : 'cut short' };
    }
    if (handler.exec && !mayExec) return { outcome: 'not run', reason: 'commands are not allowed here' };
    const begun = performance.now();
    const { outcome, output, status } = await runHandler(handler, graceSeconds, surroundings);
    // Of an HTTP hook any answer is good.
    if (outcome === 'success' || outcome === 'warning' || status !== undefined) return { outcome: 'done' };
    if (performance.now() - begun >= graceSeconds * 1000) return { outcome: 'cut short' };
    const [reason] = output.trim().split('\n');
    return { outcome: 'failed', ...reason ? { reason } : {} };
  };
}

/** How long a hook sleeps that does nothing else. */
export function sleptBy({ sleep: action, exec }: Handler): number | undefined {
  if (action) return action.seconds;
  const [program = '', time = '', ...others] = exec?.command ?? [];
  return /^(\/(usr\/)?bin\/)?sleep$/.test(program) && /^\d+(\.\d+)?s?$/.test(time) && others.length === 0 ? parseFloat(time) : undefined;
}
