import { ADVICE } from '../../src/advice/registry';
import { Container, Deployment, KubernetesObject, SecurityContext } from '../../src/manifest/objects';
import { readYaml } from '../../src/manifest/yaml-file';
import { autoscaler, budget, deployment, Given, http, ids, labels, said, service } from './_objects';

const exec = (command: string[], more: object = {}) => ({ exec: { command }, timeoutSeconds: 5, ...more });
const tcp = (more: object = {}) => ({ tcpSocket: { port: 8080 }, timeoutSeconds: 2, ...more });
const startup = http({ periodSeconds: 5, failureThreshold: 30 });
/** Probes as the documentation recommends them. */
const WELL = { startupProbe: startup, livenessProbe: http({ failureThreshold: 6 }), readinessProbe: http({ periodSeconds: 5 }, '/readyz') };

const REQUESTS = { requests: { cpu: '250m' } };
const SCALED = deployment({ container: { ...WELL, resources: REQUESTS }, spec: { replicas: undefined } });

test('nothing is said of what is well', () => {
  expect(ids(deployment({ container: WELL }), service(), budget({ maxUnavailable: 1 }))).toEqual([]);
  expect(ids(SCALED, service(), budget({ maxUnavailable: 1 }), autoscaler(2))).toEqual([]);
});

const RESTRICTED: SecurityContext = { allowPrivilegeEscalation: false, runAsNonRoot: true, capabilities: { drop: ['ALL'] }, seccompProfile: { type: 'RuntimeDefault' } };
/** A container with this security context, beside one that keeps the standard. */
const beside = (securityContext: SecurityContext | undefined) => [deployment({
  pod: {
    containers: [{ name: 'main', image: 'a:1', securityContext: RESTRICTED }, { name: 'proxy', image: 'a:1', ...securityContext === undefined ? {} : { securityContext } }],
  },
})];
const OF_CDK8S_PLUS = { requests: { cpu: '1000m', memory: '512Mi' }, limits: { cpu: '1500m', memory: '2048Mi' } };

type Case = readonly [situation: string, objects: Given | readonly KubernetesObject[], fires: string | undefined];

