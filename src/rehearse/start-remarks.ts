import { Severity } from '../findings/finding';
import { secondsText } from '../timeline/seconds-text';
import { AppEnd, AppRun } from './app';
import { listeningPorts } from './listening-sockets';
import { Remark } from './remark';

/** Why probes of these ports were refused until the end: the app listens elsewhere. */
export function otherPortRemark(host: string, asked: readonly number[], { group }: AppRun): Remark | undefined {
  const ports = group === undefined ? [] : listeningPorts(group) ?? [];
  if (ports.length === 0) return undefined;
  const port = asked.find(each => !ports.includes(each)) ?? asked[0];
  if (ports.includes(port)) {
    return {
      severity: Severity.WARNING,
      message: `the app listens on port ${port}, but not on ${host}`,
      why: 'It listens on another address of this machine; in a pod the kubelet connects to the address of the pod',
      fix: 'Let it listen on 0.0.0.0, or on :: for IPv6 as well',
    };
  }
  return {
    severity: Severity.WARNING,
    message: `nobody listens on port ${port}; the app listens on ${ports.join(', ')}`,
    why: 'A probe of a port that nobody listens on fails for ever',
    fix: `Let the app listen on ${port}, or the probe ask ${ports[0]}`,
  };
}

/**
 * Said at the end of a run in which no probe was ever answered.
 *
 * @param unanswered how, the last time
 * @param where the ports that were asked, or the address of an app that somebody else has started
 */
export function neverAnsweredRemark(
  where: readonly number[] | string,
  unanswered: 'refused' | 'late' | undefined,
  seconds: number,
  hasStartup: boolean,
): Remark {
  const severity = Severity.WARNING;
  if (unanswered === 'late') {
    return {
      severity,
      message: `nobody answered ${typeof where === 'string' ? `at ${where}` : `on port ${where.join(', ')}`} in time, in ${secondsText(seconds)}`,
      why: 'Somebody is there, and takes longer than timeoutSeconds',
      fix: 'Let health checks answer at once, without work or waiting; or give them more time with timeoutSeconds',
    };
  }
  if (typeof where === 'string') {
    return { severity, message: `nobody answered at ${where} in ${secondsText(seconds)}`, why: 'No app runs there that listens', fix: 'Start the app first, or give the address where it listens' };
  }
  return {
    severity,
    message: `nobody answered on port ${where.join(', ')} in ${secondsText(seconds)}`,
    why: 'The app did not get that far, or it listens on another port or address',
    fix: `See in its output where it listens, and let the probes ask that port; or give it more time with ${hasStartup ? 'a larger failureThreshold of its startup probe' : 'a startup probe'}`,
  };
}

/** Said of an app that ends by itself before any probe has succeeded. */
export function endedAtOnceRemark(how: AppEnd, seconds: number, restarts: boolean): Remark {
  const isGood = 'exitCode' in how && how.exitCode === 0;
  return {
    severity: Severity.WARNING,
    message: `the app ended by itself ${seconds < 0.1 ? 'at once' : `${secondsText(seconds)} after its start`}, ${endText(how)}`,
    why: restarts ? 'A container lives as long as its first process; the kubelet starts it again, after a longer wait each time (CrashLoopBackOff)'
      : 'A container lives as long as its first process, and this one is not started again',
    fix: isGood ? 'Run it in the foreground: what it starts in the background ends with it' : 'Its output says why; try the command alone until it stays',
  };
}

/** How an app ended, in words. */
export function endText(how: AppEnd): string {
  if ('error' in how) return how.error;
  return 'signal' in how ? `by ${how.signal}` : `with exit code ${how.exitCode}`;
}
