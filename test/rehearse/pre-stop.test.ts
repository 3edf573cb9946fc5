/* What a hook does, which is not what a probe does. */
import { createServer as createPlainServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Handler } from '../../src/manifest/objects';
import { preStopOf, sleptBy } from '../../src/rehearse/pre-stop';
import { HERE, listening, serving } from './_servers';

const container = { env: [{ name: 'NAME', value: 'shop' }] };
const never = new Promise(() => undefined);
const run = (handler: Handler, graceSeconds = 5, containerEnds: Promise<unknown> = never) => (
  preStopOf(handler, true, { container, target: HERE, env: process.env, portHere: port => port })(graceSeconds, containerEnds)
);

test('any answer to HTTP is good, and who asks is no probe', async () => {
  let userAgent: string | undefined;
  const port = await serving(({ headers }, response) => {
    userAgent = headers['user-agent'];
    response.writeHead(500).end();
  });
  expect(await run({ httpGet: { port } })).toEqual({ outcome: 'done' });
  expect(userAgent).toBe('kube-lifecycle/1.37');
  expect(await run({ httpGet: { port: 9 } })).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('ECONNREFUSED') });
  expect(await run({ httpGet: { port: 'nobody' } })).toMatchObject({ outcome: 'failed', reason: 'port "nobody" not found' });
});

test('where TLS is to be spoken and is not, it is done without, and without telling who it is', async () => {
  let names: string[] = [];
  const port = await serving(({ headers }, response) => {
    names = Object.keys(headers);
    response.end();
  });
  const httpHeaders = [{ name: 'Authorization', value: 'x' }, { name: 'X-Shop', value: 'y' }];
  expect(await run({ httpGet: { port, scheme: 'HTTPS', httpHeaders } })).toEqual({ outcome: 'done' });
  expect(names).toContain('x-shop');
  expect(names).not.toContain('authorization');
});

test('no hook connects by TCP', async () => {
  const port = await listening(createPlainServer());
  expect(await run({ tcpSocket: { port } })).toMatchObject({ outcome: 'failed' });
});

test('in a command nothing is replaced, and it ends with the container', async () => {
  expect(await run({ exec: { command: ['test', '$(NAME)', '=', 'shop'] } })).toEqual({ outcome: 'failed', reason: 'exit code 1' });
  expect(await run({ exec: { command: ['sh', '-c', 'sleep 20; :'] } }, 15, sleep(200))).toEqual({ outcome: 'ended with the app' });
  expect(await run({ exec: { command: ['sleep', '20'] } }, 15, sleep(200))).toEqual({ outcome: 'ended with the app' });
  expect(await run({ sleep: { seconds: 1 } }, 15, sleep(200))).toEqual({ outcome: 'done' });
});

test.each<[string[], number | undefined]>([
  [['sleep', '10'], 10], [['/bin/sleep', '1.5s'], 1.5], [['sleep', '2m'], 120], [['/bin/sh', '-c', 'sleep 10'], 10], [['bash', '-c', ' exec sleep 3 '], 3],
  [['sleep 10'], undefined], [['sh', '-c', 'sleep 1; nginx -s quit'], undefined], [['sh', '-c', 'sleep $N'], undefined], [['sh', 'sleep 1'], undefined], [['sleep', '1', '2'], undefined], [[], undefined],
])('%j sleeps %p', (command, seconds) => {
  expect(sleptBy({ exec: { command } })).toBe(seconds);
});
