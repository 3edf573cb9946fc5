import { App, AppEnd, AppRun } from './app';

/** An app that somebody else has started: it is asked, and never ended. */
export class ExternalApp implements App {
  public start(): AppRun {
    let end: (how: AppEnd) => void;
    const ended = new Promise<AppEnd>(resolve => { end = resolve; });
    const leave = () => end({ exitCode: 0 });
    return { ended, stop: leave, kill: leave };
  }
}
