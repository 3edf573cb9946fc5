import { valueText } from '../findings/text';
import { FieldPath } from '../manifest/field-path';
import { quantityInNano } from '../manifest/quantity';
import { Report, Rule, shortPath } from './rule';

/**
 * Whether each field has the JSON type the API server decodes it into.
 *
 * The API server decodes before it validates, and stops there when it cannot: all other rules may rely on the types.
 * Fields that are not described here are passed over.
 */
export const fieldTypes: Rule<unknown> = {
  id: 'field-type',
  statement: 'Every field that is read has the JSON type Kubernetes declares for it, and whole numbers fit it',
  check(object, at, report) {
    const kind = (object as { kind?: unknown } | null)?.kind;
    const schema = typeof kind === 'string' && Object.hasOwn(KINDS, kind) ? KINDS[kind] : structure({ metadata });
    if (!schema.fits(object)) schema.explain(object, at, report);
  },
};

/**
 * What may stand at a place.
 *
 * Asked first whether a value fits as a whole: nearly all do, and then no path need be made.
 */
interface Schema {
  readonly fits: (value: unknown) => boolean;
  /** Reports every place at or below a value that does not fit. */
  readonly explain: (value: unknown, at: FieldPath, report: Report) => void;
}

const string = scalar('a string', value => typeof value === 'string');
const boolean = scalar('true or false, without quotes', value => typeof value === 'boolean');
const int32 = wholeNumber(-(2 ** 31), 2 ** 31 - 1);
const int64 = wholeNumber(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);

const intOrString: Schema = {
  fits: value => typeof value === 'string' || int32.fits(value),
  explain: (value, at, report) => int32.explain(value, at, report),
};

const quantity = scalar(
  'a quantity such as "500m", "1.5" or "2Gi"',
  value => (typeof value === 'string' || typeof value === 'number') && quantityInNano(value) !== undefined,
);

const metadata = structure({
  name: string, generateName: string, namespace: string, labels: map(string), annotations: map(string),
});

const labelSelector = structure({
  matchLabels: map(string),
  matchExpressions: list(structure({ key: string, operator: string, values: list(string) })),
});

const handler = {
  exec: structure({ command: list(string) }),
  httpGet: structure({
    path: string, port: intOrString, host: string, scheme: string, httpHeaders: list(structure({ name: string, value: string })),
  }),
  tcpSocket: structure({ port: intOrString, host: string }),
};

const probe = structure({
  ...handler,
  grpc: structure({ port: int32, service: string }),
  initialDelaySeconds: int32,
  periodSeconds: int32,
  timeoutSeconds: int32,
  successThreshold: int32,
  failureThreshold: int32,
  terminationGracePeriodSeconds: int64,
});

const lifecycleHandler = structure({ ...handler, sleep: structure({ seconds: int64 }) });

const container = structure({
  name: string,
  image: string,
  command: list(string),
  args: list(string),
  ports: list(structure({ name: string, containerPort: int32, hostPort: int32, hostIP: string, protocol: string })),
  env: list(structure({ name: string, value: string, valueFrom: structure({}) })),
  resources: structure({ limits: map(quantity), requests: map(quantity) }),
  volumeMounts: list(structure({ name: string, mountPath: string, readOnly: boolean, subPath: string })),
  lifecycle: structure({ postStart: lifecycleHandler, preStop: lifecycleHandler }),
  livenessProbe: probe,
  readinessProbe: probe,
  startupProbe: probe,
  restartPolicy: string,
  imagePullPolicy: string,
  securityContext: structure({
    privileged: boolean,
    allowPrivilegeEscalation: boolean,
    runAsNonRoot: boolean,
    readOnlyRootFilesystem: boolean,
    runAsUser: int64,
    runAsGroup: int64,
    capabilities: structure({ add: list(string), drop: list(string) }),
  }),
});

const podTemplate = structure({
  metadata,
  spec: structure({
    containers: list(container),
    initContainers: list(container),
    volumes: list(structure({ name: string })),
    restartPolicy: string,
    activeDeadlineSeconds: int64,
    terminationGracePeriodSeconds: int64,
    hostNetwork: boolean,
    serviceAccountName: string,
  }),
});

const scalingRules = structure({
  stabilizationWindowSeconds: int32,
  selectPolicy: string,
  policies: list(structure({ type: string, value: int32, periodSeconds: int32 })),
});

const resourceMetric = {
  name: string,
  target: structure({ type: string, averageUtilization: int32, averageValue: quantity, value: quantity }),
};

