import { Severity } from '../findings/finding';
import { valueText } from '../findings/text';
import { ProbeRole } from '../manifest/objects';
import { Step } from '../manifest/yaml-file';
import { call, CHART, Code, literal, make, method, Name, Struct } from './_code';
import { isObject, Read, text } from './_fields';
import { chosenImage, IMAGE_FIX, ImageChoice, setImage } from './_image';
import { UniqueNames } from './_object-names';
import { Reader } from './_reader';
import { callWithOptions, PLACEHOLDER, PlannedPort, serviceName, ServicePlan, ServicePlanner, timings } from './_service-plan';
import {
  APPLICATION_SET, ASYNC_SERVICE, AUTOSCALING, BUILD, DEVICE, DOCKERFILE_BUILD, IMAGE, KUSTOMIZE, METRIC, PORT, PROBE, PROBE_CONFIG,
  PYTHON_BUILD, RESOURCES, ROLLOUT, SERVICE,
} from './_truefoundry-fields';
import { volumeMounts } from './_truefoundry-mounts';

type Path = readonly Step[];

/** The services of a TrueFoundry manifest: one, or those of an application set. */
export function servicesOfTrueFoundry(reader: Reader, images: ImageChoice, variables: UniqueNames): ServicePlan[] {
  const components = reader.at(['components']);
  if (components === undefined && reader.at(['type']) !== 'application-set') return [translate(reader, [], images, variables)].filter(plan => plan !== undefined);

  reader.subject = { kind: 'TrueFoundry application set', name: nameAt(reader, []) };
  // The old form has no type, and leaves the name out as well.
  reader.read(APPLICATION_SET, []);
  if (reader.at(['template']) !== undefined) {
    reader.note(Severity.ERROR, 'import-lost', ['template'], { message: 'template is filled in by the platform, not here', why: 'The services are not in this file', fix: 'Import the manifest of each service as the platform shows it' });
    return [];
  }
  noteWorkspace(reader, []);
  reader.require(['components'], 'There is nothing to import', COMPONENTS_FIX);
  if (!Array.isArray(components)) return [];
  if (components.length === 0) reader.refuse(['components'], { must: 'list at least one service', fix: COMPONENTS_FIX });
  const services = components.flatMap((component: unknown, index) => {
    const path = ['components', index];
    if (isObject(component) && ['job', 'helm'].includes(component.type as string)) {
      reader.subject = { kind: `TrueFoundry ${component.type as string}`, name: nameAt(reader, path) };
      reader.note(Severity.WARNING, 'import-kind', path, { message: `the ${component.type as string} is left out`, why: 'Only services have health checks', fix: component.type === 'job' ? 'Write a Job or a CronJob of cdk8s-plus for it' : 'Add the chart with new Helm(…)' });
      return [];
    }
    const service = translate(reader, path, images, variables);
    return service ? [service] : [];
  });
  return services;
}

const COMPONENTS_FIX = 'List the services below components';

function translate(reader: Reader, path: Path, images: ImageChoice, variables: UniqueNames): ServicePlan | undefined {
  const type = reader.at([...path, 'type']) ?? 'service';
  reader.subject = { kind: 'TrueFoundry service', name: nameAt(reader, path) };
  if (type !== 'service' && type !== 'async-service') {
    reader.note(Severity.ERROR, 'import-kind', [...path, 'type'], { message: `type is ${valueText(type)}, but only services can be imported`, why: 'A service is what has health checks; for a job there is Job or CronJob in cdk8s-plus', fix: 'Import a file with type: service or type: application-set' });
    return undefined;
  }
  const service = reader.read(type === 'service' ? SERVICE : ASYNC_SERVICE, path);
  reader.require([...path, 'name'], 'A Service is found in DNS by its name', 'Give the service a name');
  const name = service.name === undefined ? undefined : serviceName(service.name, [...path, 'name'], reader);
  const planner = new ServicePlanner(reader, service.name ?? '', name ?? 'unnamed', variables);

  translateImage(reader, [...path, 'image'], chosenImage(images, service.name ?? '', name ?? ''), planner);
  const ports = translatePorts(reader, [...path, 'ports'], planner);
  for (const [field, prop] of PROBES) planner.set(prop, translateProbe(reader, [...path, field], prop, ports[0]?.port, planner));
  translateReplicas(reader, [...path, 'replicas'], planner);
  translateResources(reader, [...path, 'resources'], planner);
  translateEnv(reader, [...path, 'env'], planner);
  planner.set('volumeMounts', volumeMounts(reader, [...path, 'mounts'], planner, sharedMemory(reader, path)));
  if (service.service_account) {
    planner.checkPlaceholder(service.service_account, [...path, 'service_account']);
    planner.set('serviceAccount', call('ServiceAccount.fromServiceAccountName', CHART, planner.id('account'), service.service_account));
  }
  translateRollout(reader, [...path, 'rollout_strategy'], planner);
  if (service.labels) planner.setLabels([...path, 'labels']);
  translateKustomize(reader, [...path, 'kustomize'], planner);
  reportPlatform(reader, path, service, planner);
  planner.addGeneralRemarks(path);
  return name === undefined ? undefined : planner.finish();
}

