import { Severity } from '../findings/finding';
import { valueText } from '../findings/text';
import { httpHeaderNameFault } from '../rules/formats';
import { call, Code, Struct } from './_code';
import { isObject, port as portField, Read } from './_fields';
import { AUTOSCALING, EXEC, HEADER, HEALTH_CHECK, HEALTH_CHECKS, METRIC, RESOURCES, SPEC, VARIABLE } from './_gradient-fields';
import { chosenImage, IMAGE_FIX, ImageChoice, setImage } from './_image';
import { UniqueNames } from './_object-names';
import { Path, Reader } from './_reader';
import { callWithOptions, serviceName, ServicePlan, ServicePlanner, timings } from './_service-plan';

/** The service of a Gradient deployment spec, in its old shape or its new one. */
export function servicesOfGradient(reader: Reader, images: ImageChoice, variables: UniqueNames): ServicePlan[] {
  const given = reader.at(['name']);
  reader.subject = { kind: 'Gradient deployment', name: typeof given === 'string' ? given : '' };
  const spec = reader.read(SPEC, []);
  const resources = reader.read(RESOURCES, ['resources']);
  reader.require(['name'], 'A Service is found in DNS by its name', 'Give the deployment a name');
  const name = spec.name === undefined ? undefined : serviceName(spec.name, ['name'], reader);
  const planner = new ServicePlanner(reader, spec.name ?? '', name ?? 'unnamed', variables);

  const chosen = chosenImage(images, spec.name ?? '', name ?? '');
  if (chosen === undefined) reader.require(['image'], 'There is nothing to run', IMAGE_FIX);
  setImage(chosen, spec.image, ['image'], planner, reader);
  planner.setCommand(spec.command, ['command']);
  const ports = readPorts(reader, spec, resources);
  ports.forEach(port => planner.addPort({ port }));
  translateChecks(reader, ports[0], planner);
  translateEnv(reader, planner);
  translateReplicas(reader, spec, resources, planner);
  reportPlatform(spec, resources, planner);
  planner.addGeneralRemarks([]);
  return name === undefined ? [] : [planner.finish()];
}

/** The old shape has one port, at the top, 80 unless it is given; the new one lists them under resources. */
function readPorts(reader: Reader, spec: Read<typeof SPEC>, resources: Read<typeof RESOURCES>): number[] {
  const path = ['resources', 'ports'];
  const given = reader.at(path);
  if (given === undefined && (resources.machineType === undefined || spec.port !== undefined)) {
    if (spec.port !== undefined) return [spec.port];
    return reader.at(['port']) === undefined ? [80] : [];
  }
  const listed = resources.ports ?? [];
  reader.require(path, 'Probes and the Service must know where the app listens', PORTS_FIX);
  if (Array.isArray(given) && given.length === 0) reader.refuse(path, { must: 'list at least one port', fix: PORTS_FIX });
  const ports = listed.map((_, index) => reader.readField(portField, [...path, index])).filter(port => port !== undefined);
  return [...new Set(ports)];
}

const PORTS_FIX = 'List the port of the app: ports: [8000]';

function translateChecks(reader: Reader, ownPort: number | undefined, planner: ServicePlanner): void {
  // Both spellings are accepted by the platform.
  const at = reader.at(['healthChecks']) === undefined ? ['healthchecks'] : ['healthChecks'];
  if (reader.at(['healthChecks']) !== undefined && reader.at(['healthchecks']) !== undefined) {
    reader.refuse(['healthchecks'], { must: 'not stand beside healthChecks', fix: 'Keep one of them' });
  }
  reader.read(HEALTH_CHECKS, at);
  for (const [field, prop] of [['liveness', 'livenessProbe'], ['readiness', 'readinessProbe'], ['startup', 'startupProbe']] as const) {
    planner.set(prop, translateCheck(reader, [...at, field], ownPort, planner));
  }
}

function translateCheck(reader: Reader, path: Path, ownPort: number | undefined, planner: ServicePlanner): Code | undefined {
  if (!isObject(reader.at(path))) return undefined;
  if (reader.at([...path, 'successThreshold']) !== undefined) return refuseSuccesses(reader, path);
  const check = reader.read(HEALTH_CHECK, path);
  const options = new Struct();
  if (check.exec === undefined) {
    options.add('port', check.port === ownPort ? undefined : check.port);
    options.add('host', check.host);
    planner.ask(check.port, [...path, 'port']);
    options.add('httpHeaders', headersOf(reader, [...path, 'headers']));
  }
  options.entries.push(...timings(check).entries);
  if (reader.at([...path, 'exec']) !== undefined) {
    if (reader.at([...path, 'path']) !== undefined) reader.refuse([...path, 'path'], { must: 'not stand beside exec', fix: 'Keep one of them: a check either asks over HTTP or runs a command' });
    const { command } = reader.read(EXEC, [...path, 'exec']);
    reader.require([...path, 'exec', 'command'], 'It must be said what to run', 'Give the command as a list of texts');
    return command && callWithOptions('HealthProbe.exec', [command], options);
  }
  reader.require([...path, 'path'], 'It must be said what to ask', 'Give the path of the health endpoint, e.g. /livez');
  return check.path === undefined ? undefined : callWithOptions('HealthProbe.http', [check.path], options);
}

function refuseSuccesses(reader: Reader, path: Path): undefined {
  reader.refuse([...path, 'successThreshold'], { must: 'not be given', fix: 'Remove it: a Gradient deployment knows no such field, and Kubernetes takes one success unless it is told otherwise' });
  return undefined;
}

