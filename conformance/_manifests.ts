import * as fc from 'fast-check';
import { Mutation, mutate } from './_mutations';

/** A document, and the paths of the fields that its text gives twice. */
export interface Manifest {
  readonly object: Loose;
  readonly duplicates: readonly string[];
}

/** Plain JSON in which anything may be wrong. */
export type Loose = any;

/** The kinds that documents are made of. */
export const KINDS = [
  'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job', 'CronJob', 'Pod', 'Service', 'HorizontalPodAutoscaler', 'PodDisruptionBudget',
] as const;

export type Kind = typeof KINDS[number];

/**
 * Documents near every boundary of what the API server accepts: some without a fault, most with one or a few.
 *
 * What the rules do not judge (volumes, affinity, security beyond users and privileges and the like) is left out.
 */
export function manifests(kinds: readonly Kind[] = KINDS): fc.Arbitrary<Manifest> {
  return fc.oneof(
    { weight: 2, arbitrary: document(kinds, new Values(Infinity), 0) },
    { weight: 2, arbitrary: document(kinds, new Values(Infinity), 1) },
    { weight: 5, arbitrary: document(kinds, new Values(40), 0) },
    { weight: 3, arbitrary: document(kinds, new Values(12), 0) },
    { weight: 1, arbitrary: document(kinds, new Values(25), 3) },
  );
}

function document(kinds: readonly Kind[], values: Values, mutations: number): fc.Arbitrary<Manifest> {
  return fc.tuple(
    fc.oneof(...kinds.map(kind => objectOf(kind, values))),
    fc.array(Mutation, { minLength: Math.min(mutations, 1), maxLength: mutations }),
  ).map(([object, changes]) => mutate(object, changes));
}

/** Shrinks to what is good, and to what is not there. */
const TOWARDS_FIRST = { withCrossShrink: true };

/** Where values come from: mostly good ones, and one in `rarity` from the edge of what is allowed or beyond it. */
class Values {
  constructor(private readonly rarity: number) {
  }

  /** More faults, for the fields of an object that has few. */
  public get often(): Values {
    return new Values(this.rarity === Infinity ? Infinity : Math.max(3, Math.round(this.rarity / 4)));
  }

  public of(good: fc.Arbitrary<Loose>, ...odd: Loose[]): fc.Arbitrary<Loose> {
    if (this.rarity === Infinity) return good;
    const strange = fc.oneof(...odd.map(value => value instanceof fc.Arbitrary ? value : fc.constant(value)));
    return fc.oneof(TOWARDS_FIRST, { weight: this.rarity - 1, arbitrary: good }, { weight: 1, arbitrary: strange });
  }

  /** An object whose fields are there or not; those named in `required` are missing only as a fault. */
  public record(fields: { readonly [name: string]: fc.Arbitrary<Loose> }, required: readonly string[] = []): fc.Arbitrary<Loose> {
    const missing = fc.constant(undefined);
    const optional = (field: fc.Arbitrary<Loose>) => fc.oneof(TOWARDS_FIRST, { weight: 2, arbitrary: missing }, { weight: 1, arbitrary: field });
    return fc.record(Object.fromEntries(Object.entries(fields).map(([name, field]) => [
      name, required.includes(name) ? this.of(field, undefined) : optional(field),
    ]))).map(withoutUndefined);
  }

  /** A list of one element for each of some names, which are unique unless that is the fault. */
  public named(names: readonly string[], element: (name: fc.Arbitrary<string>) => fc.Arbitrary<Loose>, minimum = 0): fc.Arbitrary<Loose[]> {
    const elements = names.map(name => element(this.of(fc.constant(name), names[0], TEXTS)));
    return fc.integer({ min: minimum, max: names.length }).chain(count => fc.tuple(...elements.slice(0, count)));
  }
}

/** Texts near the limits of names of all sorts. */
const TEXTS: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '', 'A', 'a', '1', '1a', '0', 'a-', '-a', 'a--b', 'a_b', 'a.b', '.', '..', '..a', '/', 'a/b', 'a/', '/a', 'a/b/c', '%', 'a b', ' a', 'a ', 'é', 'a\n', '\u2028', '😀', 'api', 'A.B_c-d', 'None',
    'HTTP', 'http', 'https', '80', '8080', 'Example.com/a', 'example.com/a', 'example..com/a', '__proto__', 'a=b', '1.2.3.4', 'true', 'kubernetes.io/a',
  ),
  fc.constantFrom(14, 15, 16, 52, 53, 63, 64, 253, 254, 317, 318).map(length => 'x'.repeat(length)),
  fc.constantFrom(63, 64).map(length => `example.com/${'x'.repeat(length)}`),
  fc.constantFrom(253, 254).map(length => `${'x'.repeat(length)}/a`),
  fc.constant(`${`${'x'.repeat(63)}.`.repeat(3)}${'y'.repeat(61)}`),
  fc.string({ unit: fc.constantFrom('a', 'b', 'Z', '0', '9', '-', '_', '.', '/', '%', ' ', 'é'), maxLength: 8 }),
);

