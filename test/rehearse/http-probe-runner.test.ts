/* Real requests to real servers, and the situations of upstream's tests of the same code (pkg/probe/http/http_test.go). */
import { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createSecureServer as createHttp2Server } from 'node:http2';
import { createServer as createSecureServer } from 'node:https';
import { AddressInfo, createServer as createPlainServer } from 'node:net';
import { TLSSocket } from 'node:tls';
import { HttpGet } from '../../src/manifest/objects';
import { askHttp } from '../../src/rehearse/http-probe-runner';
import { CERTIFICATE, KEY } from './_certificate';
import { HERE, listening, serving } from './_servers';

const ask = (port: number, httpGet: HttpGet = {}, timeoutSeconds = 1) => askHttp(httpGet, port, HERE, timeoutSeconds);
const header = (name: string, value: string) => ({ httpHeaders: [{ name, value }] });
const answering = (status: number, body = ''): RequestListener => (_, response) => response.writeHead(status).end(body);

/** The headers that came, but for the host, which is not one of them for Go. */
const sent = ({ rawHeaders }: IncomingMessage) => (
  rawHeaders.flatMap((name, index) => index % 2 === 0 && name !== 'Host' ? [[name, rawHeaders[index + 1]]] : [])
);
const echo: RequestListener = (request, response) => response.end(sent(request).map(([name, value]) => `${name}: ${value}\n`).join(''));
const names: RequestListener = (request, response) => response.end(sent(request).map(([name]) => name).sort().join('\n'));
const redirecting = (status: number, then: (response: ServerResponse) => void): RequestListener => ({ url }, response) => {
  if (url === '/') response.writeHead(status, { Location: '/new' }).end();
  else then(response);
};
const ok = (response: ServerResponse) => response.end();
const broken = (response: ServerResponse) => response.writeHead(500).end();

type Upstream = readonly [situation: string, listener: RequestListener, httpGet: HttpGet, outcome: string, contains?: string, not?: string];

const UPSTREAM: readonly Upstream[] = [
  ['an answer', answering(200, 'ok body'), {}, 'success', 'ok body'],
  ['how many headers', (request, response) => response.end(`${sent(request).length}`), {}, 'success', '3'],
  ['which headers', names, {}, 'success', 'Accept\nConnection\nUser-Agent'],
  ['Accept-Encoding of its own', echo, header('Accept-Encoding', 'gzip'), 'success', 'Accept-Encoding: gzip'],
  ['an unknown Accept-Encoding', echo, header('Accept-Encoding', 'foo'), 'success', 'Accept-Encoding: foo'],
  ['an empty Accept-Encoding', echo, header('Accept-Encoding', ''), 'success', 'Accept-Encoding: \n'],
  ['a header', echo, header('X-Muffins-Or-Cupcakes', 'muffins'), 'success', 'X-Muffins-Or-Cupcakes: muffins'],
  ['a User-Agent', echo, header('User-Agent', 'foo/1.0'), 'success', 'User-Agent: foo/1.0'],
  ['an empty User-Agent', echo, header('User-Agent', ''), 'success', '', 'User-Agent'],
  ['the User-Agent by itself', echo, {}, 'success', 'User-Agent: kube-probe/1.37'],
  ['both: Accept', echo, { httpHeaders: [{ name: 'User-Agent', value: 'foo/1.0' }, { name: 'Accept', value: 'text/html' }] }, 'success', 'Accept: text/html'],
  ['both: User-Agent', echo, { httpHeaders: [{ name: 'User-Agent', value: 'foo/1.0' }, { name: 'Accept', value: 'foo/*' }] }, 'success', 'User-Agent: foo/1.0'],
  ['a header, and Accept', echo, { httpHeaders: [{ name: 'X-Muffins-Or-Cupcakes', value: 'muffins' }, { name: 'Accept', value: 'foo/*' }] }, 'success', 'X-Muffins-Or-Cupcakes: muffins'],
  ['Accept', echo, header('Accept', 'foo/*'), 'success', 'Accept: foo/*'],
  ['an empty Accept', echo, header('Accept', ''), 'success', '', 'Accept:'],
  ['an empty Accept, and a User-Agent', echo, { httpHeaders: [{ name: 'User-Agent', value: 'foo/1.0' }, { name: 'Accept', value: '' }] }, 'success', '', 'Accept:'],
  ['Accept by itself', echo, {}, 'success', 'Accept: */*'],
  ['a Host', (request, response) => response.end(request.headers.host), header('Host', 'muffins.cupcakes.org'), 'success', 'muffins.cupcakes.org'],
  ['a server that breaks off', request => request.socket.destroy(), {}, 'failure'],
  ['500', answering(500, 'fail body'), {}, 'failure', 'HTTP probe failed with statuscode: 500'],
  ['no answer in time', () => undefined, {}, 'failure', 'no answer within 1 s'],
  ...[301, 302, 307, 308].flatMap((status): Upstream[] => [
    [`${status} to what is well`, redirecting(status, ok), {}, 'success'],
    [`${status} to what is not`, redirecting(status, broken), {}, 'failure'],
  ]),
  ['a redirect that ends nowhere', redirecting(308, response => response.writeHead(308).end()), {}, 'warning', 'Probe terminated redirects, Response body:'],
  ['a redirect that ends nowhere, with a body', redirecting(308, response => response.writeHead(308).end('ok body')), {}, 'warning', 'Response body: ok body'],
];