const PROBES = [['liveness_probe', 'livenessProbe'], ['readiness_probe', 'readinessProbe'], ['startup_probe', 'startupProbe']] as const;

function nameAt(reader: Reader, path: Path): string {
  const name = reader.at([...path, 'name']);
  return typeof name === 'string' ? name : '';
}

function translateImage(reader: Reader, path: Path, chosen: string | undefined, planner: ServicePlanner): void {
  const type = reader.at([...path, 'type']) ?? (reader.at([...path, 'image_uri']) === undefined ? undefined : 'image');
  if (type === 'build') {
    translateBuild(reader, path, chosen, planner);
    return;
  }
  if (type !== 'image') {
    reader.require(path, 'There is nothing to run', 'Give an image: { type: image, image_uri: … }');
    if (isObject(reader.at(path))) reader.require([...path, 'type'], 'There is nothing to run', 'Write type: image, and image_uri');
    else if (reader.at(path) !== undefined) reader.refuse(path, { must: 'be an object with type and image_uri', fix: 'Write image: { type: image, image_uri: … }' });
    if (type !== undefined) reader.refuse([...path, 'type'], { must: 'be "image" or "build"', fix: 'Write type: image, and image_uri' });
    return;
  }
  const image = reader.read(IMAGE, path);
  if (chosen === undefined) reader.require([...path, 'image_uri'], 'There is nothing to run', 'Give the image with its tag, e.g. ghcr.io/acme/api:1.4.2');
  setImage(chosen, image.image_uri, [...path, 'image_uri'], planner, reader);
  planner.setCommand(image.command, [...path, 'command']);
  reportRegistry(image.docker_registry, path, planner);
}

function translateBuild(reader: Reader, path: Path, chosen: string | undefined, planner: ServicePlanner): void {
  const build = reader.read(BUILD, path);
  const at = [...path, 'build_spec'];
  const spec = reader.read(reader.at([...at, 'type']) === 'tfy-python-buildpack' ? PYTHON_BUILD : DOCKERFILE_BUILD, at);
  if (chosen === undefined) {
    reader.note(Severity.ERROR, 'import-image', path, { message: 'the image would have to be built, which is not done here', why: 'The platform builds it from the sources; a cluster runs images that are built already', fix: IMAGE_FIX });
  } else {
    setImage(chosen, undefined, path, planner, reader);
    planner.remark(Severity.INFO, 'import-lost', path, { message: 'how the image is built does not become part of the manifests', why: 'The platform built it from the sources', fix: buildCommand(reader, path) }, 'image');
  }
  planner.setCommand(spec.command, [...at, 'command']);
  reportRegistry(build.docker_registry, path, planner);
}

/** How the image is built by hand. */
function buildCommand(reader: Reader, path: Path): string {
  const at = (field: string) => {
    const value = reader.at([...path, 'build_spec', field]);
    return typeof value === 'string' ? value : undefined;
  };
  const context = at('build_context_path') ?? at('build_context') ?? './';
  return at('type') === 'tfy-python-buildpack'
    ? `Write a Dockerfile for ${context} (Python ${at('python_version') ?? 'of your choice'}), and build it: docker build ${context}`
    : `Build it: docker build --file ${at('dockerfile_path') ?? './Dockerfile'} ${context}`;
}