const INTEGERS: fc.Arbitrary<Loose> = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom<Loose>(-1, -1, 0, 1, 2, 10, 65535, 65536, 2 ** 31 - 1, -(2 ** 31)) },
  { weight: 1, arbitrary: fc.constantFrom<Loose>(2 ** 31, -(2 ** 31) - 1, 2 ** 53, 1e21, 1.5, '1', true) },
);

function objectOf(kind: Kind, v: Values): fc.Arbitrary<Loose> {
  const apiVersion = { Deployment: 'apps/v1', StatefulSet: 'apps/v1', DaemonSet: 'apps/v1', ReplicaSet: 'apps/v1', Job: 'batch/v1', CronJob: 'batch/v1', Pod: 'v1', Service: 'v1', HorizontalPodAutoscaler: 'autoscaling/v2', PodDisruptionBudget: 'policy/v1' }[kind];
  return fc.tuple(metadata(v), specOf(kind, v)).map(([meta, spec]) => withoutUndefined({ apiVersion, kind, metadata: meta, spec }));
}

function specOf(kind: Kind, v: Values): fc.Arbitrary<Loose> {
  switch (kind) {
    case 'Deployment': return deploymentSpec(v);
    case 'StatefulSet': return statefulSetSpec(v);
    case 'DaemonSet': return daemonSetSpec(v);
    case 'ReplicaSet': return v.record({ ...selectorAndTemplate(v), replicas: number(v, 0, 3), minReadySeconds: number(v, 0, 30) }, ['selector', 'template']);
    case 'Job': return jobSpec(v);
    case 'CronJob': return cronJobSpec(v);
    case 'Pod': return barePodSpec(v);
    case 'Service': return serviceSpec(v.often);
    case 'HorizontalPodAutoscaler': return autoscalerSpec(v.often);
    case 'PodDisruptionBudget': return budgetSpec(v.often);
  }
}

function metadata(v: Values): fc.Arbitrary<Loose> {
  return v.record({
    name: v.of(fc.constantFrom('api', 'a', 'web-1', 'x'.repeat(40)), TEXTS, '1api'),
    generateName: v.of(fc.constant('api-'), TEXTS, TEXTS.map(text => `${text}-`)),
    namespace: v.of(fc.constantFrom('shop', 'default', 'x'.repeat(63)), TEXTS),
    labels: labels(v),
    annotations: v.of(fc.constantFrom({}, { 'example.com/a': 'any text: é' }), fc.dictionary(TEXTS, TEXTS, { maxKeys: 2 }), { a: 'x'.repeat(256 * 1024 - 1) }, { a: 'x'.repeat(256 * 1024) }),
  }, ['name']);
}

function labels(v: Values): fc.Arbitrary<Loose> {
  return v.of(
    fc.constantFrom({}, { app: 'api' }, { 'app.kubernetes.io/name': 'api', 'tier': '' }, { a: 'x'.repeat(63) }),
    fc.dictionary(TEXTS, fc.constantFrom('', 'a'), { maxKeys: 2 }),
    fc.dictionary(fc.constantFrom('a', 'b'), TEXTS, { maxKeys: 2 }),
  );
}

/** A selector; the good ones select `{ app: 'api' }`. */
function selector(v: Values): fc.Arbitrary<Loose> {
  const expression = v.record({
    key: v.of(fc.constantFrom('app', 'tier'), TEXTS),
    operator: v.of(fc.constantFrom('In', 'NotIn', 'Exists', 'DoesNotExist'), 'in', 'Gt', ''),
    values: v.of(fc.constantFrom(undefined, [], ['api'], ['a', 'b']), [''], fc.array(TEXTS, { maxLength: 2 })),
  }, ['key', 'operator']);
  return v.of(
    fc.constantFrom<Loose>(
      { matchLabels: { app: 'api' } },
      { matchLabels: { app: 'api' }, matchExpressions: [{ key: 'tier', operator: 'DoesNotExist' }] },
      { matchExpressions: [{ key: 'app', operator: 'In', values: ['api', 'web'] }] },
      { matchExpressions: [{ key: 'app', operator: 'Exists' }] },
    ),
    {}, { matchLabels: {} }, { matchLabels: { app: 'other' } },
    fc.record({ matchLabels: labels(v) }),
    fc.record({ matchLabels: fc.constant({ app: 'api' }), matchExpressions: fc.array(expression, { minLength: 1, maxLength: 2 }) }),
  );
}

