import { spawn } from 'node:child_process';
import { App, AppEnd, AppRun } from './app';
import { killGroup } from './process-group';

export interface AppProcessOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Is told what the app writes, line by line. */
  readonly write: (line: string) => void;
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
    try {
      return this.spawn();
    } catch (error) {
      // Of a zero byte in a variable, say.
      return { ended: Promise.resolve({ error: (error as Error).message }), stop: () => {}, kill: () => {} };
    }
  }

  private spawn(): AppRun {
    const [program, ...args] = this.command;
    const child = spawn(program, args, { env: this.options.env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    // Should this process end first, whatever the reason.
    const killWithUs = () => killGroup(child.pid);
    process.on('exit', killWithUs);
    const lines = [child.stdout, child.stderr].map(stream => {
      const text = new Lines(this.options.write);
      stream.setEncoding('utf8').on('data', (chunk: string) => text.add(chunk));
      return text;
    });
    const ended = new Promise<AppEnd>(resolve => {
      child.on('error', (error: NodeJS.ErrnoException) => resolve({ error: startErrorText(program, error) }));
      child.on('exit', (code, signal) => {
        killGroup(child.pid);
        const end = () => {
          child.stdout.destroy();
          child.stderr.destroy();
          resolve(code === null ? { signal: signal! } : { exitCode: code });
        };
        // After the last of what it wrote; but a process that has left the group may hold on to the other end.
        child.on('close', end);
        setTimeout(end, LAST_WORDS_MILLISECONDS);
      });
    });
    void ended.then(() => {
      process.off('exit', killWithUs);
      for (const text of lines) text.end();
    });
    return {
      group: child.pid,
      ended,
      stop: graceSeconds => {
        child.kill('SIGTERM');
        const timer = setTimeout(() => killGroup(child.pid), graceSeconds * 1000);
        void ended.then(() => clearTimeout(timer));
      },
      kill: () => killGroup(child.pid),
    };
  }
}

function startErrorText(program: string, { code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'ENOENT': return `there is no command ${program} here; give its path, or activate the environment that has it`;
    case 'EACCES': return `${program} is not a program that may be run`;
    default: return message;
  }
}

/** How long the last output of an app that has ended is waited for. */
const LAST_WORDS_MILLISECONDS = 500;

/** Text as it comes, told line by line. */
class Lines {
  private rest = '';

  constructor(private readonly write: (line: string) => void) {
  }

  public add(text: string): void {
    const lines = (this.rest + text).split(/\r?\n/);
    this.rest = lines.pop()!;
    lines.forEach(this.write);
    // Nobody reads a line that long, and it must not fill the memory.
    if (this.rest.length > LONGEST_LINE) this.end();
  }

  public end(): void {
    if (this.rest !== '') this.write(this.rest);
    this.rest = '';
  }
}

const LONGEST_LINE = 10_000;
