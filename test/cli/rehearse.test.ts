/* `rehearse` as a user runs it, with a real app in Node. Times are whole seconds, so these tests are run side by side. */
import { ChildProcess, spawn, spawnSync, StdioOptions } from 'node:child_process';
import * as fs from 'node:fs';
import { createServer } from 'node:http';
import * as os from 'node:os';
import * as path from 'node:path';
import { freePort } from '../rehearse/_free-port';

const root = path.join(__dirname, '..', '..');
const main = path.join(root, 'lib', 'cli', 'main.js');
const app = path.join(root, 'test', 'rehearse', '_app.js');

let folder: string;
beforeAll(() => { folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rehearse-')); });
afterAll(() => fs.rmSync(folder, { recursive: true }));

const started: ChildProcess[] = [];
afterAll(() => { for (const child of started.splice(0)) child.kill('SIGKILL'); });

interface Rehearsal {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface RunOptions {
  /** Once a line of the output fits, something is done, one after the other. */
  readonly then?: readonly (readonly [RegExp, (child: ChildProcess) => unknown])[];
  readonly env?: NodeJS.ProcessEnv;
}

function run(manifest: unknown, args: readonly string[], { then = [], env = {} }: RunOptions = {}): Promise<Rehearsal> {
  const own = fs.mkdtempSync(path.join(folder, 'run-'));
  fs.writeFileSync(path.join(own, 'pod.yaml'), typeof manifest === 'string' ? manifest : JSON.stringify(manifest));
  const child = spawn(process.execPath, [main, 'rehearse', 'pod.yaml', ...args], { cwd: own, env: { ...process.env, ...env } });
  started.push(child);
  const left = [...then];
  const outputs = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      outputs[name] += text;
      while (left.length > 0 && left[0][0].test(outputs.stdout)) left.shift()![1](child);
    });
  }
  return new Promise(resolve => child.on('close', status => resolve({ status, ...outputs })));
}

const pod = (container: object, more: object = {}) => ({
  apiVersion: 'v1', kind: 'Pod', metadata: { name: 'shop' }, spec: { terminationGracePeriodSeconds: 4, containers: [{ name: 'main', image: 'a:1', ...container }], ...more },
});
const probe = (name: string, port: number | string, more: object = {}) => ({ httpGet: { path: `/${name}`, port }, periodSeconds: 1, failureThreshold: 2, ...more });
const probes = (port: number | string) => ({
  startupProbe: probe('startup', port, { failureThreshold: 20 }), livenessProbe: probe('liveness', port, { failureThreshold: 3 }), readinessProbe: probe('readiness', port),
});
const get = (port: number, target: string) => fetch(`http://127.0.0.1:${port}${target}`).catch(() => undefined);

/** What happened, without the times and without what probes and the app say. */
const marks = (stdout: string) => [...stdout.matchAll(/● (.*)/g)].map(([, what]) => what.replace(/^(the app is started(?: again)?): .*/, '$1'));