function template(v: Values, restartPolicies: readonly string[] = ['Always']): fc.Arbitrary<Loose> {
  return v.record({
    metadata: v.record({
      labels: v.of(fc.constant({ app: 'api' }), {}, labels(v), { app: 'api', tier: 'x'.repeat(64) }, { 'app': 'api', 'a/b/c': '' }),
      annotations: v.of(fc.constant({ note: 'x' }), { 'a b': '' }, { 'A/b': '' }),
    }, ['labels']),
    spec: podSpec(v, restartPolicies),
  }, ['metadata', 'spec']);
}

function selectorAndTemplate(v: Values) {
  return { selector: selector(v), template: template(v) };
}

function deploymentSpec(v: Values): fc.Arbitrary<Loose> {
  return v.record({
    ...selectorAndTemplate(v),
    replicas: number(v.often, 0, 3),
    strategy: v.often.of(
      rollout(v.often, ['RollingUpdate', 'Recreate'], { maxUnavailable: amount(v.often), maxSurge: amount(v.often) }),
      { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } }, { rollingUpdate: { maxSurge: 'x' } }, { rollingUpdate: { maxUnavailable: '101%' } },
    ),
    minReadySeconds: v.often.of(fc.constantFrom(0, 10), -1, 599, 600, 601, INTEGERS),
    revisionHistoryLimit: number(v.often, 0, 10),
    progressDeadlineSeconds: v.often.of(fc.constantFrom(600, 1200), 0, 1, 9, 10, 11, INTEGERS),
    paused: fc.boolean(),
  }, ['selector', 'template']);
}

function statefulSetSpec(v: Values): fc.Arbitrary<Loose> {
  return v.record({
    ...selectorAndTemplate(v),
    replicas: number(v.often, 0, 3),
    serviceName: v.often.of(fc.constantFrom('api', ''), TEXTS),
    podManagementPolicy: v.often.of(fc.constantFrom('OrderedReady', 'Parallel'), '', 'parallel'),
    updateStrategy: rollout(v.often, ['RollingUpdate', 'OnDelete'], { partition: number(v.often, 0, 2) }),
    minReadySeconds: number(v.often, 0, 10),
    revisionHistoryLimit: number(v.often, 0, 10),
    ordinals: v.often.of(v.often.record({ start: number(v.often, 0, 2) }, ['start']), { start: -1 }),
    persistentVolumeClaimRetentionPolicy: v.often.record({
      whenDeleted: v.often.of(fc.constantFrom('Retain', 'Delete'), '', 'retain'), whenScaled: v.often.of(fc.constantFrom('Retain', 'Delete'), '', 'Keep'),
    }),
  }, ['selector', 'template']);
}

function daemonSetSpec(v: Values): fc.Arbitrary<Loose> {
  return v.record({
    ...selectorAndTemplate(v),
    updateStrategy: rollout(v.often, ['RollingUpdate', 'OnDelete'], { maxUnavailable: amount(v.often), maxSurge: v.often.of(fc.constantFrom(0, '0%'), 1, '10%', '101%', 'x', -1) }),
    minReadySeconds: number(v.often, 0, 10),
    revisionHistoryLimit: number(v.often, 0, 10),
  }, ['selector', 'template']);
}

function jobSpec(v: Values): fc.Arbitrary<Loose> {
  return v.record({
    template: template(v, ['OnFailure', 'Never']),
    parallelism: number(v.often, 0, 3),
    completions: number(v.often, 1, 3),
    activeDeadlineSeconds: number(v.often, 0, 600),
    backoffLimit: number(v.often, 0, 6),
    ttlSecondsAfterFinished: number(v.often, 0, 600),
    suspend: fc.boolean(),
    completionMode: v.often.of(fc.constant('NonIndexed'), 'Indexed', '', 'indexed'),
    podReplacementPolicy: v.often.of(fc.constantFrom('TerminatingOrFailed', 'Failed'), '', 'Always'),
    selector: v.often.of(fc.constant(undefined), { matchLabels: { app: 'api' } }, { matchLabels: {} }, {}),
    manualSelector: v.often.of(fc.constant(false), true),
  }, ['template']);
}

function cronJobSpec(v: Values): fc.Arbitrary<Loose> {
  return v.record({
    schedule: v.often.of(fc.constantFrom('*/5 * * * *', '0 4 * * 1-5', '@daily', '@every 1h30m'), ''),
    timeZone: fc.constantFrom('Europe/Berlin', 'Etc/UTC'),
    concurrencyPolicy: v.often.of(fc.constantFrom('Allow', 'Forbid', 'Replace'), '', 'allow'),
    startingDeadlineSeconds: number(v.often, 0, 100),
    successfulJobsHistoryLimit: number(v.often, 0, 3),
    failedJobsHistoryLimit: number(v.often, 0, 3),
    suspend: fc.boolean(),
    jobTemplate: v.record({
      metadata: v.record({ labels: labels(v) }),
      spec: jobSpec(v),
    }, ['spec']),
  }, ['schedule', 'jobTemplate']);
}

