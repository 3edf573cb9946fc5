import { setTimeout as sleep } from 'node:timers/promises';
import { Handler } from '../manifest/objects';
import { HandlerSurroundings, runHandler } from './handler-runner';

/** What became of a preStop hook, in words. */
export type PreStop = (graceSeconds: number) => Promise<string>;

/**
 * The preStop hook of a container, which is run before SIGTERM and within the grace period.
 *
 * A command is run only where that is allowed. One that does nothing but sleep needs no program: it is waited for.
 *
 * Source: `executePreStopHook` in `pkg/kubelet/kuberuntime/kuberuntime_container.go`.
 */
export function preStopOf(handler: Handler, mayExec: boolean, surroundings: HandlerSurroundings): PreStop {
  return async graceSeconds => {
    const seconds = handler.sleep?.seconds ?? sleptBy(handler.exec?.command);
    if (seconds !== undefined) {
      await sleep(Math.min(seconds, graceSeconds) * 1000);
      return seconds <= graceSeconds ? 'slept' : `cut short by the grace period of ${graceSeconds} s`;
    }
    if (handler.exec && !mayExec) return 'not run, since commands are not allowed here';
    const { outcome, output, status } = await runHandler(handler, graceSeconds, surroundings);
    // Of an HTTP hook any answer is good.
    return outcome === 'success' || outcome === 'warning' || status !== undefined ? 'done' : `failed: ${output.trim().split('\n')[0]}`;
  };
}

/** How long a command sleeps that does nothing else. */
function sleptBy(command: readonly string[] = []): number | undefined {
  const match = /^(?:\S*\/)?sleep (\d+(?:\.\d+)?)s?$/.exec(command.join(' '));
  return match ? Number(match[1]) : undefined;
}
