import { ApiObject, App, Chart, JsonPatch } from 'cdk8s';
import { Capability, Deployment, k8s, SeccompProfileType } from 'cdk8s-plus-28';
import { HealthChecks, HealthProbe } from 'cdk8s-health-checks';

const app = new App();
const chart = new Chart(app, 'shop', { namespace: 'shop', disableResourceNameHashes: true });

// On a Deployment of cdk8s-plus: its own Probe knows no gRPC, so ours goes in as a patch.
const catalog = new Deployment(chart, 'catalog', {
  containers: [{
    image: 'ghcr.io/acme/catalog:3.0.1',
    ports: [{ number: 50051, name: 'grpc' }],
    resources: {},
    securityContext: {
      capabilities: { drop: [Capability.ALL] },
      seccompProfile: { type: SeccompProfileType.RUNTIME_DEFAULT },
    },
  }],
});
ApiObject.of(catalog).addJsonPatch(
  JsonPatch.add('/spec/template/spec/containers/0/readinessProbe', HealthProbe.grpc({ port: 50051, periodSeconds: 5, timeoutSeconds: 2 }).toKube()),
);

// On a generated (L1) construct: PostgreSQL, with the probes of the catalogue.
const { livenessProbe, readinessProbe } = HealthChecks.postgres({ user: 'shop', database: 'shop' });
const labels = { 'app.kubernetes.io/name': 'shop-db' };
new k8s.KubeStatefulSet(chart, 'db', {
  spec: {
    serviceName: 'shop-db',
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: {
        securityContext: { runAsNonRoot: true, runAsUser: 999, fsGroup: 999, seccompProfile: { type: 'RuntimeDefault' } },
        containers: [{
          name: 'postgres',
          image: 'postgres:17.2',
          ports: [{ name: 'postgres', containerPort: 5432 }],
          env: [
            { name: 'POSTGRES_USER', value: 'shop' },
            { name: 'POSTGRES_PASSWORD', valueFrom: { secretKeyRef: { name: 'shop-db', key: 'password' } } },
          ],
          livenessProbe: livenessProbe!.toKube(),
          readinessProbe: readinessProbe!.toKube(),
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
        }],
      },
    },
  },
});

app.synth();
