import { MOST_OUTPUT, ProbeAnswer } from './probe-answer';
import { ProcessGroup } from './process-group';
import { timerMilliseconds } from './timer';

/**
 * Runs a command as the kubelet has the container runtime run it: without a shell.
 *
 * Here it runs on this machine and not in the container, with the files and programs that are here. When the time is up
 * it is killed with all that it started, and that is a failure; a command that is not there is an error.
 *
 * Source: `pkg/probe/exec/exec.go`.
 *
 * @param containerEnds when the container ends, the command ends with it
 */
export async function askExec(
  command: readonly string[],
  env: NodeJS.ProcessEnv,
  timeoutSeconds: number,
  containerEnds?: Promise<unknown>,
): Promise<ProbeAnswer> {
  const chunks: Buffer[] = [];
  let length = 0;
  const group = new ProcessGroup(command, env, chunk => {
    if (length < MOST_OUTPUT) chunks.push(chunk);
    length += chunk.length;
  });
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    group.kill();
  }, timerMilliseconds(timeoutSeconds));
  void containerEnds?.then(() => group.kill());
  const end = await group.ended;
  clearTimeout(timer);
  if ('error' in end) return { outcome: 'error', output: end.error };
  if (isLate) return { outcome: 'failure', output: `command timed out: ${command.join(' ')} timed out after ${timeoutSeconds}s` };
  const output = Buffer.concat(chunks).subarray(0, MOST_OUTPUT).toString('utf8');
  if ('signal' in end) return { outcome: 'failure', output, status: end.signal };
  return end.exitCode === 0 ? { outcome: 'success', output } : { outcome: 'failure', output, status: end.exitCode };
}
