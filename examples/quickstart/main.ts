import { App, Chart } from 'cdk8s';
import { HealthCheckedService, HealthProbe, HttpProbe } from 'cdk8s-health-checks';

const app = new App();
app.node.setContext('kubernetesVersion', '1.30-1.37'); // what your clusters run
const chart = new Chart(app, 'shop', { namespace: 'shop' });

new HealthCheckedService(chart, 'api', {
  image: 'ghcr.io/acme/api:1.4.2',
  port: 8000,
  startupSeconds: 75, // the slowest start the app may have
  livenessProbe: new HealthProbe({
    config: new HttpProbe({ path: '/livez', port: 8000 }),
    periodSeconds: 10,
    timeoutSeconds: 2,
    failureThreshold: 3,
  }),
  readinessProbe: HealthProbe.http('/readyz', { periodSeconds: 5, timeoutSeconds: 2 }), // port: the service's own
});

app.synth();
