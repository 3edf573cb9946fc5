import { App, Chart, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import * as fc from 'fast-check';
import {
  ContainerOptions, HealthCheckedService, HealthCheckedServiceProps, HealthChecks, HealthProbe, HttpScheme, InitContainerOptions, PortOptions,
  SidecarOptions,
} from '../src';
import { textFindings } from '../src/service/_unwritable-text';

/** The first version that runs sidecars among the init containers. */
export const SIDECARS_SINCE = 29;

/** Valid props as plain data, so that a service that was refused can be shown. */
export type ServiceDescription = ReturnType<typeof services> extends fc.Arbitrary<infer T> ? T : never;

/** Services drawn at random, some of them for a few of the versions only. */
export function services(versions: readonly number[]) {
  return fc.record({
    versions: fc.option(fc.uniqueArray(fc.constantFrom(...versions), { minLength: 1, maxLength: 2 }), { nil: undefined, freq: 2 }),
    main: fc.record({ ...containerParts(), ...healthParts(), ...hookParts() }),
    name: fc.option(fc.constantFrom('api', 'a', 'x'.repeat(63), 'web-1'), { nil: undefined }),
    ports: fc.uniqueArray(fc.record({
      ...portParts(),
      appProtocol: fc.constantFrom(undefined, 'http', 'kubernetes.io/h2c'),
      servicePort: fc.option(port(), { nil: undefined }),
      exposed: fc.constantFrom(undefined, true),
    }), {
      maxLength: 4,
      comparator: (a, b) => a.name === b.name || a.port === b.port || (a.servicePort ?? a.port) === (b.servicePort ?? b.port),
    }),
    bundle: fc.constantFrom(undefined, 'fastApi' as const, 'vllm' as const, 'textGenerationInference' as const, 'triton' as const, 'sglang' as const, 'springBoot' as const),
    sidecars: fc.uniqueArray(fc.record({
      ...containerParts(),
      ...healthParts(),
      ...hookParts(),
      name: fc.constantFrom('proxy', 'logs', 'x'.repeat(63)),
      ports: fc.uniqueArray(fc.record(portParts()), { maxLength: 2, comparator: (a, b) => a.name === b.name || a.port === b.port }),
    }), { maxLength: 2, selector: ({ name }) => name }),
    initContainers: fc.uniqueArray(fc.record({ ...containerParts(), name: fc.constantFrom('migrate', 'fetch-model') }), { maxLength: 2, selector: ({ name }) => name }),
    added: fc.option(fc.record({
      path: paths(), isSidecar: fc.boolean(), readOnlyRootFilesystem: fc.constantFrom(undefined, true, false),
    }), { nil: undefined }),
    replicas: fc.option(fc.nat(50), { nil: undefined }),
    autoscaling: fc.option(fc.record({
      minReplicas: fc.integer({ min: 1, max: 5 }), more: fc.nat(20), cpu: fc.option(fc.integer({ min: 1, max: 100 }), { nil: undefined }),
    }), { nil: undefined }),
    budget: fc.option(fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 100 }).map(percent => `${percent}%`)), { nil: undefined }),
    rollout: fc.constantFrom(undefined, 'recreate' as const, 'rolling' as const),
    drainSeconds: fc.option(fc.nat(60), { nil: undefined }),
    moreGrace: fc.option(fc.oneof(fc.constantFrom(25, 30), fc.integer({ min: 1, max: 600 })), { nil: undefined }),
    imagePullSecrets: fc.subarray(['registry', 'mirror.acme.example']),
    serviceAccount: fc.constantFrom(undefined, 'robot'),
    automountServiceAccountToken: fc.constantFrom(undefined, true, false),
    fsGroup: fc.option(fc.nat(2 ** 31 - 1), { nil: undefined }),
    nodeSelector: fc.constantFrom<{ readonly [label: string]: string } | undefined>(undefined, {}, { 'kubernetes.io/arch': 'amd64' }, { 'acme.example/pool': '', 'disk': 'ssd' }),
    tolerations: fc.option(fc.subarray(TOLERATIONS), { nil: undefined }),
    affinity: fc.option(fc.subarray(AFFINITIES), { nil: undefined }),
    topologySpreadConstraints: fc.option(fc.subarray(SPREADS), { nil: undefined }),
    priorityClassName: fc.constantFrom(undefined, 'high', 'system-cluster-critical'),
    serviceType: fc.constantFrom(undefined, kplus.ServiceType.CLUSTER_IP, kplus.ServiceType.NODE_PORT, kplus.ServiceType.LOAD_BALANCER),
    serviceAnnotations: annotations(),
    labels: fc.dictionary(fc.constantFrom('tier', 'acme.example/team', 'app.kubernetes.io/part-of'), fc.constantFrom('', 'a', 'A.b_c', 'x'.repeat(63))),
    annotations: annotations(),
    podSpec: fc.option(fc.subarray(FRAGMENTS, { maxLength: 4 }), { nil: undefined }),
  });
}

