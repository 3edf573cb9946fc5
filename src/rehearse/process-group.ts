import { ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

/** How a process ended. */
export type ProcessEnd =
  | { readonly exitCode: number }
  | { readonly signal: string }
  /** It could not be started at all. */
  | { readonly error: string };

/**
 * A process in a group of its own, with all it starts: together they stand for what a container runs.
 *
 * The end of the first process is the end of all, as in a container. None outlives this process where it ends by itself or by
 * a signal that it hears; SIGKILL, and a crash of Node itself, leave them behind.
 */
export class ProcessGroup {
  /** When the first process has ended; it never fails. */
  public readonly ended: Promise<ProcessEnd>;
  private readonly child?: ChildProcess;
  private isOver = false;
  /** Is in the environment of all it starts, also of what leaves the group. */
  private readonly mark = `CDK8S_HEALTH_CHECKS_GROUP=${randomUUID()}`;
  /** @param write is told what it writes, as it comes */
  constructor([program, ...args]: readonly string[], env: NodeJS.ProcessEnv, write: (chunk: Buffer) => void) {
    const [markName, markValue] = this.mark.split('=');
    try {
      this.child = spawn(program, args, { env: { ...env, [markName]: markValue }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    } catch (error) {
      // Of an empty command, or a zero byte.
      this.ended = Promise.resolve({ error: (error as Error).message });
      return;
    }
    const { stdout, stderr } = this.child;
    for (const stream of [stdout, stderr]) stream!.on('data', write);
    const killAtExit = () => this.kill();
    process.on('exit', killAtExit);
    this.ended = this.end(this.child).finally(() => {
      process.off('exit', killAtExit);
      // From now on its number may be another's.
      this.isOver = true;
    });
  }

  /** The number of its first process, and of the group. */
  public get pid(): number | undefined {
    return this.child?.pid;
  }

  /** Asks the first process to end. */
  public terminate(): void {
    this.child?.kill('SIGTERM');
  }

  /** Ends all of them at once. */
  public kill(): void {
    const { pid } = this;
    if (pid === undefined || this.isOver) return;
    try {
      // A group keeps the number of its first process from being used again as long as one of it is left.
      process.kill(-pid, 'SIGKILL');
    } catch {
      // Nobody is.
    }
    for (const straggler of processesWith(this.mark)) {
      try {
        process.kill(straggler, 'SIGKILL');
      } catch {
        // It has just ended.
      }
    }
  }

  private end(child: ChildProcess): Promise<ProcessEnd> {
    return new Promise(resolve => {
      child.on('error', (error: NodeJS.ErrnoException) => {
        // Also told of a signal that may not be sent, as to a program of somebody else's.
        if (child.pid === undefined) resolve({ error: startErrorText(child.spawnfile, error) });
      });
      child.on('exit', (exitCode, signal) => {
        this.kill();
        const end = () => {
          clearTimeout(timer);
          child.stdout!.destroy();
          child.stderr!.destroy();
          resolve(exitCode === null ? { signal: signal! } : { exitCode });
        };
        // After the last of what it wrote; but somebody may still hold on to the other end.
        child.on('close', end);
        const timer = setTimeout(end, LAST_WORDS_MILLISECONDS);
      });
    });
  }
}

/** How long the last output of a process that has ended is waited for. */
const LAST_WORDS_MILLISECONDS = 500;

/** The processes that have a setting in their environment, where this machine says so (Linux does). Source: proc(5). */
function processesWith(setting: string): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc').filter(name => /^\d+$/.test(name)).filter(pid => {
    try {
      return readFileSync(`/proc/${pid}/environ`).includes(setting);
    } catch {
      // Somebody else's, or it has just ended.
      return false;
    }
  }).map(Number);
}

function startErrorText(program: string, { code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'ENOENT': return `there is no command ${program} here; give its path, or activate the environment that has it`;
    case 'EACCES': return `${program} is not a program that may be run`;
    default: return message;
  }
}
