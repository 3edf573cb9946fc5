import { spawn } from 'node:child_process';
import { MOST_OUTPUT, ProbeAnswer } from './probe-answer';
import { killGroup } from './process-group';

/**
 * Runs a command as the kubelet has the container runtime run it: without a shell.
 *
 * Here it runs on this machine and not in the container, with the files and programs that are here. When the time is up
 * it is killed with all that it started, and that is a failure; a command that is not there is an error.
 *
 * Source: `pkg/probe/exec/exec.go`.
 */
export function askExec([program, ...args]: readonly string[], env: NodeJS.ProcessEnv, timeoutSeconds: number): Promise<ProbeAnswer> {
  return new Promise(resolve => {
    const chunks: Buffer[] = [];
    // A group of its own, so that it can be ended with everything it started.
    const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      killGroup(child.pid);
    }, timeoutSeconds * 1000);
    const collect = (chunk: Buffer) => chunks.push(chunk);
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    const end = (answer: Omit<ProbeAnswer, 'output'> & { readonly output?: string }) => {
      clearTimeout(timer);
      const output = Buffer.concat(chunks).subarray(0, MOST_OUTPUT).toString('utf8');
      resolve({ output, ...answer });
    };
    child.on('error', ({ message }) => end({ outcome: 'error', output: message }));
    child.on('close', code => {
      if (isLate) end({ outcome: 'failure', output: `command timed out: ${[program, ...args].join(' ')} timed out after ${timeoutSeconds}s` });
      else end({ outcome: code === 0 ? 'success' : 'failure' });
    });
  });
}
