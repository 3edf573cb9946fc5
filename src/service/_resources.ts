import { JsonPatch, Size } from 'cdk8s';
import { ContainerResources, k8s } from 'cdk8s-plus-28';
import { Faults } from './_faults';

/** What cdk8s-plus can write of the resources: not ephemeral storage, of which it knows whole gibibytes only. */
export function containerResources({ ephemeralStorage: _, ...resources }: ContainerResources = {}): ContainerResources {
  return resources;
}

/** Puts the resources in place as a whole where there is ephemeral storage among them. */
export function resourcePatches(resources: ContainerResources = {}, faults: Faults): JsonPatch[] {
  if (!resources.ephemeralStorage?.request && !resources.ephemeralStorage?.limit) return [];
  try {
    return [JsonPatch.add('/spec/template/spec/containers/0/resources', { requests: amounts(resources, 'request'), limits: amounts(resources, 'limit') })];
  } catch (error) {
    // A size that is no whole number of mebibytes.
    faults.ofConstruct('Deployment', error);
    return [];
  }
}

function amounts({ cpu, memory, ephemeralStorage }: ContainerResources, kind: 'request' | 'limit'): { readonly [resource: string]: k8s.Quantity } | undefined {
  const texts = {
    'cpu': cpu?.[kind]?.amount,
    'memory': mebibytes(memory?.[kind]),
    'ephemeral-storage': mebibytes(ephemeralStorage?.[kind]),
  };
  const given = Object.entries(texts).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return given.length > 0 ? Object.fromEntries(given.map(([resource, amount]) => [resource, k8s.Quantity.fromString(amount)])) : undefined;
}

function mebibytes(size: Size | undefined): string | undefined {
  return size && `${size.toMebibytes()}Mi`;
}