/** Whether a service is for a Kubernetes version. */
export function isFor({ versions }: ServiceDescription, minor: number): boolean {
  return versions === undefined || (minor >= Math.min(...versions) && minor <= Math.max(...versions));
}

/** The service, in a chart and an app of its own. */
export function serviceOf(description: ServiceDescription): HealthCheckedService {
  const { versions, added } = description;
  const app = new App();
  if (versions) app.node.setContext('kubernetesVersion', `1.${Math.min(...versions)}-1.${Math.max(...versions)}`);
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  const service = new HealthCheckedService(chart, 'api', propsOf(chart, description));
  if (added) addContainer(service.deployment, added, versions !== undefined && Math.min(...versions) >= SIDECARS_SINCE);
  return service;
}

function port() {
  // Before 1.33 no load balancer may expose the kubelet's own.
  return fc.integer({ min: 1, max: 65535 }).filter(number => number !== 10250);
}

function portParts() {
  return {
    port: port(),
    name: fc.constantFrom('http', 'grpc', 'metrics', 'a1', 'x'.repeat(15)),
    protocol: fc.constantFrom(undefined, kplus.Protocol.TCP, kplus.Protocol.UDP),
  };
}

function paths() {
  return fc.constantFrom('/', '/livez', '/readyz?verbose=1', '/ä b');
}

function annotations() {
  return fc.dictionary(fc.constantFrom('note', 'acme.example/owner'), writableText(40));
}

/** What any container may be told. */
function containerParts() {
  return {
    image: fc.constantFrom('acme/api:1', 'ghcr.io/acme/api@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef', 'localhost:5000/api'),
    imagePullPolicy: fc.constantFrom(undefined, kplus.ImagePullPolicy.ALWAYS, kplus.ImagePullPolicy.IF_NOT_PRESENT, kplus.ImagePullPolicy.NEVER),
    command: fc.constantFrom<string[] | undefined>(undefined, ['python', '-m', 'app']),
    args: fc.constantFrom<string[] | undefined>(undefined, [], ['--port', '8000']),
    env: fc.dictionary(fc.constantFrom('MODEL_PATH', '_x', 'a.b-c', 'LOG_LEVEL'), writableText(20)),
    mounts: fc.uniqueArray(fc.constantFrom('/data', '/models', '/tmp/cache')),
    cpu: fc.integer({ min: 1, max: 4000 }),
    memory: fc.option(fc.integer({ min: 64, max: 65536 }), { nil: undefined }),
    storage: fc.option(fc.integer({ min: 1, max: 65536 }), { nil: undefined }),
    gpu: fc.option(fc.nat(8), { nil: undefined }),
    extendedResources: fc.option(fc.dictionary(fc.constantFrom('amd.com/gpu', 'acme.example/dongle'), fc.nat(4)), { nil: undefined }),
    security: fc.option(fc.record({
      privileged: fc.constant(false),
      readOnlyRootFilesystem: fc.boolean(),
      user: fc.constantFrom(1, 1000),
      allowPrivilegeEscalation: fc.constant(false),
    }, { requiredKeys: [] }), { nil: undefined }),
  };
}

function healthParts() {
  const startup = fc.option(fc.integer({ min: 1, max: 3600 }), { nil: undefined });
  return { livenessProbe: probes(), readinessProbe: probes(), startupProbe: probes(), startup };
}

function hookParts() {
  const hook = fc.option(fc.record({
    kind: fc.constantFrom('http' as const, 'tcp' as const, 'exec' as const), path: paths(), port: fc.option(port(), { nil: undefined }),
  }), { nil: undefined });
  return { postStart: hook, preStop: hook };
}

