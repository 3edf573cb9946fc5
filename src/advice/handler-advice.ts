import { Severity } from '../findings/finding';
import { HANDLERS_WITH_PORT } from '../manifest/objects';
import { secondsText } from '../timeline/seconds-text';
import { Advice } from './advice';
import { AdvisedProbe, portOf } from './container-subject';

export const portNameIsDeclared: Advice<AdvisedProbe> = {
  id: 'probe-port-name',
  statement: 'The port name that a probe asks is declared by its container',
  sources: ['https://github.com/stackrox/kube-linter/pull/457', 'https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/kubelet/prober/prober.go'],
  check: ({ container, path, field, role, probe }, report) => {
    const handler = HANDLERS_WITH_PORT.find(name => probe[name]);
    const port = handler && probe[handler]?.port;
    if (!handler || typeof port !== 'string' || /^\d+$/.test(port) || (container.ports ?? []).some(({ name }) => name === port)) return;
    const declared = (container.ports ?? []).flatMap(({ name }) => name ?? []);
    const outcome = { liveness: 'liveness never fails, whatever happens', readiness: 'the pod never gets traffic', startup: 'the container never counts as started' }[role];
    report.advise(`${path}.${field}.${handler}.port`, {
      severity: Severity.WARNING,
      value: port,
      message: `${outcome}: container ${container.name} declares no port ${port}`,
      why: 'The kubelet cannot look the name up, and what it cannot ask counts neither as a success nor as a failure',
      fix: declared.length > 0 ? `Ask one of the declared ports: ${declared.join(', ')}`
        : `Give the port its name where it is declared: ports: [{ name: ${port}, containerPort: ${container.ports?.[0]?.containerPort ?? 8080} }]`,
    });
  },
};

export const portIsDeclared: Advice<AdvisedProbe> = {
  id: 'probe-port-undeclared',
  statement: 'The port that a probe asks is one of those its container declares',
  sources: ['https://github.com/otwld/ollama-helm/issues/171', 'https://github.com/stackrox/kube-linter/pull/1197'],
  check: ({ container, path, field, role, probe }, report) => {
    const { ports = [], command = [], args = [] } = container;
    const port = portOf(probe, container);
    if (typeof port !== 'number' || probe.httpGet?.host || probe.tcpSocket?.host) return;
    const declared = ports.filter(({ protocol = 'TCP' }) => protocol === 'TCP').map(({ containerPort }) => containerPort);
    if (declared.includes(port)) return;
    const at = `${path}.${field}.${HANDLERS_WITH_PORT.find(name => probe[name])!}.port`;
    const other = ports.find(({ containerPort }) => containerPort === port);
    if (other) {
      report.advise(at, {
        severity: Severity.WARNING,
        value: port,
        message: `${role} of container ${container.name} connects by TCP to port ${port}, which is declared for ${other.protocol}`,
        why: 'The kubelet knows no other way to ask, and nobody answers it there',
        fix: 'Ask a port that speaks TCP, or run a command',
      });
      return;
    }
    // Containers need not declare their ports, and many that declare none answer well; others are told theirs.
    if (declared.length === 0 || [...command, ...args].some(text => new RegExp(`(?<!\\d)${port}(?!\\d)`).test(text))) return;
    report.advise(at, {
      severity: Severity.INFO,
      value: port,
      message: `${role} of container ${container.name} asks port ${port}, which is not declared (${declared.join(', ')} ${declared.length === 1 ? 'is' : 'are'})`,
      why: 'Ports need not be declared; but a slip fails for ever, and this looks like one',
      fix: `Ask a declared port, or declare it: { containerPort: ${port} }`,
    });
  },
};

