import { setTimeout as sleep } from 'node:timers/promises';
import { Handler } from '../manifest/objects';
import { askExec } from './exec-probe-runner';
import { HandlerSurroundings, portNumber } from './handler-runner';
import { askHttp } from './http-probe-runner';
import { ProbeAnswer, speaksNoTls } from './probe-answer';
import { timerMilliseconds } from './timer';

/**
 * Runs a preStop hook within a grace period.
 *
 * @param containerEnds when the container ends, a command that runs in it ends with it
 */
export type PreStop = (graceSeconds: number, containerEnds: Promise<unknown>) => Promise<PreStopOutcome>;

export interface PreStopOutcome {
  readonly outcome: 'done' | 'failed' | 'cut short' | 'not run' | 'ended with the app';
  /** Why it failed, or was not run. */
  readonly reason?: string;
}

/**
 * The preStop hook of a container, which is run before SIGTERM and within the grace period.
 *
 * A command is run only where that is allowed. One that does nothing but sleep needs no program: it is waited for.
 *
 * Source: `executePreStopHook` in `pkg/kubelet/kuberuntime/kuberuntime_container.go`, `pkg/kubelet/lifecycle/handlers.go`.
 */
export function preStopOf(handler: Handler, mayExec: boolean, surroundings: HandlerSurroundings): PreStop {
  return async (graceSeconds, containerEnds) => {
    const { exec, httpGet, sleep: action } = handler;
    if (action) return slept(action.seconds ?? 0, graceSeconds);
    if (exec) {
      const ended = containerEnds.then((): PreStopOutcome => ({ outcome: 'ended with the app' }));
      const seconds = sleptBy(handler);
      if (seconds !== undefined) {
        const over = new AbortController();
        // What lost the race is not waited for.
        return Promise.race([ended, slept(seconds, graceSeconds, over.signal)]).finally(() => over.abort());
      }
      if (!mayExec) return { outcome: 'not run', reason: 'commands are not allowed here' };
      // Nothing is replaced in it, as it would be in that of a probe.
      return Promise.race([ended, timed(graceSeconds, async () => {
        const { outcome, output, status } = await askExec(exec.command ?? [], surroundings.env, graceSeconds, containerEnds);
        return { isDone: outcome === 'success', output: `${typeof status === 'number' ? `exit code ${status}: ` : ''}${output}` };
      })]);
    }
    if (httpGet) {
      return timed(graceSeconds, async () => {
        const { status, output } = await askHook(httpGet, graceSeconds, surroundings);
        // Any answer is good.
        return { isDone: status !== undefined, output };
      });
    }
    return { outcome: 'failed', reason: 'the kubelet runs no tcpSocket hooks; exec, httpGet and sleep there are' };
  };
}

/** How long a hook sleeps that does nothing else. */
export function sleptBy({ sleep: action, exec }: Handler): number | undefined {
  if (action) return action.seconds;
  const [program = '', ...args] = exec?.command ?? [];
  const script = /^(?:\/(?:usr\/)?bin\/)?(?:ba|da|a)?sh$/.test(program) && args[0] === '-c' && args.length === 2 ? args[1] : [program, ...args].join(' ');
  const [, time, unit = 's'] = /^\s*(?:exec )?(?:\/(?:usr\/)?bin\/)?sleep (\d+(?:\.\d+)?)([smh])?\s*$/.exec(script) ?? [];
  // One word is no command with an argument.
  return time === undefined || (args.length === 0 && program.includes(' ')) ? undefined : Number(time) * UNITS[unit];
}

const UNITS: { readonly [unit: string]: number } = { s: 1, m: 60, h: 3600 };

async function slept(seconds: number, graceSeconds: number, signal?: AbortSignal): Promise<PreStopOutcome> {
  await sleep(timerMilliseconds(Math.min(seconds, graceSeconds)), undefined, { signal });
  return { outcome: seconds <= graceSeconds ? 'done' : 'cut short' };
}

async function timed(graceSeconds: number, run: () => Promise<{ readonly isDone: boolean; readonly output: string }>): Promise<PreStopOutcome> {
  const begun = performance.now();
  const { isDone, output } = await run();
  if (isDone) return { outcome: 'done' };
  if (performance.now() - begun >= graceSeconds * 1000) return { outcome: 'cut short' };
  const reason = output.trim().split('\n')[0].replace(/:$/, '');
  return { outcome: 'failed', ...reason ? { reason } : {} };
}

/** A hook that is to speak TLS with a server that does not, speaks without it, and without telling who it is. */
async function askHook(httpGet: NonNullable<Handler['httpGet']>, graceSeconds: number, { container, target, portHere }: HandlerSurroundings): Promise<ProbeAnswer> {
  const port = portNumber(httpGet.port, container);
  if (port === undefined) return { outcome: 'error', output: `port ${JSON.stringify(httpGet.port)} not found` };
  const ask = (asked: typeof httpGet) => askHttp(asked, portHere(port), { ...target, asks: 'lifecycle' }, graceSeconds);
  const answer = await ask(httpGet);
  if (!speaksNoTls(answer)) return answer;
  return ask({ ...httpGet, scheme: 'HTTP', httpHeaders: (httpGet.httpHeaders ?? []).filter(({ name }) => name?.toLowerCase() !== 'authorization') });
}