function probes() {
  const timings = fc.record({
    initialDelaySeconds: fc.nat(300),
    periodSeconds: fc.integer({ min: 1, max: 60 }),
    timeoutSeconds: fc.integer({ min: 1, max: 30 }),
    failureThreshold: fc.integer({ min: 1, max: 60 }),
  }, { requiredKeys: [] });
  return fc.option(fc.record({
    kind: fc.constantFrom('http' as const, 'tcp' as const, 'grpc' as const, 'exec' as const),
    portIndex: fc.option(fc.nat(3), { nil: undefined }),
    byName: fc.boolean(),
    path: paths(),
    scheme: fc.constantFrom(undefined, HttpScheme.HTTP, HttpScheme.HTTPS),
    headers: fc.array(fc.constantFrom({ name: 'X-Probe', value: 'é' }, { name: 'Host', value: 'example.com' }), { maxLength: 2 }),
    service: fc.constantFrom('', 'live'),
    command: fc.constantFrom<string[]>(['true'], ['cat', '/tmp/ready'], ['sh', '-c', 'exit 0']),
    timings,
    grace: fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }),
    successThreshold: fc.integer({ min: 1, max: 5 }),
  }), { nil: undefined });
}

const TOLERATIONS: kplus.k8s.Toleration[] = [
  { operator: 'Exists' },
  { key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'acme.example/pool', value: 'inference', effect: 'NoExecute', tolerationSeconds: 60 },
];

const AFFINITIES: kplus.k8s.Affinity[] = [
  { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'gpu', operator: 'In', values: ['a100', 'h100'] }] }] } } },
  { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'api' } } } }] } },
  { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'topology.kubernetes.io/zone', labelSelector: { matchExpressions: [{ key: 'app', operator: 'Exists' }] }, namespaces: ['shop'] }] } },
];

const SPREADS: kplus.k8s.TopologySpreadConstraint[] = [
  { maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'DoNotSchedule', minDomains: 2, matchLabelKeys: ['pod-template-hash'] },
  { maxSkew: 2, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway', labelSelector: { matchLabels: { app: 'api' } }, nodeTaintsPolicy: 'Honor' },
];

/** What the Pod Security Standard "restricted" asks of a container that stands in a fragment. */
const RESTRICTED = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, seccompProfile: { type: 'RuntimeDefault' } };

/** Fragments of a PodSpec, the defaults that somebody may ask for among them. Later ones replace earlier ones. */
const FRAGMENTS: NonNullable<HealthCheckedServiceProps['podSpec']>[] = [
  { hostAliases: [{ ip: '127.0.0.1', hostnames: ['db'] }] },
  { dnsPolicy: 'ClusterFirst', restartPolicy: 'Always', hostNetwork: false },
  { dnsPolicy: 'Default', dnsConfig: { options: [{ name: 'ndots', value: '2' }] } },
  { enableServiceLinks: false, shareProcessNamespace: true, preemptionPolicy: 'Never' },
  { schedulerName: 'volcano', runtimeClassName: 'nvidia', os: { name: 'linux' } },
  { hostname: 'api', subdomain: 'apis', setHostnameAsFQDN: true },
  { hostname: 'api', setHostnameAsFQDN: false },
  { readinessGates: [{ conditionType: 'acme.example/warm' }] },
  { securityContext: { fsGroupChangePolicy: 'Always' } },
  { securityContext: { fsGroupChangePolicy: 'OnRootMismatch', supplementalGroups: [1000], sysctls: [{ name: 'net.ipv4.ip_local_port_range', value: '1024 65535' }] } },
  { volumes: [{ name: 'shm', emptyDir: { medium: 'Memory', sizeLimit: '1Gi' } }], containers: [{ name: 'main', volumeMounts: [{ name: 'shm', mountPath: '/dev/shm' }] }] },
  { containers: [{ name: 'main', stdin: true, terminationMessagePolicy: 'FallbackToLogsOnError', securityContext: { privileged: false } }] },
  { containers: [{ name: 'more', image: 'acme/more:1', securityContext: RESTRICTED, livenessProbe: { httpGet: { path: '/', port: 8001, scheme: 'HTTP' } } }] },
  { initContainers: [{ name: 'first', image: 'acme/first:1', securityContext: { ...RESTRICTED, readOnlyRootFilesystem: false } }] },
];

