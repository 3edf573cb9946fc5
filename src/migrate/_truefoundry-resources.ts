import { Severity } from '../findings/finding';
import { valueText } from '../findings/text';
import { call, Code, method, Name, Struct } from './_code';
import { Path, Reader } from './_reader';
import { ServicePlanner } from './_service-plan';
import { DEVICE, RESOURCES } from './_truefoundry-fields';

/** The resources of a service, and the devices among them. */
export function translateResources(reader: Reader, path: Path, planner: ServicePlanner): void {
  if (reader.at(path) === undefined) {
    planner.remark(Severity.INFO, 'import-changed', path, { message: 'no resources are given, and none are requested', why: 'The platform has defaults of its own; Kubernetes has none', fix: 'Measure what the app needs, and give resources' }, undefined);
    return;
  }
  const given = reader.read(RESOURCES, path);
  const amounts = { ...RESOURCE_DEFAULTS, ...given };
  for (const kind of ['cpu', 'memory', 'ephemeral_storage'] as const) {
    if (amounts[`${kind}_limit`] < amounts[`${kind}_request`]) {
      const field = given[`${kind}_limit`] === undefined ? `${kind}_request` : `${kind}_limit`;
      reader.refuse([...path, field], field.endsWith('limit')
        ? { must: `be a number of at least ${amounts[`${kind}_request`]}, the request`, fix: `Raise it, or lower ${kind}_request` }
        : { must: `be a number of at most ${amounts[`${kind}_limit`]}, the limit by default`, fix: `Give ${kind}_limit as well` });
    }
  }
  planner.set('resources', Struct.of({
    cpu: Struct.of({ request: cpu(amounts.cpu_request), limit: cpu(amounts.cpu_limit) }),
    memory: Struct.of({ request: call('Size.mebibytes', amounts.memory_request), limit: call('Size.mebibytes', amounts.memory_limit) }),
    ephemeralStorage: Struct.of({ request: call('Size.mebibytes', amounts.ephemeral_storage_request), limit: call('Size.mebibytes', amounts.ephemeral_storage_limit) }),
  }));
  (given.devices ?? []).forEach((_, index) => translateDevice(reader, [...path, 'devices', index], planner));
  if (given.node !== undefined) {
    const wanted = ['capacity_type', 'instance_families', 'nodepools'].map(field => reader.at([...path, 'node', field])).find(value => value !== undefined);
    planner.lose([...path, 'node'], {
      message: `the choice of nodes (${valueText(wanted ?? given.node)}) is left out`,
      why: 'Which label such nodes have is up to the cluster',
      fix: 'Attract the pods to a label of your nodes: deployment.scheduling.attract(Node.labeled(NodeLabelQuery.is(KEY, VALUE)))',
    }, 'resources');
  }
}

const RESOURCE_DEFAULTS = {
  cpu_request: 0.2, cpu_limit: 0.5, memory_request: 200, memory_limit: 500, ephemeral_storage_request: 1000, ephemeral_storage_limit: 2000,
};

function cpu(cores: number): Code {
  return Number.isInteger(cores) ? call('Cpu.units', cores) : call('Cpu.millis', Math.ceil(Math.round(cores * 1e6) / 1e3));
}

function translateDevice(reader: Reader, path: Path, planner: ServicePlanner): void {
  const device = reader.read(DEVICE, path);
  const resource = device.type === 'nvidia_gpu' || device.type === 'nvidia.com/gpu' ? 'nvidia.com/gpu'
    : device.type === 'nvidia_mig_gpu' && device.profile ? `nvidia.com/mig-${device.profile}`
      : device.type === 'aws_inferentia' ? 'aws.amazon.com/neuron' : undefined;
  if (resource === undefined) {
    planner.lose(path, { message: `the device ${valueText(device.type)} is left out`, why: 'How such a device is requested is up to the cluster', fix: 'Add its resource to the limits by a patch, as docs/service.md shows for a GPU' }, 'resources');
    return;
  }
  const pointer = `/spec/template/spec/containers/0/resources/limits/${resource.replace('/', '~1')}`;
  planner.follow(
    method(call('ApiObject.of', new Name(planner.variable)), 'addJsonPatch', call('JsonPatch.add', pointer, call('k8s.Quantity.fromNumber', device.count ?? 1))),
    ['cdk8s-plus knows CPU and memory only: devices are added by a patch.'],
  );
  if (device.name !== undefined) {
    planner.lose([...path, 'name'], { message: `the device need not be ${valueText(device.name)}`, why: 'Which label nodes with such a device have is up to the cluster', fix: 'Attract the pods to that label: deployment.scheduling.attract(Node.labeled(NodeLabelQuery.is(KEY, VALUE)))' }, 'resources');
  }
}

/** The shared memory that is asked for, in mebibytes. */
export function sharedMemory(reader: Reader, path: Path): number | undefined {
  const size = reader.at([...path, 'resources', 'shared_memory_size']);
  return typeof size === 'number' && Number.isInteger(size) && size >= 1 ? size : undefined;
}