function podSpec(v: Values, restartPolicies: readonly string[]): fc.Arbitrary<Loose> {
  const mustSay = !restartPolicies.includes('Always');
  return v.record({
    containers: v.named(['main', 'side', 'third'], name => container(v, name), 1),
    initContainers: v.named(['first', 'second'], name => initContainer(v, name)),
    restartPolicy: v.of(fc.constantFrom(...restartPolicies), 'Always', 'OnFailure', 'Never', '', 'always'),
    activeDeadlineSeconds: v.of(fc.constant(undefined), 0, 1, 2 ** 31 - 1, INTEGERS),
    terminationGracePeriodSeconds: v.of(fc.constantFrom(0, 30, 60), -1, 1, INTEGERS),
    hostNetwork: fc.constantFrom(false, false, true),
    serviceAccountName: v.of(fc.constantFrom('api', ''), TEXTS),
    volumes: v.of(fc.constant([{ name: 'data', emptyDir: {} }, { name: 'cache', emptyDir: {} }]), fc.array(fc.record({ name: fc.oneof(fc.constant('data'), TEXTS), emptyDir: fc.constant({}) }), { maxLength: 2 })),
    ephemeralContainers: v.of(fc.constant(undefined), [], [{ name: 'debug', image: 'busybox' }]),
  }, ['containers', 'volumes', ...mustSay ? ['restartPolicy'] : []]);
}

function barePodSpec(v: Values): fc.Arbitrary<Loose> {
  const more = v.often.of(fc.constant({}), { restartPolicy: 'always' }, { restartPolicy: 'OnSuccess' }, { ephemeralContainers: [{ name: 'debug', image: 'busybox' }] });
  return fc.tuple(podSpec(v, ['Always', 'OnFailure', 'Never']), more).map(([spec, changes]) => ({ ...spec, ...changes }));
}

function container(v: Values, name: fc.Arbitrary<string>): fc.Arbitrary<Loose> {
  return v.record({
    ...commonFields(v, name),
    restartPolicy: v.of(fc.constant(undefined), 'Always', 'OnFailure', 'Never', '', 'never'),
    ...probes(v),
  }, ['name', 'image']);
}

function initContainer(v: Values, name: fc.Arbitrary<string>): fc.Arbitrary<Loose> {
  const ordinary = v.record({ ...commonFields(v, name), restartPolicy: v.of(fc.constant(undefined), 'OnFailure', 'Never', '', 'always') }, ['name', 'image']);
  const withProbes = v.record({ ...commonFields(v, name), ...probes(v), restartPolicy: v.of(fc.constant('Always'), undefined, 'Never') }, ['name', 'image', 'restartPolicy']);
  return fc.oneof(ordinary, withProbes);
}

function commonFields(v: Values, name: fc.Arbitrary<string>) {
  return {
    name,
    image: v.of(fc.constantFrom('acme/api:1', 'ghcr.io/acme/api@sha256:00'), '', ' ', 'a ', ' a', 'A b', 'é'),
    command: fc.constantFrom(['run'], []),
    terminationMessagePolicy: v.of(fc.constantFrom('File', 'FallbackToLogsOnError'), '', 'file'),
    imagePullPolicy: v.of(fc.constantFrom('Always', 'IfNotPresent', 'Never'), '', 'always'),
    ports: v.of(fc.array(containerPort(v), { maxLength: 3 }), [{ containerPort: 80, name: 'http' }, { containerPort: 81, name: 'http' }], [{ containerPort: 80, hostPort: 80 }, { containerPort: 80, hostPort: 80 }], [{ containerPort: 80, hostPort: 81 }]),
    env: fc.array(envVar(v), { maxLength: 3 }),
    envFrom: v.of(fc.constantFrom<Loose>(undefined, [], [{ configMapRef: { name: 'settings' } }, { prefix: 'DB_', secretRef: { name: 'db' } }]), [{ prefix: 'A=', secretRef: { name: 'db' } }], [{ prefix: '1', secretRef: { name: 'db' } }], fc.array(v.often.record({
      prefix: v.often.of(fc.constantFrom('', 'DB_'), TEXTS), configMapRef: v.often.record({ name: v.often.of(fc.constant('settings'), TEXTS) }, ['name']), secretRef: fc.record({ name: TEXTS }),
    }), { maxLength: 2 })),
    resources: resources(v),
    volumeMounts: v.named(['/data', '/cache'], mountPath => v.record({ name: v.of(fc.constantFrom('data', 'cache'), 'nothing', ''), mountPath, readOnly: fc.boolean() }, ['name', 'mountPath'])),
    securityContext: v.record({
      privileged: fc.boolean(),
      allowPrivilegeEscalation: v.of(fc.constant(undefined), false, true),
      runAsNonRoot: fc.boolean(),
      readOnlyRootFilesystem: fc.boolean(),
      runAsUser: v.of(fc.constantFrom(0, 1000), INTEGERS),
      runAsGroup: v.of(fc.constantFrom(0, 1000), INTEGERS),
      capabilities: v.record({ add: fc.constantFrom([], ['NET_ADMIN'], ['CAP_SYS_ADMIN'], ['SYS_ADMIN']), drop: fc.constantFrom(['ALL'], []) }),
    }),
  };
}