export const hostIsThePod: Advice<AdvisedProbe> = {
  id: 'probe-host',
  statement: 'A probe asks the pod itself',
  sources: ['https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#http-probes'],
  check: ({ container, path, field, role, probe, pod }, report) => {
    const handler = probe.httpGet ? 'httpGet' : 'tcpSocket';
    const host = probe[handler]?.host;
    if (!host || pod.hostNetwork) return;
    const isLoopback = /^(localhost|127\.|::1$|\[::1\]$)/.test(host);
    report.advise(`${path}.${field}.${handler}.host`, {
      severity: Severity.WARNING,
      value: host,
      message: isLoopback ? `${role} of container ${container.name} asks the node, and not the pod` : `${role} of container ${container.name} asks ${host}, and not the pod`,
      why: isLoopback ? 'The kubelet connects from the node, where localhost is the node itself; without host it connects to the pod'
        : 'What fails there ends or hides this pod, which cannot help it; without host the kubelet connects to the pod',
      fix: probe.httpGet ? `Leave host out; for another virtual host, set httpHeaders: [{ name: Host, value: ${host} }]` : 'Leave host out',
    });
  },
};

export const schemeFitsThePort: Advice<AdvisedProbe> = {
  id: 'probe-scheme',
  statement: 'A probe of an HTTPS port speaks TLS',
  sources: ['https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#http-probes'],
  check: ({ container, path, field, role, probe }, report) => {
    const { httpGet } = probe;
    if (!httpGet || (httpGet.scheme ?? 'HTTP').toUpperCase() !== 'HTTP') return;
    const port = portOf(probe, container);
    const name = (container.ports ?? []).find(({ containerPort }) => containerPort === port)?.name;
    const looksSecure = port === 443 || port === 8443 || /^https(-|$)|-https$/.test(typeof httpGet.port === 'string' ? httpGet.port : name ?? '');
    if (!looksSecure) return;
    report.advise(`${path}.${field}.httpGet.scheme`, {
      severity: Severity.WARNING,
      value: httpGet.scheme,
      message: `${role} of container ${container.name} speaks plain HTTP to port ${httpGet.port}, which looks like HTTPS`,
      why: 'A server that expects TLS answers with an error or not at all, and the probe fails for ever; certificates are not checked by the kubelet',
      fix: 'Set scheme: HTTPS',
    });
  },
};

export const grpcIsPlain: Advice<AdvisedProbe> = {
  id: 'probe-grpc-tls',
  statement: 'A gRPC probe asks a port without TLS',
  sources: ['https://github.com/kubernetes/kubernetes/issues/119093', 'https://github.com/kubernetes/kubernetes/issues/128365'],
  check: ({ container, path, field, role, probe: { grpc } }, report) => {
    if (!grpc || 'mode' in grpc) return;
    const name = (container.ports ?? []).find(({ containerPort }) => containerPort === grpc.port)?.name ?? '';
    if (grpc.port !== 443 && grpc.port !== 8443 && !/^(grpcs|https)(-|$)|(^|-)tls(-|$)/.test(name)) return;
    report.advise(`${path}.${field}.grpc.port`, {
      severity: Severity.WARNING,
      value: grpc.port,
      message: `${role} of container ${container.name} speaks gRPC without TLS to port ${grpc.port}${name && `, ${name}`}, which looks like one with TLS`,
      why: 'The kubelet has no TLS for gRPC probes, and a server that expects it lets every one of them fail',
      fix: 'Serve the health service on a port without TLS, and ask that',
    });
  },
};