function reportRegistry(registry: string | undefined, path: Path, planner: ServicePlanner): void {
  if (registry === undefined) return;
  planner.lose([...path, 'docker_registry'], {
    message: `the credentials of the registry ${valueText(registry)} are not here`,
    why: 'The platform keeps them; nodes that may not pull the image report ImagePullBackOff',
    fix: 'Put imagePullSecrets into the ServiceAccount of the pods, unless the nodes may pull the image anyway',
  }, 'image');
}

function translatePorts(reader: Reader, path: Path, planner: ServicePlanner): PlannedPort[] {
  const given = reader.at(path);
  const fix = 'List the port of the app: ports: [{ port: 8000 }]';
  reader.require(path, 'Probes and the Service must know where the app listens', fix);
  if (!Array.isArray(given)) return [];
  if (given.length === 0) reader.refuse(path, { must: 'list at least one port', fix });
  const ports: PlannedPort[] = [];
  given.forEach((_, index) => {
    const at = [...path, index];
    const port = reader.read(PORT, at);
    // TrueFoundry's own default.
    const number = port.port ?? (reader.at([...at, 'port']) === undefined ? 80 : undefined);
    if (number === undefined) return;
    const protocol = port.protocol === 'UDP' ? 'UDP' : undefined;
    if (ports.some(other => other.port === number && other.protocol === protocol)) {
      reader.refuse([...at, 'port'], { must: 'be another than the ports before it', fix: 'Remove one of them' });
      return;
    }
    // Said for its own sake; the default would be "http" even where the app speaks something else.
    ports.push({ port: number, protocol, appProtocol: port.app_protocol });
    planner.addPort(ports[ports.length - 1]);
    reportExposure(reader, at, port, number, planner);
  });
  return ports;
}

function reportExposure(reader: Reader, path: Path, given: Read<typeof PORT>, port: number, planner: ServicePlanner): void {
  const { host, path: prefix, rewrite_path_to: rewrite, auth, expose } = given;
  if (auth !== undefined) {
    planner.lose([...path, 'auth'], {
      message: `port ${port} is no longer protected by auth (${valueText(reader.at([...path, 'auth', 'type']))})`,
      why: 'The platform asks for it in its gateway; a Service lets everybody in the cluster connect',
      fix: 'Let the ingress controller or the app ask for it before the port is reached from outside',
    }, 'ports');
  }
  if (host === undefined && expose !== true) return;
  planner.lose([...path, host === undefined ? 'expose' : 'host'], {
    message: `port ${port} is no longer reached from outside${host === undefined ? '' : `, at ${host}${prefix ?? '/'}${placeholderNote(host)}`}`,
    why: 'A Service is reached from within the cluster; host and path belong to an Ingress or a Gateway',
    fix: `Add an Ingress for your controller: service.exposeViaIngress(${valueText(prefix ?? '/')})${rewrite === undefined ? '' : `, and let it rewrite the path to ${rewrite}`}`,
  }, 'ports');
}

