import { anything, anyText, flag, kept, list, number, object, port, reported, text, texts, translated, whole, word, words } from './_fields';

/*
 * The fields of a Gradient deployment spec, of all versions of it: v0alpha0, v0alpha1, v1 and latest, as Paperspace's
 * OpenAPI types have them. One table for each object.
 */
export const SPEC = {
  apiVersion: kept(words('v0alpha0', 'v0alpha1', 'v1', 'latest')),
  name: kept(text('Give the deployment a name')),
  image: kept(word('Give the image with its tag, e.g. ghcr.io/acme/api:1.4.2')),
  enabled: translated(flag),
  command: kept(texts),
  env: translated(list),
  port: kept(port),
  healthChecks: kept(object),
  healthchecks: kept(object),
  resources: translated(object),
  containerRegistry: reported(text('Give the name of the registry')),
  region: reported(text('Give the region')),
  basicAuthKey: reported(anything),
  models: reported(list),
  repositories: reported(object),
  integrations: reported(list),
};

export const RESOURCES = {
  replicas: kept(whole(0)),
  ports: kept(list),
  autoscaling: translated(object),
  instanceType: reported(text('Give the type')),
  machineType: reported(text('Give the type')),
};

export const AUTOSCALING = {
  enabled: translated(flag),
  maxReplicas: kept(whole(1)),
  metrics: translated(list),
};

export const METRIC = {
  metric: translated(words('cpu', 'memory', 'requestDuration')),
  summary: translated(words('average')),
  value: kept(number(0, 1_000_000)),
};

export const HEALTH_CHECKS = {
  liveness: kept(object),
  readiness: kept(object),
  startup: kept(object),
};

const TIMINGS = {
  initialDelaySeconds: kept(whole(0)),
  periodSeconds: kept(whole(1)),
  timeoutSeconds: kept(whole(1)),
  failureThreshold: kept(whole(1)),
};

/** A check either asks over HTTP or runs a command. */
export const HTTP_CHECK = {
  path: kept(text('Give the path of the health endpoint, e.g. /livez')),
  port: kept(port),
  host: kept(word('Give the host, or leave it out for the pod itself')),
  headers: kept(list),
  ...TIMINGS,
};

export const EXEC_CHECK = {
  exec: kept(object),
  ...TIMINGS,
};

export const HEADER = {
  name: kept(text('Give the name of the header')),
  value: kept(anyText),
};

export const EXEC = {
  command: kept(texts),
};

export const VARIABLE = {
  name: kept(text('Give the name of the variable')),
  value: translated(anything),
};
