// Checks what .ci/app/main.ts wrote. Usage: node check.js shop.k8s.yaml
const assert = require('node:assert');
const { readFileSync } = require('node:fs');
const { Yaml } = require('cdk8s');

const objects = Yaml.load(process.argv[2]);
const container = (kind, name) => objects.find(object => object.kind === kind && object.metadata.name === name).spec.template.spec.containers[0];
const { livenessProbe, readinessProbe, startupProbe } = container('StatefulSet', 'db');
assert.deepEqual({ livenessProbe, readinessProbe, startupProbe }, {
  livenessProbe: { tcpSocket: { port: 5432 } },
  readinessProbe: { exec: { command: ['pg_isready', '-h', '127.0.0.1'] }, timeoutSeconds: 3 },
  startupProbe: { tcpSocket: { port: 5432 }, periodSeconds: 5, failureThreshold: 25 },
});
assert.deepEqual(container('Deployment', 'web').readinessProbe, { httpGet: { path: '/', port: 80 } });
assert.equal(container('Deployment', 'shop-api').startupProbe.failureThreshold, 16);
assert.ok(!readFileSync(process.argv[2], 'utf8').includes('null'));
