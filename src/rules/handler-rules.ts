import { Handler } from '../manifest/objects';
import { httpHeaderNameFault, oneOf, portNumberFault, portReferenceFault } from './formats';
import { Rule } from './rule';

export type HandlerKind = 'exec' | 'httpGet' | 'tcpSocket' | 'grpc' | 'sleep';

/** The handler of a probe or a lifecycle hook. */
export interface HandlerSubject {
  readonly handler: Handler;
  /** Which kinds of handler the place allows, in the order the API server examines them. */
  readonly allowed: readonly HandlerKind[];
  /** How long a pod may take to end, in seconds: the limit of a sleep. */
  readonly gracePeriodSeconds: number;
}

export const PROBE_HANDLERS: readonly HandlerKind[] = ['exec', 'httpGet', 'tcpSocket', 'grpc'];
export const LIFECYCLE_HANDLERS: readonly HandlerKind[] = ['exec', 'httpGet', 'tcpSocket', 'sleep'];

export const handlerIsGiven: Rule<HandlerSubject> = {
  id: 'handler-required',
  statement: 'A probe or lifecycle hook says what to do',
  check({ handler, allowed }, at, report) {
    if (allowed.some(kind => handler[kind] != null)) return;
    report.refuse(at, undefined, {
      must: `have one of ${allowed.join(', ')}`,
      why: 'Without a handler there is nothing to do',
      fix: `Add one of ${allowed.join(', ')}`,
    });
  },
};

export const handlerIsSingle: Rule<HandlerSubject> = {
  id: 'handler-single',
  statement: 'A probe or lifecycle hook has one handler only',
  check({ handler, allowed }, at, report) {
    const [first, ...others] = allowed.filter(kind => handler[kind] != null);
    for (const other of others) {
      report.refuse(at.field(other), handler[other], {
        message: `${other} stands beside ${first}, but only one handler is allowed`,
        why: 'Kubernetes would not know which of them decides',
        fix: `Remove ${first} or ${other}`,
      });
    }
  },
};

export const execCommandIsGiven = rule('exec', {
  id: 'exec-command',
  statement: 'An exec handler has a command',
  check({ handler }, at, report) {
    if (handler.exec?.command?.length) return;
    report.refuse(at.field('exec').field('command'), handler.exec?.command, {
      must: 'name a program, with its arguments',
      why: 'There is nothing to run',
      fix: 'Give the program and each of its arguments as an item, e.g. ["cat", "/tmp/ready"]',
    });
  },
});

export const httpPortIsValid = rule('httpGet', {
  id: 'http-port',
  statement: 'The port of an HTTP handler is a port number or a port\'s name',
  check({ handler }, at, report) {
    const port = handler.httpGet?.port;
    const must = portReferenceFault(port);
    if (must) report.refuse(at.field('httpGet').field('port'), port, { must, ...portAdvice(port) });
  },
});

export const tcpPortIsValid = rule('tcpSocket', {
  id: 'tcp-port',
  statement: 'The port of a TCP handler is a port number or a port\'s name',
  check({ handler }, at, report) {
    const port = handler.tcpSocket?.port;
    const must = portReferenceFault(port);
    if (must) report.refuse(at.field('tcpSocket').field('port'), port, { must, ...portAdvice(port) });
  },
});

export const grpcPortIsValid = rule('grpc', {
  id: 'grpc-port',
  statement: 'The port of a gRPC handler is a port number',
  check({ handler }, at, report) {
    const port = handler.grpc?.port;
    const must = portNumberFault(port ?? 0);
    if (must) report.refuse(at.field('grpc').field('port'), port, { must, ...portAdvice(port) });
  },
});

export const httpSchemeIsKnown = rule('httpGet', {
  id: 'http-scheme',
  statement: 'The scheme of an HTTP handler is HTTP or HTTPS',
  check({ handler }, at, report) {
    const scheme = handler.httpGet?.scheme || 'HTTP';
    if (SCHEMES.includes(scheme)) return;
    report.refuse(at.field('httpGet').field('scheme'), scheme, {
      must: `be ${oneOf(SCHEMES)}`,
      why: 'Kubernetes knows these two, in capitals',
      fix: SCHEMES.includes(scheme.toUpperCase()) ? `Write "${scheme.toUpperCase()}"` : 'Leave scheme out for HTTP, or write "HTTPS"',
    });
  },
});

export const httpHeaderNamesAreValid = rule('httpGet', {
  id: 'http-header-name',
  statement: 'The names of HTTP headers consist of letters, digits and hyphens',
  check({ handler }, at, report) {
    for (const header of handler.httpGet?.httpHeaders ?? []) {
      const name = header.name ?? '';
      const must = httpHeaderNameFault(name);
      if (!must) continue;
      const cured = name.replace(/[^-A-Za-z0-9]+/g, '-').replace(/^-+|-+$/g, '');
      // The API server names the list, not the header: two bad headers have the same path.
      report.refuse(at.field('httpGet').field('httpHeaders'), name, {
        must: `have names that ${must}`,
        why: 'Kubernetes refuses any other header name, underscores included',
        fix: cured ? `Name the header ${cured}, or another way with letters, digits and hyphens` : 'Give the header a name',
      });
    }
  },
});

export const sleepIsWithinGracePeriod = rule('sleep', {
  id: 'sleep-seconds',
  statement: 'A sleep ends before the pod\'s grace period does',
  versions: { min: 30, max: 37 },
  check({ handler, gracePeriodSeconds }, at, report) {
    const seconds = handler.sleep?.seconds ?? 0;
    if (seconds >= 0 && seconds <= gracePeriodSeconds) return;
    report.refuse(at.field('sleep'), seconds, {
      must: `be from 0 to ${gracePeriodSeconds} seconds, the pod's terminationGracePeriodSeconds`,
      why: 'The container is killed when the grace period is over, asleep or not',
      fix: 'Shorten the sleep, or raise terminationGracePeriodSeconds',
    });
  },
});

export const sleepIsNotZero = rule('sleep', {
  id: 'sleep-not-zero',
  statement: 'A sleep lasts at least a second, before Kubernetes 1.33',
  versions: { min: 30, max: 32 },
  check({ handler }, at, report) {
    if ((handler.sleep?.seconds ?? 0) !== 0) return;
    report.refuse(at.field('sleep'), 0, {
      must: 'be at least 1 second',
      why: 'Kubernetes allows a sleep of 0 seconds from 1.33 on',
      fix: 'Remove the sleep',
    });
  },
});

export const handlerRules: readonly Rule<HandlerSubject>[] = [
  handlerIsGiven,
  handlerIsSingle,
  execCommandIsGiven,
  httpPortIsValid,
  httpSchemeIsKnown,
  httpHeaderNamesAreValid,
  tcpPortIsValid,
  grpcPortIsValid,
  sleepIsWithinGracePeriod,
  sleepIsNotZero,
];

const SCHEMES = ['HTTP', 'HTTPS'];

/** A rule for one kind of handler; like the API server it looks only into the first handler that is there. */
function rule(kind: HandlerKind, { check, ...rest }: Rule<HandlerSubject>): Rule<HandlerSubject> {
  return {
    ...rest,
    check(subject, at, report) {
      if (subject.allowed.find(each => subject.handler[each] != null) === kind) check(subject, at, report);
    },
  };
}

function portAdvice(port: number | string | undefined) {
  const quoted = typeof port === 'string' && /^\d+$/.test(port);
  return {
    why: quoted ? 'In quotes it is taken for the name of a port, and a name needs a letter' : 'There is no such port',
    fix: quoted ? `Write ${port} without quotes` : 'Give the port the app answers on',
  };
}