function propsOf(chart: Chart, description: ServiceDescription): HealthCheckedServiceProps {
  const { main, ports, bundle, autoscaling, budget, rollout, moreGrace, podSpec, affinity } = description;
  const served = withTcpFirst(ports);
  const isWorker = served.length === 0;
  const volumes = ['/data', '/models', '/tmp/cache'].map((_, index) => kplus.Volume.fromEmptyDir(chart, `volume-${index}`, `volume-${index}`));
  const { preStop, ...health } = healthOf(main, served, !isWorker);
  // Only one of the two may be.
  const drainSeconds = preStop ? undefined : description.drainSeconds;
  return {
    ...containerOf(main, volumes),
    ...health,
    preStop,
    name: description.name,
    ports: isWorker ? undefined : served,
    // Without ports it would bring its own.
    healthChecks: bundle && !isWorker ? HealthChecks[bundle]({ port: ports[0].port }) : undefined,
    sidecars: description.sidecars.map((sidecar): SidecarOptions => {
      const listened = withTcpFirst(sidecar.ports);
      return { ...containerOf(sidecar, volumes), ...healthOf(sidecar, listened, false), name: sidecar.name, ports: listened };
    }),
    initContainers: description.initContainers.map((each): InitContainerOptions => ({ ...containerOf(each, volumes), name: each.name })),
    replicas: autoscaling ? undefined : description.replicas,
    autoscaling: autoscaling && {
      minReplicas: autoscaling.minReplicas,
      maxReplicas: autoscaling.minReplicas + autoscaling.more,
      metrics: autoscaling.cpu ? [kplus.Metric.resourceCpu(kplus.MetricTarget.averageUtilization(autoscaling.cpu))] : undefined,
    },
    podDisruptionBudget: budget === undefined ? undefined : { maxUnavailable: share(budget) },
    rolloutStrategy: rollout && (rollout === 'recreate' ? kplus.DeploymentStrategy.recreate() : kplus.DeploymentStrategy.rollingUpdate({ maxSurge: share(1), maxUnavailable: share('0%') })),
    drainSeconds,
    // Longer than what is drained by default.
    terminationGracePeriodSeconds: moreGrace && moreGrace + (drainSeconds ?? 5),
    imagePullSecrets: description.imagePullSecrets.map(name => kplus.Secret.fromSecretName(chart, name, name)),
    serviceAccount: description.serviceAccount === undefined ? undefined : kplus.ServiceAccount.fromServiceAccountName(chart, 'account', description.serviceAccount),
    automountServiceAccountToken: description.automountServiceAccountToken,
    fsGroup: description.fsGroup,
    nodeSelector: description.nodeSelector,
    tolerations: description.tolerations,
    affinity: affinity && Object.assign({}, ...affinity),
    topologySpreadConstraints: description.topologySpreadConstraints,
    priorityClassName: description.priorityClassName,
    serviceType: description.serviceType,
    serviceAnnotations: description.serviceAnnotations,
    labels: description.labels,
    annotations: description.annotations,
    podSpec: podSpec && Object.assign({}, ...podSpec),
  };
}

/** The first port is what probes ask, over TCP. */
function withTcpFirst<P extends PortOptions>(ports: readonly P[]): P[] {
  return ports.map((each, index) => index === 0 ? { ...each, protocol: undefined } : each);
}

function share(amount: number | string): kplus.PercentOrAbsolute {
  return typeof amount === 'number' ? kplus.PercentOrAbsolute.absolute(amount) : kplus.PercentOrAbsolute.percent(parseInt(amount, 10));
}

