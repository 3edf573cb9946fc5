import { Resources } from '../manifest/objects';
import { quantityInNano } from '../manifest/quantity';
import { qualifiedNameFault } from './formats';
import { Rule } from './rule';

export const resourceNamesAreKnown: Rule<Resources> = {
  id: 'resource-name',
  statement: 'A resource is cpu, memory, ephemeral-storage, hugepages or has a qualified name',
  check(resources, at, report) {
    for (const list of LISTS) {
      for (const name of Object.keys(resources[list] ?? {})) {
        if (isStandard(name) || (name.includes('/') && !qualifiedNameFault(name))) continue;
        report.refuse(at.field(list).key(name), resources[list]![name], {
          message: `resources.${list} has "${name}", which is not a resource of containers`,
          why: 'A scheduler could not find it on any node',
          fix: 'Use cpu, memory or ephemeral-storage, or the full name of the device, e.g. "nvidia.com/gpu"',
        });
      }
    }
  },
};

export const resourceAmountsAreNotNegative: Rule<Resources> = {
  id: 'resource-amount',
  statement: 'The amount of a resource is not negative, and whole for devices',
  check(resources, at, report) {
    for (const list of LISTS) {
      for (const [name, quantity] of Object.entries(resources[list] ?? {})) {
        const amount = quantityInNano(quantity)!;
        if (amount < 0n) {
          report.refuse(at.field(list).key(name), quantity, {
            must: 'not be negative', why: 'It is an amount', fix: 'Give a positive amount, or leave it out',
          });
        } else if (isDevice(name) && amount % 1_000_000_000n !== 0n) {
          report.refuse(at.field(list).key(name), quantity, {
            must: 'be a whole number', why: 'A device is handed out whole', fix: 'Give a whole number of devices',
          });
        }
      }
    }
  },
};

export const requestsAreWithinLimits: Rule<Resources> = {
  id: 'resource-request',
  statement: 'No request exceeds its limit, and devices are requested as limited',
  check({ limits = {}, requests = {} }, at, report) {
    for (const [name, request] of Object.entries(requests)) {
      const limit = limits[name];
      if (limit == null) continue;
      const requested = inMilli(request);
      const limited = inMilli(limit);
      if (requested <= limited && !(isExtended(name) && requested !== limited)) continue;
      // The API server names the list, not the resource.
      report.refuse(at.field('requests'), request, {
        message: `the request of ${name}, ${request}, must ${isExtended(name) ? 'equal' : 'not exceed'} its limit, ${limit}`,
        why: isExtended(name) ? 'Devices cannot be overcommitted' : 'The container could never use what it is promised',
        fix: `Raise the limit of ${name} to ${request}, or lower the request`,
      });
    }
  },
};

export const devicesHaveLimits: Rule<Resources> = {
  id: 'resource-device-limit',
  statement: 'A requested device has a limit too',
  check({ limits = {}, requests = {} }, at, report) {
    for (const name of Object.keys(requests)) {
      if (!isExtended(name) || limits[name] != null) continue;
      report.refuse(at.field('limits'), undefined, {
        message: `${name} is requested, but has no limit`,
        why: 'Devices cannot be overcommitted, so their limit must be known',
        fix: `Set limits["${name}"] to ${requests[name]}; the request then follows by itself`,
      });
    }
  },
};

export const resourceRules: readonly Rule<Resources>[] = [
  resourceNamesAreKnown,
  resourceAmountsAreNotNegative,
  requestsAreWithinLimits,
  devicesHaveLimits,
];

const LISTS = ['limits', 'requests'] as const;

function isStandard(name: string): boolean {
  return name === 'cpu' || name === 'memory' || name === 'ephemeral-storage' || name.startsWith('hugepages-');
}

/** A resource that is not Kubernetes' own, such as a GPU; there is no half of it. */
function isDevice(name: string): boolean {
  return name.includes('/');
}

/** The API server rounds amounts up to thousandths before it compares them. */
function inMilli(quantity: string | number): bigint {
  return (quantityInNano(quantity)! + 999_999n) / 1_000_000n;
}

/** A device or another resource that is not Kubernetes' own; it and huge pages cannot be overcommitted. */
function isExtended(name: string): boolean {
  return isDevice(name) || name.startsWith('hugepages-');
}
