/* `explain` and `simulate` as a user runs them. */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const root = path.join(__dirname, '..', '..');
const main = path.join(root, 'lib', 'cli', 'main.js');
const GRADIENT = path.join(root, 'docs', 'timeline', 'gradient.yaml');
const FASTAPI = path.join(root, 'docs', 'timeline', 'fastapi.yaml');

let folder: string;
beforeAll(() => { folder = fs.mkdtempSync(path.join(os.tmpdir(), 'timeline-')); });
afterAll(() => fs.rmSync(folder, { recursive: true }));

function run(args: readonly string[], input = ''): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  return spawnSync(process.execPath, [main, ...args], { encoding: 'utf8', input, cwd: folder, env: { ...process.env, CI: 'true' } });
}

function file(name: string, text: string): string {
  fs.writeFileSync(path.join(folder, name), text);
  return name;
}

const pod = (container: object, more: object = {}, kind = 'Pod') => {
  const spec = { containers: [{ name: 'main', image: 'a:1', ports: [{ containerPort: 80 }], ...container }], ...more };
  const template = { metadata: { labels: { app: 'a' } }, spec };
  const metadata = { name: 'a' };
  switch (kind) {
    case 'Pod': return { apiVersion: 'v1', kind, metadata, spec };
    case 'CronJob': return { apiVersion: 'batch/v1', kind, metadata, spec: { schedule: '* * * * *', jobTemplate: { spec: { template: { spec: { restartPolicy: 'OnFailure', ...spec } } } } } };
    case 'Job': return { apiVersion: 'batch/v1', kind, metadata, spec: { template: { spec: { restartPolicy: 'OnFailure', ...spec } } } };
    default: return { apiVersion: 'apps/v1', kind, metadata, spec: { ...kind === 'StatefulSet' ? { serviceName: 'a' } : {}, selector: { matchLabels: { app: 'a' } }, template } };
  }
};

const http = (timings: object = {}) => ({ httpGet: { path: '/', port: 80 }, ...timings });

describe('explain', () => {
  test.each(['Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job', 'CronJob'])('a %s', kind => {
    const { status, stdout, stderr } = run(['explain', '-'], JSON.stringify(pod({ startupProbe: http({ failureThreshold: 30 }) }, {}, kind)));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain(`${kind} a (<stdin>:1)`);
    expect(stdout).toContain('A start of up to 290 s is safe; one of more than 300 s is always killed, 290 to 301 s');
  });

  test('folders, lists, several files and several documents', () => {
    fs.mkdirSync(path.join(folder, 'dist', 'more'), { recursive: true });
    file('dist/a.yaml', `---\n${JSON.stringify(pod({}))}\n---\nkind: ConfigMap\napiVersion: v1\nmetadata: {name: c}\n`);
    file('dist/more/b.json', JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [pod({ readinessProbe: http() })] }));
    file('dist/notes.txt', 'no manifest');
    const { status, stdout } = run(['explain', '--format', 'json']);
    const { workloads } = JSON.parse(stdout) as { readonly workloads: { readonly file: string; readonly line: number }[] };
    expect({ status, files: workloads.map(each => `${each.file}:${each.line}`) }).toEqual({ status: 0, files: ['dist/a.yaml:2', 'dist/more/b.json:1'] });
  });

  test('json has every number', () => {
    const { stdout } = run(['explain', GRADIENT, '--format', 'json']);
    const { workloads: [workload] } = JSON.parse(stdout) as { readonly workloads: Record<string, any>[] };
    expect({ ...workload, file: 'gradient.yaml' }).toMatchSnapshot();
  });

  test('sidecars, handlers of all kinds and probes that are missing are said in words', () => {
    const containers = {
      initContainers: [
        { name: 'setup', image: 'a:1' },
        { name: 'proxy', image: 'a:1', restartPolicy: 'Always', startupProbe: { tcpSocket: { port: 'proxy' } }, ports: [{ name: 'proxy', containerPort: 81 }] },
      ],
      containers: [
        { name: 'db', image: 'a:1', livenessProbe: { exec: { command: ['pg_isready', '-U', 'x'] } } },
        { name: 'rpc', image: 'a:1', readinessProbe: { grpc: { port: 50051, service: 'shop' }, successThreshold: 2, failureThreshold: 1 } },
      ],
    };
    const { status, stdout } = run(['explain', '-'], JSON.stringify({ ...pod({}), spec: containers }));
    expect(status).toBe(0);
    expect(stdout).toMatchSnapshot();
  });

  test('one picture of all, readable as XML whatever names there are', () => {
    const { stdout } = run(['explain', GRADIENT, FASTAPI, '--format', 'svg']);
    expect(stdout.match(/<svg /g)).toHaveLength(1);
    expect(stdout).toContain('Deployment gradient, main');
    expect(stdout).toContain('Deployment my-fastapi-app, app');
    expect(stdout).toContain('prefers-color-scheme: dark');
    expect(stdout).not.toMatch(/https?:(?!\/\/www\.w3\.org\/2000\/svg)/);
  });

  test('what can be explained is, whatever else cannot', () => {
    file('half.yaml', 'kind: [');
    const { status, stdout, stderr } = run(['explain', 'half.yaml', 'none.yaml', GRADIENT]);
    expect(status).toBe(2);
    expect(stdout).toContain('Deployment gradient');
    expect(stderr).toContain('error: half.yaml:1:8: ');
    expect(stderr).toContain('error: none.yaml cannot be read: ENOENT');
  });

  test('what the API server would refuse is said with its place, and not explained', () => {
    const { status, stdout, stderr } = run(['explain', '-'], `${JSON.stringify(pod({ livenessProbe: http({ successThreshold: 2 }) }), undefined, 1)}`);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^<stdin>:\d+:\d+: error: .*successThreshold is 2, but must be 1/);
  });
});