test('there are as many as upstream', () => expect(UPSTREAM).toHaveLength(31));

test.each(UPSTREAM.map(row => [row[0], row] as const))('upstream: %s', async (_, [, listener, httpGet, outcome, contains = '', not]) => {
  const answer = await ask(await serving(listener), httpGet);
  expect(answer).toMatchObject({ outcome, output: expect.stringContaining(contains) });
  if (not) expect(answer.output).not.toContain(not);
});

describe('upstream: redirects that lead elsewhere', () => {
  const listener: RequestListener = ({ url = '' }, response) => {
    const to = new URL(url, 'http://x').searchParams.get('loc');
    if (to !== null) response.writeHead(302, { Location: to }).end();
    else if (url === '/loop') response.writeHead(302, { Location: '/loop' }).end();
    else response.writeHead(url === '/success' ? 200 : 500).end();
  };

  test.each([
    ['here, and well', '/success', 'success'],
    ['here, and not well', '/fail', 'failure'],
    ['to another port, and well', 'http://127.0.0.1:PORT/success', 'success'],
    ['to another port, and not well', 'http://127.0.0.1:PORT/fail', 'failure'],
    ['to another host', 'http://0.0.0.0/fail', 'warning'],
    ['in a circle', '/loop', 'failure'],
  ])('%s', async (_, to, outcome) => {
    const [port, other] = [await serving(listener), await serving(listener)];
    const answer = await ask(port, { path: `/redirect?loc=${encodeURIComponent(to.replace('PORT', `${other}`))}` });
    expect(answer.outcome).toBe(outcome);
  });

  test('ten are followed', async () => {
    let asked = 0;
    const port = await serving((_, response) => ++asked <= 9 ? response.writeHead(302, { Location: '/' }).end() : response.end());
    expect((await ask(port)).outcome).toBe('success');
    asked = -1;
    expect(await ask(port)).toMatchObject({ outcome: 'failure', output: expect.stringContaining('stopped after 10 redirects') });
    expect(asked).toBe(9);
  });
});

test.each([['www.success.com', 'success'], ['www.fail.com', 'failure']])('upstream: the Host %s is kept when a redirect stays', async (host, outcome) => {
  const port = await serving((request, response) => {
    if (request.url === '/redirect') response.writeHead(302, { Location: '/success' }).end();
    else response.writeHead(request.headers.host === 'www.success.com' ? 200 : 400).end();
  });
  expect((await ask(port, { path: '/redirect', ...header('Host', host) })).outcome).toBe(outcome);
});

test.each([[10 * 1024 - 1, 10 * 1024 - 1], [10 * 1024 + 1, 10 * 1024]])('upstream: of %i bytes %i are read', async (written, read) => {
  expect((await ask(await serving(answering(200, 'a'.repeat(written))))).output).toHaveLength(read);
});

