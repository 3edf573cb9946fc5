import { Severity } from '../findings/finding';
import { valueText } from '../findings/text';
import { httpHeaderNameFault } from '../rules/formats';
import { call, Code, Struct } from './_code';
import { isObject, port as portField, Read } from './_fields';
import { AUTOSCALING, EXEC, EXEC_CHECK, HEADER, HEALTH_CHECKS, HTTP_CHECK, METRIC, RESOURCES, SPEC, VARIABLE } from './_gradient-fields';
import { chosenImage, IMAGE_FIX, ImageChoice, setImage } from './_image';
import { secretKey, Names } from './_object-names';
import { callWithOptions, timings } from './_probe-options';
import { Path, Reader } from './_reader';
import { serviceName, ServicePlan, ServicePlanner } from './_service-plan';

/** The service of a Gradient deployment spec, in its old shape or its new one. */
export function servicesOfGradient(reader: Reader, images: ImageChoice, names: Names): ServicePlan[] {
  const given = reader.at(['name']);
  reader.subject = { kind: 'Gradient deployment', name: typeof given === 'string' ? given : '' };
  const spec = reader.read(SPEC, []);
  const resources = reader.read(RESOURCES, ['resources']);
  reader.require(['name'], 'A Service is found in DNS by its name', 'Give the deployment a name');
  const name = spec.name === undefined ? undefined : serviceName(spec.name, ['name'], reader);
  const planner = new ServicePlanner(reader, [], spec.name ?? '', name ?? 'unnamed', names);

  const chosen = chosenImage(images, spec.name ?? '', name ?? '');
  if (chosen === undefined) reader.require(['image'], 'There is nothing to run', IMAGE_FIX);
  setImage(chosen, spec.image, ['image'], planner, reader);
  planner.setCommand(spec.command, ['command']);
  readPorts(reader, spec, resources, planner).forEach(port => planner.addPort({ port }));
  translateChecks(reader, planner);
  translateEnv(reader, planner);
  translateReplicas(reader, spec, resources, planner);
  reportPlatform(spec, resources, planner);
  return name === undefined ? [] : [planner.finish()];
}

/** The old shape has one port, at the top, 80 unless it is given; the new one lists them under resources. */
function readPorts(reader: Reader, spec: Read<typeof SPEC>, resources: Read<typeof RESOURCES>, planner: ServicePlanner): number[] {
  const path = ['resources', 'ports'];
  const given = reader.at(path);
  const isNew = resources.machineType !== undefined || ['v0alpha1', 'v1'].includes(spec.apiVersion ?? '');
  if (given === undefined && (!isNew || spec.port !== undefined)) {
    if (spec.port !== undefined) return [spec.port];
    return reader.at(['port']) === undefined ? [80] : [];
  }
  if (reader.at(['port']) !== undefined) planner.lose(['port'], { message: `port is ${valueText(reader.at(['port']))}, and is left out beside resources.ports`, why: 'It belongs to the old shape of a spec', fix: 'List it in resources.ports, if the app listens there too' }, 'ports');
  reader.require(path, 'Probes and the Service must know where the app listens', PORTS_FIX);
  if (Array.isArray(given) && given.length === 0) reader.refuse(path, { must: 'list at least one port', fix: PORTS_FIX });
  return [...new Set(reader.items(path).map(at => reader.readField(portField, at)).filter(port => port !== undefined))];
}

const PORTS_FIX = 'List the port of the app: ports: [8000]';

function translateChecks(reader: Reader, planner: ServicePlanner): void {
  // Both spellings are accepted by the platform.
  const at = reader.at(['healthChecks']) === undefined ? ['healthchecks'] : ['healthChecks'];
  if (reader.at(['healthChecks']) !== undefined && reader.at(['healthchecks']) !== undefined) {
    reader.refuse(['healthchecks'], { must: 'not stand beside healthChecks', fix: 'Keep one of them' });
  }
  reader.read(HEALTH_CHECKS, at);
  for (const [field, prop] of [['liveness', 'livenessProbe'], ['readiness', 'readinessProbe'], ['startup', 'startupProbe']] as const) {
    planner.set(prop, translateCheck(reader, [...at, field], planner));
  }
}

function translateCheck(reader: Reader, path: Path, planner: ServicePlanner): Code | undefined {
  if (!isObject(reader.at(path))) return undefined;
  if (reader.at([...path, 'exec']) === undefined) return translateHttpCheck(reader, path, planner);
  const check = reader.read(EXEC_CHECK, path);
  const { command } = reader.read(EXEC, [...path, 'exec']);
  reader.require([...path, 'exec', 'command'], 'It must be said what to run', 'Give the command as a list of texts');
  return command && callWithOptions('HealthProbe.exec', [command], timings(check));
}