describe('simulate', () => {
  test('ends with 0 where nothing is killed, and with 1 where something is, in any phase', () => {
    expect(run(['simulate', GRADIENT, '--starts-after', '49']).status).toBe(0);
    expect(run(['simulate', GRADIENT, '--starts-after', '51']).status).toBe(1);
    expect(run(['simulate', GRADIENT, '--fails', 'readiness:0']).status).toBe(1);
  });

  test('a scenario file, with options on top of it', () => {
    const scenario = file('scenario.yaml', 'startsAfter: 10\nhangs:\n- {from: 100, until: 130}\n');
    const { stdout } = run(['simulate', GRADIENT, '--scenario', scenario, '--starts-after', '20', '--format', 'json']);
    const { events } = JSON.parse(stdout) as { readonly events: { readonly what: string; readonly earliestSeconds: number }[] };
    expect(events.find(({ what }) => what === 'ready')!.earliestSeconds).toBe(20);
    expect(events.find(({ what }) => what === 'killing')!.earliestSeconds).toBe(121);
  });

  test('the numbers of explain are those of the simulation', () => {
    const { stdout } = run(['simulate', FASTAPI, '--hangs', '300', '--for', '400', '--format', 'json']);
    const { events } = JSON.parse(stdout) as { readonly events: Record<string, any>[] };
    const window = (wanted: string) => {
      const { earliestSeconds, latestSeconds } = events.find(({ what }) => what === wanted)!;
      return [Math.round(earliestSeconds), Math.round(latestSeconds)];
    };
    expect(window('ready')).toEqual([4, 15]);
    expect(window('not ready')).toEqual([325, 335]);
    expect(window('killing')).toEqual([345, 365]);
  });

  test('the kubelet of an older version', () => {
    expect(run(['simulate', GRADIENT, '--starts-after', '20', '--kubernetes-version', '1.28']).status).toBe(0);
  });

  const two = JSON.stringify({
    apiVersion: 'v1',
    kind: 'List',
    items: [
      { ...pod({ livenessProbe: http() }), metadata: { name: 'a' } },
      { ...pod({}), metadata: { name: 'b' }, spec: { containers: ['x', 'y'].map(name => ({ name, image: 'a:1', readinessProbe: http() })) } },
    ],
  });

  test('several containers', () => {
    const { status, stdout } = run(['simulate', '-', '--workload', 'pod/b', '--container', 'y', '--starts-after', '30'], two);
    expect(status).toBe(0);
    expect(stdout).toMatchSnapshot();
  });

  test('a deletion', () => {
    const { status, stdout } = run(['simulate', '-', '--workload', 'a', '--deleted', '60', '--stops-after', '12'], two);
    expect(status).toBe(0);
    expect(stdout).toMatchSnapshot();
  });

  describe('what cannot be played ends with 2, and writes nothing to stdout', () => {
    const refused = (args: readonly string[], input = two) => {
      const { status, stdout, stderr } = run(['simulate', '-', ...args], input);
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).not.toMatch(/\n\s+at /);
      return stderr;
    };

    test.each([
      [[]],
      [['--workload', 'c']],
      [['--workload', 'Deployment/a']],
      [['--workload', 'b', '--starts-after', '3']],
      [['--workload', 'b', '--container', 'z', '--starts-after', '3']],
      [['--workload', 'a', '--starts-after', 'soon']],
      [['--workload', 'a', '--hangs', '30-20']],
      [['--workload', 'a', '--fails', 'live:30-40']],
      [['--workload', 'a', '--for', '20000']],
      [['--workload', 'a', '--kubernetes-version', '1.20']],
      [['--workload', 'a', '--scenario', 'none.yaml']],
      [['--workload', 'a', '--starts-aftr', '3']],
    ])('%j', args => expect(refused(args)).toMatchSnapshot());

    test.each([
      ['no workload', '{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}'],
      ['nothing at all', ''],
      ['half a file', 'kind: ['],
      ['a Pod that is not started again', JSON.stringify(pod({}, { restartPolicy: 'Never' }))],
      ['a probe that would be refused', JSON.stringify(pod({ readinessProbe: http({ periodSeconds: -1 }) }))],
    ])('%s', (_, input) => expect(refused([], input)).toMatchSnapshot());

    test.each([
      'startAfter: 3', 'hangs: [{from: 3, until: 2}]', 'hangs: [{from: 3, until: 5},{from: 4}]', 'hangs: 3', 'hangs: [{until: 3}]', '3', 'startsAfter: x',
      'containers: {main: {starts: 3}}', 'containers: 3', 'containers: {other: {startsAfter: 3}}', 'fails: [{from: 1, probes: [live]}]', 'kubelet: {foo: 1}',
      'slow: [{from: 1}]', 'startsAfter: -1', 'startsAfter: .nan', 'hangs: [3]', 'afterRestart: {fails: []}', 'startsAfter:', '', 'a: 1\n---\nb: 1', 'x: [',
      'for: 999999', '__proto__: {startsAfter: 3}', 'startsAfter: 1\nstartsAfter: 2',
    ])('the scenario %j', text => expect(refused(['--workload', 'a', '--scenario', file('bad.yaml', text)])).toMatchSnapshot());
  });
});