describe('a whole rehearsal', () => {
  test.concurrent('a lost part makes it unready and does not restart it; a hang restarts it; Ctrl-C deletes it', async () => {
    const port = await freePort();
    const { status, stdout, stderr } = await run(pod(probes(port)), ['--', process.execPath, app, `${port}`, '2'], {
      then: [
        [/● ready/, () => get(port, '/break?readiness')],
        [/● not ready/, () => get(port, '/mend?readiness')],
        [/● not ready[^]*● ready/, () => get(port, '/hang')],
        [/● the app is started again[^]*● ready/, child => child.kill('SIGINT')],
      ],
    });
    expect(stderr).toBe('');
    expect(marks(stdout)).toEqual([
      'the app is started', 'started', 'ready: traffic comes', 'not ready: traffic stops', 'ready: traffic comes', 'not ready: traffic stops',
      'killed by the liveness probe, with 4 s to end', 'the app has ended with exit code 0', 'the app is started again', 'started', 'ready: traffic comes',
      'the pod is deleted: traffic stops', 'asked to end, within 4 s', 'the app has ended with exit code 0',
    ]);
    expect(stdout).toMatch(/^ +\d+\.\d s {2}startup {3}GET \/startup +\d+ ms {2}failure 1 of 20: connect ECONNREFUSED/m);
    expect(stdout).toMatch(/^ +\d+\.\d s {2}readiness GET \/readiness 500 +\d+ ms {2}failure 2 of 2$/m);
    expect(stdout).toMatch(/^ +\d+\.\d s {2}app {7}listening$/m);
    expect(stdout).toMatch(/^Ready after [\d.]+ s\. Killed once by the liveness probe\. 1 restart\.$/m);
    expect(stdout.replace(/\s+/g, ' ')).toMatch(/start The slowest start took [\d.]+ to [\d.]+ s until startup succeeded; its probes are sure to allow 19 s\./);
    expect(stdout).toMatch(/^runs +█+×+█+/m);
    expect(status).toBe(1);
    expect(await get(port, '/')).toBeUndefined();
  }, 60_000);

  test.concurrent('in JSON there is a line for each thing, and a summary; what was waited for came', async () => {
    const port = await freePort();
    const { status, stdout, stderr } = await run(pod(probes(port)), ['--until', 'ready', '--format', 'json', '--', process.execPath, app, `${port}`]);
    const lines = stdout.trimEnd().split('\n').map(line => JSON.parse(line) as Record<string, unknown>);
    const answer = { at: expect.any(Number), run: 0, what: 'answer', attempt: 1, streak: 1, milliseconds: expect.any(Number) };
    expect(lines).toEqual(expect.arrayContaining([
      { at: expect.any(Number), run: 0, what: 'start' },
      expect.objectContaining({ what: 'output', text: 'listening' }),
      { ...answer, probe: 'startup', answer: { outcome: 'success', status: 200, output: '' } },
      { at: expect.any(Number), run: 0, what: 'ready', value: true },
      { at: expect.any(Number), run: 0, what: 'killing', graceSeconds: 4 },
    ]));
    expect(lines.at(-1)).toMatchObject({
      what: 'summary',
      ended: 'goal',
      restarts: 0,
      crashes: 0,
      killed: { startup: 0, liveness: 0 },
      end: { graceSeconds: 4, how: { exitCode: 0 } },
      start: { probe: 'startup', allowedSeconds: 19, suggestedSeconds: expect.any(Number) },
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  }, 30_000);

  test.concurrent('what is waited for may not come', async () => {
    const port = await freePort();
    const { status, stdout } = await run(pod(probes(port)), ['--until', 'ready', '--for', '3s', '--', process.execPath, app, `${port}`, '60']);
    expect(marks(stdout)).not.toContain('ready: traffic comes');
    expect(stdout).toContain(`nobody answered on port ${port}`);
    expect(status).toBe(1);
  }, 30_000);

  test.concurrent.each([['restart'], ['unready']])('a crash is not what --until %s waits for', async goal => {
    const port = await freePort();
    const { status, stdout } = await run(pod(probes(port)), ['--until', goal, '--for', '4', '--', process.execPath, app, `${port}`], {
      then: [[/● ready/, () => get(port, '/crash')]],
    });
    expect(marks(stdout)).toContain('the app is started again');
    expect(status).toBe(1);
  }, 30_000);

  test.concurrent('what cannot be written ends it, with the reason', async () => {
    if (!fs.existsSync('/dev/full')) return;
    const port = await freePort();
    fs.writeFileSync(path.join(folder, 'full.yaml'), JSON.stringify(pod(probes(port))));
    const stdio: StdioOptions = ['ignore', fs.openSync('/dev/full', 'w'), 'pipe'];
    const child = spawn(process.execPath, [main, 'rehearse', path.join(folder, 'full.yaml'), '--', process.execPath, app, `${port}`], { stdio });
    let stderr = '';
    child.stderr!.setEncoding('utf8').on('data', text => { stderr += text; });
    const status = await new Promise(resolve => child.on('close', resolve));
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringMatching(/^error: what happened cannot be written: ENOSPC/) });
    expect(await get(port, '/')).toBeUndefined();
  }, 30_000);

  test.concurrent('a second Ctrl-C ends an app at once that does not end by itself', async () => {
    const port = await freePort();
    const begun = Date.now();
    const { status } = await run(pod(probes(port), { terminationGracePeriodSeconds: 60 }), ['--', process.execPath, app, `${port}`, '0', '60'], {
      then: [[/● ready/, child => child.kill('SIGINT')], [/● asked to end/, child => child.kill('SIGINT')]],
    });
    expect(status).toBe(130);
    expect(Date.now() - begun).toBeLessThan(30_000);
    expect(await get(port, '/')).toBeUndefined();
  }, 60_000);

  test.concurrent('nobody is left when nobody reads the output any more', async () => {
    const port = await freePort();
    const { status } = await run(pod(probes(port)), ['--', process.execPath, app, `${port}`], { then: [[/● ready/, child => child.stdout!.destroy()]] });
    expect(status).toBe(0);
    expect(await get(port, '/')).toBeUndefined();
  }, 30_000);
});

