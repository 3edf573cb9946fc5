/* What is said of an app beside what its probes come to; each with a real server that fires, and one that stays silent. */
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import { AddressInfo, createServer as createPlainServer } from 'node:net';
import { Probe } from '../../src/manifest/objects';
import { answerRemark, noGrpcRemark } from '../../src/rehearse/answer-remarks';
import { hookRemark, isDeaf } from '../../src/rehearse/end-remarks';
import { HandlerSurroundings, runHandler } from '../../src/rehearse/handler-runner';
import { listeningPorts } from '../../src/rehearse/listening-sockets';
import { podDifference } from '../../src/rehearse/pod-differences';
import { ProcessGroup } from '../../src/rehearse/process-group';
import { endedAtOnceRemark } from '../../src/rehearse/start-remarks';
import { HERE, listening, serving } from './_servers';

const surroundings = (container = {}): HandlerSurroundings => ({ container, target: HERE, env: process.env, portHere: port => port });
const onLinux = process.platform === 'linux' ? test : test.skip;

async function remarkOn(probe: Probe): Promise<string | undefined> {
  return answerRemark('readiness', probe, await runHandler(probe, 1, surroundings()))?.message;
}

describe('answers', () => {
  test('a redirect on the same host', async () => {
    const port = await serving(({ url }, response) => response.writeHead(url === '/readiness/' ? 200 : 307, { Location: '/readiness/' }).end());
    expect(await remarkOn({ httpGet: { path: '/readiness', port } })).toBe('readiness asks /readiness and is redirected to /readiness/');
    expect(await remarkOn({ httpGet: { path: '/readiness/', port } })).toBeUndefined();
  });

  test('a redirect elsewhere', async () => {
    const port = await serving((_, response) => response.writeHead(302, { Location: 'http://192.0.2.1/login' }).end());
    expect(await remarkOn({ httpGet: { port } })).toBe('readiness asks / and is answered with 302, to http://192.0.2.1/login: that counts as a success, whatever is there');
  });

  test('a redirect on the same host, to another page', async () => {
    const port = await serving(({ url }, response) => response.writeHead(url === '/readyz' ? 302 : 200, { Location: '/login?next=/readyz' }).end());
    expect(await remarkOn({ httpGet: { path: '/readyz', port } })).toBe('readiness asks /readyz and is answered from /login?next=/readyz');
  });

  test('what cannot be asked', async () => {
    expect(await remarkOn({ httpGet: { port: 'nobody' } })).toBe('readiness cannot be asked: port "nobody" not found');
  });

  test('TLS where there is none', async () => {
    const port = await serving((_, response) => response.end());
    expect(await remarkOn({ httpGet: { port, scheme: 'HTTPS' } })).toBe('readiness speaks TLS, and the app answers in plain HTTP');
  });

  test('gRPC where there is none', async () => {
    const port = await serving((_, response) => response.end());
    expect((await noGrpcRemark('readiness', { grpc: { port } }, surroundings()))?.message).toBe(`readiness asks for gRPC health on port ${port}, and the app speaks HTTP/1 there`);
    // Who says nothing may just be slow.
    const silent = await listening(createPlainServer());
    expect(await noGrpcRemark('readiness', { grpc: { port: silent } }, surroundings())).toBeUndefined();
  });

  test('TLS that fails for another reason', () => {
    const output = 'Get "https://127.0.0.1:1/": TLS: sslv3 alert handshake failure';
    expect(answerRemark('readiness', { httpGet: { port: 1, scheme: 'HTTPS' } }, { outcome: 'failure', output })).toBeUndefined();
  });

  test('a redirect to nowhere', async () => {
    const port = await serving((_, response) => response.writeHead(304).end());
    expect(await remarkOn({ httpGet: { port } })).toBe('readiness asks / and is answered with 304: that counts as a success');
  });

  test.each([['false', true], ['"False"\n', true], ['true', false], ['{"ready": false}', false], ['', false]])('200 and %j', async (body, isRemarked) => {
    const port = await serving((_, response) => response.end(body));
    const said = await remarkOn({ httpGet: { path: '/readyz', port } });
    if (isRemarked) expect(said).toBe(`readiness asks /readyz and is answered with 200 and ${body.trim()}: that is a success`);
    else expect(said).toBeUndefined();
  });

  test('a failure says what it has to say by itself', async () => {
    const port = await serving((_, response) => response.writeHead(503).end('false'));
    expect(await remarkOn({ httpGet: { port } })).toBeUndefined();
  });
});

