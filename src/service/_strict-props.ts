/**
 * Where a service is stricter than the API server, because Kubernetes would silently do something else.
 *
 * `statement` says what holds where the rule is kept, as for the rules of the API server.
 */
export const STRICT_PROPS = [
  { id: 'prop-type', statement: 'Every prop has the type it is declared with' },
  { id: 'prop-unknown', statement: 'Every prop, and every option in one, is known' },
  { id: 'derived-name', statement: 'The name of a service, given or made from its path, is a DNS label of at most 63 characters' },
  { id: 'name-clash', statement: 'No two objects of an app have the same kind, namespace and name' },
  { id: 'port-or-ports', statement: 'The ports of a service come from either port or ports' },
  { id: 'port-number', statement: 'The numbers of a service\'s ports are from 1 to 65535' },
  { id: 'service-needs-readiness', statement: 'A service whose first port is not TCP has a readiness probe of its own' },
  { id: 'probe-config', statement: 'A probe is a HealthProbe with a probe config' },
  { id: 'probe-path', statement: 'The path of an HTTP probe is not empty' },
  { id: 'probe-port', statement: 'The port of a probe is a whole number or a name' },
  { id: 'probe-port-declared', statement: 'A probe asks a port that its container declares' },
  { id: 'probe-whole-number', statement: 'The numbers of a probe are whole and, but for initialDelaySeconds, not 0' },
  { id: 'startup-seconds', statement: 'startupSeconds is a number of seconds that the startup probe guarantees' },
  { id: 'selector-label', statement: 'labels leaves the labels of the selector alone' },
  { id: 'replicas-and-autoscaling', statement: 'The number of pods is either fixed or left to an autoscaler' },
  { id: 'blocking-disruption-budget', statement: 'A disruption budget lets at least one pod be evicted' },
  { id: 'extended-resource-given', statement: 'GPUs and other extended resources are whole numbers, given once' },
  { id: 'rollout-can-end', statement: 'A rollout of a single pod does not wait for what the old pod holds' },
  { id: 'drain-seconds', statement: 'drainSeconds is a number of seconds within the grace period' },
  { id: 'grace-period', statement: 'terminationGracePeriodSeconds is a whole number of seconds, not negative' },
  { id: 'minimum-replicas', statement: 'The fewest replicas an autoscaler keeps are a whole number' },
  { id: 'autoscaling-cpu-request', statement: 'A service that is scaled by its CPU requests some' },
  { id: 'image-blank', statement: 'The image has no blanks around it' },
  { id: 'root-user', statement: 'A container that must not run as root is not given user 0' },
  { id: 'container-of-health', statement: 'The container that health checks are set for is there' },
  { id: 'patch-applies', statement: 'Every patch of an object can be applied' },
  { id: 'unserializable', statement: 'cdk8s-plus can make the object' },
  { id: 'unwritable-text', statement: 'Every name and text is read as it was meant from the YAML that cdk8s writes' },
  { id: 'app-missing', statement: 'The chart of a service is in an App' },
  { id: 'kubernetes-version', statement: 'The context kubernetesVersion names Kubernetes versions this library knows' },
] as const;

export type StrictProp = typeof STRICT_PROPS[number]['id'];