export const hostIsAllowed: Advice<AdvisedProbe> = {
  id: 'probe-allowed-hosts',
  statement: 'A probe asks for a host that the app answers for',
  sources: [
    'https://docs.djangoproject.com/en/stable/ref/settings/#allowed-hosts',
    'https://github.com/kubernetes/kubernetes/issues/14713',
    'https://github.com/paperless-ngx/paperless-ngx/issues/3214',
  ],
  check: ({ container, path, field, role, probe: { httpGet } }, report) => {
    const allowed = (container.env ?? []).find(({ name = '' }) => /(^|_)ALLOWED_HOSTS?$/.test(name));
    // The address of the pod may come from another variable.
    if (!httpGet || !allowed?.value || /\*|\$\(/.test(allowed.value)) return;
    // Others have lists of hosts too, which are no names of their own.
    const host = allowed.value.split(/[\s,;"'[\]()]+/).find(each => /^\.?[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(each))?.replace(/^\./, '');
    if (host === undefined) return;
    if (httpGet.host || (httpGet.httpHeaders ?? []).some(({ name = '' }) => name.toLowerCase() === 'host')) return;
    report.advise(`${path}.${field}.httpGet.httpHeaders`, {
      severity: Severity.WARNING,
      message: `${role} of container ${container.name} asks for the pod's address, which is not among its ${allowed.name}`,
      why: 'Django and others answer 400 to a Host they do not know, and each pod has another address',
      fix: `Set httpHeaders: [{ name: Host, value: ${host} }] in httpGet`,
    });
  },
};

export const headersHoldNoSecret: Advice<AdvisedProbe> = {
  id: 'probe-secret',
  statement: 'No probe carries a secret',
  sources: ['https://kubernetes.io/docs/concepts/configuration/secret/#information-security-for-secrets'],
  check: ({ container, path, field, role, probe }, report) => {
    (probe.httpGet?.httpHeaders ?? []).forEach(({ name = '', value = '' }, index) => {
      if (!/^(proxy-)?authorization$|^cookie$|api[-_]?key|token|secret|password/i.test(name) || value === '') return;
      report.advise(`${path}.${field}.httpGet.httpHeaders[${index}].value`, {
        severity: Severity.WARNING,
        message: `${role} of container ${container.name} carries ${name} in plain text`,
        why: 'Whoever may read the workload can read it; a probe cannot take a value from a Secret',
        fix: 'Let the health endpoint answer without authentication, and remove the header',
      });
    });
  },
};

/** A command that is run more often than this is felt. */
const OFTEN_SECONDS = 5;

export const commandIsRunSeldom: Advice<AdvisedProbe> = {
  id: 'exec-period',
  statement: 'A command is not run more often than every five seconds',
  sources: ['https://github.com/kubernetes/kubernetes/issues/82440', 'https://kubernetes.io/docs/concepts/workloads/pods/probes/'],
  check: ({ container, answers, path, field, role, probe }, report) => {
    const { periodSeconds } = answers.probes[role]!;
    if (!probe.exec || periodSeconds >= OFTEN_SECONDS) return;
    report.advise(`${path}.${field}.periodSeconds`, {
      severity: role === 'startup' ? Severity.INFO : Severity.WARNING,
      value: periodSeconds,
      message: `${role} starts a process in container ${container.name} every ${periodSeconds === 1 ? 'second' : secondsText(periodSeconds)}`,
      why: 'Each takes CPU time of the container and of the node, and what they leave behind has to be collected by the first process of the container',
      fix: 'Ask over HTTP, TCP or gRPC, or set periodSeconds: 10',
    });
  },
};

export const livenessAsksTheAppAlone: Advice<AdvisedProbe> = {
  id: 'liveness-dependency',
  statement: 'Liveness does not ask an endpoint that is named after readiness',
  sources: ['https://kubernetes.io/docs/concepts/workloads/pods/probes/', 'https://github.com/n8n-io/n8n-hosting/pull/124'],
  check: ({ container, answers, path, role, probe }, report) => {
    // A command that asks an endpoint is as good as a probe that does.
    const asked = probe.httpGet?.path ?? /https?:\/\/[^\s"']*/.exec((probe.exec?.command ?? []).join(' '))?.[0] ?? '';
    // Readiness of the same path is told by liveness-impatient, with numbers.
    if (role !== 'liveness' || !/(^|[/_-])(ready|readyz|readiness)([/_?-]|$)/i.test(asked)) return;
    const restart = answers.liveness!.fails.noticed.latestSeconds;
    report.advise(probe.httpGet ? `${path}.livenessProbe.httpGet.path` : `${path}.livenessProbe.exec.command`, {
      severity: Severity.WARNING,
      value: asked,
      message: `liveness of container ${container.name} asks ${asked}, which is named after readiness`,
      why: `Such an endpoint asks for databases and other services: when one is lost for more than ${secondsText(restart)}, every pod is restarted, and no restart helps`,
      fix: 'Let liveness ask an endpoint that depends on nothing but the process, such as /livez',
    });
  },
};

export const handlerAdvice = [
  portNameIsDeclared, portIsDeclared, hostIsThePod, hostIsAllowed, schemeFitsThePort, grpcIsPlain, headersHoldNoSecret, commandIsRunSeldom,
  livenessAsksTheAppAlone,
];
