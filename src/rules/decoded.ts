import { KubernetesObject } from '../manifest/objects';
import { schemaOf } from './schema';

/**
 * An object that the API server accepts as its decoder leaves it, without nulls; undefined for one of a kind that is not
 * Kubernetes' own, of which nobody here knows what its fields mean.
 */
export function decoded(object: KubernetesObject): KubernetesObject | undefined {
  const { apiVersion, kind } = object ?? {};
  const schema = typeof apiVersion === 'string' && typeof kind === 'string' ? schemaOf(apiVersion, kind) : undefined;
  if (!schema) return undefined;
  return schema.fits(object) ? object : schema.withoutNulls(object) as KubernetesObject;
}
