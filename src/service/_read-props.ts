import * as kplus from 'cdk8s-plus-28';
import { HealthChecks } from '../probes';
import { Faults } from './_faults';
import {
  anything, Fields, fragment, instance, isObject, list, map, needed, Note, noteType, noteUnknown, oneOf, orElse, Shape, struct, text, truth,
  wholeNumber,
} from './_prop-shapes';
import { ContainerHealthProps } from './container-health-props';
import { ContainerOptions } from './container-options';
import { HealthCheckedServiceProps } from './health-checked-service-props';

/**
 * A copy of the props without what is absent, at every depth, and without what is wrong, which is noted.
 *
 * TypeScript and jsii keep most of that away, plain JavaScript and `any` do not. Null and undefined count as absent, so
 * that the options of somebody's optional settings may be spread into the props.
 */
export function readProps(props: HealthCheckedServiceProps, faults: Faults): HealthCheckedServiceProps {
  const note: Note = (rule, path, value, verdict) => faults.ofProp(rule, path, value, verdict);
  return readAll(props, SHAPES, note, {
    such: 'an object such as { image: "ghcr.io/acme/api:1.4.2", port: 8000 }',
    of: 'HealthCheckedService',
    elsewhere: 'Remove it; what no prop is for is set by podSpec, or through deployment and service',
  }) as unknown as HealthCheckedServiceProps;
}

/** The same of health checks alone. */
export function readHealthProps(health: ContainerHealthProps, faults: Faults): ContainerHealthProps {
  const note: Note = (rule, path, value, verdict) => faults.ofProp(rule, path, value, verdict);
  return readAll(health, HEALTH, note, { such: 'an object such as { livenessProbe: HealthProbe.tcp() }', of: 'ContainerHealth', elsewhere: 'Remove it' });
}

/** What props are called, in words. */
interface Called {
  readonly such: string;
  readonly of: string;
  /** What to do with one that is not known. */
  readonly elsewhere: string;
}

function readAll(
  props: unknown,
  shapes: { readonly [prop: string]: Shape },
  note: Note,
  { such, of, elsewhere }: Called,
): { [prop: string]: unknown } {
  const read: { [prop: string]: unknown } = {};
  attempt('props', note, () => {
    if (props === undefined || props === null) return;
    if (!isObject(props)) {
      noteType('props', props, such, note, { fix: 'Give such an object' });
      return;
    }
    noteUnknown(props, Object.keys(shapes), '', note, `prop of ${of}`, elsewhere);
    for (const prop of Object.keys(shapes)) {
      attempt(prop, note, () => {
        const given = props[prop] ?? undefined;
        const made = given === undefined ? undefined : shapes[prop].read(given, prop, note);
        if (made !== undefined) read[prop] = made;
      });
    }
  });
  return read;
}

/** A getter or a proxy may throw whatever it likes. */
function attempt(path: string, note: Note, read: () => void): void {
  try {
    read();
  } catch {
    note('prop-type', path, undefined, {
      message: `${path} cannot be read`,
      why: 'Something throws where its fields are asked for',
      fix: 'Give a plain object, with values that are there',
    });
  }
}

const holds = (field: string, ...types: readonly string[]) => (value: Fields) => types.includes(typeof value[field]);
const renders = holds('_toKube', 'function');

const cpu = instance({ name: 'Cpu', example: 'Cpu.millis(500)', suffices: holds('amount', 'string') });
const size = instance({ name: 'Size', example: 'Size.mebibytes(256)', suffices: holds('toMebibytes', 'function'), from: 'cdk8s' });
const duration = instance({ name: 'Duration', example: 'Duration.seconds(60)', suffices: holds('toSeconds', 'function'), from: 'cdk8s' });
const share = instance({ name: 'PercentOrAbsolute', example: 'PercentOrAbsolute.percent(25)', suffices: holds('value', 'number', 'string') });
const metric = instance({ name: 'Metric', example: 'Metric.resourceCpu(…)', suffices: renders });
const replicas = instance({ name: 'Replicas', example: 'Replicas.absolute(2)', suffices: renders });
const envFrom = instance({ name: 'EnvFrom', example: 'Env.fromSecret(…)', suffices: renders });
const strategy = instance({ name: 'DeploymentStrategy', example: 'DeploymentStrategy.recreate()', suffices: renders });
const volume = instance({ name: 'Volume', example: 'Volume.fromEmptyDir(…)', suffices: value => renders(value) && typeof value.name === 'string' });
const envValue = instance({
  name: 'EnvValue',
  example: 'EnvValue.fromValue("…")',
  suffices: value => (value.value ?? value.valueFrom ?? undefined) !== undefined,
  lack: path => ({
    message: `${path} is an EnvValue without a value`,
    why: 'EnvValue.fromProcess() makes one where the variable is not set',
    fix: `Set the variable where the app is synthesized, or leave ${path} out`,
  }),
});

const handler = instance({ name: 'Handler', example: 'Handler.fromCommand([…])', suffices: renders });

const ports = list('ports ({ port: 8000 })', struct({
  port: anything, servicePort: anything, name: text, protocol: text, appProtocol: text, exposed: truth,
}, 'a port ({ port: 8000 })'));

/** The probes have rules of their own. */
const HEALTH: { readonly [prop in keyof Required<ContainerHealthProps>]: Shape } = {
  livenessProbe: anything,
  readinessProbe: anything,
  startupProbe: anything,
  startupSeconds: anything,
  healthChecks: { called: 'a HealthChecks, e.g. HealthChecks.fastApi()', read: readBundle },
};