test('upstream: no proxy is asked', async () => {
  const port = await serving(answering(200, 'welcome to the proxy'));
  process.env.http_proxy = process.env.HTTP_PROXY = `http://127.0.0.1:${port}`;
  try {
    // Nobody listens on the port of discarded things.
    expect((await ask(9)).outcome).toBe('failure');
  } finally {
    delete process.env.http_proxy;
    delete process.env.HTTP_PROXY;
  }
});

test('any status from 200 to 399 is a success', async () => {
  for (const [status, outcome] of [[204, 'success'], [304, 'warning'], [399, 'warning'], [400, 'failure'], [401, 'failure'], [503, 'failure']] as const) {
    expect(await ask(await serving(answering(status)))).toMatchObject({ status, outcome });
  }
});

test('TLS is spoken without looking at the certificate, and only where it is asked for', async () => {
  const port = await listening(createSecureServer({ cert: CERTIFICATE, key: KEY }, answering(200, 'secure')));
  expect(await ask(port, { scheme: 'HTTPS' })).toMatchObject({ outcome: 'success', output: 'secure' });
  expect((await ask(port)).outcome).toBe('failure');
  expect((await ask(await serving(answering(200)), { scheme: 'HTTPS' })).outcome).toBe('failure');
});

test('HTTP/2 is spoken over TLS where the server offers it', async () => {
  const server = createHttp2Server({ cert: CERTIFICATE, key: KEY }, ({ url, headers }, response) => {
    if (url === '/') response.writeHead(302, { location: '/new' }).end();
    else response.writeHead(url === '/new' ? 200 : 503).end(`${headers[':authority']} ${headers['user-agent']} ${headers['x-foo']}`);
  });
  const port = await listening(server);
  const shop = { httpHeaders: [{ name: 'Host', value: 'shop.example' }, { name: 'X-Foo', value: 'bar' }] };
  expect(await ask(port, { scheme: 'HTTPS', ...shop })).toEqual({ outcome: 'success', status: 200, output: 'shop.example kube-probe/1.37 bar', redirectedTo: '/new' });
  expect(await ask(port, { scheme: 'HTTPS', path: '/other' })).toMatchObject({ outcome: 'failure', status: 503 });
  expect((await ask(port)).outcome).toBe('failure');
  const silent = createHttp2Server({ cert: CERTIFICATE, key: KEY }).on('stream', stream => stream.respond({ ':status': 200 }));
  expect(await ask(await listening(silent), { scheme: 'HTTPS' })).toMatchObject({ outcome: 'error', status: 200 });
});

test('TLS is told no other name than that of the address', async () => {
  const told: unknown[] = [];
  const server = createSecureServer({ cert: CERTIFICATE, key: KEY }, ({ socket }, response) => {
    told.push((socket as TLSSocket).servername);
    response.end();
  });
  const port = await listening(server);
  await ask(port, { scheme: 'HTTPS', ...header('Host', 'shop.example') });
  await ask(port, { scheme: 'HTTPS', host: 'localhost' });
  expect(told).toEqual([false, 'localhost']);
});

test('the time is for the whole answer: while it is being read, it is an error that is up', async () => {
  const port = await serving((_, response) => { response.writeHead(200).write('slow'); });
  expect(await ask(port)).toEqual({ outcome: 'error', status: 200, output: 'the time was up while the answer was being read' });
  const cut = await serving((_, response) => {
    response.writeHead(200, { 'Content-Length': 100 }).write('cut');
    setImmediate(() => response.destroy());
  });
  expect(await ask(cut)).toMatchObject({ outcome: 'error', output: expect.stringContaining('broke off') });
  // One whose length nobody says ends with the connection, but not with the time.
  const endless = await listening(createPlainServer(socket => socket.on('error', () => undefined).write('HTTP/1.1 200 OK\r\n\r\nok')));
  expect(await ask(endless)).toMatchObject({ outcome: 'error', output: 'the time was up while the answer was being read' });
  const long = await serving((_, response) => { response.writeHead(200).write('a'.repeat(20_000)); });
  expect((await ask(long)).outcome).toBe('success');
});

test('what is no HTTP, and what is not there, is a failure', async () => {
  expect((await ask(await listening(createPlainServer(socket => socket.end('SSH-2.0-x\r\n'))))).outcome).toBe('failure');
  expect(await ask(9)).toMatchObject({ outcome: 'failure', output: expect.stringContaining('ECONNREFUSED') });
  expect((await ask(await serving(answering(200)), header('X-Bad', 'a\nb'))).outcome).toBe('failure');
  expect((await ask(9, { host: 'a b' })).outcome).toBe('error');
});

