/* The validation plugin, run by the real cdk8s-cli. */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { HealthChecksValidation } from '../../src';

const root = path.join(__dirname, '..', '..');
// Inside the package, so that the program finds cdk8s.
const folder = path.join(root, '.samples-plugin');

beforeAll(() => {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder);
  fs.writeFileSync(path.join(folder, 'main.js'), `
    const { ApiObject, App, Chart } = require('cdk8s');
    const app = new App();
    const chart = new Chart(app, 'shop');
    const probe = { httpGet: { port: 80 }, timeoutSeconds: 2 };
    const deployment = (id, name, livenessProbe) => new ApiObject(chart, id, {
      apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name },
      spec: { selector: { matchLabels: { app: id } }, template: { metadata: { labels: { app: id } }, spec: { containers: [
        { name: 'main', image: 'a:1', startupProbe: { ...probe, failureThreshold: 30 }, livenessProbe },
      ] } } },
    });
    deployment('impatient', 'impatient', { ...probe, failureThreshold: 1 });
    deployment('shared', 'api', { ...probe, failureThreshold: 1 });
    new ApiObject(chart, 'config', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'api' } });
    if (process.env.REFUSED) deployment('refused', 'refused', { ...probe, successThreshold: 2 });
    app.synth();
  `);
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

function synth(properties: object, env: object = {}): { readonly status: number | null; readonly output: string } {
  const config = { app: 'node main.js', validations: [{ package: root, class: 'HealthChecksValidation', version: '0.0.0', properties }] };
  return run(JSON.stringify(config), env);
}

function run(config: string, env: object = {}): { readonly status: number | null; readonly output: string } {
  fs.writeFileSync(path.join(folder, 'cdk8s.yaml'), config);
  const cli = path.join(root, 'node_modules', 'cdk8s-cli', 'bin', 'cdk8s');
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'synth', '--check-upgrade=false'], { cwd: folder, encoding: 'utf8', env: { ...process.env, ...env, NO_COLOR: '1' } });
  // eslint-disable-next-line no-control-regex
  return { status, output: (stdout + stderr).replace(/\u001b\[\d+m/g, '').replaceAll(root, '') };
}

test('warnings are shown, with the construct they come from, and do not fail', () => {
  const { status, output } = synth({});
  expect(status).toBe(0);
  expect(output).toContain('liveness-single-failure (warning) (2 occurrences)');
  expect(output).toContain('Construct Path: shop/impatient\n');
  expect(output).toContain('> spec.template.spec.containers[0].livenessProbe.failureThreshold: one answer that takes longer than 2 s restarts container main');
  expect(output).toContain('How to fix: Set failureThreshold: 3');
  // A ConfigMap has the same name: no path, rather than a wrong one.
  expect(output).toContain('Construct Path: N/A\n    - Manifest Path: dist/shop.k8s.yaml\n    - Resource Name: api (Deployment)');
});

test('it is loaded as the page shows it', () => {
  const [, shown] = /<!-- cdk8s.yaml -->\n```yaml\n(.*?)```/s.exec(fs.readFileSync(path.join(root, 'docs', 'advice.md'), 'utf8'))!;
  fs.mkdirSync(path.join(folder, 'node_modules'), { recursive: true });
  fs.symlinkSync(root, path.join(folder, 'node_modules', 'cdk8s-health-checks'), 'dir');
  const { status, output } = run(`app: node main.js\n${shown}`);
  expect(status).toBe(2); // failOn is warning there
  expect(output).toContain('liveness-single-failure (warning) (2 occurrences)');
});

test('they fail where that is asked for, and what the API server would refuse always does', () => {
  expect(synth({ failOn: 'warning' }).status).toBe(2);
  const { status, output } = synth({}, { REFUSED: '1' });
  expect(status).toBe(2);
  expect(output).toContain('livenessProbe.successThreshold is 2, but must be 1');
});

test('properties that make no sense are refused', () => {
  expect(() => new HealthChecksValidation({ failon: 'error' })).toThrow('cdk8s.yaml, properties of HealthChecksValidation: failon is unknown; known are failOn and kubernetesVersion');
  expect(() => new HealthChecksValidation({ failOn: 'all', kubernetesVersion: 1.99 })).toThrow('failOn is "all", but must be error, warning or info; kubernetesVersion is 1.99, but must be');
  expect(() => new HealthChecksValidation(undefined)).not.toThrow();
});
