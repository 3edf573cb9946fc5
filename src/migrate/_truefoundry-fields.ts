import { anything, anyText, either, flag, kept, list, number, object, port, reported, text, texts, translated, whole, words } from './_fields';

/*
 * The fields of a TrueFoundry service, as the models of the Python package "truefoundry" 0.17 have them, with the other
 * spellings that TrueFoundry's own documents use. One table for each class, named after it.
 */
export const SERVICE = {
  type: kept(text('Write type: service')),
  name: kept(text('Give the service a name')),
  image: translated(object),
  ports: translated(list),
  replicas: translated(either(number(0), object)),
  resources: translated(object),
  env: translated(object),
  mounts: translated(list),
  labels: kept(object),
  service_account: kept(text('Name a ServiceAccount')),
  liveness_probe: kept(object),
  readiness_probe: kept(object),
  startup_probe: kept(object),
  rollout_strategy: translated(object),
  kustomize: translated(object),
  artifacts_download: reported(object),
  auto_shutdown: reported(object),
  allow_interception: reported(flag),
  workspace_fqn: reported(text('Name the workspace')),
};

/** What an async service has besides. */
export const ASYNC_SERVICE = {
  ...SERVICE,
  worker_config: reported(object),
  sidecar: reported(object),
};

export const APPLICATION_SET = {
  type: kept(text('Write type: application-set')),
  name: kept(text('Give it a name')),
  components: translated(list),
  template: reported(anything),
  values: reported(anything),
  workspace_fqn: reported(text('Name the workspace')),
  convert_template_manifest: reported(anything),
};

export const IMAGE = {
  type: kept(words('image')),
  image_uri: kept(text('Give the image with its tag, e.g. ghcr.io/acme/api:1.4.2')),
  docker_registry: reported(text('Give the name of the registry')),
  command: kept(either(text('Give the command, as a text or as a list of texts'), texts)),
};

export const BUILD = {
  type: kept(words('build')),
  build_spec: reported(object),
  build_source: reported(object),
  docker_registry: reported(text('Give the name of the registry')),
};

const BUILD_SPEC = {
  type: reported(text('Say how it is built')),
  command: kept(either(text('Give the command, as a text or as a list of texts'), texts)),
  build_context_path: reported(text('Give the folder')),
};

export const DOCKERFILE_BUILD = {
  ...BUILD_SPEC,
  build_context: reported(text('Give the folder')),
  dockerfile_path: reported(text('Give the path of the Dockerfile')),
  build_args: reported(object),
  build_secrets: reported(list),
};

export const PYTHON_BUILD = {
  ...BUILD_SPEC,
  python_version: reported(anything),
  requirements_path: reported(anything),
  pip_packages: reported(anything),
  python_dependencies: reported(anything),
  apt_packages: reported(anything),
  cuda_version: reported(anything),
};

export const PORT = {
  port: kept(port),
  protocol: kept(words('TCP', 'UDP')),
  app_protocol: kept(words('http', 'grpc', 'tcp')),
  expose: reported(flag),
  host: reported(text('Give a host name')),
  path: reported(text('Give the path, with "/" before and after')),
  rewrite_path_to: reported(text('Give the path, with "/" before and after')),
  auth: reported(object),
};

export const RESOURCES = {
  cpu_request: kept(number(0.001)),
  cpu_limit: kept(number(0.001)),
  memory_request: kept(whole(1)),
  memory_limit: kept(whole(1)),
  ephemeral_storage_request: kept(whole(1)),
  ephemeral_storage_limit: kept(whole(1)),
  shared_memory_size: translated(whole(1)),
  devices: translated(list),
  node: reported(object),
};

export const DEVICE = {
  type: translated(text('Say what device it is')),
  name: reported(text('Give the name of the device')),
  count: kept(whole(1)),
  profile: kept(text('Give a profile such as "1g.5gb"')),
  gpu_memory: reported(anything),
  topology: reported(anything),
};

export const AUTOSCALING = {
  min_replicas: kept(whole(0)),
  max_replicas: kept(whole(1)),
  min: kept(whole(0)),
  max: kept(whole(1)),
  metrics: translated(object),
  polling_interval: reported(whole(0)),
};

export const METRIC = {
  type: translated(text('Say what is measured: "cpu_utilization"')),
  value: kept(number(0)),
  desired_replicas: reported(anything),
  start: reported(anything),
  end: reported(anything),
  timezone: reported(anything),
};

export const ROLLOUT = {
  type: translated(text('Write rolling_update')),
  max_unavailable_percentage: kept(percentage()),
  max_surge_percentage: kept(percentage()),
  steps: reported(list),
  enable_auto_promotion: reported(flag),
  auto_promotion_seconds: reported(whole(0)),
};

export const PROBE = {
  config: kept(object),
  initial_delay_seconds: kept(whole(0)),
  period_seconds: kept(whole(1)),
  timeout_seconds: kept(whole(1)),
  success_threshold: kept(whole(1)),
  failure_threshold: kept(whole(1)),
};

export const PROBE_CONFIG = {
  type: kept(words('http', 'tcp', 'command', 'exec', 'grpc')),
  path: kept(text('Give the path of the health endpoint, e.g. /livez')),
  port: kept(port),
  host: kept(text('Give the host, or leave it out for the pod itself')),
  scheme: kept(words('HTTP', 'HTTPS')),
  command: kept(either(texts, text('Give the command as a list of texts'))),
  service: kept(text('Give the name of the gRPC service')),
};

export const MOUNT = {
  type: translated(words('string', 'secret', 'volume')),
  mount_path: kept(text('Give the path in the container')),
  data: kept(anyText),
  secret_fqn: translated(text('Name the secret: tfy-secret://ORGANISATION:GROUP:KEY')),
  volume_fqn: translated(text('Name the volume: tfy-volume://CLUSTER:WORKSPACE:NAME or tfy-k8s-volume://CLAIM')),
  sub_path: kept(text('Give the path within the volume')),
};

export const KUSTOMIZE = {
  patch: reported(anything),
  additions: kept(list),
};

function percentage() {
  return whole(0, 100, 'be a whole number from 0 to 100', 'Give a percentage, or leave it out for 25');
}
