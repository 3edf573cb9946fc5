import { spawn } from 'node:child_process';
import { App, AppRun } from './rehearsed-container';

export interface AppProcessOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Is told what the app writes, as it comes. */
  readonly write: (text: string) => void;
}

/**
 * An app as a process of this machine, in a group of its own.
 *
 * SIGTERM goes to the process alone, as to the first process of a container; SIGKILL, and the end of the process, to all it
 * started, as with a container.
 */
export class AppProcess implements App {
  constructor(private readonly command: readonly string[], private readonly options: AppProcessOptions) {
  }

  public start(): AppRun {
    const [program, ...args] = this.command;
    const child = spawn(program, args, { env: this.options.env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => this.options.write(text));
    const ended = new Promise<string>(resolve => {
      child.on('error', error => resolve(error.message));
      child.on('exit', (code, signal) => {
        killGroup(child.pid!);
        resolve(code === null ? signal! : `exit code ${code}`);
      });
    });
    return {
      ended,
      stop: async graceSeconds => {
        child.kill('SIGTERM');
        const timer = setTimeout(() => killGroup(child.pid!), graceSeconds * 1000);
        await ended;
        clearTimeout(timer);
      },
    };
  }
}

/** Whoever is left of a group; its first process keeps its number from being used again as long as one is. */
function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody is.
  }
}