describe('the end', () => {
  test.concurrent('a hook is cut short with its grace period, and what hangs is killed', async () => {
    const port = await freePort();
    const { status, stdout } = await run(pod({ ...probes(port), lifecycle: { preStop: { exec: { command: ['sh', '-c', 'setsid sleep 27.1828 & sleep 27.1828'] } } } }), [
      '--allow-exec', '--until', 'ready', '--', process.execPath, app, `${port}`, '0', '60',
    ]);
    expect(marks(stdout).slice(-3)).toEqual([
      'asked to end, within 4 s: preStop hook first', expect.stringMatching(/^preStop hook cut short after 4(\.\d)? s, then SIGTERM$/), 'the app has ended by SIGKILL',
    ]);
    expect(stdout).toContain('warning: the preStop hook was cut short by the grace period of 4 s');
    expect(stdout).toContain('warning: the app did not end within its grace period of 4 s, and was killed');
    expect(stdout.replace(/\s+/g, ' ')).toMatch(/end Did not end after SIGTERM, which came after 4(\.\d)? s of its preStop hook; 4 s are allowed, and it was killed\./);
    expect(status).toBe(0);
    if (process.platform === 'linux') expect(spawnSync('pgrep', ['-f', 'sleep 27.1828']).status).toBe(1);
  }, 40_000);

  test.concurrent.each([
    ['a command, which ends with the app', { exec: { command: ['/bin/sh', '-c', 'sleep 3'] } }, /● preStop hook ended with the app/],
    ['the kubelet\'s own', { sleep: { seconds: 3 } }, /● preStop hook done after 3(\.\d)? s, then SIGTERM/],
  ])('a hook that only sleeps needs no leave; an app that ends meanwhile did so by itself: %s', async (_, preStop, said) => {
    const port = await freePort();
    const { stdout } = await run(pod({ ...probes(port), lifecycle: { preStop } }), ['--until', 'ready', '--', process.execPath, app, `${port}`], {
      then: [[/preStop hook first/, () => get(port, '/crash')]],
    });
    expect(stdout).not.toContain('--allow-exec');
    expect(stdout).toMatch(said);
    expect(stdout).toMatch(/^end {7}Ended by itself while its preStop hook ran, with exit code 7\.$/m);
  }, 30_000);

  test.concurrent('a pod that is deleted while a hook runs does not wait for it; the hook is run anew, with the pod\'s time', async () => {
    const port = await freePort();
    const begun = Date.now();
    const { stdout } = await run(pod({
      ...probes(port), livenessProbe: probe('liveness', port, { terminationGracePeriodSeconds: 50 }), lifecycle: { preStop: { exec: { command: ['sleep', '40'] } } },
    }), ['--', process.execPath, app, `${port}`], {
      then: [[/● ready/, () => get(port, '/hang')], [/● killed by the liveness probe, with 50 s to end/, child => child.kill('SIGINT')]],
    });
    expect(marks(stdout).slice(-4)).toEqual([
      'the pod is deleted: traffic stops', 'asked to end, within 4 s: preStop hook first', expect.stringMatching(/^preStop hook cut short after 4(\.\d)? s, then SIGTERM$/), 'the app has ended with exit code 0',
    ]);
    expect(Date.now() - begun).toBeLessThan(30_000);
  }, 60_000);

  test.concurrent('an app that comes to be ready after its pod was deleted never was', async () => {
    const port = await freePort();
    const { status, stdout } = await run(pod({ readinessProbe: probe('readiness', port), lifecycle: { preStop: { sleep: { seconds: 4 } } } }), ['--for', '1', '--', process.execPath, app, `${port}`, '2.5']);
    expect(stdout).toContain('Never ready.');
    expect(status).toBe(1);
  }, 30_000);

  test.concurrent('what is no hook that sleeps is not taken for one', async () => {
    const port = await freePort();
    const { stdout } = await run(pod({ ...probes(port), lifecycle: { preStop: { exec: { command: ['sleep 1'] } } } }), ['--until', 'ready', '--', process.execPath, app, `${port}`]);
    expect(stdout).toContain('The command of the preStop hook is not run without --allow-exec.');
    expect(stdout).toContain('● preStop hook not run, as commands are not allowed here, then SIGTERM');
  }, 30_000);

  test.concurrent('an app without a handler for SIGTERM would not end in a container; with --fail-on that counts', async () => {
    const port = await freePort();
    const { status, stdout } = await run(pod({ readinessProbe: { tcpSocket: { port }, periodSeconds: 1 } }), ['--until', 'ready', '--fail-on', 'warning', '--', process.execPath, '-e', `require('http').createServer().listen(${port}, '0.0.0.0')`]);
    expect(status).toBe(process.platform === 'linux' ? 1 : 0);
    if (process.platform === 'linux') expect(stdout).toContain('warning: in a container the app would not end at SIGTERM');
    expect(stdout).toContain('● the app has ended by SIGTERM');
  }, 30_000);

  test.concurrent('one that tidies up and then sends itself the signal has a handler', async () => {
    const port = await freePort();
    const script = `require('http').createServer((_, response) => response.end()).listen(${port}, '0.0.0.0');
      process.once('SIGTERM', () => setTimeout(() => process.kill(process.pid, 'SIGTERM'), 700))`;
    const { stdout } = await run(pod({ readinessProbe: probe('readiness', port) }), ['--until', 'ready', '--', process.execPath, '-e', script]);
    expect(stdout).toContain('● the app has ended by SIGTERM');
    expect(stdout).not.toContain('warning');
  }, 30_000);

  test.concurrent('a container may have a restartPolicy of its own, from 1.35 on', async () => {
    const container = { ...probes(await freePort()), restartPolicy: 'Never' };
    const { status, stdout } = await run(pod(container), ['--kubernetes-version', '1.37', '--', process.execPath, '-e', 'process.exit(3)']);
    expect(marks(stdout)).toEqual(['the app is started', 'the app has ended with exit code 3']);
    expect(status).toBe(1);
  }, 30_000);

  test.concurrent('a probe that is under way is not waited for, nor left behind', async () => {
    const begun = Date.now();
    const command = ['sh', '-c', 'sleep 57.7215; :'];
    const { status, stdout } = await run(pod({ livenessProbe: { exec: { command }, periodSeconds: 1, timeoutSeconds: 60 } }), ['--allow-exec', '--', 'sleep', '60'], {
      then: [[/● the app is started/, child => setTimeout(() => child.kill('SIGINT'), 2500)]],
    });
    expect(stdout).toContain('● the app has ended by SIGTERM');
    expect(status).toBe(0);
    expect(Date.now() - begun).toBeLessThan(20_000);
    expect(spawnSync('pgrep', ['-f', 'sleep 57.7215']).status).toBe(1);
  }, 40_000);

  test.concurrent('a pod that is deleted gives what liveness ends no more time than its own', async () => {
    const port = await freePort();
    const begun = Date.now();
    const slow = pod({ ...probes(port), livenessProbe: probe('liveness', port, { terminationGracePeriodSeconds: 50 }) });
    const { stdout } = await run(slow, ['--', process.execPath, app, `${port}`, '0', '60'], {
      then: [[/● ready/, () => get(port, '/hang')], [/● killed by the liveness probe, with 50 s to end/, child => child.kill('SIGINT')]],
    });
    expect(marks(stdout).slice(-3)).toEqual(['the pod is deleted: traffic stops', 'asked to end, within 4 s', 'the app has ended by SIGKILL']);
    expect(Date.now() - begun).toBeLessThan(30_000);
  }, 60_000);

  test.concurrent('a Job that is done is no crash, and is not started again', async () => {
    const port = await freePort();
    const spec = { template: { spec: { ...pod({ readinessProbe: probe('readiness', port) }).spec, restartPolicy: 'OnFailure' } } };
    const script = `process.argv = [0, 0, ${port}]; require(${JSON.stringify(app)}); setTimeout(() => process.exit(0), 2500);`;
    const { status, stdout } = await run({ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'shop' }, spec }, ['--', process.execPath, '-e', script]);
    expect(marks(stdout)).toEqual(['the app is started', 'ready: traffic comes', 'the app has ended with exit code 0', 'not ready: traffic stops']);
    expect(status).toBe(0);
  }, 30_000);

  test.concurrent('what nobody reads does not fill the memory, and the app goes on', async () => {
    const port = await freePort();
    const script = `process.argv = [0, 0, ${port}]; require(${JSON.stringify(app)}); setInterval(() => { for (let n = 0; n < 20; n++) console.log('x'.repeat(2000)); }, 1);`;
    const { stdout } = await run(pod(probes(port)), ['--for', '6', '--', process.execPath, '-e', script], {
      then: [[/● the app is started/, child => {
        child.stdout!.pause();
        setTimeout(() => child.stdout!.resume(), 4000);
      }]],
    });
    expect(/… \d+ lines were left out, more than anybody could read …/.test(stdout)).toBe(true);
    expect(marks(stdout)).toContain('ready: traffic comes');
  }, 30_000);

  test.concurrent('times beyond what a timer can be are as good as for ever', async () => {
    const port = await freePort();
    const long = { timeoutSeconds: 3_000_000 };
    const { status, stdout, stderr } = await run(
      pod({ livenessProbe: probe('liveness', port, { periodSeconds: 3_000_000 }), readinessProbe: probe('readiness', port, long) }, { terminationGracePeriodSeconds: 3_000_000 }),
      ['--for', '8000h', '--', process.execPath, app, `${port}`], { then: [[/● ready/, child => setTimeout(() => child.kill('SIGINT'), 1500)]] },
    );
    expect(stderr).toBe('');
    expect(stdout.match(/GET \/liveness +\d/g)).toBeNull();
    expect(marks(stdout).slice(-2)).toEqual(['asked to end, within 833 h 20 min', 'the app has ended with exit code 0']);
    expect(status).toBe(0);
  }, 30_000);
});

