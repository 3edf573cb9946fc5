// Used by .ci/run in apps with several versions of cdk8s-plus: PLUS stands for one of them.
import { App, Chart } from 'cdk8s';
import { ContainerHealth, HealthAdvice, HealthCheckedService, HealthProbe, ProbeTimeline } from 'cdk8s-health-checks';
import { Cpu, EnvValue } from 'cdk8s-plus-28';
import * as kplus from 'PLUS';

const app = new App();
const chart = new Chart(app, 'shop', { namespace: 'shop' });

const api = new HealthCheckedService(chart, 'api', {
  image: 'ghcr.io/acme/api:1.4.2',
  port: 8000,
  startupSeconds: 75,
  env: { MODE: EnvValue.fromValue('prod') },
  resources: { cpu: { request: Cpu.millis(100) } },
  livenessProbe: HealthProbe.http('/livez', { timeoutSeconds: 2 }),
});
if (ProbeTimeline.of(api).play({ startsAfterSeconds: 60 }).isEverKilled) throw new Error('A start of 60 seconds is killed.');

const db = new kplus.StatefulSet(chart, 'db', {
  metadata: { name: 'db' },
  service: new kplus.Service(chart, 'db-service', { metadata: { name: 'db' }, clusterIP: 'None', ports: [{ port: 5432 }] }),
  containers: [{ name: 'db', image: 'postgres:17.2', portNumber: 5432, resources: {} }],
});
ContainerHealth.of(db, { container: 'db' }).set({
  startupSeconds: 120,
  livenessProbe: HealthProbe.tcp(),
  readinessProbe: HealthProbe.exec(['pg_isready', '-h', '127.0.0.1'], { timeoutSeconds: 3 }),
});

const web = new kplus.Deployment(chart, 'web', { metadata: { name: 'web' }, containers: [{ image: 'nginx:1.27', ports: [{ number: 80 }], resources: {} }] });
// What is asked for beyond the API server's rules is refused at synth.
ContainerHealth.of(web).set({ readinessProbe: HealthProbe.http('/', process.env.BREAK ? { successThreshold: 0 } : {}) });

for (const { severity, message } of HealthAdvice.of(app).findings) if (severity === 'error') throw new Error(message);
app.synth();
