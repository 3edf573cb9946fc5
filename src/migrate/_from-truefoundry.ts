import { Severity } from '../findings/finding';
import { valueText } from '../findings/text';
import { call, CHART, literal, make, Struct } from './_code';
import { isObject, Read, text } from './_fields';
import { chosenImage, ImageChoice } from './_image';
import { UniqueNames } from './_object-names';
import { Path, Reader } from './_reader';
import { PLACEHOLDER, placeholderNote, serviceName, ServicePlan, ServicePlanner } from './_service-plan';
import { APPLICATION_SET, ASYNC_SERVICE, KUSTOMIZE, ROLLOUT, SERVICE } from './_truefoundry-fields';
import { translateImage } from './_truefoundry-image';
import { volumeMounts } from './_truefoundry-mounts';
import { translatePorts } from './_truefoundry-ports';
import { translateProbe } from './_truefoundry-probe';
import { translateReplicas } from './_truefoundry-replicas';
import { translateResources, sharedMemory } from './_truefoundry-resources';

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

/** How the image is built by hand. */

/** The defaults of TrueFoundry's model for what is not given; in cores, and in what it calls MB. */
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
