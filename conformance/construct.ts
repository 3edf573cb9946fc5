import { App, Chart, Size, Testing } from 'cdk8s';
import { Cpu, DeploymentStrategy, EnvValue, Metric, MetricTarget, PercentOrAbsolute, Protocol, Volume } from 'cdk8s-plus-28';
import { SingleBar } from 'cli-progress';
import * as fc from 'fast-check';
import { HealthCheckedService, HealthCheckedServiceProps, HealthChecks, HealthProbe, HttpScheme } from '../src';
import { KubernetesObject } from '../src/manifest/objects';
import { DESCRIBED_KINDS } from '../src/rules/schema';
import { Answer, ApiServer, build, releaseOf } from './_api-server';
import { goldenManifests } from './_golden';

/**
 * Has the API server judge what the construct writes for valid props drawn at random, and the manifests of the
 * examples; tells whether all were accepted and their pods passed the Pod Security Standard "restricted".
 */
export async function submitConstructs(versions: readonly number[], runs: number, seed: number): Promise<boolean> {
  versions.forEach(build);
  process.stdout.write(`Kubernetes ${versions.map(releaseOf).join(', ')}; ${runs.toLocaleString('en')} services; seed ${seed}\n`);
  const servers = versions.map(minor => new ApiServer(minor));
  const refusals: string[] = [];
  const submitted = new Map<string, number>();

  const submit = async (manifest: KubernetesObject, origin: string) => {
    const kind = `${manifest.apiVersion}/${manifest.kind}`;
    submitted.set(kind, (submitted.get(kind) ?? 0) + 1);
    if (!DESCRIBED_KINDS.includes(kind)) return;
    for (const server of servers) {
      const complaint = complaintOf(await server.ask(JSON.stringify(manifest)));
      if (complaint) refusals.push(`Kubernetes ${releaseOf(server.minor)}, ${manifest.kind} of ${origin}: ${complaint}`);
    }
  };

  for (const [file, manifest] of goldenManifests()) await submit(manifest, file);

  const bar = new SingleBar({ format: '{bar} {percentage}% | {value} of {total} services | {eta_formatted} left', clearOnComplete: true });
  bar.start(runs, 0);
  const property = fc.asyncProperty(serviceProps(), async props => {
    const before = refusals.length;
    for (const manifest of manifestsOf(props)) await submit(manifest, 'a generated service');
    bar.increment();
    if (refusals.length > before) throw new Error(refusals[refusals.length - 1]);
  });
  const { failed, counterexample, errorInstance } = await fc.check(property, { numRuns: runs, seed });
  bar.stop();
  await Promise.all(servers.map(server => server.close()));

  for (const [kind, count] of [...submitted].sort()) {
    process.stdout.write(`${kind.padEnd(40)}${String(count).padStart(8)}${DESCRIBED_KINDS.includes(kind) ? '' : '  not asked about'}\n`);
  }
  if (failed) process.stdout.write(`\nThis service was refused:\n  ${JSON.stringify(counterexample![0])}\n  ${(errorInstance as Error).message}\n`);
  else refusals.forEach(refusal => process.stdout.write(`\n${refusal}\n`));
  process.stdout.write(`\n${failed || refusals.length > 0 ? 'Not all were' : 'All were'} accepted, and fit for "restricted"\n`);
  return !failed && refusals.length === 0;
}

function complaintOf({ accepted, decoding, causes = [], restricted = [] }: Answer): string | undefined {
  if (!accepted) return decoding?.message ?? causes.map(({ field, detail }) => `${field}: ${detail}`).join('; ');
  return restricted.length > 0 ? `forbidden under "restricted": ${restricted.join('; ')}` : undefined;
}

function manifestsOf(description: ServiceDescription): KubernetesObject[] {
  const chart = new Chart(new App(), 'shop', { namespace: 'shop' });
  new HealthCheckedService(chart, 'api', propsOf(chart, description));
  return Testing.synth(chart);
}

/** Props as plain data, so that a service that was refused can be shown. */
type ServiceDescription = typeof serviceProps extends () => fc.Arbitrary<infer T> ? T : never;