function containerPort(v: Values): fc.Arbitrary<Loose> {
  return v.record({
    containerPort: v.of(fc.integer({ min: 1, max: 65535 }), 0, INTEGERS, fc.constantFrom(80, 8080)),
    name: v.of(fc.constant(undefined), 'http', 'http', 'http', TEXTS),
    hostPort: v.of(fc.constant(undefined), 80, 80, 8080, 8080, INTEGERS),
    hostIP: v.of(fc.constant(undefined), '127.0.0.1', ''),
    protocol: v.of(fc.constantFrom('TCP', 'UDP', 'SCTP'), '', 'tcp', 'HTTP'),
  }, ['containerPort']);
}

function envVar(v: Values): fc.Arbitrary<Loose> {
  const key = v.record({ name: v.of(fc.constant('settings'), TEXTS), key: v.of(fc.constantFrom('key', 'a.b_c-d'), TEXTS) }, ['name', 'key']);
  const source = fc.oneof(
    fc.record({ configMapKeyRef: key }),
    fc.record({ secretKeyRef: key }),
    fc.record({ resourceFieldRef: v.record({ resource: v.of(fc.constantFrom('limits.cpu', 'requests.hugepages-2Mi'), 'cpu', '', 'limits.pods') }, ['resource']) }),
    fc.record({
      fieldRef: v.record({
        fieldPath: v.of(
          fc.constantFrom('status.podIP', 'metadata.name', 'metadata.labels[\'app\']', 'metadata.annotations[\'A/b\']'),
          '', 'status.phase', 'metadata.labels', 'metadata.labels[\'a b\']', 'metadata.annotations[\'a b\']', 'metadata.name[\'a\']', 'metadata.labels[\'\']', 'spec.host', 'a',
        ),
        apiVersion: v.of(fc.constantFrom('v1', ''), 'v2'),
      }, ['fieldPath']),
    }),
  );
  const both = fc.tuple(source, source).map(([a, b]) => ({ ...a, ...b }));
  return v.record({
    name: v.of(fc.constantFrom('MODEL_PATH', 'a.b-c', '_x'), TEXTS, '1A', '-A', 'A B', 'a=b'),
    value: v.of(fc.constantFrom('', 'x', '$(A)'), 8080, true),
    valueFrom: v.of(fc.oneof({ weight: 8, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: source }), {}, both),
  }, ['name']);
}

function resources(v: Values): fc.Arbitrary<Loose> {
  const oddQuantities = ['-1', '0', '1.5', '1e3', '1E', '0.1m', '1n', '999u', 'abc', '', ' 1', '1 Gi', '.5', '5.', '+1', '1Ki', '1e', '1e-3', '1e400', 'Mi', '.', '-', '1.2.3', '0x10', '1_000', '١', -1, 0, 1.5, 1e21, true, '9223372036854775807', '9223372036854775808', '100Ei', '3Mi', '1500m'];
  const names = ['cpu', 'memory', 'ephemeral-storage', 'hugepages-2Mi', 'nvidia.com/gpu', 'gpu', 'storage', 'pods', 'requests.cpu', 'kubernetes.io/a', 'a/b/c', 'CPU', 'hugepages-', 'hugepages-1Gi', 'requests.nvidia.com/gpu', 'example.com/-x', 'limits.cpu', 'count/pods', 'x.kubernetes.io/y', ''];
  const odd = fc.dictionary(fc.constantFrom(...names), fc.constantFrom<Loose>('1', '2', '100m', '2Mi', '4Mi', ...oddQuantities), { maxKeys: 2 });
  const excessive = fc.constantFrom<Loose>(
    { limits: { cpu: '1' }, requests: { cpu: '1001m' } }, { limits: { memory: '1Gi' }, requests: { memory: '1Gi', cpu: '2' } }, { limits: { 'nvidia.com/gpu': 1 }, requests: { 'nvidia.com/gpu': 2 } },
    { requests: { 'nvidia.com/gpu': 1 } }, { limits: { cpu: '-1' } }, { limits: { 'nvidia.com/gpu': '1.5' } }, { limits: { 'hugepages-2Mi': '3Mi', 'cpu': 1 } },
  );
  return v.of(v.record({
    limits: v.of(fc.constantFrom<Loose>({ cpu: '1', memory: '1Gi' }, { memory: '512Mi' }, { 'nvidia.com/gpu': 1, 'cpu': 2 }), odd),
    requests: v.of(fc.constantFrom<Loose>({ cpu: '100m', memory: '128Mi' }, { cpu: 0.5 }, { memory: '512Mi' }, {}), odd),
  }), excessive);
}