function translateProbe(reader: Reader, path: Path, prop: ProbeRole, ownPort: number | undefined, planner: ServicePlanner): Code | undefined {
  if (reader.at(path) === undefined) return undefined;
  const probe = reader.read(PROBE, path);
  const at = [...path, 'config'];
  const config = reader.read(PROBE_CONFIG, at);
  reader.require(at, 'It must be said what to ask', 'Add config: { type: http, path: /livez, port: 8000 }');
  if (prop !== 'readinessProbe' && (probe.success_threshold ?? 1) > 1) {
    reader.note(Severity.ERROR, 'import-field', [...path, 'success_threshold'], {
      message: `success_threshold is ${probe.success_threshold}, but must be 1 for a ${prop.replace('Probe', '')} probe`,
      why: 'Kubernetes refuses more: several successes in a row can only be asked of readiness; for liveness and startup one answer is proof enough',
      fix: 'Set it to 1, or ask for several successes in readiness_probe',
    });
  }
  const options = new Struct();
  const type = config.type ?? 'http';
  if (type !== 'command' && type !== 'exec') {
    options.add('port', config.port === ownPort ? undefined : config.port);
    planner.ask(config.port, [...at, 'port']);
  }
  if (type === 'http' || type === 'tcp') options.add('host', config.host);
  if (type === 'http' && config.scheme === 'HTTPS') options.add('scheme', new Name('HttpScheme.HTTPS'));
  if (type === 'grpc') options.add('service', config.service);
  const numbers = timings({
    initialDelaySeconds: probe.initial_delay_seconds,
    periodSeconds: probe.period_seconds,
    timeoutSeconds: probe.timeout_seconds,
    successThreshold: probe.success_threshold,
    failureThreshold: probe.failure_threshold,
  });
  options.entries.push(...numbers.entries);
  switch (type) {
    case 'tcp': return callWithOptions('HealthProbe.tcp', [], options);
    case 'grpc': return callWithOptions('HealthProbe.grpc', [], options);
    case 'command':
    case 'exec': {
      if (config.command === undefined) {
        reader.require([...at, 'command'], 'It must be said what to run', 'Give the command as a list of texts');
        return undefined;
      }
      return callWithOptions('HealthProbe.exec', [typeof config.command === 'string' ? ['/bin/sh', '-c', config.command] : config.command], options);
    }
    default: {
      if (config.path === undefined) {
        if (reader.at(at) !== undefined) reader.require([...at, 'path'], 'It must be said what to ask', 'Give the path of the health endpoint, e.g. /livez');
        return undefined;
      }
      return callWithOptions('HealthProbe.http', [config.path], options);
    }
  }
}

function translateReplicas(reader: Reader, path: Path, planner: ServicePlanner): void {
  const given = reader.at(path);
  if (given === undefined) {
    // TrueFoundry's own default.
    planner.set('replicas', 1);
  } else if (isObject(given)) {
    translateAutoscaling(reader, path, planner);
  } else if (typeof given === 'number' && Number.isInteger(given) && given >= 0) {
    planner.set('replicas', given);
  } else {
    reader.refuse(path, { must: 'be a whole number from 0 on, or an object with min_replicas and max_replicas', fix: 'Give the number of pods' });
  }
}

function translateAutoscaling(reader: Reader, path: Path, planner: ServicePlanner): void {
  const scaling = reader.read(AUTOSCALING, path);
  const min = scaling.min_replicas ?? scaling.min ?? 1;
  const max = scaling.max_replicas ?? scaling.max;
  const at = [...path, 'metrics'];
  const metric = reader.read(METRIC, at);
  if (max === undefined) {
    reader.require([...path, 'max_replicas'], 'The number of pods needs a bound', 'Give max_replicas');
    return;
  }
  if (max < min) {
    reader.refuse([...path, scaling.max_replicas === undefined ? 'max' : 'max_replicas'], { must: `be at least ${min}, the fewest replicas`, fix: 'Raise it, or lower the other' });
    return;
  }
  if (metric.type !== undefined && metric.type !== 'cpu_utilization') {
    planner.set('replicas', min);
    planner.lose([...at, 'type'], {
      message: `${valueText(metric.type)} does not scale the service here, which keeps ${min} replica${min === 1 ? '' : 's'}`,
      why: 'A HorizontalPodAutoscaler goes by CPU and memory, not by requests per second or the time of day',
      fix: `Scale it with KEDA, from ${min} to ${max} replicas, by its ${metric.type === 'cron' ? 'cron' : 'prometheus'} scaler`,
    }, 'replicas');
    return;
  }
  const bounded = max === 0 || min === 0;
  if (bounded) {
    planner.lose([...path, scaling.min_replicas === undefined ? 'min' : 'min_replicas'], { message: 'one replica is kept, although min_replicas is 0', why: 'A HorizontalPodAutoscaler cannot start the first pod, since none is there to be measured', fix: 'Scale to zero with KEDA or Knative' }, 'autoscaling');
  }
  if (scaling.polling_interval !== undefined) {
    planner.remark(Severity.INFO, 'import-lost', [...path, 'polling_interval'], { message: 'the polling_interval has no effect', why: 'All HorizontalPodAutoscalers of a cluster are looked at every 15 seconds', fix: 'Nothing, unless 15 seconds do not suit' }, 'autoscaling');
  }
  const utilization = metric.value;
  if (utilization !== undefined && (!Number.isInteger(utilization) || utilization < 1)) {
    reader.refuse([...at, 'value'], { must: 'be a whole number of percent, from 1 on', fix: 'Give the share of the requested CPU, e.g. 70' });
    return;
  }
  if (reader.at(at) === undefined) {
    planner.remark(Severity.INFO, 'import-changed', path, { message: 'no metric is given, so that it scales at 80 % of the requested CPU', why: 'It must go by something', fix: 'Give metrics for something else' }, 'autoscaling');
  }
  const metrics = utilization === undefined ? undefined : [call('Metric.resourceCpu', call('MetricTarget.averageUtilization', utilization))];
  planner.set('autoscaling', Struct.of({ minReplicas: Math.max(min, 1), maxReplicas: Math.max(max, 1), metrics }));
  if (reader.at([...path.slice(0, -1), 'resources']) === undefined) {
    reader.note(Severity.ERROR, 'import-field', [...path.slice(0, -1), 'resources'], { message: 'resources is missing, but replicas go by CPU', why: 'The autoscaler goes by CPU as a share of its request, and would never scale', fix: 'Request some CPU: resources: { cpu_request: 0.5 }' });
  }
}

