import * as kplus from 'cdk8s-plus-28';
import { Probe, ProbeRole } from '../manifest/objects';
import { HealthChecks } from '../probes';
import { Faults } from './_faults';
import { copy } from './_merge';
import { containerPorts, repeatedPorts } from './_ports';
import { containerResources, extraResources } from './_resources';
import { ContainerOptions } from './container-options';
import { PortOptions } from './port-options';

/** A container, in what cdk8s-plus can say and what is laid over it. */
export interface ContainerPlan {
  readonly props: kplus.ContainerProps;
  /** Changes the plain container; what is asked for there is given as JSON pointers below it. */
  readonly lay: (container: any, give: (pointer: string) => void) => void;
}

/** What a container needs besides its options. */
export interface ContainerParts {
  readonly name: string;
  readonly ports?: readonly PortOptions[];
  readonly probes?: { readonly [role in ProbeRole]?: Probe };
  readonly healthChecks?: HealthChecks;
  /** In place of `preStop`, and in Kubernetes' own shape. */
  readonly preStop?: object;
}

/**
 * Plans a container: no invented resources, and fit for the Pod Security Standard "restricted".
 *
 * @param at what comes before the names of the props
 */
export function planContainer(options: ContainerOptions, parts: ContainerParts, at: string, faults: Faults): ContainerPlan {
  const { name, ports = [], probes = {}, healthChecks, preStop } = parts;
  const { securityContext, postStart } = options;
  const resources = extraResources(options, at, faults);
  return {
    props: {
      name,
      image: options.image,
      imagePullPolicy: options.imagePullPolicy,
      ports: containerPorts(ports),
      command: options.command,
      args: options.args,
      // Copies, since cdk8s-plus goes on to change what it is given.
      envVariables: { ...bundledEnv(healthChecks), ...options.env },
      envFrom: [...options.envFrom ?? []],
      volumeMounts: [...options.volumeMounts ?? []],
      resources: containerResources(options.resources),
      securityContext: { ...RESTRICTED, ...securityContext, capabilities: { ...RESTRICTED.capabilities, ...securityContext?.capabilities } },
      lifecycle: postStart || options.preStop ? { postStart, preStop: options.preStop } : undefined,
    },
    lay: (container, give) => {
      if (options.imagePullPolicy === undefined) delete container.imagePullPolicy;
      else give('/imagePullPolicy');
      const repeated = repeatedPorts(ports);
      if (repeated.length > 0) container.ports = [...container.ports ?? [], ...repeated];
      for (const list of ['requests', 'limits'] as const) {
        if (resources[list]) container.resources = { ...container.resources, [list]: { ...container.resources?.[list], ...resources[list] } };
      }
      // Copies, since a patch may change them.
      if (preStop) container.lifecycle = { ...container.lifecycle, preStop: copy(preStop) };
      Object.assign(container, copy(probes));
      Object.keys(probes).forEach(role => give(`/${role}`));
      for (const [field, prop] of SECURITY_FIELDS) {
        if (securityContext?.[prop] !== undefined) give(`/securityContext/${field}`);
      }
    },
  };
}

/** What the Pod Security Standard "restricted" asks for beyond cdk8s-plus' defaults; of these, the read-only file system would break model caches. */
const RESTRICTED: kplus.ContainerSecurityContextProps = {
  readOnlyRootFilesystem: false,
  capabilities: { drop: [kplus.Capability.ALL] },
  seccompProfile: { type: kplus.SeccompProfileType.RUNTIME_DEFAULT },
};

/** Fields that are left out unless somebody asked for them. */
const SECURITY_FIELDS = [['privileged', 'privileged'], ['readOnlyRootFilesystem', 'readOnlyRootFilesystem']] as const;

function bundledEnv(healthChecks: HealthChecks | undefined): { [name: string]: kplus.EnvValue } {
  // What is no text is a fault already.
  const entries = Object.entries(healthChecks?.env ?? {}).filter(([, value]) => typeof value === 'string');
  return Object.fromEntries(entries.map(([name, value]) => [name, kplus.EnvValue.fromValue(value)]));
}