function probes(v: Values) {
  const sleep = fc.constantFrom(-1, 0, 0, 1, 5, 29, 30, 31, 60, 61).map(seconds => ({ sleep: { seconds } }));
  const two = fc.tuple(handler(v, true), fc.oneof(handler(v, true), sleep)).map(([a, b]) => ({ ...a, ...b }));
  const hook = v.of(fc.oneof(handler(v, true), handler(v, false)), {}, two, sleep, sleep, sleep);
  return {
    livenessProbe: probe(v, fc.constant(1)),
    readinessProbe: probe(v, fc.constantFrom(1, 3)),
    startupProbe: probe(v, fc.constant(1)),
    lifecycle: v.record({ postStart: hook, preStop: hook }),
  };
}

function probe(v: Values, successes: fc.Arbitrary<number>): fc.Arbitrary<Loose> {
  const timings = v.record({
    initialDelaySeconds: number(v, 0, 60),
    periodSeconds: number(v, 0, 30),
    timeoutSeconds: number(v, 0, 5),
    successThreshold: v.of(successes, INTEGERS),
    failureThreshold: number(v, 0, 30),
    terminationGracePeriodSeconds: v.of(fc.constant(undefined), 0, -1, 1, 30, INTEGERS),
  });
  const oneHandler = fc.oneof(handler(v, true), v.record({ grpc: v.record({ port: port(v), service: fc.constantFrom('', 'a') }, ['port']) }, ['grpc']));
  const handlers = v.of(oneHandler, {}, fc.tuple(oneHandler, oneHandler).map(([a, b]) => ({ ...a, ...b })));
  return fc.tuple(handlers, timings).map(([a, b]) => ({ ...a, ...b }));
}

/** One handler that probes and lifecycle hooks have in common. */
function handler(v: Values, http: boolean): fc.Arbitrary<Loose> {
  const exec = v.record({ exec: v.record({ command: v.of(fc.constantFrom(['true'], ['cat', '/tmp/ready'], ['']), []) }, ['command']) }, ['exec']);
  const tcpSocket = v.record({ tcpSocket: v.record({ port: portOrName(v), host: fc.constantFrom('', 'a b') }, ['port']) }, ['tcpSocket']);
  const httpGet = v.record({
    httpGet: v.record({
      port: portOrName(v),
      path: fc.constantFrom('', '/', '/livez', 'livez', '/%zz é'),
      host: fc.constantFrom('', 'example.com', 'not a host'),
      scheme: v.of(fc.constantFrom('HTTP', 'HTTPS'), '', 'http', 'TCP'),
      httpHeaders: fc.array(v.record({ name: v.of(fc.constantFrom('X-Key', 'Host'), '', 'X_Y', 'é', 'a b', 'a:'), value: fc.constantFrom('', 'é\n') }, ['name', 'value']), { maxLength: 2 }),
    }, ['port']),
  }, ['httpGet']);
  return http ? fc.oneof({ weight: 3, arbitrary: httpGet }, exec, tcpSocket) : fc.oneof(exec, tcpSocket);
}

function serviceSpec(v: Values): fc.Arbitrary<Loose> {
  const servicePort = (name: fc.Arbitrary<Loose>) => v.record({
    name,
    port: v.of(fc.integer({ min: 1, max: 65535 }), 80, 80, 10250, 10250, INTEGERS),
    targetPort: v.of(fc.constantFrom<Loose>(8080, 'http', undefined), 0, '', '80', 65536, -1, TEXTS),
    nodePort: v.of(fc.constant(undefined), 0, 30080, 30080, -1, INTEGERS),
    protocol: v.of(fc.constantFrom('TCP', 'UDP', 'SCTP'), '', 'tcp'),
    appProtocol: v.of(fc.constantFrom('http', 'kubernetes.io/h2c'), TEXTS),
  }, ['name', 'port']);
  return v.of(v.record({
    type: v.of(fc.constantFrom('ClusterIP', 'NodePort', 'LoadBalancer'), 'ExternalName', '', 'clusterip'),
    ...addresses(v),
    externalName: v.of(fc.constantFrom(undefined, 'example.com'), TEXTS, 'example.com.'),
    selector: v.of(fc.constant({ app: 'api' }), labels(v), { '-': '' }, { a: '-' }),
    ports: v.of(fc.oneof(v.named(['http', 'metrics', 'grpc'], servicePort, 1), fc.tuple(servicePort(v.of(fc.constant(undefined), TEXTS)))), [], [{ port: 10250 }], [{ port: 10250 }]),
    sessionAffinity: v.of(fc.constantFrom('None', 'ClientIP'), '', 'clientip'),
    sessionAffinityConfig: v.of(
      fc.constant(undefined), {}, { clientIP: {} }, fc.constantFrom(0, 1, 86400, 86401, -1).map(timeoutSeconds => ({ clientIP: { timeoutSeconds } })),
    ),
    externalTrafficPolicy: v.of(fc.constant(undefined), 'Cluster', 'Local', '', 'local'),
    internalTrafficPolicy: v.of(fc.constantFrom('Cluster', 'Local'), '', 'local'),
    publishNotReadyAddresses: fc.boolean(),
    loadBalancerClass: v.of(fc.constant(undefined), 'acme.example/lb', 'a/b/c', ''),
    allocateLoadBalancerNodePorts: v.of(fc.constant(undefined), true, false),
    healthCheckNodePort: v.of(fc.constantFrom(undefined, 0), 30000, -1, 65536),
    trafficDistribution: v.of(fc.constant(undefined), 'PreferClose', 'PreferSameZone', 'PreferSameNode', '', 'prefer'),
  }, ['ports']), { type: 'LoadBalancer', ports: [{ port: 10250 }] }).map(({ addresses: given, ...spec }) => ({ ...spec, ...given }));
}

