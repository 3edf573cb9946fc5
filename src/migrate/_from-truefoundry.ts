import { Severity } from '../findings/finding';
import { valueText, wholeText } from '../findings/text';
import { KNOWN_VERSIONS, versionsText } from '../manifest/kubernetes-versions';
import { KubernetesObject } from '../manifest/objects';
import { dnsSubdomainFault } from '../rules/formats';
import { judge } from '../rules/judge';
import { call, CHART, literal, make, Struct } from './_code';
import { isObject, Read, text, words } from './_fields';
import { chosenImage, ImageChoice } from './_image';
import { secretNamed, Names } from './_object-names';
import { PLACEHOLDER, placeholderNote } from './_placeholders';
import { Path, Reader } from './_reader';
import { serviceName, ServicePlan, ServicePlanner } from './_service-plan';
import { APPLICATION_SET, ASYNC_SERVICE, KUSTOMIZE, ROLLING, SERVICE } from './_truefoundry-fields';
import { translateImage } from './_truefoundry-image';
import { volumeMounts } from './_truefoundry-mounts';
import { translatePorts } from './_truefoundry-ports';
import { translateProbe } from './_truefoundry-probe';
import { translateReplicas } from './_truefoundry-replicas';
import { translateResources } from './_truefoundry-resources';

/** The services of a TrueFoundry manifest: one, or those of an application set. */
export function servicesOfTrueFoundry(reader: Reader, images: ImageChoice, names: Names): ServicePlan[] {
  const components = reader.at(['components']);
  if (components === undefined && reader.at(['type']) !== 'application-set') return [translate(reader, [], images, names)].filter(plan => plan !== undefined);

  reader.subject = { kind: 'TrueFoundry application set', name: nameAt(reader, []) };
  // The old form has no type, and leaves the name out as well.
  reader.read(APPLICATION_SET, []);
  if (reader.at(['template']) !== undefined) {
    reader.note(Severity.ERROR, 'import-lost', ['template'], { message: 'template is filled in by the platform, not here', why: 'The services are not in this file', fix: 'Import the manifest of each service as the platform shows it' });
    return [];
  }
  for (const field of ['values', 'convert_template_manifest']) {
    if (reader.at([field]) !== undefined) reader.note(Severity.WARNING, 'import-lost', [field], { message: `${field} is left out`, why: 'It belongs to a template, and there is none', fix: 'Remove it' });
  }
  noteWorkspace(reader, []);
  reader.require(['components'], 'There is nothing to import', COMPONENTS_FIX);
  if (!Array.isArray(components)) return [];
  const services = components.flatMap((component: unknown, index) => {
    const path = ['components', index];
    const kind = isObject(component) ? component.type : undefined;
    if (typeof kind === 'string' && Object.hasOwn(LEFT_OUT, kind)) {
      reader.subject = { kind: `TrueFoundry ${kind}`, name: nameAt(reader, path) };
      reader.note(Severity.WARNING, 'import-kind', path, { message: `the ${kind} is left out`, why: 'Only services have health checks', fix: LEFT_OUT[kind] });
      return [];
    }
    const service = translate(reader, path, images, names);
    return service ? [service] : [];
  });
  if (components.every(component => isObject(component) && Object.hasOwn(LEFT_OUT, component.type as string))) reader.refuse(['components'], { must: 'list at least one service', fix: COMPONENTS_FIX });
  return services;
}

const COMPONENTS_FIX = 'List the services below components';

/** What stands beside services in an application set, and what to do about it. */
const LEFT_OUT: { readonly [type: string]: string } = { job: 'Write a Job or a CronJob of cdk8s-plus for it', helm: 'Add the chart with new Helm(…)' };

function translate(reader: Reader, path: Path, images: ImageChoice, names: Names): ServicePlan | undefined {
  const type = reader.at([...path, 'type']) ?? 'service';
  reader.subject = { kind: 'TrueFoundry service', name: nameAt(reader, path) };
  if (type !== 'service' && type !== 'async-service') {
    reader.note(Severity.ERROR, 'import-kind', [...path, 'type'], { message: `type is ${valueText(type)}, but only services can be imported`, why: 'A service is what has health checks; for a job there is Job or CronJob in cdk8s-plus', fix: 'Import a file with type: service or type: application-set' });
    return undefined;
  }
  const service = reader.read(type === 'service' ? SERVICE : ASYNC_SERVICE, path);
  reader.require([...path, 'name'], 'A Service is found in DNS by its name', 'Give the service a name');
  const name = service.name === undefined ? undefined : serviceName(service.name, [...path, 'name'], reader);
  const planner = new ServicePlanner(reader, path, service.name ?? '', name ?? 'unnamed', names);

  translateImage(reader, [...path, 'image'], chosenImage(images, service.name ?? '', name ?? ''), planner);
  translatePorts(reader, [...path, 'ports'], planner);
  for (const [field, prop] of PROBES) planner.set(prop, translateProbe(reader, [...path, field], prop, planner));
  translateReplicas(reader, [...path, 'replicas'], planner);
  const memory = translateResources(reader, [...path, 'resources'], planner);
  translateEnv(reader, [...path, 'env'], planner);
  planner.set('volumeMounts', volumeMounts(reader, [...path, 'mounts'], planner, memory));
  if (service.service_account) {
    const at = [...path, 'service_account'];
    const must = dnsSubdomainFault(service.service_account);
    if (must) reader.refuse(at, { must, fix: 'Name a ServiceAccount as it is called in the cluster' });
    planner.remark(Severity.INFO, 'import-changed', at, { message: 'the token of the service account is not mounted', why: 'HealthCheckedService keeps it from apps that do not need it; identities of a cloud, which are projected, are not touched', fix: 'For an app that calls the Kubernetes API set automountServiceAccountToken by a patch' }, 'serviceAccount');
    planner.set('serviceAccount', call('ServiceAccount.fromServiceAccountName', CHART, planner.id('account'), service.service_account));
  }
  translateRollout(reader, [...path, 'rollout_strategy'], planner);
  if (service.labels) planner.setLabels([...path, 'labels']);
  translateKustomize(reader, [...path, 'kustomize'], planner);
  reportPlatform(reader, path, service, planner);
  return name === undefined ? undefined : planner.finish();
}

