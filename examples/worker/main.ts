import { App, Chart } from 'cdk8s';
import { EnvValue, Secret } from 'cdk8s-plus-28';
import { HealthCheckedService, HealthProbe } from 'cdk8s-health-checks';

const app = new App();
const chart = new Chart(app, 'shop', { namespace: 'shop' });

// No port, so no Service and no readiness: nobody sends it requests, and a queue keeps what it has not taken.
new HealthCheckedService(chart, 'mailer', {
  image: 'ghcr.io/acme/mailer:2.0.0',
  command: ['celery', '--app', 'mailer', 'worker'],
  env: { QUEUE_URL: EnvValue.fromSecretValue({ secret: Secret.fromSecretName(chart, 'queue', 'queue'), key: 'url' }) },

  // The worker touches a file between two tasks; one that is older than two minutes is that of a worker that hangs.
  startupSeconds: 60,
  livenessProbe: HealthProbe.exec(['sh', '-c', 'test -n "$(find /tmp/alive -mmin -2)"'], {
    periodSeconds: 30,
    timeoutSeconds: 5,
    terminationGracePeriodSeconds: 30, // what hangs ends nothing
  }),

  // A task that has begun may end.
  terminationGracePeriodSeconds: 120,
});

app.synth();