function addresses(v: Values) {
  const address = v.of(fc.constantFrom('10.0.0.1', 'fd00::1'), '10.0.0.01', '10.0.0.256', '::ffff:10.0.0.1', '::', '0.0.0.0', '127.0.0.1', '::1', '169.254.1.1', 'fe80::1', '224.0.0.1', 'ff02::1', '1.2.3', 'fd00::1%eth0', '', ' 10.0.0.1', 'None', 'none', 'x');
  const range = v.of(
    fc.constantFrom('10.0.0.0/8', 'fd00::/8', ' 10.1.0.0/16 '), '10.0.0.0', '10.0.0.1/8', '10.0.0.0/33', '10.0.0.0/08', '010.0.0.0/8', 'fd00::1/8', 'fd00::/129', '::ffff:10.0.0.0/104', '', '/', 'x/8', '10.0.0.0/', '10.0.0.0/-1',
  );
  const families = fc.array(v.of(fc.constantFrom('IPv4', 'IPv6'), 'ipv4', ''), { maxLength: 2 });
  const given = fc.oneof(
    fc.constantFrom<Loose>({}, {}, { clusterIP: 'None' }, { clusterIP: '' }, { clusterIP: '10.0.0.1', clusterIPs: ['10.0.0.1'] }, { clusterIP: '10.0.0.1', clusterIPs: ['10.0.0.1', 'fd00::1'], ipFamilyPolicy: 'RequireDualStack', ipFamilies: ['IPv4', 'IPv6'] }),
    address.map(clusterIP => ({ clusterIP })),
  );
  return {
    addresses: v.of(given, fc.record({ clusterIP: address, clusterIPs: fc.array(address, { maxLength: 3 }) }, { requiredKeys: [] })),
    ipFamilyPolicy: v.of(fc.constantFrom('SingleStack', 'PreferDualStack'), '', 'DualStack'),
    ipFamilies: v.of(fc.constant(undefined), families),
    externalIPs: v.of(fc.constantFrom(undefined, ['10.0.0.1'], ['fd00::1']), ['10.0.0.01'], ['::ffff:10.0.0.1'], ['127.0.0.1'], ['x'], fc.array(address, { maxLength: 2 })),
    loadBalancerSourceRanges: v.of(fc.constant(undefined), fc.array(range, { maxLength: 2 }), ['10.0.0.0/8'], ['10.0.0.1/8']),
  };
}