const PROBES = [['liveness_probe', 'livenessProbe'], ['readiness_probe', 'readinessProbe'], ['startup_probe', 'startupProbe']] as const;

function nameAt(reader: Reader, path: Path): string {
  const name = reader.at([...path, 'name']);
  return typeof name === 'string' ? name : '';
}

function translateEnv(reader: Reader, path: Path, planner: ServicePlanner): void {
  const env = reader.at(path);
  if (!isObject(env)) return;
  for (const [name, value] of Object.entries(env)) {
    const at = [...path, name];
    const written = planner.scalar(name, value, at);
    if (written === undefined) continue;
    const secret = secretNamed(written);
    if (secret === undefined && written.includes('tfy-secret://')) reader.refuse(at, { must: 'be tfy-secret://ORGANISATION:GROUP:KEY alone where it names a secret', fix: 'Copy the name from the platform' });
    else planner.addVariable(name, secret ?? written, at);
  }
}

function translateRollout(reader: Reader, path: Path, planner: ServicePlanner): void {
  if (reader.at(path) === undefined) return;
  const at = [...path, 'type'];
  reader.require(at, 'It must be said how pods are replaced', 'Write type: rolling_update');
  const type = reader.readField(words('rolling_update', 'rolling', 'canary', 'blue_green'), at);
  if (type === undefined) return;
  if (type === 'canary' || type === 'blue_green') {
    planner.lose(path, {
      message: `the rollout ${wholeText(reader.at(path))} becomes a rolling update in which there are never fewer pods than wanted`,
      why: 'A Deployment can do no other kind of rollout',
      fix: `Use Argo Rollouts or Flagger for ${type === 'canary' ? 'a canary' : 'blue-green deployments'}`,
    });
    return;
  }
  const { max_surge_percentage: maxSurge = 25, max_unavailable_percentage: maxUnavailable = 25 } = reader.read(ROLLING, path);
  if (maxSurge === 0 && maxUnavailable === 0) {
    reader.refuse([...path, 'max_surge_percentage'], { must: 'be a number above 0, since max_unavailable_percentage is 0', fix: 'Raise one of them: with neither, no pod could be replaced' });
    return;
  }
  planner.set('rolloutStrategy', call('DeploymentStrategy.rollingUpdate', Struct.of({
    maxSurge: call('PercentOrAbsolute.percent', maxSurge),
    maxUnavailable: call('PercentOrAbsolute.percent', maxUnavailable),
  })));
}

function translateKustomize(reader: Reader, path: Path, planner: ServicePlanner): void {
  const { patch, additions = [] } = reader.read(KUSTOMIZE, path);
  if (patch !== undefined) {
    planner.lose([...path, 'patch'], { message: 'the kustomization is left out', why: 'It patches manifests that the platform makes, which are not these', fix: 'Patch these: ApiObject.of(deployment).addJsonPatch(JsonPatch.add(…))' });
  }
  if (additions.length > 0) reader.items([...path, 'additions']).forEach((at, index) => addManifest(reader, at, index + 1, planner));
}

function addManifest(reader: Reader, path: Path, number: number, planner: ServicePlanner): void {
  const addition = reader.plainAt(path);
  if (addition === undefined) return;
  const { apiVersion, kind, metadata } = isObject(addition) ? addition : {};
  const name = isObject(metadata) ? metadata.name : undefined;
  if ([apiVersion, kind, name].some(given => typeof given !== 'string' || given === '')) {
    reader.refuse(path, { must: 'be a Kubernetes object with apiVersion, kind and metadata.name', fix: 'Give all three, or remove it' });
    return;
  }
  if (kind === 'List') {
    reader.refuse(path, { must: 'be one object, and not a list', fix: 'Give its items one by one' });
    return;
  }
  for (const { path: field, message, why, fix, kubernetesVersions } of judge(addition as KubernetesObject, KNOWN_VERSIONS)) {
    const versions = kubernetesVersions ? ` (Kubernetes ${versionsText(kubernetesVersions)})` : '';
    reader.note(Severity.ERROR, 'import-field', [...path, ...stepsOf(field)], { message: `${message}${versions}`, why, fix });
  }
  planner.claim(apiVersion as string, kind as string, name as string, [...path, 'metadata', 'name'], (metadata as { readonly namespace?: string }).namespace);
  planner.follow(make('ApiObject', CHART, planner.id(`addition-${number}`), literal(addition)));
}

/** The steps of a field path as rules write it: `spec.ports[0].name`. */
function stepsOf(field: string): Path {
  return field.split(/[.[\]]+/).filter(step => step !== '').map(step => /^\d+$/.test(step) ? Number(step) : step);
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
