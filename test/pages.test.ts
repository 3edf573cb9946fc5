/*
 * Every configuration of the three pages this library comes from, rebuilt and compared field for field:
 * TrueFoundry's "Liveness/Readiness Probe", Gradient's "Health Checks for Gradient Deployments", and the article on
 * health checks of FastAPI applications in Kubernetes.
 */
import { HealthChecks, HealthProbe, HttpProbe } from '../src';
import { guaranteedStartupSeconds } from '../src/timeline/startup-budget';
import { api, complaint, container, shop, written } from './service/_synth';

describe('TrueFoundry', () => {
  test('the SDK example', () => {
    const main = container({
      livenessProbe: new HealthProbe({
        config: new HttpProbe({ path: '/livez', port: 8000 }),
        initialDelaySeconds: 0,
        periodSeconds: 10,
        timeoutSeconds: 1,
        successThreshold: 1,
        failureThreshold: 3,
      }),
      readinessProbe: new HealthProbe({
        config: new HttpProbe({ path: '/readyz', port: 8000 }),
        periodSeconds: 5,
      }),
    });
    expect(main.livenessProbe).toEqual({
      httpGet: { path: '/livez', port: 8000 }, initialDelaySeconds: 0, periodSeconds: 10, timeoutSeconds: 1, successThreshold: 1, failureThreshold: 3,
    });
    expect(main.readinessProbe).toEqual({ httpGet: { path: '/readyz', port: 8000 }, periodSeconds: 5 });
  });

  // "/health on port 8080 every 5 seconds … wait for 2 seconds … 3 consecutive successful … 2 consecutive failed"
  const prose = new HealthProbe({
    config: new HttpProbe({ path: '/health', port: 8080 }), periodSeconds: 5, timeoutSeconds: 2, successThreshold: 3, failureThreshold: 2,
  });

  test('the example in prose is a readiness probe', () => {
    expect(container({ port: 8080, readinessProbe: prose }).readinessProbe).toEqual({
      httpGet: { path: '/health', port: 8080 }, periodSeconds: 5, timeoutSeconds: 2, successThreshold: 3, failureThreshold: 2,
    });
  });

  test('as a liveness probe it is refused, with the reason', () => {
    const chart = shop();
    api({ port: 8080, livenessProbe: prose }, chart);
    expect(complaint(chart)).toContain('livenessProbe.successThreshold is 3, but must be 1 for a liveness probe.');
    expect(complaint(chart)).toContain('Several successes in a row can only be asked of readiness');
  });
});

describe('Gradient', () => {
  const startupProbe = HealthProbe.http('/startup', { port: 8000, periodSeconds: 10, failureThreshold: 6 });

  test('the deployment spec', () => {
    const main = container({
      readinessProbe: HealthProbe.http('/readiness', { port: 8000, periodSeconds: 10, timeoutSeconds: 5 }),
      livenessProbe: HealthProbe.http('/liveness', { port: 8000 }),
      startupProbe,
    });
    expect(main).toMatchObject({
      readinessProbe: { httpGet: { path: '/readiness', port: 8000 }, periodSeconds: 10, timeoutSeconds: 5 },
      livenessProbe: { httpGet: { path: '/liveness', port: 8000 } },
      startupProbe: { httpGet: { path: '/startup', port: 8000 }, periodSeconds: 10, failureThreshold: 6 },
    });
  });

  test('a check without a port asks the port of the image itself', () => {
    expect(container({ port: 7860, readinessProbe: HealthProbe.http('/') }).readinessProbe).toEqual({ httpGet: { path: '/', port: 7860 } });
  });

  test('the page promises 60 seconds to start; 50 are sure', () => {
    expect(guaranteedStartupSeconds(startupProbe)).toBe(50);
    const chart = shop();
    api({ startupProbe, startupSeconds: 60 }, chart);
    expect(complaint(chart)).toContain('startupSeconds is 60, but startupProbe guarantees only 50 seconds');
  });
});

test('the FastAPI article: the whole Deployment', () => {
  const service = api({
    name: 'my-fastapi-app',
    image: 'your-docker-image',
    port: 8000,
    replicas: 3,
    labels: { app: 'fastapi' },
    livenessProbe: HealthProbe.http('/health', { port: 8000, initialDelaySeconds: 15, periodSeconds: 20, timeoutSeconds: 5, failureThreshold: 3 }),
    readinessProbe: HealthProbe.http('/ready', { port: 8000, initialDelaySeconds: 5, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 }),
  });
  const { Deployment } = written(service);
  // The selector is the one thing that is ours: two labels nobody adds by accident.
  expect(Deployment).toMatchObject({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'my-fastapi-app' },
    spec: {
      replicas: 3,
      selector: { matchLabels: { 'app.kubernetes.io/name': 'my-fastapi-app', 'app.kubernetes.io/instance': 'my-fastapi-app' } },
      template: { metadata: { labels: { app: 'fastapi' } } },
    },
  });
  const [main] = Deployment.spec.template.spec.containers;
  expect(main).toMatchObject({ image: 'your-docker-image', ports: [{ containerPort: 8000 }] });
  expect(main.livenessProbe).toEqual({ httpGet: { path: '/health', port: 8000 }, initialDelaySeconds: 15, periodSeconds: 20, timeoutSeconds: 5, failureThreshold: 3 });
  expect(main.readinessProbe).toEqual({ httpGet: { path: '/ready', port: 8000 }, initialDelaySeconds: 5, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 });
});

test('the bundle for FastAPI asks what the TrueFoundry page\'s app answers', () => {
  expect(container({ port: undefined, healthChecks: HealthChecks.fastApi() })).toMatchObject({
    ports: [{ containerPort: 8000 }], livenessProbe: { httpGet: { path: '/livez', port: 8000 } }, readinessProbe: { httpGet: { path: '/readyz', port: 8000 } },
  });
});
