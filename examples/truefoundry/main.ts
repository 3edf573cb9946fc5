import { App, Chart } from 'cdk8s';
import { TrueFoundryManifest } from 'cdk8s-health-checks';

const app = new App();
const chart = new Chart(app, 'mcp', { namespace: 'mcp' });

const imported = new TrueFoundryManifest(chart, 'imported', {
  path: 'sample-oauth-mcp.yaml',
  // The platform would build it from the sources.
  image: 'ghcr.io/acme/sample-oauth-mcp:1.0.0',
});

// What has no counterpart in Kubernetes.
for (const { file, line, message, fix } of imported.findings) console.error(`${file}:${line} ${message}. ${fix}.`);

// Liveness asks what readiness asks, as on the platform.
imported.service('sample-oauth-mcp-server').deployment.metadata
  .addAnnotation('cdk8s-health-checks/acknowledge.liveness-impatient', 'the app has no endpoint for liveness alone yet');

app.synth();
