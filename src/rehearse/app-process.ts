import { StringDecoder } from 'node:string_decoder';
import { App, AppRun } from './app';
import { ProcessGroup } from './process-group';
import { timerMilliseconds } from './timer';

export interface AppProcessOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Is told what the app writes, line by line. */
  readonly write: (line: string) => void;
}

/**
 * An app as a process of this machine.
 *
 * SIGTERM goes to the process alone, as to the first process of a container; SIGKILL, and the end of the process, to all it
 * started, as with a container.
 */
export class AppProcess implements App {
  constructor(private readonly command: readonly string[], private readonly options: AppProcessOptions) {
  }

  public start(): AppRun {
    const lines = new Lines(this.options.write);
    const group = new ProcessGroup(this.command, this.options.env, chunk => lines.add(chunk));
    const ended = group.ended.finally(() => lines.end());
    return {
      group: group.pid,
      ended,
      stop: graceSeconds => {
        group.terminate();
        const timer = setTimeout(() => group.kill(), timerMilliseconds(graceSeconds));
        void ended.then(() => clearTimeout(timer));
      },
      kill: () => group.kill(),
    };
  }
}

/** Text as it comes, told line by line. */
class Lines {
  private rest = '';
  private readonly decoder = new StringDecoder('utf8');

  constructor(private readonly write: (line: string) => void) {
  }

  public add(chunk: Buffer): void {
    const lines = (this.rest + this.decoder.write(chunk)).split(/\r?\n/);
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
