import { Severity } from '../findings/finding';
import { valueText } from '../findings/text';
import { call, Code, method, Name, Struct } from './_code';
import { isObject } from './_fields';
import { Path, Reader } from './_reader';
import { ServicePlanner } from './_service-plan';
import { DEVICES, RESOURCES } from './_truefoundry-fields';

/**
 * The resources of a service, and the devices among them.
 *
 * @returns the shared memory that is asked for, in mebibytes
 */
export function translateResources(reader: Reader, path: Path, planner: ServicePlanner): number | undefined {
  if (reader.at(path) === undefined) {
    planner.remark(Severity.INFO, 'import-changed', path, { message: 'no resources are given, and none are requested', why: 'The platform has defaults of its own; Kubernetes has none', fix: 'Measure what the app needs, and give resources' });
    return undefined;
  }
  const given = reader.read(RESOURCES, path);
  const amounts = { ...RESOURCE_DEFAULTS, ...given };
  for (const kind of ['cpu', 'memory', 'ephemeral_storage'] as const) {
    if (amounts[`${kind}_limit`] >= amounts[`${kind}_request`]) continue;
    if (given[`${kind}_limit`] === undefined) {
      reader.refuse([...path, `${kind}_request`], { must: `be a number of at most ${amounts[`${kind}_limit`]}, the limit by default`, fix: `Give ${kind}_limit as well` });
    } else {
      reader.refuse([...path, `${kind}_limit`], { must: `be a number of at least ${amounts[`${kind}_request`]}, the request`, fix: `Raise it, or lower ${kind}_request` });
    }
  }
  planner.set('resources', Struct.of({
    cpu: Struct.of({ request: cpu(amounts.cpu_request), limit: cpu(amounts.cpu_limit) }),
    memory: Struct.of({ request: call('Size.mebibytes', amounts.memory_request), limit: call('Size.mebibytes', amounts.memory_limit) }),
    ephemeralStorage: Struct.of({ request: call('Size.mebibytes', amounts.ephemeral_storage_request), limit: call('Size.mebibytes', amounts.ephemeral_storage_limit) }),
  }));
  translateDevices(reader, [...path, 'devices'], planner);
  if (isObject(given.node)) {
    planner.lose([...path, 'node'], {
      message: `the choice of nodes (${choiceText(given.node)}) is left out`,
      why: 'Which label such nodes have is up to the cluster',
      fix: ATTRACT,
    }, 'resources');
  }
  return given.shared_memory_size;
}

const ATTRACT = 'Attract the pods to a label of your nodes, with scheduling.attract of the Deployment';

/** The defaults of TrueFoundry's model for what is not given; in cores, and in what it calls MB. */
const RESOURCE_DEFAULTS = {
  cpu_request: 0.2, cpu_limit: 0.5, memory_request: 200, memory_limit: 500, ephemeral_storage_request: 1000, ephemeral_storage_limit: 2000,
};

function cpu(cores: number): Code {
  return Number.isInteger(cores) ? call('Cpu.units', cores) : call('Cpu.millis', Math.ceil(Math.round(cores * 1e6) / 1e3));
}

/** What is asked for of the nodes: `capacity_type: spot`. */
function choiceText(node: { readonly [name: string]: unknown }): string {
  return Object.entries(node).filter(([name]) => name !== 'type').map(([name, value]) => `${name}: ${valueText(value)}`).join(', ') || 'any';
}

function translateDevices(reader: Reader, path: Path, planner: ServicePlanner): void {
  const counts = new Map<string, number>();
  for (const at of reader.items(path)) {
    const type = reader.at([...at, 'type']);
    if (typeof type === 'string' && OTHER_DEVICES.includes(type)) {
      planner.lose(at, { message: `the device ${valueText(reader.at(at))} is left out`, why: 'How such a device is requested is up to the cluster', fix: 'Add its resource, e.g. gpu: 1 or extendedResources: { "example.com/device": 1 }' }, 'resources');
      continue;
    }
    const device = reader.readTyped(DEVICES, at);
    if (device === undefined) continue;
    if (device.kind === 'nvidia_mig_gpu') reader.require([...at, 'profile'], 'It is part of what is requested', 'Give a profile such as "1g.5gb"');
    else reader.require([...at, 'count'], 'It must be said how many', 'Give count: 1');
    const resource = device.kind === 'nvidia_mig_gpu' ? `nvidia.com/mig-${device.profile}` : device.kind === 'nvidia_gpu' ? 'nvidia.com/gpu' : 'aws.amazon.com/neuron';
    const count = device.kind === 'nvidia_mig_gpu' ? 1 : device.count ?? 0;
    counts.set(resource, (counts.get(resource) ?? 0) + count);
    if (device.name !== undefined) {
      planner.lose([...at, 'name'], { message: `the device need not be ${valueText(device.name)}`, why: 'Which label nodes with such a device have is up to the cluster', fix: ATTRACT }, 'resources');
    }
  }
  if (counts.size === 0) return;
  const patches = [...counts].map(([resource, count]) => call(
    'JsonPatch.add', `/spec/template/spec/containers/0/resources/limits/${resource.replace('/', '~1')}`, call('k8s.Quantity.fromNumber', count),
  ));
  planner.follow(
    method(call('ApiObject.of', new Name(planner.variable)), 'addJsonPatch', ...patches),
    ['cdk8s-plus knows CPU and memory only: devices are added by a patch, in the shape of the generated (L1) construct.'],
  );
}

/** Devices whose resource depends on how the cluster is set up. */
const OTHER_DEVICES = ['nvidia_timeslicing_gpu', 'gcp_tpu'];
