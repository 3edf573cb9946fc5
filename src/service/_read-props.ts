import * as kplus from 'cdk8s-plus-28';
import { valueText } from '../findings/text';
import { Faults } from './_faults';
import { ContainerHealthProps } from './container-health-props';
import { HealthCheckedServiceProps } from './health-checked-service-props';

/** What may stand in a prop, and how that is called. */
interface Shape {
  readonly called: string;
  readonly fits: (value: unknown) => boolean;
}

/**
 * The props, without those whose shape is wrong; they are noted.
 *
 * TypeScript and jsii keep such values away, plain JavaScript and `any` do not. Numbers and probes are not looked at
 * here: they have rules of their own. Null counts as absent.
 */
export function readProps(props: HealthCheckedServiceProps, faults: Faults): HealthCheckedServiceProps {
  const given = props as unknown as { readonly [prop: string]: unknown } | undefined | null;
  const read: { [prop: string]: unknown } = {};
  for (const prop in given) {
    const value = given[prop];
    const shape = SHAPES[prop as keyof HealthCheckedServiceProps];
    if (value === undefined || value === null) continue;
    if (shape && !shape.fits(value)) {
      faults.ofProp('prop-type', prop, value, {
        message: `${prop} is ${valueText(value)}, but must be ${shape.called}`,
        why: 'Nothing can be made of it otherwise',
        fix: `Give ${shape.called}, or leave ${prop} out`,
      });
    } else {
      read[prop] = value;
    }
  }
  return read as unknown as HealthCheckedServiceProps;
}

/** The same of health checks alone. */
export function readHealthProps(props: ContainerHealthProps, faults: Faults): ContainerHealthProps {
  return readProps(props as HealthCheckedServiceProps, faults);
}

const structure: Shape = { called: 'an object with its options', fits: isObject };

const SHAPES: { readonly [prop in keyof HealthCheckedServiceProps]?: Shape } = {
  image: { called: 'a string', fits: isString },
  ports: listOf('ports ({ port: 8000 })', isObject),
  healthChecks: { called: 'a HealthChecks, e.g. HealthChecks.fastApi()', fits: value => isObject(value) && isObject(value.env) },
  autoscaling: structure,
  podDisruptionBudget: {
    called: 'an object whose maxUnavailable is a PercentOrAbsolute',
    fits: value => isObject(value) && (value.maxUnavailable == null || value.maxUnavailable instanceof kplus.PercentOrAbsolute),
  },
  resources: structure,
  // EnvValue.fromProcess() makes one without a value where the variable is not set.
  env: mapOf('EnvValue, each with a value', value => value instanceof kplus.EnvValue && (value.value ?? value.valueFrom) !== undefined),
  envFrom: listOf('EnvFrom (Env.fromSecret(…))', value => value instanceof kplus.EnvFrom),
  command: listOf('strings', isString),
  args: listOf('strings', isString),
  volumeMounts: listOf('mounts ({ path, volume })', value => isObject(value) && isString(value.path) && isObject(value.volume)),
  securityContext: structure,
  serviceAccount: { called: 'a ServiceAccount', fits: value => isObject(value) && isString(value.name) },
  rolloutStrategy: { called: 'a DeploymentStrategy', fits: value => value instanceof kplus.DeploymentStrategy },
  labels: mapOf('strings', isString),
  annotations: mapOf('strings', isString),
};

function listOf(called: string, fits: (value: unknown) => boolean): Shape {
  return { called: `a list of ${called}`, fits: value => Array.isArray(value) && value.every(fits) };
}

function mapOf(called: string, fits: (value: unknown) => boolean): Shape {
  return { called: `a map of names to ${called}`, fits: value => isObject(value) && Object.values(value).every(fits) };
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

function isObject(value: unknown): value is { readonly [field: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
