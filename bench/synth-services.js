// One measurement, in a process of its own: synthesizes N services, by this library or by hand with cdk8s-plus-28.
// Usage: node synth-services.js ours|twin N OUTDIR      prints { cpuSeconds, wallSeconds, peakMegabytes }
const { App, Chart, Duration } = require('cdk8s');
const kplus = require('cdk8s-plus-28');

const [, , which, count, outdir] = process.argv;
const app = new App({ outdir });
const chart = new Chart(app, 'shop', { namespace: 'shop' });
const make = which === 'ours' ? ours() : twin();
for (let i = 0; i < Number(count); i++) make(`service-${i}`);
app.synth();

const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
console.log(JSON.stringify({ cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, wallSeconds: process.uptime(), peakMegabytes: maxRSS / 1024 }));

function ours() {
  const { HealthCheckedService, HealthProbe } = require('cdk8s-health-checks');
  return id => new HealthCheckedService(chart, id, {
    image: `ghcr.io/acme/${id}:1.4.2`,
    port: 8000,
    livenessProbe: HealthProbe.http('/livez', { periodSeconds: 10, timeoutSeconds: 2, failureThreshold: 3 }),
    readinessProbe: HealthProbe.http('/readyz', { periodSeconds: 5, timeoutSeconds: 2, failureThreshold: 3 }),
    startupProbe: HealthProbe.http('/startupz', { periodSeconds: 5, timeoutSeconds: 2, failureThreshold: 16 }),
  });
}

// The same documents, as a careful user of cdk8s-plus-28 would write them, with the defaults that it writes out.
function twin() {
  const probe = (path, period, failures) => kplus.Probe.fromHttpGet(path, {
    port: 8000, periodSeconds: Duration.seconds(period), timeoutSeconds: Duration.seconds(2), failureThreshold: failures,
  });
  return id => {
    const name = `shop-${id}`;
    const labels = { 'app.kubernetes.io/name': name, 'app.kubernetes.io/instance': name };
    const scope = new (require('constructs').Construct)(chart, id);
    const deployment = new kplus.Deployment(scope, 'Deployment', {
      metadata: { name, labels },
      podMetadata: { labels },
      select: false,
      replicas: 2,
      strategy: kplus.DeploymentStrategy.rollingUpdate({
        maxSurge: kplus.PercentOrAbsolute.percent(25), maxUnavailable: kplus.PercentOrAbsolute.absolute(0),
      }),
      containers: [{
        name: 'main',
        image: `ghcr.io/acme/${id}:1.4.2`,
        imagePullPolicy: kplus.ImagePullPolicy.IF_NOT_PRESENT,
        ports: [{ number: 8000 }],
        resources: {},
        securityContext: {
          readOnlyRootFilesystem: false,
          capabilities: { drop: [kplus.Capability.ALL] },
          seccompProfile: { type: kplus.SeccompProfileType.RUNTIME_DEFAULT },
        },
        liveness: probe('/livez', 10, 3),
        readiness: probe('/readyz', 5, 3),
        startup: probe('/startupz', 5, 16),
      }],
    });
    deployment.select(kplus.LabelSelector.of({ labels }));
    const service = new kplus.Service(scope, 'Service', { metadata: { name, labels }, ports: [{ port: 8000, targetPort: 8000 }] });
    for (const [label, value] of Object.entries(labels)) service.selectLabel(label, value);
  };
}