describe('what is remarked', () => {
  test.concurrent('once, though the page that one is sent to differs each time; and an app on 127.0.0.1 only, whatever counts as its success', async () => {
    const port = await freePort();
    const script = `require('http').createServer((_, response) => response.writeHead(302, { Location: 'http://192.0.2.1/login?state=' + Math.random() }).end()).listen(${port}, '127.0.0.1');
      process.on('SIGTERM', () => process.exit(0))`;
    const { stdout } = await run(pod({ readinessProbe: probe('readiness', port) }), ['--for', '4', '--', process.execPath, '-e', script]);
    // As it comes, and at the end.
    expect(stdout.match(/warning: readiness asks/g)).toHaveLength(2);
    if (process.platform === 'linux') expect(stdout).toContain(`warning: the app listens on port ${port} of 127.0.0.1 only`);
  }, 30_000);
});

describe('an app that somebody else runs', () => {
  test.concurrent('is asked, and left as it is', async () => {
    const port = await freePort();
    const external = spawn(process.execPath, [app, `${port}`], { stdio: 'ignore' });
    started.push(external);
    const { status, stdout } = await run(pod(probes(8000)), ['--url', `http://127.0.0.1:${port}`, '--for', '3']);
    expect(marks(stdout)).toEqual([`the app is asked at 127.0.0.1:${port}`, 'started', 'ready: traffic comes']);
    expect(status).toBe(0);
    expect((await get(port, '/'))?.status).toBe(200);
  }, 30_000);

  test.concurrent('is not said to have ended, nor to listen on 127.0.0.1 only, as a tunnel to it would', async () => {
    const port = await freePort();
    const external = spawn(process.execPath, [app, `${port}`], { stdio: 'ignore' });
    started.push(external);
    const { status, stdout } = await run(pod(probes(8000)), ['--url', `http://127.0.0.1:${port}`, '--for', '3', '--fail-on', 'warning', '--format', 'json']);
    const events = stdout.trimEnd().split('\n').map(line => JSON.parse(line) as { readonly what: string; readonly severity?: string });
    expect(events.map(({ what }) => what).filter(what => what === 'end' || what === 'killing' || what === 'deleting')).toEqual([]);
    if (process.platform === 'linux') expect(events.filter(({ what }) => what === 'remark').map(({ severity }) => severity)).toEqual(['info']);
    expect(status).toBe(0);
  }, 30_000);

  test.concurrent('that would be restarted ends the rehearsal', async () => {
    const port = await freePort();
    const external = spawn(process.execPath, [app, `${port}`], { stdio: 'ignore' });
    started.push(external);
    const { status, stdout } = await run(pod({ ...probes('http'), ports: [{ name: 'http', containerPort: 8000 }] }), ['--url', `http://127.0.0.1:${port}`], { then: [[/● ready/, () => get(port, '/hang')]] });
    expect(marks(stdout).at(-1)).toBe('would be killed by the liveness probe, with 4 s to end');
    expect(status).toBe(1);
  }, 30_000);
});

