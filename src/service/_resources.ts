import { Size } from 'cdk8s';
import { ContainerResources } from 'cdk8s-plus-28';
import { valueText } from '../findings/text';
import { Resources } from '../manifest/objects';
import { Faults } from './_faults';
import { ContainerOptions } from './container-options';

/** The full name of a GPU of NVIDIA, as its device plugin has it: https://github.com/NVIDIA/k8s-device-plugin. */
const GPU = 'nvidia.com/gpu';

/** What cdk8s-plus can write of the resources: not ephemeral storage, of which it knows whole gibibytes only. */
export function containerResources({ ephemeralStorage: _, ...resources }: ContainerResources = {}): ContainerResources {
  return resources;
}

/** The resources as they stand in a manifest, for what cdk8s-plus cannot write. */
export function extraResources({ resources = {}, gpu, extendedResources }: ContainerOptions, at: string, faults: Faults): Resources {
  const limits = { ...storage(resources.ephemeralStorage?.limit, faults), ...extended({ gpu, extendedResources }, at, faults) };
  const requests = storage(resources.ephemeralStorage?.request, faults);
  return { ...isEmpty(limits) ? {} : { limits }, ...isEmpty(requests) ? {} : { requests } };
}

function storage(size: Size | undefined, faults: Faults): { readonly [name: string]: string } {
  if (!size) return {};
  try {
    return { 'ephemeral-storage': `${size.toMebibytes()}Mi` };
  } catch (error) {
    // A size that is no whole number of mebibytes.
    faults.ofConstruct('Deployment', error);
    return {};
  }
}

function extended({ gpu, extendedResources }: Pick<ContainerOptions, 'gpu' | 'extendedResources'>, at: string, faults: Faults): { readonly [name: string]: number } {
  const amounts: { [name: string]: number } = { ...extendedResources };
  if (gpu !== undefined && Object.hasOwn(amounts, GPU)) {
    faults.ofProp('extended-resource-given', `${at}gpu`, gpu, {
      message: `${at}gpu and ${at}extendedResources["${GPU}"] are both given`,
      why: 'They are the same',
      fix: 'Leave one of them out',
    });
  }
  const whole: { [name: string]: number } = {};
  for (const name of Object.keys(amounts).filter(each => !each.includes('/'))) {
    faults.ofProp('extended-resource-given', `${at}extendedResources["${name}"]`, amounts[name], {
      message: `${at}extendedResources has ${valueText(name)}, which is no extended resource`,
      why: 'These have the name of their maker before a slash; CPU, memory and storage are given in resources',
      fix: 'Write e.g. { "amd.com/gpu": 1 }, or give it in resources',
    });
    delete amounts[name];
  }
  for (const [name, amount] of [...gpu === undefined ? [] : [[GPU, gpu] as const], ...Object.entries(amounts)]) {
    if (Number.isInteger(amount) && amount >= 0) {
      whole[name] = amount;
      continue;
    }
    const prop = name === GPU && amount === gpu ? `${at}gpu` : `${at}extendedResources["${name}"]`;
    faults.ofProp('extended-resource-given', prop, amount, {
      message: `${prop} is ${valueText(amount)}, but must be a whole number, not negative`,
      why: 'Devices are given out whole, to one container each',
      fix: 'Give the number of devices, without quotes',
    });
  }
  return whole;
}

function isEmpty(map: object): boolean {
  return Object.keys(map).length === 0;
}
