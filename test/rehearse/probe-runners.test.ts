/* The other handlers, asked for real. */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { createServer } from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { Server, ServerCredentials, status } from '@grpc/grpc-js';
import { askExec } from '../../src/rehearse/exec-probe-runner';
import { askGrpc } from '../../src/rehearse/grpc-probe-runner';
import { askTcp } from '../../src/rehearse/tcp-probe-runner';
import { freePort } from './_free-port';
import { HERE, listening } from './_servers';

describe('TCP', () => {
  test('a connection is a success, and closed at once', async () => {
    let closed: () => void;
    const wasClosed = new Promise<void>(resolve => { closed = resolve; });
    const port = await listening(createServer(socket => socket.on('close', () => closed()).on('error', () => undefined).resume()));
    expect(await askTcp({}, port, HERE, 1)).toEqual({ outcome: 'success', output: '' });
    await wasClosed;
  });

  test('a port that nobody listens on is a failure', async () => {
    expect(await askTcp({}, 9, HERE, 1)).toMatchObject({ outcome: 'failure', output: expect.stringContaining('ECONNREFUSED') });
  });

  test('so is a host that is not there', async () => {
    expect((await askTcp({ host: 'no such host' }, 80, HERE, 1)).outcome).toBe('failure');
  });
});

describe('gRPC', () => {
  let server: Server | undefined;
  let userAgent: unknown;
  afterEach(() => server?.forceShutdown());

  /** A health service that answers each service with a status, or with an error. */
  async function health(answers: { readonly [service: string]: Buffer | number | 'nothing' }): Promise<number> {
    server = new Server();
    server.addService({
      Check: {
        path: '/grpc.health.v1.Health/Check',
        requestStream: false,
        responseStream: false,
        requestDeserialize: (bytes: Buffer) => ({ service: bytes.subarray(2).toString() }),
        responseSerialize: (bytes: Buffer) => bytes,
      },
    } as never, {
      Check: ({ request, metadata }: any, callback: any) => {
        userAgent = metadata.get('user-agent')[0];
        const answer = answers[request.service];
        if (typeof answer === 'number' || answer === undefined) callback({ code: answer ?? status.NOT_FOUND, details: 'unknown service' });
        else if (answer !== 'nothing') callback(null, answer);
      },
    });
    return new Promise((resolve, reject) => {
      server!.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => error ? reject(error) : resolve(port));
    });
  }

  test('only SERVING is a success, of the server or of a service', async () => {
    const port = await health({ '': Buffer.from([8, 1]), 'shop.Orders': Buffer.from([8, 2]), 'shop.Unknown': Buffer.from([]) });
    expect(await askGrpc({ port }, port, HERE, 1)).toEqual({ outcome: 'success', output: 'service healthy', status: 'SERVING' });
    expect(userAgent).toMatch(/^kube-probe\/1\.37/);
    expect(await askGrpc({ port, service: 'shop.Orders' }, port, HERE, 1)).toMatchObject({ outcome: 'failure', output: 'service unhealthy (responded with "NOT_SERVING")' });
    expect(await askGrpc({ port, service: 'shop.Unknown' }, port, HERE, 1)).toMatchObject({ outcome: 'failure', output: expect.stringContaining('UNKNOWN') });
    expect(await askGrpc({ port, service: 'none' }, port, HERE, 1)).toMatchObject({ outcome: 'failure', output: expect.stringContaining('unknown service') });
  });

  test('a server without the service, one that does not answer and none at all are failures', async () => {
    const port = await health({ '': 'nothing', 'old': status.UNIMPLEMENTED });
    expect(await askGrpc({ service: 'old' }, port, HERE, 1)).toMatchObject({ outcome: 'failure', output: expect.stringContaining('does not implement') });
    expect(await askGrpc({}, port, HERE, 1)).toEqual({ outcome: 'failure', output: 'timeout: health rpc did not complete within 1s', unanswered: 'late' });
    expect(await askGrpc({}, 9, HERE, 1)).toEqual({
      outcome: 'failure', output: 'timeout: failed to connect service "127.0.0.1:9" within 1s: nobody listens there', unanswered: 'refused',
    });
    const plain = await listening(createServer(socket => socket.on('error', () => undefined).end('HTTP/1.1 400 Bad Request\r\n\r\n')));
    expect((await askGrpc({}, plain, HERE, 1)).outcome).toBe('failure');
  });
});

test('a gRPC server that comes while the time runs is in time', async () => {
  const port = await freePort();
  const server = new Server();
  const asked = askGrpc({}, port, HERE, 5);
  setTimeout(() => server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), () => undefined), 500);
  // It has no health service, but it is there.
  expect(await asked).toMatchObject({ outcome: 'failure', status: 'UNIMPLEMENTED' });
  server.forceShutdown();
}, 10_000);

describe('exec', () => {
  const node = (script: string) => [process.execPath, '-e', script];

  test('the exit code decides, and the output is kept', async () => {
    expect(await askExec(node('console.log("fine")'), process.env, 5)).toEqual({ outcome: 'success', output: 'fine\n' });
    expect(await askExec(node('console.error("no"); process.exit(3)'), process.env, 5)).toEqual({ outcome: 'failure', output: 'no\n', status: 3 });
    expect((await askExec(node('console.log("a".repeat(50000))'), process.env, 5)).output).toHaveLength(10 * 1024);
  });

  test('there is no shell, and no environment but the one that is given', async () => {
    expect((await askExec(['echo', '$HOME', '&&', 'false'], {}, 5)).output).toBe('$HOME && false\n');
    expect((await askExec(node('console.log(Object.keys(process.env).filter(name => name === "HOME" || name === "MODE").join())'), { MODE: 'x' }, 5)).output).toBe('MODE\n');
  });

  test('a command that is not there is an error', async () => {
    expect(await askExec(['/no/such/command'], process.env, 5)).toMatchObject({ outcome: 'error', output: 'there is no command /no/such/command here; give its path, or activate the environment that has it' });
  });

  test.each([[['']], [['echo', 'a\0b']]])('so is one that no program can be started with: %j', async command => {
    expect(await askExec(command, process.env, 5)).toMatchObject({ outcome: 'error', output: expect.stringContaining('argument') });
  });

  test('of an output without end only the beginning is kept', async () => {
    const before = process.memoryUsage().rss;
    expect(await askExec(['yes'], process.env, 1)).toMatchObject({ outcome: 'failure' });
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
  }, 20_000);

  test('what it leaves behind is not waited for, and ended', async () => {
    const begun = Date.now();
    const { outcome } = await askExec(['sh', '-c', 'setsid sleep 31.4159 & exit 0'], process.env, 20);
    expect(outcome).toBe('success');
    expect(Date.now() - begun).toBeLessThan(10_000);
    // Only Linux says what has left the group.
    if (process.platform === 'linux') expect(spawnSync('pgrep', ['-f', 'sleep 31.4159']).status).toBe(1);
  }, 30_000);

  test('one that takes too long is ended with all it started', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'exec-'));
    const file = path.join(folder, 'alive');
    const child = `setTimeout(() => require('fs').writeFileSync(${JSON.stringify(file)}, ''), 2500)`;
    const parent = `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(child)}], { stdio: 'inherit' }); setInterval(() => {}, 1000)`;
    const { outcome, output } = await askExec(node(parent), process.env, 1);
    expect(outcome).toBe('failure');
    expect(output).toMatch(/^command timed out: .* timed out after 1s$/s);
    await new Promise(resolve => setTimeout(resolve, 2500));
    expect(fs.existsSync(file)).toBe(false);
    fs.rmSync(folder, { recursive: true });
  }, 20_000);
});
