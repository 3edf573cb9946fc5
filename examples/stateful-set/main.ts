import { App, Chart, Size } from 'cdk8s';
import {
  Capability, Cpu, EnvValue, PersistentVolumeAccessMode, PersistentVolumeClaim, SeccompProfileType, Secret, Service, StatefulSet, Volume,
} from 'cdk8s-plus-34';
import { ContainerHealth, HealthProbe } from 'cdk8s-health-checks';

const app = new App();
const chart = new Chart(app, 'shop', { namespace: 'shop' });

// Each pod has a claim of its own, made from the template below; the volume stands for it in the container.
const data = Volume.fromPersistentVolumeClaim(chart, 'volume', PersistentVolumeClaim.fromClaimName(chart, 'claim', 'data'), { name: 'data' });
const password = Secret.fromSecretName(chart, 'password', 'db');

const db = new StatefulSet(chart, 'db', {
  metadata: { name: 'db' },
  replicas: 1,
  service: new Service(chart, 'service', { metadata: { name: 'db' }, clusterIP: 'None', publishNotReadyAddresses: true, ports: [{ port: 5432 }] }),
  containers: [{
    name: 'db',
    image: 'postgres:17.2',
    ports: [{ number: 5432 }],
    envVariables: {
      PGDATA: EnvValue.fromValue('/data/pgdata'),
      POSTGRES_PASSWORD: EnvValue.fromSecretValue({ secret: password, key: 'password' }),
    },
    resources: { cpu: { request: Cpu.millis(500) }, memory: { request: Size.gibibytes(1), limit: Size.gibibytes(1) } },
    securityContext: {
      user: 999,
      group: 999,
      readOnlyRootFilesystem: false, // the socket is in /var/run
      capabilities: { drop: [Capability.ALL] },
      seccompProfile: { type: SeccompProfileType.RUNTIME_DEFAULT },
    },
    volumeMounts: [{ path: '/data', volume: data }],
  }],
  volumeClaimTemplates: [{ name: 'data', accessModes: [PersistentVolumeAccessMode.READ_WRITE_ONCE], storage: Size.gibibytes(20) }],
  securityContext: { fsGroup: 999 },
});

const ready = HealthProbe.exec(['pg_isready', '-h', '127.0.0.1'], { timeoutSeconds: 3 });

// After a crash it replays its log, for up to ten minutes. Liveness by TCP: a database that is busy still listens.
ContainerHealth.of(db, { container: 'db' }).set({
  startupProbe: HealthProbe.startup(600, ready),
  readinessProbe: ready,
  livenessProbe: HealthProbe.tcp({ periodSeconds: 20, timeoutSeconds: 3, failureThreshold: 6 }),
});

app.synth();