function serviceProps() {
  const port = fc.integer({ min: 1, max: 65535 });
  const timings = fc.record({
    initialDelaySeconds: fc.nat(300),
    periodSeconds: fc.integer({ min: 1, max: 60 }),
    timeoutSeconds: fc.integer({ min: 1, max: 30 }),
    failureThreshold: fc.integer({ min: 1, max: 60 }),
  }, { requiredKeys: [] });
  const probe = fc.record({
    kind: fc.constantFrom('http' as const, 'tcp' as const, 'grpc' as const, 'exec' as const),
    portIndex: fc.option(fc.nat(3), { nil: undefined }),
    byName: fc.boolean(),
    path: fc.constantFrom('/', '/livez', '/readyz?verbose=1', '/ä b'),
    https: fc.boolean(),
    headers: fc.array(fc.constantFrom({ name: 'X-Probe', value: 'é' }, { name: 'Host', value: 'example.com' }), { maxLength: 2 }),
    service: fc.constantFrom('', 'live'),
    command: fc.constantFrom<string[]>(['true'], ['cat', '/tmp/ready'], ['sh', '-c', 'exit 0']),
    timings,
    grace: fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }),
    successThreshold: fc.integer({ min: 1, max: 5 }),
  });
  return fc.record({
    image: fc.constantFrom('acme/api:1', 'ghcr.io/acme/api@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef', 'localhost:5000/api'),
    name: fc.option(fc.constantFrom('api', 'a', 'x'.repeat(63), 'web-1'), { nil: undefined }),
    ports: fc.uniqueArray(fc.record({
      port,
      name: fc.constantFrom('http', 'grpc', 'metrics', 'a1', 'x'.repeat(15)),
      protocol: fc.constantFrom(undefined, Protocol.TCP, Protocol.UDP),
      appProtocol: fc.constantFrom(undefined, 'http', 'kubernetes.io/h2c'),
      servicePort: fc.option(port, { nil: undefined }),
      exposed: fc.constantFrom(undefined, true),
    }), {
      minLength: 1,
      maxLength: 4,
      comparator: (a, b) => a.name === b.name || a.port === b.port || (a.servicePort ?? a.port) === (b.servicePort ?? b.port),
    }),
    bundle: fc.constantFrom(undefined, 'fastApi' as const, 'vllm' as const, 'textGenerationInference' as const, 'triton' as const, 'sglang' as const, 'springBoot' as const),
    livenessProbe: fc.option(probe, { nil: undefined }),
    readinessProbe: fc.option(probe, { nil: undefined }),
    startupProbe: fc.option(probe, { nil: undefined }),
    startup: fc.option(fc.integer({ min: 1, max: 3600 }), { nil: undefined }),
    replicas: fc.option(fc.nat(50), { nil: undefined }),
    autoscaling: fc.option(fc.record({
      minReplicas: fc.integer({ min: 1, max: 5 }), more: fc.nat(20), cpu: fc.option(fc.integer({ min: 1, max: 100 }), { nil: undefined }),
    }), { nil: undefined }),
    budget: fc.option(fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 100 }).map(percent => `${percent}%`)), { nil: undefined }),
    cpu: fc.integer({ min: 1, max: 4000 }),
    memory: fc.option(fc.integer({ min: 64, max: 65536 }), { nil: undefined }),
    env: fc.dictionary(fc.constantFrom('MODEL_PATH', '_x', 'a.b-c', 'LOG_LEVEL'), fc.string({ unit: 'grapheme', maxLength: 20 })),
    command: fc.constantFrom<string[] | undefined>(undefined, ['python', '-m', 'app']),
    args: fc.constantFrom<string[] | undefined>(undefined, [], ['--port', '8000']),
    mounts: fc.uniqueArray(fc.constantFrom('/data', '/models', '/tmp/cache')),
    rollout: fc.constantFrom(undefined, 'recreate' as const, 'rolling' as const),
    drainSeconds: fc.option(fc.nat(60), { nil: undefined }),
    moreGrace: fc.option(fc.integer({ min: 1, max: 600 }), { nil: undefined }),
    labels: fc.dictionary(fc.constantFrom('tier', 'acme.example/team', 'app.kubernetes.io/part-of'), fc.constantFrom('', 'a', 'A.b_c', 'x'.repeat(63))),
    annotations: fc.dictionary(fc.constantFrom('note', 'acme.example/owner'), fc.string({ unit: 'grapheme', maxLength: 40 })),
  });
}

