import { ApiObject, App, Chart, JsonPatch } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { GradientSpec } from 'cdk8s-health-checks';

const app = new App();
const chart = new Chart(app, 'app', { namespace: 'app' });

const imported = new GradientSpec(chart, 'imported', { path: 'fastapi-template-app.yaml' });

// What has no counterpart in Kubernetes.
for (const { file, line, message, fix } of imported.findings) console.error(`${file}:${line} ${message}. ${fix}.`);

// A C5 machine has no counterpart, but what the app gets of it can be said; the autoscaler goes by a share of it.
ApiObject.of(imported.service('my-fastapi-app')).addJsonPatch(
  JsonPatch.add('/spec/template/spec/containers/0/resources', { requests: { cpu: k8s.Quantity.fromString('2'), memory: k8s.Quantity.fromString('4Gi') } }),
);

app.synth();