/** What is said of probes, and what is not: `undefined` where that piece of advice stays silent. */
const CASES: { readonly [id: string]: readonly Case[] } = {
  'liveness-without-startup': [
    ['a liveness probe as most have it', { container: { livenessProbe: http() } }, 'info'],
    ['a model on a GPU', { container: { livenessProbe: http(), resources: { limits: { 'nvidia.com/gpu': 1 } } } }, 'warning'],
    ['a server that is known to load a model', { container: { image: 'vllm/vllm-openai:v0.11.0', livenessProbe: http() } }, 'warning'],
    ['said to need longer', { container: { livenessProbe: http() }, annotations: { 'cdk8s-health-checks/startup-seconds': '75' } }, 'warning'],
    ['said to need no longer', { container: { livenessProbe: http() }, annotations: { 'cdk8s-health-checks/startup-seconds': '20' } }, undefined],
    ['a startup probe', { container: { livenessProbe: http(), startupProbe: startup } }, undefined],
    ['patience enough', { container: { livenessProbe: http({ failureThreshold: 10 }) } }, undefined],
    ['no liveness probe', { container: { readinessProbe: http() } }, undefined],
  ],
  'startup-budget': [
    ['one failure kills', { container: { startupProbe: http({ failureThreshold: 1 }) } }, 'warning'],
    ['said to need longer', { container: { startupProbe: http({ failureThreshold: 6 }) }, annotations: { 'cdk8s-health-checks/startup-seconds': '60' } }, 'warning'],
    ['long enough for what is said', { container: { startupProbe: http({ failureThreshold: 7 }) }, annotations: { 'cdk8s-health-checks/startup-seconds': '60' } }, undefined],
    ['one that waits before it asks', { container: { startupProbe: http({ failureThreshold: 1, initialDelaySeconds: 30 }) } }, undefined],
  ],
  'startup-annotation': [
    ['no number', { annotations: { 'cdk8s-health-checks/startup-seconds': 'soon' } }, 'warning'],
    ['nothing', { annotations: { 'cdk8s-health-checks/startup-seconds': '' } }, 'warning'],
    ['a number', { annotations: { 'cdk8s-health-checks/startup-seconds': '75' } }, undefined],
  ],
  'initial-delay': [
    ['beside a startup probe', { container: { startupProbe: startup, readinessProbe: http({ initialDelaySeconds: 10 }) } }, 'info'],
    ['long, for readiness', { container: { readinessProbe: http({ initialDelaySeconds: 120 }) } }, 'info'],
    ['short, as in the documentation', { container: { readinessProbe: http({ initialDelaySeconds: 5 }) } }, undefined],
    ['over before the startup probe can be', { container: { startupProbe: startup, livenessProbe: http({ initialDelaySeconds: 10 }) } }, undefined],
  ],
  'probe-timeout': [
    ['the default', { container: { readinessProbe: { httpGet: { path: '/', port: 8080 } } } }, 'info'],
    ['a command that restarts', { container: { livenessProbe: { exec: { command: ['true'] } } } }, 'warning'],
    ['two seconds', { container: { readinessProbe: http() } }, undefined],
    ['a startup probe', { container: { startupProbe: { ...startup, timeoutSeconds: 1 } } }, undefined],
    ['gRPC', { container: { readinessProbe: { grpc: { port: 8080 } } } }, 'info'],
    ['a connection, which the kernel makes', { container: { livenessProbe: tcp({ timeoutSeconds: 1 }), readinessProbe: { tcpSocket: { port: 8080 } } } }, undefined],
  ],
  'probe-timeout-exceeds-period': [
    ['longer', { container: { readinessProbe: http({ periodSeconds: 1, timeoutSeconds: 15 }) } }, 'warning'],
    ['as long', { container: { readinessProbe: http({ periodSeconds: 5, timeoutSeconds: 5 }) } }, undefined],
  ],
  'liveness-impatient': [
    ['the same endpoint, with the same patience', { container: { livenessProbe: http(), readinessProbe: http() } }, 'warning'],
    ['the same, through a name', { container: { ports: [{ name: 'http', containerPort: 8080 }], livenessProbe: http(), readinessProbe: { ...http(), httpGet: { path: '/livez', port: 'http' } } } }, 'warning'],
    ['the same over gRPC', { container: { livenessProbe: { grpc: { port: 8080 }, timeoutSeconds: 2 }, readinessProbe: { grpc: { port: 8080 }, timeoutSeconds: 2 } } }, 'warning'],
    ['the same connection, as in the documentation', { container: { livenessProbe: tcp(), readinessProbe: tcp() } }, 'info'],
    ['the same endpoint, with a slower liveness', { container: { livenessProbe: http({ failureThreshold: 6 }), readinessProbe: http() } }, undefined],
    ['other endpoints, with the same patience', { container: { livenessProbe: http(), readinessProbe: http({}, '/readyz') } }, undefined],
    ['another endpoint that is less patient', { container: { livenessProbe: http({ periodSeconds: 2 }), readinessProbe: http({}, '/readyz') } }, 'warning'],
    ['two named ports', { container: { ports: [{ name: 'a', containerPort: 8080 }, { name: 'b', containerPort: 8081 }], livenessProbe: { ...http(), httpGet: { port: 'a' } }, readinessProbe: { ...http(), httpGet: { port: 'b' } } } }, undefined],
    ['other services over gRPC', { container: { livenessProbe: { grpc: { port: 8080, service: 'live' }, timeoutSeconds: 2 }, readinessProbe: { grpc: { port: 8080, service: 'ready' }, timeoutSeconds: 2 } } }, undefined],
    ['another scheme', { container: { livenessProbe: http(), readinessProbe: { ...http(), httpGet: { path: '/livez', port: 8080, scheme: 'HTTPS' } } } }, undefined],
    ['a single probe', { container: { livenessProbe: http() } }, undefined],
  ],
  'liveness-single-failure': [
    ['one failure', { container: { livenessProbe: http({ failureThreshold: 1 }) } }, 'warning'],
    ['two', { container: { livenessProbe: http({ failureThreshold: 2 }) } }, undefined],
    ['one failure of readiness', { container: { readinessProbe: http({ failureThreshold: 1 }) } }, undefined],
  ],
  'readiness-missing': [
    ['behind a Service', [deployment(), service()], 'warning'],
    ['behind none', [deployment()], undefined],
    ['behind a Service of another namespace', [deployment(), { ...service(), metadata: { name: 'api' } }], undefined],
    ['with one', [deployment({ container: { readinessProbe: http() } }), service()], undefined],
    ['a sidecar, and a helper without ports', [deployment({
      container: { readinessProbe: http() },
      pod: {
        initContainers: [{ name: 'proxy', image: 'a:1', restartPolicy: 'Always', ports: [{ containerPort: 1 }] }],
        containers: [{ name: 'main', image: 'a:1', ports: [{ containerPort: 8080 }], readinessProbe: http() }, { name: 'shipper', image: 'a:1' }],
      },
    }), service()], undefined],
  ],
  'readiness-slow': [
    ['once a minute', { container: { readinessProbe: http({ periodSeconds: 60 }) } }, 'info'],
    ['many successes', { container: { readinessProbe: http({ periodSeconds: 10, successThreshold: 5 }) } }, 'info'],
    ['the default', { container: { readinessProbe: http() } }, undefined],
  ],
  'probe-port-name': [
    ['a name that nobody declares', { container: { readinessProbe: { ...http(), httpGet: { port: 'web' } } } }, 'warning'],
    ['one that is declared', { container: { ports: [{ name: 'web', containerPort: 8080 }], readinessProbe: { ...http(), httpGet: { port: 'web' } } } }, undefined],
  ],
  'probe-port-undeclared': [
    ['another port', { container: { readinessProbe: { ...http(), httpGet: { port: 9090 } } } }, 'info'],
    ['of gRPC', { container: { readinessProbe: { grpc: { port: 9090 }, timeoutSeconds: 2 } } }, 'info'],
    ['a declared one', { container: { readinessProbe: http() } }, undefined],
    ['by TCP, of one for UDP', { container: { ports: [{ name: 'dns', containerPort: 5353, protocol: 'UDP' }], readinessProbe: { tcpSocket: { port: 'dns' }, timeoutSeconds: 2 } } }, 'warning'],
    ['for TCP and UDP', { container: { ports: [{ containerPort: 53, protocol: 'UDP' }, { containerPort: 53 }], readinessProbe: { tcpSocket: { port: 53 }, timeoutSeconds: 2 } } }, undefined],
    ['one that it is told', { container: { args: ['--health-addr=:9090'], readinessProbe: { ...http(), httpGet: { port: 9090 } } } }, undefined],
    ['one that looks like what it is told', { container: { args: ['--health-addr=:19090'], readinessProbe: { ...http(), httpGet: { port: 9090 } } } }, 'info'],
    ['none is declared', { container: { ports: undefined, readinessProbe: http() } }, undefined],
    ['of another host', { pod: { hostNetwork: false }, container: { readinessProbe: { ...http(), httpGet: { port: 9090, host: 'example.org' } } } }, undefined],
  ],
  'probe-host': [
    ['localhost', { container: { readinessProbe: { ...http(), httpGet: { port: 8080, host: '127.0.0.1' } } } }, 'warning'],
    ['TCP elsewhere', { container: { livenessProbe: { ...tcp(), tcpSocket: { port: 8080, host: 'db' } } } }, 'warning'],
    ['a Host header', { container: { readinessProbe: { ...http(), httpGet: { port: 8080, httpHeaders: [{ name: 'Host', value: 'shop' }] } } } }, undefined],
    ['a pod in the network of its node', { pod: { hostNetwork: true }, container: { ports: [], readinessProbe: { ...http(), httpGet: { port: 8080, host: '127.0.0.1' } } } }, undefined],
  ],
  'probe-scheme': [
    ['443', { container: { ports: [{ containerPort: 8443 }], readinessProbe: { ...http(), httpGet: { port: 8443 } } } }, 'warning'],
    ['by its name', { container: { ports: [{ name: 'https', containerPort: 9000 }], readinessProbe: { ...http(), httpGet: { port: 9000 } } } }, 'warning'],
    ['with TLS', { container: { ports: [{ containerPort: 8443 }], readinessProbe: { ...http(), httpGet: { port: 8443, scheme: 'HTTPS' } } } }, undefined],
    ['plain', { container: { readinessProbe: http() } }, undefined],
  ],
  'probe-secret': [
    ['a password', { container: { readinessProbe: { ...http(), httpGet: { port: 8080, httpHeaders: [{ name: 'Authorization', value: 'Basic eDp5' }] } } } }, 'warning'],
    ['another header', { container: { readinessProbe: { ...http(), httpGet: { port: 8080, httpHeaders: [{ name: 'X-Probe', value: 'kubelet' }] } } } }, undefined],
  ],
  'exec-period': [
    ['each second', { container: { livenessProbe: exec(['true'], { periodSeconds: 1, timeoutSeconds: 1, failureThreshold: 9 }) } }, 'warning'],
    ['at the start', { container: { startupProbe: exec(['true'], { periodSeconds: 1, failureThreshold: 90 }) } }, 'info'],
    ['as in the documentation', { container: { livenessProbe: exec(['cat', '/tmp/healthy'], { periodSeconds: 5 }) } }, undefined],
  ],
  'liveness-dependency': [
    ['/readyz', { container: { livenessProbe: http({}, '/readyz') } }, 'warning'],
    ['/health/ready?full=1', { container: { livenessProbe: http({}, '/health/ready?full=1') } }, 'warning'],
    ['/livez', { container: { livenessProbe: http() } }, undefined],
    ['/already', { container: { livenessProbe: http({}, '/already') } }, undefined],
    ['readiness itself', { container: { readinessProbe: http({}, '/readyz') } }, undefined],
  ],
  'progress-deadline': [
    ['shorter than the startup probe', { container: { startupProbe: http({ failureThreshold: 90 }) } }, 'warning'],
    ['longer', { container: { startupProbe: http({ failureThreshold: 90 }) }, spec: { progressDeadlineSeconds: 1200 } }, undefined],
  ],
  'grace-period-hook': [
    ['a long sleep', { container: { lifecycle: { preStop: { exec: { command: ['sh', '-c', 'sleep 60'] } } } } }, 'warning'],
    ['a short one', { container: { lifecycle: { preStop: { exec: { command: ['sleep', '10'] } } } } }, undefined],
    ['a long grace period', { container: { lifecycle: { preStop: { exec: { command: ['sleep', '60'] } } } }, pod: { terminationGracePeriodSeconds: 90 } }, undefined],
  ],
  'single-replica': [
    ['one', [deployment({ container: WELL, spec: { replicas: 1 } }), service()], 'info'],
    ['the default', [deployment({ container: WELL, spec: { replicas: undefined } }), service()], 'info'],
    ['two', [deployment({ container: WELL }), service()], undefined],
    ['as few as the autoscaler leaves', [SCALED, service(), autoscaler(1)], 'info'],
    ['more than the autoscaler leaves', [SCALED, service(), autoscaler(2)], undefined],
    ['a worker that serves nobody', [deployment({ spec: { replicas: 1 } })], undefined],
  ],
  'rollout-outage': [
    ['Recreate', [deployment({ container: WELL, spec: { strategy: { type: 'Recreate' } } }), service()], 'warning'],
    ['all at once', [deployment({ container: WELL, spec: { strategy: { rollingUpdate: { maxUnavailable: '100%' } } } }), service()], 'warning'],
    ['Recreate, for a volume of its own', [deployment({ container: WELL, pod: { volumes: [{ name: 'd', persistentVolumeClaim: { claimName: 'd' } } as never] }, spec: { strategy: { type: 'Recreate' } } }), service()], undefined],
    ['Recreate of a worker', [deployment({ spec: { strategy: { type: 'Recreate' } } })], undefined],
    ['the default', [deployment({ container: WELL }), service()], undefined],
  ],
  'stateful-replicas': [
    ['two databases', { container: { image: 'postgres:16' } }, 'warning'],
    ['two of a registry', { container: { image: 'docker.io/library/redis@sha256:0' } }, 'warning'],
    ['one', { container: { image: 'postgres:16' }, spec: { replicas: 1 } }, undefined],
    ['an exporter', { container: { image: 'quay.io/acme/postgres-exporter:1' } }, undefined],
  ],
  'disruption-budget-blocks': [
    ['all must be there', [deployment(), budget({ minAvailable: 2 })], 'warning'],
    ['all, in percent', [deployment({ spec: { replicas: 1 } }), budget({ minAvailable: '50%' })], 'warning'],
    ['none may go', [deployment(), budget({ maxUnavailable: 0 })], 'warning'],
    ['all, of as many as the autoscaler leaves', [SCALED, autoscaler(1), budget({ minAvailable: 1 })], 'warning'],
    ['one may go', [deployment(), budget({ maxUnavailable: 1 })], undefined],
    ['one must be there', [deployment(), budget({ minAvailable: 1 })], undefined],
    ['its pods are elsewhere', [budget({ minAvailable: 1 })], undefined],
  ],
  'disruption-budget-sick-pods': [
    ['the default', [deployment(), budget({ maxUnavailable: 1, unhealthyPodEvictionPolicy: undefined })], 'info'],
    ['always', [deployment(), budget({ maxUnavailable: 1 })], undefined],
  ],
  'disruption-budget-without-pods': [
    ['another label', [deployment(), budget({ maxUnavailable: 1, selector: { matchLabels: { app: 'apo' } } })], 'warning'],
    ['no selector', [deployment(), budget({ maxUnavailable: 1, selector: undefined })], 'warning'],
    ['all pods', [deployment(), budget({ maxUnavailable: 1, selector: {} })], undefined],
    ['an expression', [deployment(), budget({ maxUnavailable: 1, selector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['api', 'web'] }] } })], undefined],
    ['its pods are elsewhere', [budget({ maxUnavailable: 1 })], undefined],
  ],
  'replicas-with-autoscaler': [
    ['both', [deployment({ container: { resources: REQUESTS } }), autoscaler(2)], 'warning'],
    ['the autoscaler alone', [SCALED, autoscaler(2)], undefined],
    ['another one\'s autoscaler', [deployment(), autoscaler(2, { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } })], undefined],
    ['switched off', [deployment({ container: { resources: REQUESTS }, spec: { replicas: 0 } }), autoscaler(2)], undefined],
  ],
  'autoscaler-without-target': [
    ['a slip', [SCALED, autoscaler(2, { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'apo' } })], 'warning'],
    ['it is there', [SCALED, autoscaler(2)], undefined],
    ['it is elsewhere', [autoscaler(2)], undefined],
    ['of a kind that is not here', [SCALED, autoscaler(2, { scaleTargetRef: { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'api' } })], undefined],
  ],
  'autoscaler-without-request': [
    ['no metric, which is the CPU', [deployment({ spec: { replicas: undefined } }), autoscaler(2)], 'warning'],
    ['another resource', [SCALED, autoscaler(2, { metrics: [{ type: 'Resource', resource: { name: 'memory', target: { type: 'Utilization', averageUtilization: 80 } } }] })], 'warning'],
    ['a container that is not there', [SCALED, autoscaler(2, { metrics: [{ type: 'ContainerResource', containerResource: { name: 'cpu', container: 'app', target: { type: 'Utilization', averageUtilization: 80 } } }] })], 'warning'],
    ['no metrics, which is the CPU', [deployment({ spec: { replicas: undefined } }), autoscaler(2, { metrics: [] })], 'warning'],
    ['requested', [SCALED, autoscaler(2)], undefined],
    ['a limit, which is a request', [deployment({ container: { resources: { limits: { cpu: 1 } } }, spec: { replicas: undefined } }), autoscaler(2)], undefined],
    ['an amount', [deployment({ spec: { replicas: undefined } }), autoscaler(2, { metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'AverageValue', averageValue: '1' } } }] })], undefined],
    ['that of another container', [deployment({
      pod: { containers: [{ name: 'main', image: 'a:1', resources: REQUESTS }, { name: 'proxy', image: 'a:1' }] }, spec: { replicas: undefined },
    }), autoscaler(2, { metrics: [{ type: 'ContainerResource', containerResource: { name: 'cpu', container: 'main', target: { type: 'Utilization', averageUtilization: 80 } } }] })], undefined],
  ],
  'pre-stop-missing': [
    ['behind a Service', [deployment({ container: { ...WELL, lifecycle: undefined } }), service()], 'info'],
    ['with a hook', [deployment({ container: WELL }), service()], undefined],
    ['behind none', [deployment({ container: { ...WELL, lifecycle: undefined } })], undefined],
    ['beside a container that serves nobody', [deployment({
      pod: { containers: [{ name: 'shipper', image: 'a:1' }, { name: 'main', image: 'a:1', ports: [{ containerPort: 8080 }], ...WELL, lifecycle: { preStop: { sleep: { seconds: 5 } } } }] },
    }), service()], undefined],
  ],
  'container-unrestricted': [
    ['as cdk8s-plus leaves it', beside({ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, runAsNonRoot: true } as SecurityContext), 'warning'],
    ['nothing at all', beside(undefined), 'warning'],
    ['null', beside(null as never), 'warning'],
    ['without a profile', beside({ ...RESTRICTED, seccompProfile: undefined }), 'warning'],
    ['without a user', beside({ ...RESTRICTED, runAsNonRoot: undefined }), 'warning'],
    ['may gain privileges', beside({ ...RESTRICTED, allowPrivilegeEscalation: undefined }), 'warning'],
    ['drops only some', beside({ ...RESTRICTED, capabilities: { drop: ['NET_RAW'] } }), 'warning'],
    ['an init container', [deployment({ container: { securityContext: RESTRICTED }, pod: { initContainers: [{ name: 'migrate', image: 'a:1' }] } })], 'warning'],
    ['a sidecar', [deployment({ container: { securityContext: RESTRICTED }, pod: { initContainers: [{ name: 'proxy', image: 'a:1', restartPolicy: 'Always' }] } })], 'warning'],
    ['the app, beside an init container that keeps it', [deployment({ pod: { initContainers: [{ name: 'migrate', image: 'a:1', securityContext: RESTRICTED }] } })], 'warning'],
    ['a capability that is added', beside({ ...RESTRICTED, capabilities: { drop: ['ALL'], add: ['NET_ADMIN'] } }), 'info'],
    ['one that is added, and forgotten fields', beside({ capabilities: { add: ['NET_ADMIN'] } }), 'info'],
    ['root, because somebody said so', beside({ ...RESTRICTED, runAsNonRoot: false }), 'info'],
    ['user 0', beside({ ...RESTRICTED, runAsNonRoot: undefined, runAsUser: 0 }), 'info'],
    ['no profile, because somebody said so', beside({ ...RESTRICTED, seccompProfile: { type: 'Unconfined' } }), 'info'],
    ['privileged', beside({ privileged: true }), 'info'],
    ['all keep it', beside(RESTRICTED), undefined],
    ['the one capability that may be added, and a profile of one\'s own', beside({ ...RESTRICTED, capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] }, seccompProfile: { type: 'Localhost', localhostProfile: 'a.json' } as never }), undefined],
    ['the pod says it for all', [deployment({
      container: { securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } } },
      pod: { securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } }, initContainers: [{ name: 'migrate', image: 'a:1', securityContext: RESTRICTED }] },
    })], undefined],
    ['the pod says only a part', [deployment({ pod: { securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } } } })], undefined],
    ['none keeps it', [deployment({ pod: { initContainers: [{ name: 'migrate', image: 'a:1' }] } })], undefined],
    ['the pod breaks it by itself', [deployment({ container: { securityContext: RESTRICTED }, pod: { hostIPC: true, initContainers: [{ name: 'a', image: 'a:1' }] } })], undefined],
    ['a volume that breaks it', [deployment({ container: { securityContext: RESTRICTED }, pod: { volumes: [{ name: 'a', hostPath: { path: '/a' } }], initContainers: [{ name: 'a', image: 'a:1' }] } })], undefined],
    ['a port of the node', [deployment({ container: { securityContext: RESTRICTED, ports: [{ containerPort: 80, hostPort: 80 }] }, pod: { initContainers: [{ name: 'a', image: 'a:1' }] } })], undefined],
    ['a single container', { container: {} }, undefined],
  ],
  'resources-not-chosen': [
    ['as cdk8s-plus writes it', { container: { resources: OF_CDK8S_PLUS } }, 'info'],
    ['as a cluster gives it back', { container: { resources: { requests: { cpu: 1, memory: '512Mi' }, limits: { cpu: '1500m', memory: '2Gi' } } } }, 'info'],
    ['of an init container', { pod: { initContainers: [{ name: 'migrate', image: 'a:1', resources: OF_CDK8S_PLUS }] } }, 'info'],
    ['another number', { container: { resources: { ...OF_CDK8S_PLUS, limits: { cpu: '1500m', memory: '3Gi' } } } }, undefined],
    ['a number less', { container: { resources: { ...OF_CDK8S_PLUS, limits: { memory: '2048Mi' } } } }, undefined],
    ['a number more', { container: { resources: { ...OF_CDK8S_PLUS, limits: { ...OF_CDK8S_PLUS.limits, 'nvidia.com/gpu': 1 } } } }, undefined],
    ['none', { container: { resources: {} } }, undefined],
  ],
  'liveness-grace-period': [
    ['that of the pod', { container: { livenessProbe: http() }, pod: { terminationGracePeriodSeconds: 600 } }, 'info'],
    ['its own', { container: { livenessProbe: http({ terminationGracePeriodSeconds: 30 }) }, pod: { terminationGracePeriodSeconds: 600 } }, undefined],
    ['a minute', { container: { livenessProbe: http() }, pod: { terminationGracePeriodSeconds: 60 } }, undefined],
    ['nothing that restarts', { container: { readinessProbe: http() }, pod: { terminationGracePeriodSeconds: 600 } }, undefined],
  ],
  'probe-allowed-hosts': [
    ['a name', { container: { env: [{ name: 'DJANGO_ALLOWED_HOSTS', value: 'shop.example.org,localhost' }], readinessProbe: http() } }, 'warning'],
    ['every name', { container: { env: [{ name: 'ALLOWED_HOSTS', value: '*' }], readinessProbe: http() } }, undefined],
    ['the address of the pod', { container: { env: [{ name: 'ALLOWED_HOSTS', value: 'shop.example.org,$(POD_IP)' }], readinessProbe: http() } }, undefined],
    ['a Host header', { container: { env: [{ name: 'ALLOWED_HOSTS', value: 'shop' }], readinessProbe: { ...http(), httpGet: { port: 8080, httpHeaders: [{ name: 'host', value: 'shop' }] } } } }, undefined],
    ['no HTTP', { container: { env: [{ name: 'ALLOWED_HOSTS', value: 'shop' }], readinessProbe: tcp() } }, undefined],
  ],
  'probe-grpc-tls': [
    ['by its name', { container: { ports: [{ name: 'grpcs', containerPort: 9000 }], readinessProbe: { grpc: { port: 9000 }, timeoutSeconds: 2 } } }, 'warning'],
    ['8443', { container: { ports: [{ containerPort: 8443 }], readinessProbe: { grpc: { port: 8443 }, timeoutSeconds: 2 } } }, 'warning'],
    ['a plain port', { container: { ports: [{ name: 'grpc', containerPort: 9000 }], readinessProbe: { grpc: { port: 9000 }, timeoutSeconds: 2 } } }, undefined],
  ],
  'service-without-pods': [
    ['another label', [deployment({ container: WELL }), service(undefined, { app: 'apo' })], 'warning'],
    ['its pods are elsewhere', [service()], undefined],
    ['its pods are here', [deployment({ container: WELL }), service()], undefined],
  ],
  'service-port': [
    ['a name that nobody declares', [deployment({ container: WELL }), service([{ port: 80, targetPort: 'web' }])], 'warning'],
    ['a number that nobody declares', [deployment({ container: WELL }), service([{ port: 80 }])], 'info'],
    ['one that is declared', [deployment({ container: WELL }), service([{ port: 8080 }])], undefined],
    ['no ports are declared', [deployment({ container: { ...WELL, ports: undefined } }), service([{ port: 80 }])], undefined],
  ],
  'acknowledgement-reason': [
    ['none', { container: { livenessProbe: http({ failureThreshold: 1 }) }, annotations: { 'cdk8s-health-checks/acknowledge.liveness-single-failure': ' ' } }, 'warning'],
    ['one', { container: { livenessProbe: http({ failureThreshold: 1 }) }, annotations: { 'cdk8s-health-checks/acknowledge.liveness-single-failure': 'a cache' } }, undefined],
  ],
  'acknowledgement-unused': [
    ['a slip', { annotations: { 'cdk8s-health-checks/acknowledge.single-replca': 'a cache' } }, 'warning'],
    ['one that is used', { container: { livenessProbe: http({ failureThreshold: 1 }) }, annotations: { 'cdk8s-health-checks/acknowledge.liveness-single-failure': 'a cache' } }, undefined],
  ],
};

