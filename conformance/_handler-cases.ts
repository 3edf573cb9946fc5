import * as fc from 'fast-check';
import { Handler } from '../src/manifest/objects';
import { GrpcReply } from './_grpc-server';
import { Http2Reply } from './_http2-server';
import { Reply } from './_scripted-server';

/** A probe, and the server it asks; without a port, it asks that of the server. */
export interface Case {
  readonly handler: Handler;
  readonly server:
    | { readonly isSecure: boolean; readonly replies: readonly Reply[] }
    | { readonly http2: readonly Http2Reply[] }
    | { readonly grpc: GrpcReply };
}

/** What may be asked, of servers that may answer anything. */
export function cases(): fc.Arbitrary<Case> {
  const pieces = fc.constantFrom('/', '/', 'a', 'healthz', '%2F', '%zz', '%', ' ', 'ü', '?', '#', ':', '//', '..', '"', '<', '\\', '[', ']', '|', '@', ';', '+', '&', '=', '*', '\'', '`', '{', '^', '~', '!', '$', ',', '(', 'http://x', '\u0001', '\n', '%41', '%c3%bc');
  const path = fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom('/', '/healthz', '/a?b=c') },
    { weight: 1, arbitrary: fc.array(pieces, { minLength: 1, maxLength: 6 }).map(list => list.join('')) },
    { weight: 2, arbitrary: fc.array(pieces, { maxLength: 6 }).map(list => `/${list.join('')}`) },
  );
  const header = fc.record({
    name: fc.constantFrom('Host', 'host', 'User-Agent', 'user-agent', 'Accept', 'accept', 'X-Foo', 'x-foo', 'X-Bar', 'Authorization', 'Referer', 'Accept-Encoding', 'Connection', '-', 'x--y-', '1a'),
    value: fc.constantFrom('', 'a', 'shop.example', 'shop.example:81', ' b ', 'c\td', 'ü', '中', 'a\nb', '\u0001', 'a,b', 'Basic eDp5'),
  });
  const httpGet = fc.record({
    path,
    httpHeaders: fc.array(header, { maxLength: 3 }),
    scheme: fc.constantFrom('HTTP', 'HTTP', 'HTTP', 'HTTPS'),
    port: fc.oneof({ weight: 20, arbitrary: fc.constant('http') }, { weight: 1, arbitrary: fc.constantFrom('nobody', 'Http') }),
    host: fc.oneof({ weight: 20, arbitrary: fc.constantFrom('', 'localhost', '127.0.0.1') }, { weight: 1, arbitrary: fc.constantFrom('a b', 'a/b', '127.0.0.1:80', '[::1]') }),
  }, { requiredKeys: ['path'] });
  const http = fc.tuple(httpGet, fc.array(reply(), { minLength: 1, maxLength: 3 }), fc.nat(4)).map(([get, replies, chance]): Case => {
    const isSecure = get.scheme === 'HTTPS';
    // Mostly as it is asked.
    return { handler: { httpGet: get }, server: { isSecure: chance === 0 ? !isSecure : isSecure, replies } };
  });
  const http2 = fc.tuple(httpGet, fc.array(http2Reply(), { minLength: 1, maxLength: 3 })).map(([get, replies]): Case => {
    // HTTP/2 has no connections to tell of, and Node no headers that are padded or twice what may be there once.
    const httpHeaders = (get.httpHeaders ?? []).filter(({ name: own, value }, index, all) => {
      return own !== 'Connection' && value.trim() === value && all.findIndex(({ name }) => name === own) === index;
    });
    return { handler: { httpGet: { ...get, httpHeaders, scheme: 'HTTPS' } }, server: { http2: replies } };
  });
  const tcp = fc.record({ port: fc.constantFrom('http', 'nobody') }, { requiredKeys: [] }).map((tcpSocket): Case => {
    return { handler: { tcpSocket }, server: { isSecure: false, replies: [{ text: '', then: 'close' }] } };
  });
  const grpcReply = fc.oneof(
    { weight: 3, arbitrary: fc.record({ serving: fc.constantFrom(0, 1, 1, 1, 2, 3, 4) }) },
    { weight: 2, arbitrary: fc.record({ code: fc.integer({ min: 1, max: 16 }) }) },
    { weight: 1, arbitrary: fc.constantFrom<GrpcReply>('nothing', 'unknown', 'closed', 'opens later') },
  );
  const service = fc.record({ service: fc.constantFrom('', 'shop.Orders', 'ü', 'a'.repeat(200)) }, { requiredKeys: [] });
  // What is said to somebody who speaks HTTP/2 without having been asked in it is no gRPC.
  const noGrpc = reply().map(({ text }): Case['server'] => ({ isSecure: false, replies: [{ text, then: 'stall' }] }));
  const isGrpc = grpcReply.map((each): Case['server'] => ({ grpc: each }));
  const grpc = fc.tuple(service, fc.oneof({ weight: 9, arbitrary: isGrpc }, { weight: 1, arbitrary: noGrpc }))
    .map(([asks, server]): Case => ({ handler: { grpc: asks }, server }));
  return fc.oneof({ weight: 12, arbitrary: http }, { weight: 3, arbitrary: http2 }, { weight: 2, arbitrary: grpc }, { weight: 1, arbitrary: tcp });
}

