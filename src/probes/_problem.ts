import { Verdict } from '../findings/finding';
import { valueText } from '../findings/text';
import { IntOrString } from '../manifest/objects';

/** Something in the props of a probe that Kubernetes would not refuse, but take for something else. */
export interface Problem extends Verdict {
  readonly rule: 'probe-config' | 'probe-path' | 'probe-port' | 'probe-whole-number' | 'startup-seconds';
  /** The field below the probe, as in a manifest: `httpGet.path`. */
  readonly field: string;
  readonly value?: unknown;
}

/** A list of problems as the text of an error, for a probe that is used without a service. */
export function problemsText(problems: readonly Problem[]): string {
  return problems.map(({ field, message, why, fix }) => `  ${field ? `${field}: ` : ''}${message}.\n      why: ${why}.\n      fix: ${fix}.`).join('\n');
}

/** The port must be there: nobody can guess it. */
export function portProblems(handler: string, port: IntOrString | undefined): Problem[] {
  if (port === undefined || port === null || port === '') {
    return [{
      rule: 'probe-port',
      field: `${handler}.port`,
      message: 'the probe names no port, and there is none to fall back on',
      why: 'A probe must know where to connect; HealthCheckedService fills in its own first port',
      fix: 'Give the probe config a port',
    }];
  }
  if (typeof port === 'string' || (Number.isInteger(port) && port >= 1 && port <= 65535)) return [];
  return [{
    rule: 'probe-port',
    field: `${handler}.port`,
    value: port,
    message: `port is ${valueText(port)}, but must be a whole number from 1 to 65535`,
    why: 'There is no such port',
    fix: 'Give the port the app answers on',
  }];
}

/** A number that is not whole would be lost on its way into the manifest, or become another one. */
export function wholeNumberProblem(rule: Problem['rule'], field: string, value: unknown, smallest: number): Problem | undefined {
  const largest = field === 'terminationGracePeriodSeconds' ? Number.MAX_SAFE_INTEGER : MAX_INT32;
  if (Number.isInteger(value) && value as number <= largest && !(value === 0 && smallest > 0)) return undefined;
  if (!Number.isInteger(value)) {
    return {
      rule,
      field,
      value,
      message: `${field} is ${valueText(value)}, but must be a whole number`,
      why: 'Kubernetes counts whole seconds and attempts',
      fix: `Give ${field} a whole number`,
    };
  }
  if (value === 0) {
    return {
      rule,
      field,
      value,
      message: `${field} is 0, but must be at least ${smallest}`,
      why: 'Kubernetes takes 0 for "not given" and puts its default in place without a word',
      fix: `Give ${field} ${smallest} or more, or leave it out for its default`,
    };
  }
  return {
    rule,
    field,
    value,
    message: `${field} is ${valueText(value)}, but must be at most ${largest}`,
    why: 'Kubernetes cannot keep a larger number',
    fix: 'Give a smaller number',
  };
}

const MAX_INT32 = 2 ** 31 - 1;

/** What is wrong with the longest time an app may take to start, without its name. */
export function startupSecondsProblem(seconds: unknown): Problem | undefined {
  if (Number.isInteger(seconds) && (seconds as number) >= 1 && (seconds as number) <= MAX_STARTUP_SECONDS) return undefined;
  return {
    rule: 'startup-seconds',
    field: 'failureThreshold',
    value: seconds,
    message: `is ${valueText(seconds)}, but must be a whole number from 1 to ${MAX_STARTUP_SECONDS}`,
    why: 'It is the longest time in seconds that the app may take to start',
    fix: 'Give the slowest start you have seen, and some reserve',
  };
}

/** A week: more is a slip of the keyboard. */
const MAX_STARTUP_SECONDS = 7 * 24 * 3600;
