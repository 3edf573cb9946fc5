/* `check` as a user runs it. */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const root = path.join(__dirname, '..', '..');
const main = path.join(root, 'lib', 'cli', 'main.js');

let folder: string;
beforeAll(() => { folder = fs.mkdtempSync(path.join(os.tmpdir(), 'check-')); });
afterAll(() => fs.rmSync(folder, { recursive: true }));

function run(args: readonly string[], input = ''): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  return spawnSync(process.execPath, [main, 'check', ...args], { encoding: 'utf8', input, cwd: folder, env: { ...process.env, CI: 'true' } });
}

const SHOP = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
  namespace: shop
spec:
  selector: { matchLabels: { app: api } }
  template:
    metadata: { labels: { app: api } }
    spec:
      containers:
        - name: main
          image: vllm/vllm-openai:v0.11.0
          ports: [{ containerPort: 8000 }]
          livenessProbe:
            httpGet: { path: /health, port: 8000 }
          readinessProbe:
            httpGet: { path: /health, port: 8000 }
---
apiVersion: v1
kind: Service
metadata: { name: api, namespace: shop }
spec:
  selector: { app: api }
  ports: [{ port: 80, targetPort: 8000 }]
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: worker }
spec:
  selector: { matchLabels: { app: worker } }
  template:
    metadata: { labels: { app: worker } }
    spec:
      containers:
        - name: main
          image: a:1
          livenessProbe: { tcpSocket: { port: 80 }, successThreshold: 2, successThreshold: 3 }
`;

test('text: what is refused, what will hurt, and what is good to know', () => {
  const { status, stdout, stderr } = run(['-'], SHOP);
  expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
  expect(stdout).toMatchSnapshot();
});

test('json: findings with their places, and how many there are', () => {
  const { stdout } = run(['-', '--format', 'json', '--only', 'liveness-without-startup,field-duplicate'], SHOP);
  expect(JSON.parse(stdout)).toMatchSnapshot();
});

test('sarif and annotations of pull requests have the same', () => {
  fs.writeFileSync(path.join(folder, 'shop 1.yaml'), SHOP);
  const sarif = JSON.parse(run(['shop 1.yaml', '--format', 'sarif', '--only', 'liveness-impatient']).stdout) as { readonly runs: { readonly results: unknown[] }[] };
  expect(sarif.runs[0].results).toMatchSnapshot();
  expect(run(['shop 1.yaml', '--format', 'github', '--only', 'liveness-impatient']).stdout).toMatchSnapshot();
});

test('--fail-on decides what counts, --skip and --only what is said', () => {
  const [, service] = SHOP.split('---\n');
  const well = `${SHOP.split('---\n')[0].replace('failureThreshold', '')}---\n${service}`;
  expect(run(['-'], well).status).toBe(0);
  expect(run(['-', '--fail-on', 'warning'], well).status).toBe(1);
  const ids = ['liveness-without-startup', 'liveness-impatient'];
  expect(run(['-', '--fail-on', 'warning', '--skip', ids.join(',')], well).status).toBe(0);
  expect(run(['-', '--fail-on', 'info', '--skip', ids[0], '--skip', ids[1]], well).status).toBe(1);
  expect(run(['-', '--only', 'single-replica'], well).stdout).toContain('1 for information, in 2 objects.');
});

test('an acknowledgement with a reason silences', () => {
  const acknowledged = SHOP.split('---\n')[0].replace('  namespace: shop\n', '  namespace: shop\n  annotations: { cdk8s-health-checks/acknowledge.liveness-impatient: "a batch server" }\n');
  expect(run(['-', '--only', 'liveness-impatient'], acknowledged).stdout).toBe('Nothing to say of 1 object.\n');
});

test.each([
  ['a file that is not there', ['none.yaml'], ''],
  ['half a document', ['-'], 'kind: ['],
  ['an id that is not known', ['-', '--skip', 'liveness'], ''],
  ['an id with a slip', ['-', '--only', 'pre-stop-mising'], ''],
  ['no id at all', ['-', '--only', ','], ''],
  ['no such format', ['-', '--format', 'xml'], ''],
])('%s ends with 2', (_, args, input) => {
  const { status, stderr } = run(args, input);
  expect(status).toBe(2);
  expect(stderr).toMatchSnapshot();
});

test.each([
  ['fields that are null', 'apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: { name: a }\nspec: null\n', 'disruption-budget-sick-pods'],
  ['kinds of others that are called like Kubernetes\' own', 'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: { name: a }\nspec: { selector: 1, ports: null }\n', 'Nothing to say'],
])('%s do no harm', (_, text, said) => {
  const { status, stdout, stderr } = run(['-'], text);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toContain(said);
});

test('a StatefulSet whose pods would be refused is an error in versions that accept it', () => {
  const text = `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db }
spec:
  serviceName: db
  selector: { matchLabels: { app: db } }
  template:
    metadata: { labels: { app: db } }
    spec:
      containers: [{ name: main, image: a:1, livenessProbe: { tcpSocket: { port: 80 }, successThreshold: 2 } }]
`;
  const said = (version: string) => run(['-', '--kubernetes-version', version, '--only', 'probe-success-threshold'], text).stdout;
  expect(said('1.34')).toContain('livenessProbe.successThreshold is 2');
  expect(said('1.34')).not.toContain('accepts the StatefulSet');
  expect(said('1.33')).toContain('livenessProbe.successThreshold is 2');
  expect(said('1.33').replace(/\s+/g, ' ')).toContain('This version accepts the StatefulSet all the same, and makes none of its pods.');
});

test('what the examples write is free of warnings, or acknowledges them', () => {
  const examples = fs.readdirSync(path.join(root, 'examples')).filter(name => fs.existsSync(path.join(root, 'examples', name, 'expected')));
  expect(examples.length).toBeGreaterThan(4);
  for (const name of examples) {
    const { status, stdout } = run([path.join(root, 'examples', name, 'expected'), '--fail-on', 'warning']);
    expect({ name, status, stdout: status === 0 ? '' : stdout }).toEqual({ name, status: 0, stdout: '' });
  }
});