type ProbeDescription = NonNullable<ServiceDescription['livenessProbe']>;

function propsOf(chart: Chart, description: ServiceDescription): HealthCheckedServiceProps {
  const { bundle, autoscaling, budget, cpu, memory, env, mounts, rollout, drainSeconds, moreGrace, startup, ports } = description;
  const { livenessProbe, readinessProbe, startupProbe } = description;
  // The first is what probes ask, over TCP.
  const served = ports.map((each, index) => index === 0 ? { ...each, protocol: undefined } : each);
  const asked = served.filter(({ protocol }) => protocol !== Protocol.UDP);
  return {
    image: description.image,
    name: description.name,
    ports: served,
    healthChecks: bundle && HealthChecks[bundle]({ port: ports[0].port }),
    livenessProbe: livenessProbe && probeOf(livenessProbe, asked, { grace: true }),
    readinessProbe: readinessProbe && probeOf(readinessProbe, asked, { successes: true }),
    startupProbe: startupProbe && probeOf(startupProbe, asked, { grace: true }),
    startupSeconds: startupProbe ? undefined : startup,
    replicas: autoscaling ? undefined : description.replicas,
    autoscaling: autoscaling && {
      minReplicas: autoscaling.minReplicas,
      maxReplicas: autoscaling.minReplicas + autoscaling.more,
      metrics: autoscaling.cpu ? [Metric.resourceCpu(MetricTarget.averageUtilization(autoscaling.cpu))] : undefined,
    },
    podDisruptionBudget: budget === undefined ? undefined : { maxUnavailable: typeof budget === 'number' ? PercentOrAbsolute.absolute(budget) : PercentOrAbsolute.percent(parseInt(budget, 10)) },
    resources: {
      cpu: { request: Cpu.millis(cpu), limit: Cpu.millis(cpu * 2) },
      memory: memory ? { request: Size.mebibytes(memory), limit: Size.mebibytes(memory) } : undefined,
    },
    env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, EnvValue.fromValue(value)])),
    command: description.command,
    args: description.args,
    volumeMounts: mounts.map((path, index) => ({ path, volume: Volume.fromEmptyDir(chart, `volume-${index}`, `volume-${index}`) })),
    rolloutStrategy: rollout && (rollout === 'recreate' ? DeploymentStrategy.recreate() : DeploymentStrategy.rollingUpdate({ maxSurge: PercentOrAbsolute.absolute(1), maxUnavailable: PercentOrAbsolute.percent(0) })),
    drainSeconds,
    terminationGracePeriodSeconds: moreGrace && moreGrace + (drainSeconds ?? 0),
    labels: description.labels,
    annotations: description.annotations,
  };
}

function probeOf(
  description: ProbeDescription,
  ports: readonly { readonly port: number; readonly name: string }[],
  options: { readonly grace?: boolean; readonly successes?: boolean },
): HealthProbe {
  const { kind, portIndex, byName, path, https, headers, service, command, timings, grace, successThreshold } = description;
  const all = {
    ...timings,
    ...options.grace && grace ? { terminationGracePeriodSeconds: grace } : {},
    ...options.successes ? { successThreshold } : {},
  };
  const asked = portIndex === undefined ? undefined : ports[portIndex % ports.length];
  const port = asked?.port;
  switch (kind) {
    case 'http': return HealthProbe.http(path, { ...all, port: byName ? asked?.name : port, scheme: https ? HttpScheme.HTTPS : undefined, httpHeaders: headers });
    case 'tcp': return HealthProbe.tcp({ ...all, port });
    case 'grpc': return HealthProbe.grpc({ ...all, port, service });
    case 'exec': return HealthProbe.exec(command, all);
  }
}
