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
        if (!containerResourceNameFault(name)) continue;
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
        const amount = inMilli(quantity);
        if (amount < 0n) {
          report.refuse(at.field(list).key(name), quantity, {
            must: 'not be negative', why: 'It is an amount', fix: 'Give a positive amount, or leave it out',
          });
        } else if (isDevice(name) && amount % 1000n !== 0n) {
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
  statement: 'No request exceeds its limit, and devices and huge pages are requested as limited',
  check({ limits = {}, requests = {} }, at, report) {
    for (const [name, request] of Object.entries(requests)) {
      const limit = Object.hasOwn(limits, name) ? limits[name] : undefined;
      if (limit == null) continue;
      const requested = inMilli(request);
      const limited = inMilli(limit);
      const exact = !isOvercommittable(name);
      if (requested === limited || (requested < limited && !exact)) continue;
      // The API server names the list, not the resource.
      report.refuse(at.field('requests'), request, {
        message: `the request of ${name}, ${request}, must ${exact ? 'equal' : 'not exceed'} its limit, ${limit}`,
        why: exact ? 'Devices cannot be overcommitted' : 'The container could never use what it is promised',
        fix: `Raise the limit of ${name} to ${request}, or lower the request`,
      });
    }
  },
};

export const devicesHaveLimits: Rule<Resources> = {
  id: 'resource-device-limit',
  statement: 'A device or huge pages that are requested have a limit too',
  check({ limits = {}, requests = {} }, at, report) {
    for (const name of Object.keys(requests)) {
      if (isOvercommittable(name) || (Object.hasOwn(limits, name) && limits[name] != null)) continue;
      report.refuse(at.field('limits'), undefined, {
        message: `${name} is requested, but has no limit`,
        why: 'Devices cannot be overcommitted, so their limit must be known',
        fix: `Set limits["${name}"] to ${requests[name]}; the request then follows by itself`,
      });
    }
  },
};

export const hugePagesAreWhole: Rule<Resources> = {
  id: 'resource-huge-pages',
  statement: 'Huge pages come in multiples of their size, and with cpu or memory beside them',
  check(resources, at, report) {
    let some = false;
    for (const list of LISTS) {
      for (const [name, quantity] of Object.entries(resources[list] ?? {})) {
        if (!name.startsWith(HUGE_PAGES)) continue;
        some = true;
        const size = name.slice(HUGE_PAGES.length);
        const page = quantityInNano(size);
        const amount = roundedUp(quantityInNano(quantity)!);
        // Nobody has so much memory; the API server counts no further.
        if (page !== undefined && page > 0n && page % WHOLE === 0n && (amount > MAX_INT64 || amount % roundedUp(page) === 0n)) continue;
        report.refuse(at.field(list).key(name), quantity, {
          must: `be a multiple of ${size || 'the size of the pages'}`, why: 'A page is handed out whole', fix: 'Give a multiple of the size in the name, e.g. "4Mi" of hugepages-2Mi',
        });
      }
    }
    if (!some || LISTS.some(list => COMPUTE.some(name => Object.hasOwn(resources[list] ?? {}, name)))) return;
    report.refuse(at, undefined, {
      message: 'huge pages are given without cpu or memory', why: 'The pod would have no quality of service', fix: 'Add a request or limit of cpu or memory',
    });
  },
};

export const resourceRules: readonly Rule<Resources>[] = [
  resourceNamesAreKnown,
  resourceAmountsAreNotNegative,
  requestsAreWithinLimits,
  devicesHaveLimits,
  hugePagesAreWhole,
];

/** What is wrong with the name of a container's resource, or nothing. */
export function containerResourceNameFault(name: string): string | undefined {
  const known = name.includes('/')
    ? !qualifiedNameFault(name) && (isNative(name) || isDevice(name))
    : STANDARD.includes(name) || (name.startsWith(HUGE_PAGES) && !qualifiedNameFault(name));
  return known ? undefined : 'be cpu, memory, ephemeral-storage, hugepages or the full name of a device';
}

const LISTS = ['limits', 'requests'] as const;
const COMPUTE = ['cpu', 'memory'];
const STANDARD = [...COMPUTE, 'ephemeral-storage'];
const HUGE_PAGES = 'hugepages-';
const WHOLE = 1_000_000_000n;
const MAX_INT64 = 2n ** 63n - 1n;

/** Kubernetes' own resources: those without a prefix, or with its own. */
function isNative(name: string): boolean {
  return !name.includes('/') || name.includes('kubernetes.io/');
}

/** A resource that is not Kubernetes' own, such as a GPU; there is no half of it. */
function isDevice(name: string): boolean {
  return !isNative(name) && !name.startsWith('requests.') && !qualifiedNameFault(`requests.${name}`);
}

/** Whether more may be used than was asked for. */
function isOvercommittable(name: string): boolean {
  return isNative(name) && !name.startsWith(HUGE_PAGES);
}

/** The API server rounds amounts up to thousandths before it compares them. */
function inMilli(quantity: string | number): bigint {
  const nano = quantityInNano(quantity)!;
  return nano < 0n ? -((-nano + 999_999n) / 1_000_000n) : (nano + 999_999n) / 1_000_000n;
}

function roundedUp(nano: bigint): bigint {
  return (nano + WHOLE - 1n) / WHOLE;
}
