import { App, Chart, Size } from 'cdk8s';
import { Cpu, EnvValue } from 'cdk8s-plus-28';
import { HealthCheckedService, HealthProbe } from 'cdk8s-health-checks';

const app = new App();
const chart = new Chart(app, 'fastapi', { namespace: 'models' });

new HealthCheckedService(chart, 'app', {
  name: 'sentiment',
  image: 'ghcr.io/acme/sentiment:2.1.0',
  ports: [{ port: 8000, name: 'http', appProtocol: 'http', servicePort: 80 }],

  // /livez answers as long as the event loop turns; a lost database is no reason to restart.
  livenessProbe: HealthProbe.http('/livez', { periodSeconds: 10, timeoutSeconds: 2, failureThreshold: 3 }),
  // /readyz also asks for the model and the dependencies; without them no traffic should come.
  readinessProbe: HealthProbe.http('/readyz', { periodSeconds: 5, timeoutSeconds: 2, failureThreshold: 2 }),
  // /startupz turns green once the model is loaded. 37 attempts guarantee (37 - 1) x 5 = 180 seconds.
  startupProbe: HealthProbe.http('/startupz', { periodSeconds: 5, timeoutSeconds: 2, failureThreshold: 37 }),
  startupSeconds: 180,

  env: { MODEL_LOAD_SECONDS: EnvValue.fromValue('45') },
  resources: {
    cpu: { request: Cpu.millis(500) },
    memory: { request: Size.gibibytes(1), limit: Size.gibibytes(2) },
  },
  autoscaling: { minReplicas: 2, maxReplicas: 6 },
  podDisruptionBudget: {},
  // Requests that are under way when a pod ends are served to the end; the image has a `sleep`.
  drainSeconds: 10,
  labels: { 'app.kubernetes.io/part-of': 'reviews' },
});

app.synth();
