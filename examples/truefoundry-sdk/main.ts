import { App, Chart } from 'cdk8s';
import { HealthCheckedService, HealthProbe, HttpProbe } from 'cdk8s-health-checks';

// The twin of examples/truefoundry-python.
const app = new App();
const chart = new Chart(app, 'shop', { namespace: 'shop' });

new HealthCheckedService(chart, 'api', {
  image: 'ghcr.io/acme/api:1.4.2',
  port: 8000,
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

app.synth();
