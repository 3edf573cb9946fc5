import { anything, anyText, either, Fields, flag, kept, list, matching, number, object, port, reported, Shape, text, texts, translated, whole, word, words } from './_fields';

/*
 * The fields of a TrueFoundry service, as the models of the Python package "truefoundry" 0.17 have them, with the other
 * spellings that TrueFoundry's own documents use. One table for each class.
 */

const type = (...names: readonly string[]) => kept(words(...names));
const command: Shape<string | readonly string[]> = either(text('Give the command, as a text or as a list of texts'), texts);

export const SERVICE = {
  type: type('service', 'async-service'),
  name: kept(text('Give the service a name')),
  image: translated(object),
  ports: translated(list),
  replicas: translated(anything),
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
  type: type('application-set'),
  name: kept(text('Give it a name')),
  components: translated(list),
  template: reported(anything),
  values: reported(anything),
  workspace_fqn: reported(text('Name the workspace')),
  convert_template_manifest: reported(anything),
};

export const IMAGE = {
  type: type('image'),
  image_uri: kept(word('Give the image with its tag, e.g. ghcr.io/acme/api:1.4.2')),
  docker_registry: reported(text('Give the name of the registry')),
  command: kept(command),
};

export const BUILD = {
  type: type('build'),
  build_spec: reported(object),
  build_source: reported(object),
  docker_registry: reported(text('Give the name of the registry')),
};

export const DOCKERFILE_BUILD = {
  type: reported(words('dockerfile')),
  command: kept(command),
  build_context_path: reported(text('Give the folder')),
  build_context: reported(text('Give the folder')),
  dockerfile_path: reported(text('Give the path of the Dockerfile')),
  build_args: reported(object),
  build_secrets: reported(list),
};

export const PYTHON_BUILD = {
  type: reported(words('tfy-python-buildpack')),
  command: kept(command),
  build_context_path: reported(text('Give the folder')),
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

/** Far more than any node has, and still a quantity that can be written. */
const MAX_CORES = 10_000;
const mebibytes = whole(1, 1_000_000_000);

export const RESOURCES = {
  cpu_request: kept(number(0.001, MAX_CORES)),
  cpu_limit: kept(number(0.001, MAX_CORES)),
  memory_request: kept(mebibytes),
  memory_limit: kept(mebibytes),
  ephemeral_storage_request: kept(mebibytes),
  ephemeral_storage_limit: kept(mebibytes),
  shared_memory_size: translated(mebibytes),
  devices: translated(list),
  node: reported(object),
};

/** Devices that have a resource in Kubernetes, by their types. */
export const DEVICES = {
  nvidia_gpu: { type: translated(words('nvidia_gpu', 'nvidia.com/gpu')), name: reported(text('Give the name of the device')), count: kept(whole(1, 1000)) },
  nvidia_mig_gpu: {
    type: translated(words('nvidia_mig_gpu')),
    name: reported(text('Give the name of the device')),
    profile: kept(matching(/^\d+g\.\d+gb$/, 'be a profile such as "1g.5gb"', 'Give a profile that the device has')),
  },
  aws_inferentia: { type: translated(words('aws_inferentia')), name: reported(text('Give the name of the device')), count: kept(whole(1, 1000)) },
};

export const AUTOSCALING = {
  min_replicas: kept(whole(0)),
  max_replicas: kept(whole(1)),
  min: kept(whole(0)),
  max: kept(whole(1)),
  metrics: translated(object),
  polling_interval: reported(whole(0)),
};

export const CPU_METRIC = {
  type: translated(words('cpu_utilization')),
  value: kept(whole(1, 100, 'be a whole number of percent, from 1 to 100', 'Give the share of the requested CPU, e.g. 70')),
};

export const ROLLING = {
  type: translated(words('rolling_update', 'rolling')),
  max_unavailable_percentage: kept(percentage()),
  max_surge_percentage: kept(percentage()),
};

export const PROBE = {
  config: kept(object),
  initial_delay_seconds: kept(whole(0)),
  period_seconds: kept(whole(1)),
  timeout_seconds: kept(whole(1)),
  success_threshold: kept(whole(1)),
  failure_threshold: kept(whole(1)),
};

const host = kept(word('Give the host, or leave it out for the pod itself'));

/** What a probe asks, by its type. Only the first is in the models. */
export const PROBE_CONFIGS = {
  http: { type: type('http'), path: kept(text('Give the path of the health endpoint, e.g. /livez')), port: kept(port), host, scheme: kept(words('HTTP', 'HTTPS')) },
  tcp: { type: type('tcp'), port: kept(port), host },
  grpc: { type: type('grpc'), port: kept(port), service: kept(text('Give the name of the gRPC service')) },
  command: { type: type('command', 'exec'), command: kept(either(texts, text('Give the command as a list of texts'))) },
};

const mountPath = kept(text('Give the path in the container'));

export const MOUNTS = {
  string: { type: translated(words('string')), mount_path: mountPath, data: kept(anyText) },
  secret: { type: translated(words('secret')), mount_path: mountPath, secret_fqn: translated(text('Name the secret: tfy-secret://ORGANISATION:GROUP:KEY')) },
  volume: {
    type: translated(words('volume')),
    mount_path: mountPath,
    volume_fqn: translated(text('Name the volume: tfy-volume://CLUSTER:WORKSPACE:NAME or tfy-k8s-volume://CLAIM')),
    sub_path: kept(text('Give the path within the volume')),
  },
};

export const KUSTOMIZE = {
  patch: reported(anything),
  additions: kept(list),
};

/** The tables by the names of the classes; what is not here is reported as a whole, with the field that holds it. */
export const CLASSES: { readonly [name: string]: Fields } = {
  Service: SERVICE,
  Image: IMAGE,
  Build: BUILD,
  DockerFileBuild: DOCKERFILE_BUILD,
  PythonBuild: PYTHON_BUILD,
  Port: PORT,
  Resources: RESOURCES,
  NvidiaGPU: DEVICES.nvidia_gpu,
  NvidiaMIGGPU: DEVICES.nvidia_mig_gpu,
  AWSInferentia: DEVICES.aws_inferentia,
  ServiceAutoscaling: AUTOSCALING,
  CPUUtilizationMetric: CPU_METRIC,
  Rolling: ROLLING,
  HealthProbe: PROBE,
  HttpProbe: PROBE_CONFIGS.http,
  StringDataMount: MOUNTS.string,
  SecretMount: MOUNTS.secret,
  VolumeMount: MOUNTS.volume,
  Kustomize: KUSTOMIZE,
};

function percentage() {
  return whole(0, 100, 'be a whole number from 0 to 100', 'Give a percentage, or leave it out for 25');
}
