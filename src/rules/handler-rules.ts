import { valueText } from '../findings/text';
import { KNOWN_VERSIONS } from '../manifest/kubernetes-versions';
import { Handler, HttpGet, IntOrString } from '../manifest/objects';
import { httpHeaderNameFault, oneOf, portNumberFault, portReferenceFault } from './formats';
import { fieldText, Rule } from './rule';

/** The kinds of handler, by the field that holds each. */
export type HandlerKind = keyof Handler;

/** A place for a handler: a probe or a lifecycle hook. */
export interface HandlerSubject {
  readonly handler: Handler;
  /** Which kinds of handler the place allows, in the order the API server examines them. */
  readonly allowed: readonly HandlerKind[];
}

export const PROBE_HANDLERS: readonly HandlerKind[] = ['exec', 'httpGet', 'tcpSocket', 'grpc'];
export const LIFECYCLE_HANDLERS: readonly HandlerKind[] = ['exec', 'httpGet', 'tcpSocket', 'sleep'];

type Exec = NonNullable<Handler['exec']>;
type TcpSocket = NonNullable<Handler['tcpSocket']>;
type Grpc = NonNullable<Handler['grpc']>;

/** A sleep, and how long a pod may take to end, in seconds. */
export type SleepSubject = NonNullable<Handler['sleep']> & { readonly gracePeriodSeconds: number };

/** The handler that counts: like the API server, the first there is. */
export function firstHandler({ handler, allowed }: HandlerSubject): HandlerKind | undefined {
  return allowed.find(kind => handler[kind] != null);
}

export const handlerIsGiven: Rule<HandlerSubject> = {
  id: 'handler-required',
  statement: 'A probe or lifecycle hook says what to do',
  check(subject, at, report) {
    if (firstHandler(subject)) return;
    const kinds = subject.allowed.join(', ');
    report.refuse(at, undefined, { message: `${fieldText(at.toString())} does not say what to do: it must have one of ${kinds}`, why: 'Without a handler there is nothing to do', fix: `Add one of ${kinds}` });
  },
};

export const handlerIsSingle: Rule<HandlerSubject> = {
  id: 'handler-single',
  statement: 'A probe or lifecycle hook has one handler only',
  check(subject, at, report) {
    const first = firstHandler(subject);
    for (const other of subject.allowed) {
      if (other === first || subject.handler[other] == null) continue;
      report.refuse(at.field(other), subject.handler[other], {
        message: `${other} stands beside ${first}, but only one handler is allowed`,
        why: 'Kubernetes would not know which of them decides',
        fix: `Remove ${first} or ${other}`,
        // 1.29 drops a sleep before it looks.
      }, other === 'sleep' ? { min: 30, max: KNOWN_VERSIONS.max } : undefined);
    }
  },
};

export const sleepIsKnown: Rule<HandlerSubject> = {
  id: 'sleep-known',
  statement: 'A lifecycle hook does not sleep in Kubernetes 1.29, which drops the sleep',
  versions: { min: 29, max: 29 },
  check(subject, at, report) {
    if (firstHandler(subject) !== 'sleep') return;
    // 1.29 knows the field, drops it and then misses a handler; 1.28 does not know it.
    report.refuse(at, undefined, {
      message: 'the hook sleeps, which Kubernetes can do from 1.30 on only',
      why: 'Without the sleep it has no handler',
      fix: 'Run sleep in the container: exec: { command: ["sleep", "10"] }',
    });
  },
};

export const execCommandIsGiven: Rule<Exec> = {
  id: 'exec-command',
  statement: 'An exec handler has a command',
  check({ command }, at, report) {
    if (command?.length) return;
    report.refuse(at.field('command'), command, {
      must: 'name a program, with its arguments',
      why: 'There is nothing to run',
      fix: 'Give the program and each of its arguments as an item, e.g. ["cat", "/tmp/ready"]',
    });
  },
};

export const httpPortIsValid: Rule<HttpGet> = portIsValid('http-port', 'The port of an HTTP handler is a port number or a port\'s name');

export const tcpPortIsValid: Rule<TcpSocket> = portIsValid('tcp-port', 'The port of a TCP handler is a port number or a port\'s name');

export const grpcPortIsValid: Rule<Grpc> = {
  id: 'grpc-port',
  statement: 'The port of a gRPC handler is a port number',
  check({ port }, at, report) {
    const must = portNumberFault(port ?? 0);
    if (must) report.refuse(at.field('port'), port, { must, ...portAdvice(port) });
  },
};