function translateHttpCheck(reader: Reader, path: Path, planner: ServicePlanner): Code | undefined {
  const check = reader.read(HTTP_CHECK, path);
  reader.require([...path, 'path'], 'It must be said what to ask', 'Give the path of the health endpoint, e.g. /livez');
  const target = Struct.of({
    port: planner.asked(check.port, [...path, 'port']), host: check.host, httpHeaders: check.headers && headersOf(reader, [...path, 'headers']),
  });
  return check.path === undefined ? undefined : callWithOptions('HealthProbe.http', [check.path], target, timings(check));
}

function headersOf(reader: Reader, path: Path): Code {
  return reader.items(path).map(at => {
    const { name, value } = reader.read(HEADER, at);
    for (const field of ['name', 'value']) reader.require([...at, field], 'A header has a name and a value', 'Give both');
    if (name !== undefined && httpHeaderNameFault(name)) reader.refuse([...at, 'name'], { must: httpHeaderNameFault(name)!, fix: 'Give a name such as "X-Token"' });
    return Struct.of({ name, value });
  });
}

function translateEnv(reader: Reader, planner: ServicePlanner): void {
  const names = new Set<string>();
  for (const path of reader.items(['env'])) {
    const { name } = reader.read(VARIABLE, path);
    if (isObject(reader.at(path))) reader.require([...path, 'name'], 'A variable has a name and a value', 'Give both');
    if (name === undefined) continue;
    if (names.has(name)) reader.refuse([...path, 'name'], { must: 'be another than those before it', fix: 'Remove one of them' });
    names.add(name);
    const at = [...path, 'value'];
    const written = planner.scalar(name, reader.at(at), at);
    if (written === undefined) continue;
    const secret = /^secret:(.+)$/s.exec(written)?.[1];
    planner.addVariable(name, secret === undefined ? written : secretKey(written, `${planner.name}-secrets`, secret), at);
  }
}

function translateReplicas(reader: Reader, spec: Read<typeof SPEC>, resources: Read<typeof RESOURCES>, planner: ServicePlanner): void {
  // Gradient's own default.
  const replicas = resources.replicas ?? 1;
  const path = ['resources', 'autoscaling'];
  const scaling = reader.read(AUTOSCALING, path);
  if (resources.autoscaling === undefined) {
    planner.set('replicas', replicas);
  } else {
    reader.require([...path, 'maxReplicas'], 'The number of pods needs a bound', 'Give maxReplicas');
    reader.require([...path, 'metrics'], 'It must be said what the number of pods goes by', METRICS_FIX);
    if (scaling.metrics?.length === 0) reader.refuse([...path, 'metrics'], { must: 'list at least one metric', fix: METRICS_FIX });
    const metrics = reader.items([...path, 'metrics']).map(at => metricOf(reader, at, planner)).filter(metric => metric !== undefined);
    setScaling(reader, replicas, scaling, metrics, planner);
  }
  if (spec.enabled !== false) return;
  planner.set('replicas', 0);
  planner.drop('autoscaling');
  planner.remark(Severity.INFO, 'import-changed', ['enabled'], {
    message: 'the deployment is switched off (enabled: false), so that there are 0 replicas and nothing is scaled',
    why: 'A Deployment is switched off by having no pods',
    fix: `Set replicas to ${Math.max(replicas, 1)} to switch it on`,
  }, 'replicas');
}

const METRICS_FIX = 'Give metrics, e.g. { metric: cpu, summary: average, value: 75 }';

function setScaling(reader: Reader, replicas: number, scaling: Read<typeof AUTOSCALING>, metrics: readonly Code[], planner: ServicePlanner): void {
  const path = ['resources', 'autoscaling'];
  if (scaling.enabled === false) {
    planner.set('replicas', replicas);
    planner.remark(Severity.INFO, 'import-lost', [...path, 'enabled'], { message: `nothing is scaled (enabled: false), and ${countText(replicas)} kept`, why: 'The platform does not scale it either', fix: 'Nothing' }, 'replicas');
    return;
  }
  if (scaling.maxReplicas === undefined) return;
  if (metrics.length === 0) {
    planner.set('replicas', replicas);
    planner.lose(path, {
      message: `nothing is scaled, and ${countText(replicas)} kept`,
      why: 'None of its metrics is one that a HorizontalPodAutoscaler knows',
      fix: `Scale it with KEDA, up to ${scaling.maxReplicas} replicas`,
    }, 'replicas');
    return;
  }
  if (scaling.maxReplicas < replicas) {
    reader.refuse([...path, 'maxReplicas'], { must: `be a number of at least ${replicas}, the replicas`, fix: 'Raise it, or lower replicas' });
    return;
  }
  if (replicas === 0) {
    planner.lose(['resources', 'replicas'], { message: 'one replica is kept, although replicas is 0', why: 'A HorizontalPodAutoscaler cannot start the first pod, since none is there to be measured', fix: 'Scale to zero with KEDA or Knative' }, 'autoscaling');
  }
  planner.set('autoscaling', Struct.of({ minReplicas: Math.max(replicas, 1), maxReplicas: scaling.maxReplicas, metrics }));
  planner.remark(Severity.WARNING, 'import-changed', path, {
    message: 'nothing is scaled until resources says what a pod requests',
    why: 'Metrics of CPU and memory are shares of the request, and the spec has only a type of machine',
    fix: 'Add resources: { cpu: { request: Cpu.units(…) }, memory: { request: Size.gibibytes(…) } }',
  }, 'autoscaling');
}