describe('what would be otherwise in a pod', () => {
  test.concurrent('an app that listens on 127.0.0.1 only', async () => {
    const port = await freePort();
    const { stdout } = await run(pod(probes(port)), ['--until', 'ready', '--', process.execPath, app, `${port}`]);
    const wanted = `warning: the app listens on port ${port} of 127.0.0.1 only: in a pod its probes would never succeed`;
    // Of 127.0.0.0/8 other systems have only the first.
    if (process.platform === 'linux') expect(stdout).toContain(wanted);
    else expect(stdout).not.toContain(wanted);
  }, 30_000);

  test.concurrent('variables and containers that are only in the cluster; those of the manifest are there', async () => {
    const port = await freePort();
    const env = [
      { name: 'GREETING', value: 'hello' },
      { name: 'SENTENCE', value: '$(GREETING) $$(GREETING) $(NOBODY)' },
      { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'shop', key: 'password' } } },
      { name: 'MINE', value: 'theirs' },
    ];
    const script = `console.log(process.env.SENTENCE, process.env.MINE); process.argv = [0, 0, ${port}]; require(${JSON.stringify(app)});`;
    const { stdout } = await run(pod({ ...probes(port), env, envFrom: [{ configMapRef: { name: 'settings' } }] }, {}), ['--until', 'ready', '--', process.execPath, '-e', script], {
      env: { MINE: 'mine' },
    });
    expect(stdout).toContain('Not set here, as the values are in the cluster: PASSWORD (Secret shop).');
    expect(stdout).toContain('Not set here: the variables of ConfigMap settings.');
    expect(stdout).toMatch(/app {7}hello \$\(GREETING\) \$\(NOBODY\) mine$/m);
  }, 30_000);
});

