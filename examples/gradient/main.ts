import { ApiObject, App, Chart, JsonPatch } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { GradientSpec } from 'cdk8s-health-checks';

const app = new App();
const chart = new Chart(app, 'app', { namespace: 'app' });

const imported = new GradientSpec(chart, 'imported', { path: 'fastapi-template-app.yaml' });

// What has no counterpart in Kubernetes.
for (const { file, line, message, fix } of imported.findings) console.error(`${file}:${line} ${message}. ${fix}.`);

const { deployment } = imported.service('my-fastapi-app');
// Liveness asks what readiness asks, as on the platform.
deployment.metadata.addAnnotation('cdk8s-health-checks/acknowledge.liveness-impatient', 'the app has no endpoint for liveness alone yet');

// A C5 machine has no counterpart, but what the app gets of it can be said; the autoscaler goes by a share of it.
ApiObject.of(deployment).addJsonPatch(
  JsonPatch.add('/spec/template/spec/containers/0/resources', { requests: { cpu: k8s.Quantity.fromString('2'), memory: k8s.Quantity.fromString('4Gi') } }),
);

app.synth();
