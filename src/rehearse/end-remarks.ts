import { readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { Severity } from '../findings/finding';
import { secondsText } from '../timeline/seconds-text';
import { PreStopOutcome } from './pre-stop';
import { Remark } from './remark';

/** Said of a preStop hook that does not do what it should. */
export function hookRemark({ outcome, reason }: PreStopOutcome, graceSeconds: number): Remark | undefined {
  switch (outcome) {
    case 'failed': return {
      severity: Severity.WARNING,
      message: `the preStop hook failed${reason ? `: ${reason}` : ''}`,
      why: 'The kubelet writes an event and goes on with SIGTERM: what the hook should do is not done',
      fix: 'Try it alone; a command is run without a shell, and with the programs of the image',
    };
    case 'cut short': return {
      severity: Severity.WARNING,
      message: `the preStop hook was cut short by the grace period of ${secondsText(graceSeconds)}`,
      why: 'The hook and the end of the app share the grace period; an app that gets SIGTERM when it is over has two seconds left',
      fix: 'Set a terminationGracePeriodSeconds that is longer than the hook, by what the app takes to end',
    };
    default: return undefined;
  }
}

/** Said of an app that did not end in time. */
export function killedRemark(graceSeconds: number): Remark {
  return {
    severity: Severity.WARNING,
    message: `the app did not end within its grace period of ${secondsText(graceSeconds)}, and was killed`,
    why: 'What it was doing is lost, and every rollout takes that long for each pod',
    fix: 'Let it end at SIGTERM, after what is under way; a shell script must start it with exec, or keeps the signal to itself',
  };
}

/** Said of an app that ended by SIGTERM here, and would not as the first process of a container. */
export function deafRemark(): Remark {
  return {
    severity: Severity.WARNING,
    message: 'in a container the app would not end at SIGTERM, but be killed when its grace period is over',
    why: 'Here it ended by the default of the signal; the first process of a container has no such default, and what it does not handle is dropped',
    fix: 'Let it handle SIGTERM, in Node with process.on(\'SIGTERM\', …); or start it under an init such as tini, and in a shell script with exec',
  };
}

/**
 * Whether a process has no handler for SIGTERM, as far as this machine says so (Linux does).
 *
 * Node has one of its own that ends it by the signal all the same.
 *
 * Source: proc(5), `SigCgt`; `SignalExit` in `src/node.cc` of Node.
 */
export function isDeaf(pid: number | undefined): boolean {
  if (pid === undefined || process.platform !== 'linux') return false;
  try {
    if (basename(readlinkSync(`/proc/${pid}/exe`)) === 'node') return true;
    const caught = /^SigCgt:\s*([0-9a-f]+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    // A bit for each signal, the first one last; SIGTERM is the fifteenth.
    return caught !== undefined && !/[4-7c-f][0-9a-f]{3}$/.test(caught);
  } catch {
    return false;
  }
}
