import { Finding } from '../findings/finding';
import { KubernetesObject } from './objects';

/** What the object being judged is called, for every finding about it. */
export type ObjectIdentity = Pick<Finding, 'kind' | 'name' | 'namespace'>;

/** The identity of a plain object, whatever stands in its fields. */
export function identityOf({ kind, metadata }: KubernetesObject): ObjectIdentity {
  const text = (value: unknown) => typeof value === 'string' ? value : '';
  const namespace = text(metadata?.namespace);
  return { kind: text(kind) || 'object', name: text(metadata?.name), ...namespace ? { namespace } : {} };
}