describe('what would be otherwise in a pod', () => {
  const difference = (probe: Probe, container = {}) => podDifference('readiness', probe, surroundings(container));
  const everywhere = async (answers: Parameters<typeof createServer>[1]) => {
    const server = createServer(answers!);
    await new Promise<void>(resolve => server.listen(0, '0.0.0.0', resolve));
    const { port } = server.address() as AddressInfo;
    return { port, close: () => new Promise(resolve => server.close(resolve)) };
  };

  onLinux('who listens on 127.0.0.1 only', async () => {
    const port = await serving((_, response) => response.end());
    expect((await difference({ httpGet: { port } }))?.message).toBe(`the app listens on port ${port} of 127.0.0.1 only: in a pod its probes would never succeed`);
    expect((await difference({ tcpSocket: { port: 'http' } }, { ports: [{ name: 'http', containerPort: port }] }))?.message).toContain('127.0.0.1 only');
  });

  test('who listens everywhere is fine', async () => {
    const server = await everywhere((_, response) => response.end());
    expect(await difference({ httpGet: { port: server.port } })).toBeUndefined();
    expect(await difference({ tcpSocket: { port: server.port } })).toBeUndefined();
    await server.close();
  });

  test('who accepts certain hosts only', async () => {
    const server = await everywhere(({ headers }, response) => response.writeHead(headers.host?.startsWith('127.0.0.1') ? 200 : 400).end());
    const { port } = server;
    expect(await difference({ httpGet: { path: '/readyz', port } })).toMatchObject({
      message: `readiness would be answered with 400 in a pod: the app does not accept requests for 10.244.0.7:${port}`,
      fix: 'Let the probe name a host that is accepted, such as httpHeaders: [{ name: Host, value: 127.0.0.1 }], which is here',
    });
    expect(await difference({ httpGet: { path: '/readyz', port, httpHeaders: [{ name: 'host', value: '127.0.0.1' }] } })).toBeUndefined();
    await server.close();
  });

  test('who has become unready meanwhile is not accused', async () => {
    const server = await everywhere((_, response) => response.writeHead(503).end());
    expect(await difference({ httpGet: { port: server.port } })).toBeUndefined();
    await server.close();
  });

  test('another host, a command and a name that nobody declares are nothing to compare', async () => {
    expect(await difference({ httpGet: { host: 'localhost', port: 1 } })).toBeUndefined();
    expect(await difference({ exec: { command: ['true'] } })).toBeUndefined();
    expect(await difference({ httpGet: { port: 'nobody' } })).toBeUndefined();
  });
});

onLinux('the ports on which a group of processes listens', async () => {
  const port = await listening(createServer());
  const group = Number(execFileSync('ps', ['-o', 'pgid=', '-p', String(process.pid)], { encoding: 'utf8' }));
  expect(listeningPorts(group)).toContain(port);
  expect(listeningPorts(2 ** 22)).toEqual([]);
});

test.each([
  [{ exitCode: 0 }, 0.01, true, 'the app ended by itself at once, with exit code 0', /^Run it in the foreground/],
  [{ exitCode: 1 }, 2.04, true, 'the app ended by itself 2 s after its start, with exit code 1', /^Its output says why/],
  [{ signal: 'SIGSEGV' }, 2.04, false, 'the app ended by itself 2 s after its start, by SIGSEGV', /^Its output says why/],
])('an app that ended: %j', (how, seconds, restarts, message, fix) => {
  const remark = endedAtOnceRemark(how, seconds, restarts);
  expect(remark.message).toBe(message);
  expect(remark.fix).toMatch(fix);
  expect(remark.why.includes('CrashLoopBackOff')).toBe(restarts);
});

describe('the end', () => {
  onLinux.each([
    ['a shell without a trap', ['sh', '-c', 'sleep 20; :'], true],
    ['a shell with one', ['sh', '-c', 'trap "exit 0" TERM; while :; do sleep 0.1; done'], false],
    ['Node, whose own handler ends it by the signal', [process.execPath, '-e', 'setInterval(() => {}, 1000)'], true],
  ])('%s', async (_, command, deaf) => {
    const group = new ProcessGroup(command, process.env, () => undefined);
    await new Promise(resolve => setTimeout(resolve, 1000));
    expect(isDeaf(group.pid)).toBe(deaf);
    group.kill();
    expect(await group.ended).toEqual({ signal: 'SIGKILL' });
  });

  test.each([
    [{ outcome: 'failed', reason: 'exit 7' }, 'the preStop hook failed: exit 7'],
    [{ outcome: 'cut short' }, 'the preStop hook was cut short by the grace period of 4 s'],
    [{ outcome: 'done' }, undefined],
    [{ outcome: 'not run' }, undefined],
  ] as const)('a hook: %j', (outcome, said) => expect(hookRemark(outcome, 4)?.message).toBe(said));
});