function countText(replicas: number): string {
  return replicas === 1 ? 'one replica is' : `${replicas} replicas are`;
}

function metricOf(reader: Reader, path: Path, planner: ServicePlanner): Code | undefined {
  const { metric, value } = reader.read(METRIC, path);
  for (const field of ['metric', 'value']) {
    reader.require([...path, field], 'It must be said what is measured, and what is too much', 'Give metric and value');
  }
  if (metric === undefined || value === undefined) return undefined;
  if (metric === 'requestDuration') {
    planner.lose(path, {
      message: `the duration of requests (${value} s on average) does not scale the deployment here`,
      why: 'A HorizontalPodAutoscaler goes by CPU and memory unless a metrics adapter is installed',
      fix: 'Scale it with KEDA, by its prometheus scaler',
    }, 'autoscaling');
    return undefined;
  }
  if (!Number.isInteger(value) || value < 1) {
    reader.refuse([...path, 'value'], { must: 'be a whole number of percent, from 1 on', fix: 'Give the share of what is requested, e.g. 70' });
    return undefined;
  }
  return call(metric === 'cpu' ? 'Metric.resourceCpu' : 'Metric.resourceMemory', call('MetricTarget.averageUtilization', value));
}

function reportPlatform(spec: Read<typeof SPEC>, resources: Read<typeof RESOURCES>, planner: ServicePlanner): void {
  for (const field of ['machineType', 'instanceType'] as const) {
    if (resources[field] === undefined) continue;
    planner.lose(['resources', field], {
      message: `the type of machine (${valueText(resources[field])}) is left out, and no CPU, memory or GPU is requested`,
      why: 'What machines there are is up to the cluster',
      fix: 'Give resources, and gpu: 1 for a GPU of NVIDIA',
    });
  }
  if (spec.containerRegistry !== undefined) {
    planner.lose(['containerRegistry'], {
      message: `the credentials of the registry ${valueText(spec.containerRegistry)} are not here`,
      why: 'The platform keeps them; nodes that may not pull the image report ImagePullBackOff',
      fix: 'Put imagePullSecrets into the ServiceAccount of the pods, unless the nodes may pull the image anyway',
    }, 'image');
  }
  if (spec.region !== undefined) {
    planner.lose(['region'], { message: `the region (${valueText(spec.region)}) is left out`, why: 'A cluster is in one region already', fix: 'Deploy to a cluster there' });
  }
  if (spec.basicAuthKey !== undefined) {
    planner.lose(['basicAuthKey'], { message: 'the service is no longer protected by a password', why: 'The platform asks for it in its load balancer; a Service lets everybody in the cluster connect', fix: 'Let the ingress controller or the app ask for it before the service is reached from outside' });
  }
  for (const [field, what] of [['models', 'models'], ['repositories', 'repositories'], ['integrations', 'integrations']] as const) {
    const given = spec[field];
    if (given === undefined || Object.keys(given).length === 0) continue;
    planner.lose([field], {
      message: `${what} are not there: ${namesOf(given)}`,
      why: 'The platform mounts them into the container',
      fix: 'Mount a volume that holds the data (volumeMounts), and fill it from an init container',
    });
  }
}

/** What a list of models or integrations is about: type, name, address and path of each, and of those within it. */
function namesOf(given: unknown): string {
  const items = Array.isArray(given) ? given : [given];
  return items.map((item: unknown) => {
    if (!isObject(item)) return String(item);
    const own = ['type', 'id', 'dataset', 'name', 'endpoint', 'url', 'ref', 'path', 'mountPath'].map(field => item[field]).filter(value => typeof value === 'string').join(' ');
    return Array.isArray(item.repositories) && item.repositories.length > 0 ? `${own} (${namesOf(item.repositories)})` : own;
  }).join('; ');
}