export const httpSchemeIsKnown: Rule<HttpGet> = {
  id: 'http-scheme',
  statement: 'The scheme of an HTTP handler is HTTP or HTTPS',
  check({ scheme: given }, at, report) {
    const scheme = given || 'HTTP';
    if (SCHEMES.includes(scheme)) return;
    report.refuse(at.field('scheme'), scheme, {
      must: `be ${oneOf(SCHEMES)}`,
      why: 'Kubernetes knows these two, in capitals',
      fix: SCHEMES.includes(scheme.toUpperCase()) ? `Write "${scheme.toUpperCase()}"` : 'Leave scheme out for HTTP, or write "HTTPS"',
    });
  },
};

export const httpHeaderNamesAreValid: Rule<HttpGet> = {
  id: 'http-header-name',
  statement: 'The names of HTTP headers consist of letters, digits and hyphens',
  check({ httpHeaders = [] }, at, report) {
    for (const { name = '' } of httpHeaders) {
      const must = httpHeaderNameFault(name);
      if (!must) continue;
      const cured = name.replace(/[^-A-Za-z0-9]+/g, '-').replace(/^-+|-+$/g, '');
      // The API server names the list, not the header: two bad headers have the same path.
      report.refuse(at.field('httpHeaders'), name, {
        message: `header name ${valueText(name)} must ${must}`,
        why: 'Kubernetes refuses any other header name, underscores included',
        fix: cured ? `Name the header ${cured}, or another way with letters, digits and hyphens` : 'Give the header a name',
      });
    }
  },
};

export const sleepIsWithinGracePeriod: Rule<SleepSubject> = {
  id: 'sleep-seconds',
  statement: 'A sleep ends before the pod\'s grace period does',
  versions: { min: 30, max: KNOWN_VERSIONS.max },
  check({ seconds = 0, gracePeriodSeconds }, at, report) {
    if (seconds >= 0 && seconds <= gracePeriodSeconds) return;
    report.refuse(at, seconds, {
      must: `be from 0 to ${gracePeriodSeconds} seconds, the pod's terminationGracePeriodSeconds`,
      why: 'The container is killed when the grace period is over, asleep or not',
      fix: 'Shorten the sleep, or raise terminationGracePeriodSeconds',
    });
  },
};

export const sleepIsNotZero: Rule<SleepSubject> = {
  id: 'sleep-not-zero',
  statement: 'A sleep lasts at least a second, before Kubernetes 1.33',
  versions: { min: 30, max: 32 },
  check({ seconds = 0 }, at, report) {
    if (seconds !== 0) return;
    report.refuse(at, seconds, {
      must: 'be at least 1 second',
      why: 'Kubernetes allows a sleep of 0 seconds from 1.33 on',
      fix: 'Remove the sleep',
    });
  },
};

/** Rules on whether there is a handler, and one only. */
export const handlerRules: readonly Rule<HandlerSubject>[] = [handlerIsGiven, handlerIsSingle, sleepIsKnown];

export const execRules: readonly Rule<Exec>[] = [execCommandIsGiven];
export const httpGetRules: readonly Rule<HttpGet>[] = [httpPortIsValid, httpSchemeIsKnown, httpHeaderNamesAreValid];
export const tcpSocketRules: readonly Rule<TcpSocket>[] = [tcpPortIsValid];
export const grpcRules: readonly Rule<Grpc>[] = [grpcPortIsValid];
export const sleepRules: readonly Rule<SleepSubject>[] = [sleepIsWithinGracePeriod, sleepIsNotZero];

function portIsValid(id: string, statement: string): Rule<{ readonly port?: IntOrString }> {
  return {
    id,
    statement,
    check({ port }, at, report) {
      const must = portReferenceFault(port);
      if (must) report.refuse(at.field('port'), port, { must, ...portAdvice(port) });
    },
  };
}

const SCHEMES = ['HTTP', 'HTTPS'];

function portAdvice(port: number | string | undefined) {
  if (typeof port !== 'string') return { why: 'There is no such port', fix: 'Give the port the app answers on' };
  return /^\d+$/.test(port)
    ? { why: 'In quotes it is taken for the name of a port, and a name needs a letter', fix: `Write ${port} without quotes` }
    : { why: 'No container port can have such a name', fix: 'Give the name as the container declares it in its ports, or the number' };
}