function headersOf(reader: Reader, path: Path): Code | undefined {
  const headers = reader.at(path);
  if (!Array.isArray(headers)) return undefined;
  return headers.map((_, index) => {
    const at = [...path, index];
    const { name, value } = reader.read(HEADER, at);
    for (const field of ['name', 'value']) {
      reader.require([...at, field], 'A header has a name and a value', 'Give both');
    }
    if (name !== undefined && httpHeaderNameFault(name)) reader.refuse([...at, 'name'], { must: httpHeaderNameFault(name)!, fix: 'Give a name such as "X-Token"' });
    return Struct.of({ name, value });
  });
}

function translateEnv(reader: Reader, planner: ServicePlanner): void {
  const env = reader.at(['env']);
  if (!Array.isArray(env)) return;
  const names = new Set<string>();
  env.forEach((_, index) => {
    const path = ['env', index];
    const { name } = reader.read(VARIABLE, path);
    const at = [...path, 'value'];
    const value = reader.at(at);
    reader.require([...path, 'name'], 'A variable has a name and a value', 'Give both');
    if (name === undefined) return;
    if (names.has(name)) {
      reader.refuse([...path, 'name'], { must: 'be another than those before it', fix: 'Remove one of them' });
      return;
    }
    if (value === undefined || typeof value === 'object') {
      reader.refuse(at, { must: 'be a text', fix: 'Write the value as a text' });
      return;
    }
    const written = reader.textAt(at);
    const secret = /^secret:(.+)$/.exec(written)?.[1];
    names.add(name);
    planner.addVariable(name, secret === undefined ? written : { secret: planner.id('secrets'), key: secret }, at);
  });
}

function translateReplicas(reader: Reader, spec: Read<typeof SPEC>, resources: Read<typeof RESOURCES>, planner: ServicePlanner): void {
  // Gradient's own default.
  const replicas = resources.replicas ?? 1;
  if (spec.enabled === false) {
    planner.set('replicas', 0);
    planner.remark(Severity.INFO, 'import-changed', ['enabled'], { message: 'the deployment is switched off (enabled: false), so that there are 0 replicas', why: 'A Deployment is switched off by having no pods', fix: `Set replicas to ${Math.max(replicas, 1)} to switch it on` }, 'replicas');
    return;
  }
  const path = ['resources', 'autoscaling'];
  const scaling = reader.read(AUTOSCALING, path);
  if (resources.autoscaling === undefined || scaling.enabled === false) {
    planner.set('replicas', replicas);
    return;
  }
  reader.require([...path, 'maxReplicas'], 'The number of pods needs a bound', 'Give maxReplicas');
  const metrics = (scaling.metrics ?? []).map((_, index) => metricOf(reader, [...path, 'metrics', index], planner)).filter(metric => metric !== undefined);
  if (metrics.length === 0 || scaling.maxReplicas === undefined) {
    planner.set('replicas', replicas);
    if (scaling.metrics !== undefined) {
      planner.lose(path, {
        message: `the deployment keeps ${replicas} replica${replicas === 1 ? '' : 's'}`,
        why: 'None of its metrics is one that a HorizontalPodAutoscaler knows',
        fix: `Scale it with KEDA, up to ${scaling.maxReplicas} replicas`,
      }, 'replicas');
    }
    reader.require([...path, 'metrics'], 'It must be said what the number of pods goes by', 'Give metrics, e.g. { metric: cpu, summary: average, value: 75 }');
    return;
  }
  if (scaling.maxReplicas < replicas) {
    reader.refuse([...path, 'maxReplicas'], { must: `be a number of at least ${replicas}, the replicas`, fix: 'Raise it, or lower replicas' });
    return;
  }
  planner.set('autoscaling', Struct.of({ minReplicas: Math.max(replicas, 1), maxReplicas: scaling.maxReplicas, metrics }));
  planner.remark(Severity.WARNING, 'import-changed', path, {
    message: 'nothing is scaled until resources says what a pod requests',
    why: 'Metrics of CPU and memory are shares of the request, and the spec has only a type of machine',
    fix: 'Add resources: { cpu: { request: Cpu.units(…) }, memory: { request: Size.gibibytes(…) } }',
  }, 'autoscaling');
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
  const machine = resources.machineType ?? resources.instanceType;
  if (machine !== undefined) {
    planner.lose(['resources', resources.machineType === undefined ? 'instanceType' : 'machineType'], {
      message: `the type of machine (${valueText(machine)}) is left out, and no CPU, memory or GPU is requested`,
      why: 'What machines there are is up to the cluster',
      fix: 'Give resources, and for a GPU the patch that docs/service.md shows',
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
    if (given === undefined || (Array.isArray(given) && given.length === 0)) continue;
    planner.lose([field], {
      message: `${what} are not there: ${namesOf(given)}`,
      why: 'The platform mounts them into the container',
      fix: 'Mount a volume that holds the data (volumeMounts), and fill it from an init container',
    });
  }
}

/** What a list of models or integrations is about: type, name and path of each. */
function namesOf(given: unknown): string {
  const items = Array.isArray(given) ? given : [given];
  return items.map((item: unknown) => isObject(item) ? ['type', 'id', 'dataset', 'name', 'path'].map(field => item[field]).filter(value => typeof value === 'string').join(' ') : String(item)).join('; ');
}