function objectsOf(given: Given | readonly KubernetesObject[]): readonly KubernetesObject[] {
  return Array.isArray(given) ? given as readonly KubernetesObject[] : [deployment(given as Given)];
}

test('every piece of advice has cases', () => expect(Object.keys(CASES).sort()).toEqual(ADVICE.map(({ id }) => id).sort()));

describe.each(Object.keys(CASES))('%s', id => {
  test.each(CASES[id])('%s', (_, given, fires) => {
    const severities = said(...objectsOf(given)).filter(({ rule }) => rule === id).map(({ severity }) => severity);
    expect(severities).toEqual(fires === undefined ? [] : expect.arrayContaining([fires]));
  });

  test('what it says', () => {
    const [, given] = CASES[id][0];
    const [{ path, message, why, fix, container }] = said(...objectsOf(given)).filter(({ rule }) => rule === id);
    expect({ path, container, text: [`${message}.`, `${why}.`, `${fix}.`] }).toMatchSnapshot();
  });
});

test.each(CASES['container-unrestricted'].filter(([, , fires]) => fires).map(([situation, given]) => [situation, given] as const))('%s: the security context that is shown cures it', (_, given) => {
  const [object] = objectsOf(given) as readonly Deployment[];
  const [{ fix, container }] = said(object).filter(({ rule }) => rule === 'container-unrestricted');
  const [{ value }] = readYaml(/securityContext: \{.*?\}(?=$|, in addContainer|, unless|; and)/.exec(fix)![0]).documents;
  const cured = (containers?: readonly Container[]) => containers?.map(each => each.name === container ? { ...each, ...value as object } : each);
  const { spec } = object.spec!.template!;
  const pod = { ...spec, containers: cured(spec!.containers), ...spec!.initContainers ? { initContainers: cured(spec!.initContainers) } : {} };
  const after = { ...object, spec: { ...object.spec, template: { ...object.spec!.template, spec: pod } } };
  expect(ids(after).filter(text => text.endsWith('container-unrestricted'))).toEqual([]);
});

