import * as fs from 'node:fs';
import * as path from 'node:path';
import { App } from 'cdk8s';
import { HealthAdvice, HealthChecks, HealthProbe, Severity } from '../../src';
import { guaranteedStartupSeconds } from '../../src/timeline/startup-budget';
import { container, shop, api } from '../service/_synth';

const CATALOGUE: { readonly [server: string]: HealthChecks } = {
  fastApi: HealthChecks.fastApi(),
  vllm: HealthChecks.vllm(),
  textGenerationInference: HealthChecks.textGenerationInference(),
  triton: HealthChecks.triton(),
  kserve: HealthChecks.kserve(),
  kserveV1: HealthChecks.kserveV1('churn'),
  mlserver: HealthChecks.mlserver(),
  torchServe: HealthChecks.torchServe(),
  tensorflowServing: HealthChecks.tensorflowServing('half_plus_two'),
  sglang: HealthChecks.sglang(),
  ollama: HealthChecks.ollama(),
  nim: HealthChecks.nim(),
  bentoMl: HealthChecks.bentoMl(),
  rayServe: HealthChecks.rayServe(),
  mlflow: HealthChecks.mlflow(),
  springBoot: HealthChecks.springBoot(),
  quarkus: HealthChecks.quarkus(),
  micronaut: HealthChecks.micronaut(),
  aspNetCore: HealthChecks.aspNetCore(),
  rails: HealthChecks.rails(),
  laravel: HealthChecks.laravel(),
  nestJs: HealthChecks.nestJs(),
  fiber: HealthChecks.fiber(),
  grpc: HealthChecks.grpc({ readinessService: 'shop.Orders' }),
  postgres: HealthChecks.postgres(),
  redis: HealthChecks.redis(),
  rabbitMq: HealthChecks.rabbitMq(),
  kafka: HealthChecks.kafka(),
  nginx: HealthChecks.nginx(),
  envoy: HealthChecks.envoy({ adminPort: 9901 }),
};

/** The port of a service whose server has none of its own. */
const portOf = (healthChecks: HealthChecks) => healthChecks.port === undefined ? 9901 : undefined;

test('every server of the catalogue is tested here', () => {
  const factories = Object.getOwnPropertyNames(HealthChecks).filter(name => typeof (HealthChecks as any)[name] === 'function');
  expect(Object.keys(CATALOGUE).sort()).toEqual(factories.sort());
});

test.each(Object.entries(CATALOGUE))('%s: what is written', (_, healthChecks) => {
  const { ports, livenessProbe, readinessProbe, startupProbe, env } = container({ port: portOf(healthChecks), healthChecks });
  expect({ ports, livenessProbe, readinessProbe, startupProbe, env }).toMatchSnapshot();
});

test.each(Object.entries(CATALOGUE))('%s: is accepted with a start of its own', (_, healthChecks) => {
  const chart = shop();
  const service = api({ port: portOf(healthChecks), healthChecks, startupSeconds: 400 }, chart);
  expect(() => App.of(chart).synthYaml()).not.toThrow();
  expect(service.service).toBeDefined();
});

test.each(Object.entries(CATALOGUE))('%s: no advice weighs as much as a warning', (_, healthChecks) => {
  const chart = shop();
  // A database is one pod; so are these.
  api({ port: portOf(healthChecks), healthChecks, replicas: 1 }, chart);
  const { findings } = HealthAdvice.of(chart);
  expect(findings.filter(({ severity }) => severity === Severity.WARNING).map(({ rule, message }) => `${rule}: ${message}`)).toEqual([]);
  expect(findings.map(({ rule }) => rule)).not.toContain('probe-timeout');
});

test.each(Object.entries(CATALOGUE))('%s: no advice is given against it with a start of its own', (_, healthChecks) => {
  const chart = shop();
  const props = { port: portOf(healthChecks), healthChecks, replicas: 1, drainSeconds: 5 };
  api({ ...props, startupSeconds: 400 }, chart);
  expect(HealthAdvice.of(chart).findings.map(({ rule }) => rule).filter(rule => rule !== 'single-replica')).toEqual([]);
});