test('the path is asked for as it is written, with its query', async () => {
  const port = await serving((request, response) => response.end(request.url));
  for (const [path, target] of [
    ['/health?full=1&x=%20', '/health?full=1&x=%20'], ['health', '/health'], ['/a b', '/a%20b'], ['/a/../b', '/a/../b'], ['/a#b', '/a'], ['/%zz?x', '/%25zz%3Fx'],
    ['/ü', '/%C3%BC'], ['/a%2Fb', '/a%2Fb'], ['//other/x', '/x'], ['http://other:1/x?y', '/x?y'], ['', '/'], ['?a=1', '/?a=1'], ['/a%2Fb c', '/a/b%20c'],
  ]) expect([path, (await ask(port, { path })).output]).toEqual([path, target]);
});

test('a redirect that comes to no end is waited for, and is a failure', async () => {
  let asked = 0;
  const port = await serving((_, response) => {
    asked++;
    response.writeHead(302, { Location: '/new' }).write('wait');
  });
  expect(await ask(port)).toMatchObject({ outcome: 'failure', unanswered: 'late' });
  expect(asked).toBe(1);
});

test('a redirect to an address without a host is one to another host', async () => {
  const port = await serving((_, response) => response.writeHead(302, { Location: 'mailto:a' }).end());
  expect(await ask(port)).toMatchObject({ outcome: 'warning', status: 302 });
});

test('what a redirect says in letters beyond ASCII, and of who asks, is sent on', async () => {
  const server = createPlainServer(socket => socket.on('error', () => undefined).on('data', data => {
    const { port } = server.address() as AddressInfo;
    if (data.includes('GET / ')) socket.end(`HTTP/1.1 302 Found\r\nLocation: http://me:s%FFcret@127.0.0.1:${port}/ü\r\nContent-Length: 0\r\n\r\n`);
    else socket.end(`HTTP/1.1 200 OK\r\n\r\n${data.toString('latin1')}`);
  }));
  const { output } = await ask(await listening(server));
  expect(output).toMatch(/^GET \/%C3%BC HTTP/);
  expect(output).toContain(`Authorization: Basic ${Buffer.from('me:s\xffcret', 'latin1').toString('base64')}`);
});

test('of a body that is never sent nothing is said, and no header is sent that cannot be', async () => {
  const port = await serving((request, response) => response.end(sent(request).map(([name]) => name).sort().join()));
  const httpHeaders = [{ name: 'Content-Length', value: '5' }, { name: 'transfer-encoding', value: 'chunked' }, { name: 'Trailer', value: 'x' }];
  expect((await ask(port, { httpHeaders })).output).toBe('Accept,Connection,User-Agent');
  expect(await ask(port, header('X-Bad', 'a\u0001'))).toMatchObject({ outcome: 'failure', output: expect.stringContaining('invalid header field value for "X-Bad"') });
});

test('letters beyond ASCII in a header are sent in UTF-8', async () => {
  const port = await serving(({ headers }, response) => response.end(Buffer.from(headers['x-city'] as string, 'latin1')));
  expect(await ask(port, header('X-City', 'København 中'))).toMatchObject({ outcome: 'success', output: 'København 中' });
});

test.each([
  ['http://[bad', 'failed to parse Location header "http://[bad"'],
  ['ftp://127.0.0.1/x', 'unsupported protocol scheme "ftp"'],
])('a redirect to %s is a failure', async (location, said) => {
  const port = await serving((_, response) => response.writeHead(302, { Location: location }).end());
  expect(await ask(port)).toMatchObject({ outcome: 'failure', output: expect.stringContaining(said) });
});

test('headers may be long', async () => {
  const port = await listening(createPlainServer(socket => socket.on('error', () => undefined).end(`HTTP/1.1 200 OK\r\nX-Long: ${'a'.repeat(200_000)}\r\nContent-Length: 2\r\n\r\nok`)));
  expect(await ask(port)).toMatchObject({ outcome: 'success', output: 'ok' });
});