test('what is acknowledged is not said', () => {
  const given = { container: { startupProbe: startup, livenessProbe: http({ failureThreshold: 1 }) } };
  expect(ids(deployment(given))).toEqual(['warning liveness-single-failure']);
  expect(ids(deployment({ ...given, annotations: { 'cdk8s-health-checks/acknowledge.liveness-single-failure': 'a cache that is lost anyway' } }))).toEqual([]);
});

test('every workload kind gets advice, sidecars too', () => {
  const spec = { containers: [{ name: 'main', image: 'a:1', livenessProbe: http({ failureThreshold: 1, periodSeconds: 90 }) }] };
  const template = { metadata: { labels }, spec };
  const workload = (kind: string, more: object = {}) => ({ apiVersion: 'apps/v1', kind, metadata: { name: 'a' }, spec: { selector: { matchLabels: labels }, template, ...more } });
  const inJob = { metadata: { labels }, spec: { ...spec, restartPolicy: 'OnFailure' } };
  for (const object of [
    workload('StatefulSet', { serviceName: 'a' }), workload('DaemonSet'), workload('ReplicaSet'),
    { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec },
    { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'a' }, spec: { template: inJob } },
    { apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'a' }, spec: { schedule: '* * * * *', jobTemplate: { spec: { template: inJob } } } },
    deployment({ pod: { initContainers: [{ ...spec.containers[0], name: 'proxy', restartPolicy: 'Always' }] } }),
  ]) expect(ids(object as KubernetesObject)).toContain('warning liveness-single-failure');
});
