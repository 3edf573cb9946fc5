import { App } from 'cdk8s';
import { HealthChecks } from '../../src';
import { guaranteedStartupSeconds } from '../../src/timeline/startup-budget';
import { container, shop, api } from '../service/_synth';

const CATALOGUE: { readonly [server: string]: HealthChecks } = {
  fastApi: HealthChecks.fastApi(),
  vllm: HealthChecks.vllm(),
  textGenerationInference: HealthChecks.textGenerationInference(),
  triton: HealthChecks.triton(),
  sglang: HealthChecks.sglang(),
  ollama: HealthChecks.ollama(),
  springBoot: HealthChecks.springBoot(),
  postgres: HealthChecks.postgres(),
  redis: HealthChecks.redis(),
  rabbitMq: HealthChecks.rabbitMq(),
};

test('every server of the catalogue is tested here', () => {
  const factories = Object.getOwnPropertyNames(HealthChecks).filter(name => typeof (HealthChecks as any)[name] === 'function');
  expect(Object.keys(CATALOGUE).sort()).toEqual(factories.sort());
});

test.each(Object.entries(CATALOGUE))('%s: what is written', (_, healthChecks) => {
  const { ports, livenessProbe, readinessProbe, startupProbe, env } = container({ port: undefined, healthChecks });
  expect({ ports, livenessProbe, readinessProbe, startupProbe, env }).toMatchSnapshot();
});

test.each(Object.entries(CATALOGUE))('%s: is accepted with a start of its own', (_, healthChecks) => {
  const chart = shop();
  const service = api({ port: undefined, healthChecks, startupSeconds: 400 }, chart);
  expect(() => App.of(chart).synthYaml()).not.toThrow();
  expect(service.service).toBeDefined();
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

test('a bundle of one\'s own works like those of the catalogue', () => {
  const bundle = new HealthChecks({ port: 4000, livenessProbe: HealthChecks.fastApi().livenessProbe });
  expect(container({ port: undefined, healthChecks: bundle })).toMatchObject({ ports: [{ containerPort: 4000 }], livenessProbe: { httpGet: { path: '/livez', port: 4000 } } });
});