const CONTAINER: { readonly [prop in keyof Required<ContainerOptions>]: Shape } = {
  image: orElse(text, 'unknown'),
  imagePullPolicy: oneOf('ImagePullPolicy', kplus.ImagePullPolicy, 'ALWAYS'),
  command: list('strings', text),
  args: list('strings', text),
  env: map('EnvValue, each with a value', envValue),
  envFrom: list('EnvFrom (Env.fromSecret(…))', envFrom),
  volumeMounts: list('mounts ({ path, volume })', struct({
    path: needed(text),
    volume: needed(volume),
    propagation: oneOf('MountPropagation', kplus.MountPropagation, 'HOST_TO_CONTAINER'),
    readOnly: truth,
    subPath: text,
    subPathExpr: text,
  }, 'a mount ({ path, volume })')),
  resources: struct({ cpu: requestAndLimit(cpu), memory: requestAndLimit(size), ephemeralStorage: requestAndLimit(size) }),
  // The numbers of devices have rules of their own.
  gpu: anything,
  extendedResources: map('whole numbers', anything),
  securityContext: struct({
    user: wholeNumber,
    group: wholeNumber,
    ensureNonRoot: truth,
    privileged: truth,
    readOnlyRootFilesystem: truth,
    allowPrivilegeEscalation: truth,
    capabilities: struct({ add: capabilities(), drop: capabilities() }),
    seccompProfile: struct(
      { type: needed(oneOf('SeccompProfileType', kplus.SeccompProfileType, 'RUNTIME_DEFAULT')), localhostProfile: text },
      'an object such as { type: SeccompProfileType.RUNTIME_DEFAULT }',
    ),
  }),
  postStart: handler,
  preStop: handler,
};

const SHAPES: { readonly [prop in keyof Required<HealthCheckedServiceProps>]: Shape } = {
  ...CONTAINER,
  ...HEALTH,
  // Names and numbers have rules of their own.
  name: anything,
  port: anything,
  drainSeconds: anything,
  terminationGracePeriodSeconds: anything,
  replicas: wholeNumber,
  ports,
  autoscaling: struct({
    maxReplicas: orElse(wholeNumber, 2 ** 31 - 1),
    minReplicas: anything,
    metrics: list('Metric', metric),
    scaleUp: scalingRules(),
    scaleDown: scalingRules(),
  }),
  podDisruptionBudget: struct({ maxUnavailable: share }, 'an object whose maxUnavailable is a PercentOrAbsolute'),
  rolloutStrategy: strategy,
  sidecars: list('sidecars ({ name, image })', struct({ ...CONTAINER, ...HEALTH, name: needed(text), port: anything, ports }, 'a sidecar ({ name, image })')),
  initContainers: list('init containers ({ name, image })', struct({ ...CONTAINER, name: needed(text) }, 'an init container ({ name, image })')),
  imagePullSecrets: list('Secret (Secret.fromSecretName(…))', named('a Secret')),
  serviceAccount: named('a ServiceAccount'),
  automountServiceAccountToken: truth,
  fsGroup: wholeNumber,
  nodeSelector: map('strings', text),
  // What is in these is judged field by field in the object that is written.
  tolerations: list('tolerations ({ key, operator, effect })', fragment),
  affinity: fragment,
  topologySpreadConstraints: list('constraints ({ maxSkew, topologyKey, whenUnsatisfiable })', fragment),
  priorityClassName: text,
  serviceType: oneOf('ServiceType', kplus.ServiceType, 'LOAD_BALANCER'),
  serviceAnnotations: map('strings', text),
  labels: map('strings', text),
  annotations: map('strings', text),
  podSpec: fragment,
};

/** Something of cdk8s-plus, or imported, of which only the name is used. */
function named(called: string): Shape {
  return {
    called,
    read: (value, path, note) => typeof value === 'object' && typeof (value as Fields).name === 'string' ? value : noteType(path, value, called, note),
  };
}

function requestAndLimit(amount: Shape): Shape {
  return struct({ request: amount, limit: amount }, `an object with a request, a limit or both, each ${amount.called}`);
}

function capabilities(): Shape {
  return list('Capability', oneOf('Capability', kplus.Capability, 'NET_BIND_SERVICE'));
}

function scalingRules(): Shape {
  const policy = struct({ replicas: needed(replicas), duration }, 'a policy ({ replicas, duration })');
  return struct({ stabilizationWindow: duration, strategy: oneOf('ScalingStrategy', kplus.ScalingStrategy, 'MAX_CHANGE'), policies: list('policies ({ replicas, duration })', policy) });
}

/** A bundle, which may come from another copy of this library. */
function readBundle(value: unknown, path: string, note: Note): unknown {
  const { env, _problems: problems } = value as Partial<HealthChecks>;
  if (typeof value !== 'object' || !isObject(env)) return noteType(path, value, 'a HealthChecks, e.g. HealthChecks.fastApi()', note);
  if (typeof problems === 'function') {
    for (const { rule, field, value: given, message, why, fix } of (value as HealthChecks)._problems()) {
      note(rule as 'prop-type', `${path}.${field}`, given, { message: `${path}: ${message}`, why, fix });
    }
  }
  map('strings', text).read(env, `${path}.env`, note);
  return value;
}