test('docs/health-checks.md has a row for each, and no others', () => {
  const page = fs.readFileSync(path.join(__dirname, '..', '..', 'docs', 'health-checks.md'), 'utf8');
  expect([...page.matchAll(/^\| `(\w+)\(/gm)].map(([, name]) => name)).toEqual(Object.keys(CATALOGUE));
});

describe('traps of the servers', () => {
  test('SGLang\'s check sleeps a second, so that it needs longer than Kubernetes\' default to answer', () => {
    const { livenessProbe, readinessProbe, startupProbe } = HealthChecks.sglang();
    for (const probe of [livenessProbe, readinessProbe, startupProbe]) expect(probe!.timeoutSeconds).toBeGreaterThan(1);
  });

  test('TGI\'s constant endpoints are not asked', () => {
    expect(JSON.stringify(HealthChecks.textGenerationInference().readinessProbe!.toJson({ port: 80 }))).not.toContain('/v2/health');
  });

  test('RabbitMQ has no liveness probe', () => {
    expect(HealthChecks.rabbitMq().livenessProbe).toBeUndefined();
  });

  test('Ollama is told to listen where the kubelet can reach it', () => {
    expect(HealthChecks.ollama().env).toEqual({ OLLAMA_HOST: '0.0.0.0' });
  });

  test('vLLM\'s startup probe guarantees what its doc comment says', () => {
    expect(guaranteedStartupSeconds(HealthChecks.vllm().startupProbe!)).toBe(604);
    expect(guaranteedStartupSeconds(HealthChecks.triton().startupProbe!)).toBe(290);
    expect(guaranteedStartupSeconds(HealthChecks.springBoot().startupProbe!)).toBe(290);
  });

  test('redis-cli gives up before the probe does', () => {
    for (const probe of [HealthChecks.redis().livenessProbe!, HealthChecks.redis().readinessProbe!]) {
      const [, seconds] = /timeout (\d+) /.exec(probe.toJson().exec.command[2])!;
      expect(Number(seconds)).toBeLessThan(probe.timeoutSeconds);
    }
  });
});

test.each([
  ['a model without a name', () => HealthChecks.kserveV1(undefined as never), 'HealthChecks.kserveV1 is given the model missing, but must be given the name'],
  ['a model that is a path', () => HealthChecks.tensorflowServing('..'), 'HealthChecks.tensorflowServing is given the model "..", but must'],
  ['half a character', () => HealthChecks.kserveV1('\ud800'), 'but must be given the name'],
])('%s is refused', (_, make, message) => {
  expect(make).toThrow(message);
});

test('a port that is none is refused, whatever port the service has, and runs no command', () => {
  const healthChecks = HealthChecks.redis({ port: '6379 ping; true' as never });
  expect(healthChecks.livenessProbe!.toJson().exec.command[2]).toContain("-p '6379 ping; true' ping");
  const chart = shop();
  api({ port: 6379, healthChecks }, chart);
  expect(() => App.of(chart).synthYaml()).toThrow('healthChecks.port is "6379 ping; true", but must be');
});

test('a database keeps its name, whatever that is', () => {
  expect(HealthChecks.postgres({ database: "a host='x" }).livenessProbe!.toJson().exec.command).toContain("dbname='a host=\\'x'");
});

test('Ollama listens on the port it is asked on', () => {
  expect(HealthChecks.ollama({ port: 8080 })).toMatchObject({ port: 8080, env: { OLLAMA_HOST: '0.0.0.0:8080' } });
});

test('a port of its own is asked, paths may be replaced', () => {
  const ports = [{ port: 8080 }, { port: 8081, exposed: false }];
  const management = container({ port: undefined, ports, healthChecks: HealthChecks.springBoot({ port: 8081 }) });
  expect(management.livenessProbe.httpGet).toEqual({ path: '/actuator/health/liveness', port: 8081 });
  expect(container({ healthChecks: HealthChecks.fastApi({ livenessPath: '/health', readinessPath: '/ready' }) })).toMatchObject({
    livenessProbe: { httpGet: { path: '/health' } }, readinessProbe: { httpGet: { path: '/ready' } },
  });
  expect(HealthChecks.postgres({ user: 'shop', database: 'orders' }).livenessProbe!.toJson().exec.command).toEqual(
    ['pg_isready', '-U', 'shop', '-d', 'dbname=orders', '-h', '127.0.0.1', '-p', '5432'],
  );
});

describe('the delays of a bundle', () => {
  const healthChecks = HealthChecks.nginx();
  const delays = (props: object) => {
    const { livenessProbe, readinessProbe, startupProbe } = container({ port: undefined, ...props });
    return [livenessProbe, readinessProbe, startupProbe].map(probe => probe?.initialDelaySeconds);
  };

  test('stay without a startup probe', () => expect(delays({ healthChecks })).toEqual([30, 5, undefined]));

  test.each([
    ['made from startupSeconds', { healthChecks, startupSeconds: 60 }, [undefined, undefined, undefined]],
    ['of one\'s own', { healthChecks, startupProbe: HealthProbe.tcp({ failureThreshold: 30 }) }, [undefined, undefined, undefined]],
    ['of the bundle, which keeps its own', { healthChecks: HealthChecks.vllm() }, [undefined, undefined, 15]],
    ['of the bundle, made to fit', { healthChecks: HealthChecks.vllm(), startupSeconds: 1200 }, [undefined, undefined, 15]],
  ])('are left out beside a startup probe %s', (_, props, expected) => expect(delays(props)).toEqual(expected));

  test('are no matter for probes of one\'s own', () => {
    const readinessProbe = HealthProbe.http('/ready', { initialDelaySeconds: 7 });
    expect(delays({ healthChecks, startupSeconds: 60, readinessProbe })).toEqual([undefined, 7, undefined]);
  });
});

test('a bundle of one\'s own works like those of the catalogue', () => {
  const bundle = new HealthChecks({ port: 4000, livenessProbe: HealthChecks.fastApi().livenessProbe });
  expect(container({ port: undefined, healthChecks: bundle })).toMatchObject({ ports: [{ containerPort: 4000 }], livenessProbe: { httpGet: { path: '/livez', port: 4000 } } });
});