const KINDS: { readonly [kind: string]: Schema } = {
  Deployment: structure({
    metadata,
    spec: structure({
      replicas: int32,
      selector: labelSelector,
      template: podTemplate,
      strategy: structure({ type: string, rollingUpdate: structure({ maxUnavailable: intOrString, maxSurge: intOrString }) }),
      minReadySeconds: int32,
      revisionHistoryLimit: int32,
      progressDeadlineSeconds: int32,
      paused: boolean,
    }),
  }),
  Service: structure({
    metadata,
    spec: structure({
      type: string,
      clusterIP: string,
      externalName: string,
      selector: map(string),
      ports: list(structure({ name: string, port: int32, targetPort: intOrString, nodePort: int32, protocol: string, appProtocol: string })),
      sessionAffinity: string,
      sessionAffinityConfig: structure({ clientIP: structure({ timeoutSeconds: int32 }) }),
      externalTrafficPolicy: string,
      publishNotReadyAddresses: boolean,
    }),
  }),
  HorizontalPodAutoscaler: structure({
    metadata,
    spec: structure({
      minReplicas: int32,
      maxReplicas: int32,
      scaleTargetRef: structure({ apiVersion: string, kind: string, name: string }),
      metrics: list(structure({
        type: string,
        resource: structure(resourceMetric),
        containerResource: structure({ ...resourceMetric, container: string }),
        pods: structure({}),
        object: structure({}),
        external: structure({}),
      })),
      behavior: structure({ scaleUp: scalingRules, scaleDown: scalingRules }),
    }),
  }),
  PodDisruptionBudget: structure({
    metadata,
    spec: structure({
      minAvailable: intOrString, maxUnavailable: intOrString, selector: labelSelector, unhealthyPodEvictionPolicy: string,
    }),
  }),
};

function scalar(expected: string, fits: (value: unknown) => boolean): Schema {
  return {
    fits,
    explain: (value, at, report) => {
      if (isNull(value, report)) return;
      report.refuse(at, value, {
        must: `be ${expected}`,
        why: 'The API server cannot read the object otherwise, and refuses it whole',
        fix: `Make ${shortPath(at.toString())} ${expected}`,
      });
    },
  };
}

function wholeNumber(min: number, max: number): Schema {
  const fits = (value: unknown) => Number.isInteger(value) && (value as number) >= min && (value as number) <= max;
  return {
    fits,
    explain: (value, at, report) => {
      if (isNull(value, report)) return;
      const quoted = typeof value === 'string' && value.trim() !== '' && fits(Number(value));
      report.refuse(at, value, {
        must: `be a whole number${Number.isInteger(value) ? ` from ${min} to ${max}` : ''}`,
        why: 'The API server cannot read the object otherwise, and refuses it whole',
        fix: quoted ? `Write ${valueText(Number(value))} without quotes` : `Make ${shortPath(at.toString())} a whole number`,
      });
    },
  };
}

function list(element: Schema): Schema {
  const isList = scalar('a list', Array.isArray);
  return {
    fits: value => Array.isArray(value) && value.every(element.fits),
    explain: (value, at, report) => {
      if (!Array.isArray(value)) return isList.explain(value, at, report);
      value.forEach((item, index) => {
        if (!element.fits(item)) element.explain(item, at.index(index), report);
      });
    },
  };
}

function map(element: Schema): Schema {
  const isMap = scalar('a map of names to values', isObject);
  return {
    fits: value => {
      if (!isObject(value)) return false;
      for (const key in value) {
        if (!element.fits(value[key])) return false;
      }
      return true;
    },
    explain: (value, at, report) => {
      if (!isObject(value)) return isMap.explain(value, at, report);
      for (const key of Object.keys(value)) {
        if (!element.fits(value[key])) element.explain(value[key], at.key(key), report);
      }
    },
  };
}

function structure(fields: { readonly [field: string]: Schema }): Schema {
  const isStructure = scalar('an object', isObject);
  const schemas = new Map(Object.entries(fields));
  return {
    fits: value => {
      if (!isObject(value)) return false;
      for (const name in value) {
        const schema = schemas.get(name);
        if (schema !== undefined && !schema.fits(value[name])) return false;
      }
      return true;
    },
    explain: (value, at, report) => {
      if (!isObject(value)) return isStructure.explain(value, at, report);
      for (const [name, schema] of schemas) {
        if (name in value && !schema.fits(value[name])) schema.explain(value[name], at.field(name), report);
      }
    },
  };
}

/** Null counts as absent; that there is one is noted, for the rules are spared it. */
function isNull(value: unknown, report: Report): boolean {
  if (value != null) return false;
  report.sawNull = true;
  return true;
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