function translateResources(reader: Reader, path: Path, planner: ServicePlanner): void {
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

/** The defaults of TrueFoundry's model for what is not given; in cores, and in what it calls MB. */
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

function translateEnv(reader: Reader, path: Path, planner: ServicePlanner): void {
  const env = reader.at(path);
  if (!isObject(env)) return;
  for (const name of Object.keys(env)) {
    const at = [...path, name];
    const value = env[name];
    if (value === null || value === undefined) {
      planner.lose(at, { message: `${name} has no value, and is left out`, why: 'It cannot be told whether it was to be empty', fix: 'Write "" for an empty value, or remove it' }, 'env');
      continue;
    }
    if (isObject(value) || Array.isArray(value)) {
      reader.refuse(at, { must: 'be a text', fix: 'Write the value as a text' });
      continue;
    }
    const written = typeof value === 'string' ? value : reader.textAt(at);
    const secret = /^tfy-secret:\/\/[^:]*:([^:]+):(.+)$/.exec(written);
    if (typeof value !== 'string') {
      reader.note(Severity.INFO, 'import-changed', at, { message: `${name} is ${written}, not a text, and becomes ${valueText(written)}`, why: 'The environment of a process holds texts only', fix: 'Put it in quotes, in the way the app expects it' });
    }
    planner.addVariable(name, secret ? { secret: secret[1], key: secret[2] } : written, at);
  }
}

function translateRollout(reader: Reader, path: Path, planner: ServicePlanner): void {
  if (reader.at(path) === undefined) return;
  const rollout = reader.read(ROLLOUT, path);
  if (rollout.type === 'rolling_update' || rollout.type === 'rolling') {
    const maxSurge = rollout.max_surge_percentage ?? 25;
    const maxUnavailable = rollout.max_unavailable_percentage ?? 25;
    if (maxSurge === 0 && maxUnavailable === 0) {
      reader.refuse([...path, 'max_surge_percentage'], { must: 'be a number above 0, since max_unavailable_percentage is 0', fix: 'Raise one of them: with neither, no pod could be replaced' });
      return;
    }
    planner.set('rolloutStrategy', call('DeploymentStrategy.rollingUpdate', Struct.of({
      maxSurge: call('PercentOrAbsolute.percent', maxSurge),
      maxUnavailable: call('PercentOrAbsolute.percent', maxUnavailable),
    })));
  } else if (rollout.type === 'canary' || rollout.type === 'blue_green') {
    planner.lose([...path, 'type'], {
      message: `${valueText(rollout.type)} becomes a rolling update in which there are never fewer pods than wanted`,
      why: 'A Deployment can do no other kind of rollout',
      fix: `Use Argo Rollouts or Flagger for ${rollout.type === 'canary' ? 'a canary' : 'blue-green deployments'}`,
    });
  } else {
    reader.refuse([...path, 'type'], { must: 'be "rolling_update", "canary" or "blue_green"', fix: 'Write type: rolling_update' });
  }
}

function translateKustomize(reader: Reader, path: Path, planner: ServicePlanner): void {
  const { patch, additions = [] } = reader.read(KUSTOMIZE, path);
  if (patch !== undefined) {
    planner.lose([...path, 'patch'], { message: 'the kustomization is left out', why: 'It patches manifests that the platform makes, which are not these', fix: 'Patch these: ApiObject.of(deployment).addJsonPatch(JsonPatch.add(…))' });
  }
  additions.forEach((addition, index) => {
    const at = [...path, 'additions', index];
    if (!isObject(addition) || typeof addition.apiVersion !== 'string' || typeof addition.kind !== 'string') {
      reader.refuse(at, { must: 'be a Kubernetes object with apiVersion and kind', fix: 'Give both, or remove it' });
      return;
    }
    planner.follow(make('ApiObject', CHART, planner.id(`addition-${index + 1}`), literal(addition)));
  });
}

function reportPlatform(reader: Reader, path: Path, service: Read<typeof ASYNC_SERVICE>, planner: ServicePlanner): void {
  if (service.artifacts_download) {
    const { artifacts } = service.artifacts_download;
    const names = (Array.isArray(artifacts) ? artifacts : []).map((artifact: unknown) => isObject(artifact) ? artifact.download_path_env_variable : undefined).filter(name => typeof name === 'string');
    planner.lose([...path, 'artifacts_download'], {
      message: `nothing is downloaded before the app starts${names.length > 0 ? `, and ${names.join(', ')} ${names.length > 1 ? 'are' : 'is'} not set` : ''}`,
      why: 'The platform runs an init container for it',
      fix: 'Add an init container that downloads to a volume, or let the app download at its start and give it startupSeconds',
    });
  }
  if (service.auto_shutdown) {
    planner.lose([...path, 'auto_shutdown'], { message: 'the pods go on running when there are no requests', why: 'Kubernetes itself does not scale to zero', fix: 'Use KEDA with its HTTP add-on, or Knative' });
  }
  if (service.allow_interception) {
    planner.lose([...path, 'allow_interception'], { message: 'requests are not intercepted', why: 'It takes a sidecar of the platform', fix: 'Use a tool such as Telepresence or mirrord' });
  }
  for (const field of ['worker_config', 'sidecar'] as const) {
    if (service[field]) planner.lose([...path, field], { message: `the ${field} is left out, so that nobody takes requests from the queue`, why: 'It takes a sidecar of the platform', fix: 'Let the app read the queue itself, and scale it with KEDA' });
  }
  noteWorkspace(reader, path, planner);
}

function noteWorkspace(reader: Reader, path: Path, planner?: ServicePlanner): void {
  const at = [...path, 'workspace_fqn'];
  const workspace = reader.readField(text('Name the workspace'), at);
  if (workspace === undefined) return;
  const namespace = workspace.slice(workspace.indexOf(':') + 1);
  const verdict = {
    message: `the workspace ${valueText(workspace)}${placeholderNote(workspace)} does not become a namespace`,
    why: 'A workspace is a namespace of a cluster; here the chart says in which one the service runs',
    fix: `Give the chart its namespace: new Chart(app, id, { namespace: ${PLACEHOLDER.test(namespace) ? '…' : valueText(namespace)} })`,
  };
  if (planner) planner.lose(at, verdict);
  else reader.note(Severity.WARNING, 'import-lost', at, verdict);
}

function placeholderNote(words: string): string {
  return PLACEHOLDER.test(words) ? ' (a placeholder)' : '';
}

function sharedMemory(reader: Reader, path: Path): number | undefined {
  const size = reader.at([...path, 'resources', 'shared_memory_size']);
  return typeof size === 'number' && Number.isInteger(size) && size >= 1 ? size : undefined;
}
