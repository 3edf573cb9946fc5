import { Container, EnvVarSource } from '../manifest/objects';

/** What the manifest of a container says of its environment. */
export interface ContainerEnv {
  /** The variables whose values stand in the manifest, with references to each other replaced. */
  readonly literal: ReadonlyMap<string, string>;
  /** Where the others come from, which are nowhere but in the cluster: `DATABASE_URL (Secret shop)`. */
  readonly elsewhere: ReadonlyMap<string, string>;
}

/**
 * Reads the environment of a container.
 *
 * @param here what is set on this machine; it stands for what is nowhere but in the cluster
 *
 * Source: `makeEnvironmentVariables` in `pkg/kubelet/kubelet_pods.go`
 */
export function containerEnv({ env = [], envFrom = [] }: Container, here: NodeJS.ProcessEnv = {}): ContainerEnv {
  const literal = new Map<string, string>();
  const elsewhere = new Map<string, string>();
  for (const { name = '', value = '', valueFrom } of env) {
    if (valueFrom) elsewhere.set(name, sourceText(valueFrom));
    else literal.set(name, expanded(value, known => literal.get(known) ?? (elsewhere.has(known) || envFrom.length > 0 ? here[known] : undefined)));
  }
  return { literal, elsewhere };
}

/**
 * The command of a probe as the kubelet has it run: with the values that stand in the manifest, letter by letter.
 *
 * Source: `ExpandContainerCommandOnlyStatic` in `pkg/kubelet/container/helpers.go`.
 */
export function probeCommand(command: readonly string[], { env = [] }: Container): string[] {
  const values = new Map(env.map(({ name = '', value = '' }) => [name, value]));
  return command.map(part => expanded(part, name => values.get(name)));
}

/**
 * Replaces `$(NAME)` where the name is known; `$$` stands for `$`.
 *
 * Source: `third_party/forked/golang/expansion` of Kubernetes.
 */
function expanded(text: string, valueOf: (name: string) => string | undefined): string {
  return text.replace(/\$(?:\$|\(([^)]*)\))/g, (reference, name: string | undefined) => name === undefined ? '$' : valueOf(name) ?? reference);
}

function sourceText({ secretKeyRef, configMapKeyRef, fieldRef, resourceFieldRef }: EnvVarSource): string {
  if (secretKeyRef) return `Secret ${secretKeyRef.name}`;
  if (configMapKeyRef) return `ConfigMap ${configMapKeyRef.name}`;
  if (fieldRef) return fieldRef.fieldPath ?? 'the pod';
  return resourceFieldRef?.resource ?? 'a file';
}
