import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Chart, Testing } from 'cdk8s';
import { TrueFoundryManifest } from '../src';
import { fieldsInPage } from './_pages';

/** Anything out of JSON. */
type Loose = any;

/**
 * Imports services that TrueFoundry's own Python package has built, and compares probes, ports, replicas and resources
 * with what it says of them; and holds the page about TrueFoundry to the fields of its model.
 */
export function compareWithTrueFoundry(python: string, services: number, seed: number): boolean {
  const { status, stdout, stderr, error } = spawnSync(python, [join(__dirname, 'truefoundry', 'services.py'), String(services), String(seed)], { encoding: 'utf8', maxBuffer: 2 ** 30 });
  if (error || status !== 0) throw new Error(`${python} cannot build services: ${error?.message ?? stderr.trim().split('\n').pop()}\nInstall the Python package "truefoundry" for it.`);
  const [{ model }, ...manifests] = stdout.trim().split('\n').map(line => JSON.parse(line) as Loose);

  const complaints = [...compareModel(model), ...manifests.flatMap(compare)];
  complaints.slice(0, MANY).forEach(complaint => process.stdout.write(`${complaint}\n`));
  process.stdout.write(`${manifests.length.toLocaleString('en')} services of the Python package "truefoundry", seed ${seed}: ${complaints.length} differences; ${Object.values(model).flat().length} fields of ${Object.keys(model).length} classes\n`);
  return complaints.length === 0;
}

const MANY = 20;

/** The fields that the page does not have, and those that it has in vain. */
function compareModel(model: { readonly [name: string]: readonly string[] }): string[] {
  const fields = Object.entries(model).flatMap(([name, members]) => members.map(member => `${name}.${member}`));
  const page = fieldsInPage(readFileSync(join(__dirname, '..', 'docs', 'coming-from-truefoundry.md'), 'utf8')).map(({ field }) => field);
  return [
    ...fields.filter(field => !page.includes(field)).map(field => `docs/coming-from-truefoundry.md does not say what becomes of ${field}`),
    ...page.filter(field => !fields.includes(field)).map(field => `docs/coming-from-truefoundry.md has ${field}, which is not in the model`),
  ];
}

function compare(manifest: Loose): string[] {
  const chart = new Chart(new App(), 'chart');
  new TrueFoundryManifest(chart, 'imported', { manifest, image: manifest.image.type === 'build' ? 'ghcr.io/acme/built:1' : undefined });
  const objects: Loose[] = Testing.synth(chart);
  const find = (kind: string) => objects.find(object => object.kind === kind);
  const deployment = find('Deployment');
  const [container] = deployment.spec.template.spec.containers;

  const pairs: [what: string, wanted: unknown, made: unknown][] = [
    ['name', manifest.name, deployment.metadata.name],
    ['liveness', wantedProbe(manifest.liveness_probe), madeProbe(container.livenessProbe)],
    // A readiness probe is made where there is none.
    ['readiness', wantedProbe(manifest.readiness_probe) ?? { tcpSocket: { port: manifest.ports[0].port } }, manifest.readiness_probe ? madeProbe(container.readinessProbe) : container.readinessProbe],
    ['startup', wantedProbe(manifest.startup_probe), madeProbe(container.startupProbe)],
    ['ports', manifest.ports.map(({ port }: Loose) => port), container.ports.map(({ containerPort }: Loose) => containerPort)],
    ['Service', manifest.ports.map(({ port, app_protocol: app }: Loose) => [port, port, app]), find('Service').spec.ports.map(({ port, targetPort, appProtocol }: Loose) => [port, targetPort, appProtocol])],
    ['replicas', wantedReplicas(manifest.replicas), madeReplicas(deployment, find('HorizontalPodAutoscaler'))],
    ['resources', wantedResources(manifest.resources), madeResources(container.resources)],
  ];
  return pairs.filter(([, wanted, made]) => JSON.stringify(wanted) !== JSON.stringify(made))
    .map(([what, wanted, made]) => `${manifest.name}: ${what} should be ${JSON.stringify(wanted)}, but is ${JSON.stringify(made)}`);
}

function wantedProbe(probe: Loose): unknown {
  return probe && [
    probe.config.path, probe.config.port, probe.config.host, probe.config.scheme,
    probe.initial_delay_seconds, probe.period_seconds, probe.timeout_seconds, probe.success_threshold, probe.failure_threshold,
  ];
}

/** With Kubernetes' defaults. */
function madeProbe(probe: Loose): unknown {
  return probe && [
    probe.httpGet.path, probe.httpGet.port, probe.httpGet.host, probe.httpGet.scheme ?? 'HTTP',
    probe.initialDelaySeconds ?? 0, probe.periodSeconds ?? 10, probe.timeoutSeconds ?? 1, probe.successThreshold ?? 1, probe.failureThreshold ?? 3,
  ];
}

function wantedReplicas(replicas: Loose): unknown {
  if (typeof replicas === 'number') return replicas;
  const { min_replicas: min, max_replicas: max, metrics } = replicas;
  return metrics.type === 'cpu_utilization' ? [min, max, metrics.value] : min;
}

function madeReplicas({ spec: { replicas } }: Loose, autoscaler: Loose): unknown {
  return replicas ?? [autoscaler.spec.minReplicas, autoscaler.spec.maxReplicas, autoscaler.spec.metrics[0].resource.target.averageUtilization];
}

function wantedResources(resources: Loose): unknown {
  return resources && ['request', 'limit'].flatMap(kind => ['cpu', 'memory', 'ephemeral_storage'].map(resource => resources[`${resource}_${kind}`]));
}

/** In cores and mebibytes. */
function madeResources(resources: Loose): unknown {
  const amount = (text: string) => text.endsWith('m') ? parseFloat(text) / 1000 : parseFloat(text);
  return resources && ['requests', 'limits'].flatMap(kind => ['cpu', 'memory', 'ephemeral-storage'].map(resource => amount(resources[kind][resource])));
}