function containerOf(description: Omit<ServiceDescription['initContainers'][number], 'name'>, volumes: readonly kplus.Volume[]): ContainerOptions {
  const { cpu, memory, storage, env, mounts } = description;
  return {
    image: description.image,
    imagePullPolicy: description.imagePullPolicy,
    command: description.command,
    args: description.args,
    env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, kplus.EnvValue.fromValue(value)])),
    volumeMounts: mounts.map((path, index) => ({ path, volume: volumes[index] })),
    resources: {
      cpu: { request: kplus.Cpu.millis(cpu), limit: kplus.Cpu.millis(cpu * 2) },
      memory: memory ? { request: Size.mebibytes(memory), limit: Size.mebibytes(memory) } : undefined,
      ephemeralStorage: storage ? { request: Size.mebibytes(storage) } : undefined,
    },
    gpu: description.gpu,
    extendedResources: description.extendedResources,
    securityContext: description.security,
  };
}

/** @param hasDefault whether a readiness probe is made where none is given */
function healthOf(description: ServiceDescription['main'], ports: readonly PortOptions[], hasDefault: boolean) {
  const { livenessProbe, readinessProbe, startupProbe, startup, postStart, preStop } = description;
  const asked = ports.filter(({ protocol }) => protocol !== kplus.Protocol.UDP);
  return {
    livenessProbe: livenessProbe && probeOf(livenessProbe, asked, { grace: true }),
    readinessProbe: readinessProbe && probeOf(readinessProbe, asked, { successes: true }),
    startupProbe: startupProbe && probeOf(startupProbe, asked, { grace: true }),
    // It is made from another probe.
    startupSeconds: startupProbe || !(livenessProbe || readinessProbe || hasDefault) ? undefined : startup,
    postStart: postStart && hookOf(postStart),
    preStop: preStop && hookOf(preStop),
  };
}

function hookOf({ kind, path, port: number }: NonNullable<ServiceDescription['main']['postStart']>): kplus.Handler {
  switch (kind) {
    case 'http': return kplus.Handler.fromHttpGet(path, { port: number });
    case 'tcp': return kplus.Handler.fromTcpSocket({ port: number });
    case 'exec': return kplus.Handler.fromCommand(['true']);
  }
}

function probeOf(
  description: NonNullable<ServiceDescription['main']['livenessProbe']>,
  ports: readonly PortOptions[],
  options: { readonly grace?: boolean; readonly successes?: boolean },
): HealthProbe {
  const { kind, portIndex, byName, path, scheme, headers, service, command, timings, grace, successThreshold } = description;
  const all = {
    ...timings,
    ...options.grace && grace ? { terminationGracePeriodSeconds: grace } : {},
    ...options.successes ? { successThreshold } : {},
  };
  if (ports.length === 0) return HealthProbe.exec(command, all);
  const asked = portIndex === undefined ? undefined : ports[portIndex % ports.length];
  switch (kind) {
    case 'http': return HealthProbe.http(path, { ...all, port: byName ? asked?.name : asked?.port, scheme, httpHeaders: headers });
    case 'tcp': return HealthProbe.tcp({ ...all, port: asked?.port });
    case 'grpc': return HealthProbe.grpc({ ...all, port: asked?.port, service });
    case 'exec': return HealthProbe.exec(command, all);
  }
}

/** A container that comes from cdk8s-plus itself, with all that it writes out. */
function addContainer(deployment: kplus.Deployment, { path, isSidecar, readOnlyRootFilesystem }: NonNullable<ServiceDescription['added']>, canBeSidecar: boolean): void {
  const probe = kplus.Probe.fromHttpGet(path, { port: 9999 });
  const hook = kplus.Handler.fromHttpGet(path, { port: 9999 });
  const props: kplus.ContainerProps = {
    name: 'added',
    image: 'acme/added:1',
    portNumber: 9999,
    resources: {},
    liveness: probe,
    readiness: probe,
    startup: probe,
    lifecycle: { postStart: hook, preStop: hook },
    securityContext: {
      readOnlyRootFilesystem, capabilities: { drop: [kplus.Capability.ALL] }, seccompProfile: { type: kplus.SeccompProfileType.RUNTIME_DEFAULT },
    },
  };
  if (isSidecar && canBeSidecar) deployment.addInitContainer({ ...props, restartPolicy: kplus.ContainerRestartPolicy.ALWAYS });
  else deployment.addContainer(props);
}

/** What YAML cannot carry is refused before anybody submits it. */
function writableText(maxLength: number): fc.Arbitrary<string> {
  return fc.string({ unit: 'grapheme', maxLength }).filter(text => textFindings({ metadata: { annotations: { text } } }).length === 0);
}