describe('what cannot be rehearsed', () => {
  const command = ['--', process.execPath, '-e', 'setInterval(() => {}, 1000)'];
  const exec = (more: object = {}) => pod({ readinessProbe: { exec: { command: ['sh', '-c', 'test "$(NAME)" = shop'] }, periodSeconds: 1 }, env: [{ name: 'NAME', value: 'shop' }], ...more });

  test.each<readonly [string, unknown, readonly string[], string | RegExp]>([
    ['no command', pod(probes(8000)), [], 'error: Say how the app is started, after --, such as -- node server.js; or with --url where it runs already.\n'],
    ['no command, but one in the manifest', pod({ ...probes(8000), command: ['uvicorn', 'app:app'], args: ['--root-path', '/a b'] }), [],
      'error: Say how the app is started, after --; the manifest says: -- uvicorn app:app --root-path \'/a b\'; or with --url where it runs already.\n'],
    ['a command and a URL', pod(probes(8000)), ['--url', 'http://127.0.0.1:8000', ...command], 'error: Give a command or --url, and not both: the app is started here, or runs already.\n'],
    ['no probes', pod({}), command, 'error: Container main of Pod/shop has no probes: there is nothing to rehearse.\n'],
    ['a command that is run', exec(), command,
      'error: The readiness probe runs a command: sh -c \'test "$(NAME)" = shop\'\nerror: It would run on this machine and not in the container: --allow-exec permits it.\n'],
    ['another machine', pod({ livenessProbe: { tcpSocket: { port: 80, host: '192.0.2.1' } } }), command, 'error: The liveness probe asks 192.0.2.1, which is not this machine: --allow-remote permits it.\n'],
    ['another machine, in the URL', pod(probes(8000)), ['--url', 'http://192.0.2.1'], 'error: The liveness probe asks 192.0.2.1, which is not this machine: --allow-remote permits it.\n'],
    ['no URL', pod(probes(8000)), ['--url', 'http://127.0.0.1:8000/healthz'],
      'error: option \'--url <url>\' argument \'http://127.0.0.1:8000/healthz\' is invalid. Give host and port, such as http://127.0.0.1:8000; the probes say scheme and path.\n'
      + 'Run "cdk8s-health-checks rehearse --help" to see how it is used.\n'],
    ...['http://127.0.0.1:8000#x', 'http://127.0.0.1:8000/?', 'http://:pw@127.0.0.1', 'http://127.0.0.1:0', 'http://127.0.0.1:99999', '127.0.0.1:8000'].map(given => (
      [`no URL: ${given}`, pod(probes(8000)), ['--url', given], /^error: option '--url <url>' argument .* is invalid\. Give host and port/] as const
    )),
    ['a name that nobody knows', pod({ livenessProbe: { tcpSocket: { port: 80, host: 'nobody.invalid' } } }), command,
      'error: The liveness probe asks nobody.invalid, and nobody knows that name.\n'],
    ['several ports behind a URL', pod({ livenessProbe: probe('a', 1), readinessProbe: probe('b', 2) }), ['--url', 'http://127.0.0.1:8000'],
      'error: The probes ask several ports (1, 2), and --url names one: give it without a port, and let the app listen on all of them.\n'],
    ['a container that is not there', pod(probes(8000)), ['--container', 'other', ...command], 'error: the pod has no container other. It has main.\n'],
    ['a pod that is refused', pod({ livenessProbe: probe('a', 0) }), command,
      /^pod\.yaml:1:\d+: error: .*\n {4}why: .*\n {4}fix: .*\nNothing was rehearsed: the API server would refuse this workload\.\n$/],
    ['a file that is broken', '{', command, /^error: pod\.yaml:1:\d+: /],
  ])('%s', async (_, manifest, args, said) => {
    const { status, stdout, stderr } = await run(manifest, args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    if (typeof said === 'string') expect(stderr).toBe(said);
    else expect(stderr).toMatch(said);
  });

  test.concurrent('a port that is taken', async () => {
    const port = await freePort();
    const other = createServer();
    await new Promise<void>(resolve => other.listen(port, '127.0.0.1', resolve));
    const { status, stdout, stderr } = await run(pod(probes(port)), command);
    await new Promise(resolve => other.close(resolve));
    expect({ status, stdout, stderr }).toEqual({
      status: 2, stdout: '', stderr: `error: Port ${port} is taken: somebody listens there already. End that process, or ask it with --url http://127.0.0.1:${port}.\n`,
    });
  });

  test.concurrent('a command that is not there', async () => {
    const { status, stdout } = await run(pod(probes(await freePort())), ['--', 'no-such-command', '--port', '8000']);
    expect(status).toBe(2);
    expect(stdout.split('\n').slice(-4)).toEqual([
      expect.stringMatching(/● the app is started: no-such-command --port 8000$/), '',
      'The app cannot be started: there is no command no-such-command here; give its path, or activate the environment that has it.', '',
    ]);
  });

  test.concurrent('an app that ends at once is started again as the kubelet does it', async () => {
    const { status, stdout } = await run(pod(probes(await freePort())), ['--for', '3', '--', process.execPath, '-e', 'console.error("no database"); process.exit(3)']);
    expect(status).toBe(1);
    expect(stdout).toMatch(/app {7}no database/);
    expect(stdout).toMatch(/warning: the app ended by itself .*, with exit code 3/);
    expect(marks(stdout)).toEqual(expect.arrayContaining(['the app is started again', expect.stringMatching(/^waits \d(\.\d)? s to be started again \(CrashLoopBackOff\)$/)]));
  }, 30_000);

  test.concurrent('what a probe cannot ask is said once, with what comes of it', async () => {
    const { stdout, status } = await run(pod({ readinessProbe: probe('readiness', 'nobody') }), ['--for', '4', ...command]);
    expect(stdout.match(/cannot be asked: port "nobody" not found$/gm)!.length).toBeGreaterThan(2);
    expect(stdout).toContain('why: What cannot be asked counts neither as a success nor as a failure: the pod never gets');
    expect(status).toBe(1);
  }, 30_000);

  test.concurrent('what was waited for and did not come is said', async () => {
    const port = await freePort();
    const { stdout, status } = await run(pod(probes(port)), ['--until', 'unready', '--for', '3', '--', process.execPath, app, `${port}`]);
    expect(stdout).toMatch(/It was waited for that it is unready, which did not come in 3(\.\d)? s\.$/m);
    expect(status).toBe(1);
  }, 30_000);

  test.concurrent('an app on another port is told so', async () => {
    const [port, other] = [await freePort(), await freePort()];
    const { stdout } = await run(pod(probes(port)), ['--for', '5', '--', process.execPath, app, `${other}`]);
    // Other systems do not say who listens where.
    if (process.platform === 'linux') expect(stdout).toContain(`warning: nobody listens on port ${port}; the app listens on ${other}`);
    else expect(stdout).toContain(`nobody answered on port ${port}`);
  }, 30_000);

  test.concurrent('with leave, commands are run, with the values of the manifest', async () => {
    const { status, stdout } = await run(exec({ lifecycle: { preStop: { exec: { command: ['sh', '-c', 'exit 7'] } } } }), ['--allow-exec', '--until', 'ready', ...command]);
    expect(stdout).toMatch(/readiness sh -c 'test "\$\(NAME\)" = shop' +\d+ ms {2}ok/);
    expect(marks(stdout)).toContainEqual('preStop hook failed, as exit code 7, then SIGTERM');
    expect(status).toBe(0);
  }, 30_000);
});