function reply(): fc.Arbitrary<Reply> {
  const headers = fc.array(fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...LOCATIONS).map(to => `Location: ${to}`) },
    { weight: 2, arbitrary: fc.constantFrom('Content-Type: text/plain', 'X-Foo:bar', 'X-Empty:', 'Connection: keep-alive', 'Upgrade: websocket', 'Set-Cookie: a=b', 'Referer: x', 'x_y: z') },
    { weight: 1, arbitrary: fc.constant(`X-Long: ${'a'.repeat(20_000)}`) },
  ), { maxLength: 3 });
  const status = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(200, 200, 204, 301, 302, 303, 307, 308, 400, 404, 500, 503) },
    { weight: 2, arbitrary: fc.constantFrom(199, 201, 206, 299, 300, 304, 305, 306, 309, 399, 401, 418, 599, 600, 700, 999) },
    { weight: 1, arbitrary: fc.constantFrom(100, 101, 102, 103) },
  );
  const line = fc.tuple(fc.constantFrom('HTTP/1.1', 'HTTP/1.1', 'HTTP/1.0'), status, fc.constantFrom(' OK', ' Not Quite', '', ' ')).map(([version, code, reason]) => `${version} ${code}${reason}`);
  const length = fc.constantFrom(0, 2, 5, 10_239, 10_240, 10_241, 30_000);
  const chunked = (sizes: readonly number[]) => sizes.map(size => `${size.toString(16)}\r\n${'c'.repeat(size)}\r\n`).join('');
  const body = fc.oneof(
    { weight: 2, arbitrary: fc.constant({ headers: [] as string[], text: '' }) },
    { weight: 3, arbitrary: length.map(size => ({ headers: [`Content-Length: ${size}`], text: 'b'.repeat(size) })) },
    { weight: 1, arbitrary: fc.tuple(length, length).map(([said, size]) => ({ headers: [`Content-Length: ${said}`], text: 'b'.repeat(size) })) },
    { weight: 1, arbitrary: length.map(size => ({ headers: [], text: 'b'.repeat(size) })) },
    { weight: 1, arbitrary: fc.array(length, { maxLength: 3 }).map(sizes => ({ headers: ['Transfer-Encoding: chunked'], text: `${chunked(sizes.filter(size => size > 0))}0\r\n\r\n` })) },
    { weight: 1, arbitrary: fc.constantFrom('zz\r\n', '5\r\nab', '', '-1\r\n', '2;ext=1\r\nab\r\n0\r\n\r\n', '0\r\nTrailer: x\r\n\r\n').map(text => ({ headers: ['Transfer-Encoding: chunked'], text })) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        ['Content-Length: 2', 'Content-Length: 3'], ['Content-Length: -1'], ['Content-Length: x'], ['Content-Length:'],
        ['Content-Length: 2', 'Transfer-Encoding: chunked'], ['Content-Encoding: gzip'],
      ).map(list => ({ headers: list, text: '2\r\nok\r\n0\r\n\r\n' })),
    },
  );
  const before = fc.constantFrom('', '', '', '', '', 'HTTP/1.1 100 Continue\r\n\r\n', 'HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n');
  const end = fc.constantFrom('\r\n', '\r\n', '\r\n', '\r\n', '\r\n', '\n');
  const then = fc.constantFrom<Reply['then']>(...Array<'close'>(11).fill('close'), 'stall');
  return fc.oneof(
    {
      weight: 20,
      arbitrary: fc.tuple(before, line, headers, body, end, then).map(([first, status_, more, { headers: framing, text }, eol, after]) => ({
        text: `${first}${[status_, ...more, ...framing].join(eol)}${eol}${eol}${text}`, then: after,
      })).filter(({ text }) => !/HTTP\/1\.0[^]*Transfer-Encoding/.test(text)),
    },
    { weight: 1, arbitrary: fc.tuple(fc.constantFrom('HTTP/1.1 200 OK\r\n', 'HTTP/1.1 200 OK\r\nContent-Le', 'SSH-2.0-x\r\n', 'ICY 200 OK\r\n\r\n', 'HTTP/1.1 OK\r\n\r\n', '\0\0\0'), then).map(([text, after]) => ({ text, then: after })) },
    { weight: 1, arbitrary: fc.constantFrom<Reply['then']>('close', 'reset', 'stall').map(after => ({ text: '', then: after })) },
  );
}

function http2Reply(): fc.Arbitrary<Http2Reply> {
  return fc.record({
    status: fc.constantFrom(200, 200, 204, 301, 302, 303, 304, 307, 308, 399, 400, 404, 500, 503, 599),
    location: fc.constantFrom(...LOCATIONS),
    body: fc.constantFrom(0, 2, 10_239, 10_240, 10_241, 30_000).map(size => 'b'.repeat(size)),
    then: fc.constantFrom<Http2Reply['then']>(...Array<'end'>(11).fill('end'), 'stall'),
  }, { requiredKeys: ['status', 'body', 'then'] });
}

/** Where redirects lead to. */
const LOCATIONS = [
  '/', '/next', 'next', '?a=b', '#c', '', '/a b', '/ü', '/%zz', '/a%2Fb', '//127.0.0.1:PORT/x', '//example.invalid/x', 'http://127.0.0.1:PORT/y?z#w', 'http://127.0.0.1:PORT', 'http://user:secret@127.0.0.1:PORT/',
  'http://localhost:PORT/', 'http://example.invalid/', 'https://127.0.0.1:PORT/', 'HTTP://127.0.0.1:PORT/', 'http://[bad', 'ftp://127.0.0.1/x', 'mailto:a', ':', 'http:/x', 'http:x', '../up', './', '/a/../b', '/x\\y', 'http://127.0.0.1:x/', '/"q"', '/[x]', '/a|b', '/?q=a b', '/?q="', '/?q=ü',
];