function autoscalerSpec(v: Values): fc.Arbitrary<Loose> {
  const target = v.record({
    type: v.of(fc.constantFrom('Utilization', 'AverageValue'), 'Value', '', 'x'),
    averageUtilization: v.of(fc.constant(80), 0, -1, 1, INTEGERS, undefined),
    averageValue: v.of(fc.constant(undefined), '500m', '0', '-1', 1),
    value: v.of(fc.constant(undefined), '500m', '0', '-1'),
  }, ['type', 'averageUtilization']);
  const identifier = v.record({ name: v.of(fc.constant('requests'), '', TEXTS), selector: v.of(fc.constant(undefined), selector(v)) }, ['name']);
  const averageTarget = v.of(fc.constant({ type: 'AverageValue', averageValue: '10' }), target);
  const valueTarget = v.of(fc.constant({ type: 'Value', value: '10' }), target);
  const described = v.record({ kind: v.of(fc.constant('Deployment'), TEXTS), name: v.of(fc.constant('api'), TEXTS), apiVersion: v.of(fc.constant('apps/v1'), '', 'v1', 'a/b/c', 'a/b/c', 'a/b/c', 'a/b/c/d', 'a/b/c/d', '//', '//', '/', 'x', 'apps/') }, ['kind', 'name', 'apiVersion']);
  const sources: { readonly [type: string]: fc.Arbitrary<Loose> } = {
    Resource: v.record({ resource: v.record({ name: v.of(fc.constantFrom('cpu', 'memory'), TEXTS), target }, ['name', 'target']) }, ['resource']),
    ContainerResource: v.record({ containerResource: v.record({ name: v.of(fc.constantFrom('cpu', 'memory'), TEXTS), container: v.of(fc.constant('main'), TEXTS), target }, ['name', 'container', 'target']) }, ['containerResource']),
    Pods: v.record({ pods: v.record({ metric: identifier, target: averageTarget }, ['metric', 'target']) }, ['pods']),
    Object: v.record({ object: v.record({ metric: identifier, target: valueTarget, describedObject: described }, ['metric', 'target', 'describedObject']) }, ['object']),
    External: v.record({ external: v.record({ metric: identifier, target: v.of(averageTarget, valueTarget) }, ['metric', 'target']) }, ['external']),
  };
  const metric = fc.constantFrom(...Object.keys(sources), 'Object', 'Object').chain(type => fc.tuple(
    v.of(fc.constant(type), 'Resource', 'Pods', '', 'x', undefined), sources[type], v.of(fc.constant({}), ...Object.values(sources)),
  )).map(([type, source, more]) => withoutUndefined({ type, ...source, ...more }));
  const rules = v.record({
    stabilizationWindowSeconds: v.of(fc.constantFrom(0, 300, 3600), 3601, INTEGERS),
    selectPolicy: v.of(fc.constantFrom('Max', 'Min', 'Disabled'), '', 'max'),
    policies: v.of(fc.array(v.record({ type: v.of(fc.constantFrom('Pods', 'Percent'), '', 'x'), value: v.of(fc.constantFrom(1, 100), INTEGERS), periodSeconds: v.of(fc.constantFrom(1, 60, 1800), 1801, INTEGERS) }, ['type', 'value', 'periodSeconds']), { minLength: 1, maxLength: 2 }), []),
    tolerance: v.of(fc.constant(undefined), '0.1', '-0.1', '-0.1', '-0.1', '-1', '-1', 'x'),
  });
  return v.record({
    scaleTargetRef: described,
    minReplicas: v.of(fc.constantFrom(1, 2), 0, 0, -1, -1, 11, INTEGERS),
    maxReplicas: v.of(fc.constantFrom(2, 10), 0, 1, INTEGERS),
    metrics: fc.array(metric, { minLength: 1, maxLength: 2 }),
    behavior: v.record({ scaleUp: rules, scaleDown: rules }, ['scaleUp', 'scaleDown']),
  }, ['scaleTargetRef', 'maxReplicas']);
}

function budgetSpec(v: Values): fc.Arbitrary<Loose> {
  return v.record({
    minAvailable: amount(v),
    maxUnavailable: v.of(fc.constant(undefined), amount(v)),
    selector: selector(v),
    unhealthyPodEvictionPolicy: v.of(fc.constantFrom('IfHealthyBudget', 'AlwaysAllow'), '', 'x'),
  });
}

/** A strategy of replacing pods, with its settings. */
function rollout(v: Values, types: readonly string[], settings: { readonly [name: string]: fc.Arbitrary<Loose> }): fc.Arbitrary<Loose> {
  return v.of(
    fc.oneof(fc.constant({}), fc.record({ type: fc.constantFrom(...types) }), v.record({ type: fc.constant('RollingUpdate'), rollingUpdate: v.record(settings) }, ['type', 'rollingUpdate'])),
    { type: '' }, { type: 'rolling' }, fc.record({ type: fc.constantFrom(...types), rollingUpdate: v.record(settings) }), { rollingUpdate: {} },
  );
}

/** A whole number; any from `min` to `max` is good. */
function number(v: Values, min: number, max: number): fc.Arbitrary<Loose> {
  return v.of(fc.integer({ min, max }), INTEGERS);
}

/** A number of pods, or a share of them. */
function amount(v: Values): fc.Arbitrary<Loose> {
  return v.of(fc.constantFrom<Loose>(1, 2, '25%', '100%'), 0, '0%', '00%', '101%', '%', '5', '-5%', '1.5%', 'a', '', ' 5%', '99999999999999999999%', INTEGERS);
}

function port(v: Values): fc.Arbitrary<Loose> {
  return v.of(fc.integer({ min: 1, max: 65535 }), 0, INTEGERS, 'http');
}

function portOrName(v: Values): fc.Arbitrary<Loose> {
  return v.of(fc.oneof(fc.integer({ min: 1, max: 65535 }), fc.constant('http')), INTEGERS, TEXTS);
}

function withoutUndefined(object: Loose): Loose {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}
