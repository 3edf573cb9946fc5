import { ProcessEnd } from './process-group';

/** An app that can be started and ended. */
export interface App {
  start(): AppRun;
}

/** An app from one start to its end. */
export interface AppRun {
  /** The number of the group its processes are in, and of the first of them, where they are on this machine. */
  readonly group?: number;
  /** When it has ended by itself, or was ended. It never fails. */
  readonly ended: Promise<AppEnd>;
  /** Asks it to end (SIGTERM), and ends it (SIGKILL) when the grace period is over. */
  stop(graceSeconds: number): void;
  /** Ends it at once. */
  kill(): void;
}

/** How an app ended. */
export type AppEnd = ProcessEnd;
