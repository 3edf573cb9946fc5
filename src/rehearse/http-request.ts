import { IncomingHttpHeaders, IncomingMessage, request } from 'node:http';
import { connect as connectHttp2, constants } from 'node:http2';
import { connect, isIP, Socket } from 'node:net';
import { Readable } from 'node:stream';
import { connect as connectTls, TLSSocket } from 'node:tls';
import { domainToASCII } from 'node:url';
import { GoUrl, hostname, requestTarget } from './go-url';

/** The headers of a request by their names, letters as they are sent. */
export interface RequestHeaders { readonly [name: string]: string | string[] }

/** An answer whose body is still to come. */
export interface HttpAnswer {
  readonly status: number;
  /** Where it leads to, in bytes, a letter for each. */
  readonly location?: string;
  /** The length of the body, where it was told. */
  readonly length?: number;
  readonly body: Readable;
  /** Ends the connection. */
  close(): void;
}

/**
 * Sends a request as Go's `net/http` does for the kubelet: on a connection of its own, and over TLS in HTTP/2 where the server
 * offers that. Certificates are not verified, and no proxy is asked.
 *
 * @throws where no answer comes
 */
export async function sendRequest(url: GoUrl, headers: RequestHeaders, time: AbortSignal): Promise<HttpAnswer> {
  if (url.scheme !== 'http' && url.scheme !== 'https') throw new Error(`unsupported protocol scheme "${url.scheme}"`);
  if (url.host === '') throw new Error('no host in the address');
  time.throwIfAborted();
  const socket = await connected(url, time);
  const isHttp2 = socket instanceof TLSSocket && socket.alpnProtocol === 'h2';
  try {
    const answer = await (isHttp2 ? overHttp2 : overHttp1)(url, headers, socket);
    // A body without a length would be taken for whole.
    socket.on('error', error => answer.body.destroy(error));
    return answer;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

function connected(url: GoUrl, time: AbortSignal): Promise<Socket> {
  const isSecure = url.scheme === 'https';
  const host = hostname(url);
  const address = { host, port: Number(/:(\d+)$/.exec(url.host)?.[1] ?? (isSecure ? 443 : 80)) };
  return new Promise((resolve, reject) => {
    // The name that TLS tells is the address's, whatever the Host header says.
    const servername = isIP(host) ? '' : host;
    const socket = isSecure ? connectTls({ ...address, servername, rejectUnauthorized: false, ALPNProtocols: ['h2', 'http/1.1'] }) : connect(address);
    // Whatever is under way ends with the connection.
    const abort = () => socket.destroy(new Error('the time is up'));
    time.addEventListener('abort', abort);
    socket.on(isSecure ? 'secureConnect' : 'connect', () => resolve(socket)).on('error', reject).on('close', () => {
      time.removeEventListener('abort', abort);
      // Perhaps without a word, in the middle of a handshake.
      reject(new Error('the connection was closed'));
    });
  });
}

function overHttp1(url: GoUrl, headers: RequestHeaders, socket: Socket): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const answer = (response: IncomingMessage) => resolve({
      status: response.statusCode!, ...told(response.headers), body: response, close: () => socket.destroy(),
    });
    const sent = request({
      createConnection: () => socket,
      setHost: false,
      headers: { ...trimmed({ ...headers, Connection: [headers.Connection ?? [], 'close'].flat() }), Host: hostHeader(headers.Host ?? url.host) },
      // As much as Go takes, and as it takes it.
      maxHeaderSize: 10 * 1024 * 1024,
      insecureHTTPParser: true,
    });
    // Node refuses a space in a query, which Go sends as it is.
    sent.path = requestTarget(url);
    sent.on('response', answer)
      // Nobody asked for another protocol.
      .on('upgrade', answer)
      .on('error', reject)
      .end();
  });
}

function overHttp2(url: GoUrl, { Host, Connection, ...headers }: RequestHeaders, socket: Socket): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const session = connectHttp2(`https://${url.host}`, { createConnection: () => socket });
    session.on('error', reject);
    const stream = session.request({
      [constants.HTTP2_HEADER_AUTHORITY]: hostHeader(Host ?? url.host),
      [constants.HTTP2_HEADER_PATH]: requestTarget(url),
      ...headers,
    });
    stream.on('response', answered => resolve({
      status: Number(answered[constants.HTTP2_HEADER_STATUS]), ...told(answered), body: stream, close: () => session.destroy(),
    }));
    stream.on('error', reject);
    stream.on('close', () => reject(new Error('the stream was closed')));
    stream.end();
  });
}

function told({ location, 'content-length': length }: IncomingHttpHeaders): Pick<HttpAnswer, 'location' | 'length'> {
  return { ...location === undefined ? {} : { location }, ...length === undefined ? {} : { length: Number(length) } };
}

function trimmed(headers: RequestHeaders): RequestHeaders {
  return Object.fromEntries(Object.entries(headers).map(([name, values]) => [name, [values].flat().map(value => value.replace(/^[ \t]+|[ \t]+$/g, ''))]));
}

/** A name beyond ASCII is told in ASCII, and what is no name not at all. */
function hostHeader(given: string | string[]): string {
  const text = Buffer.from(String(given), 'latin1').toString();
  const host = /^[\0-\x7f]*$/.test(text) ? text : text.replace(/^[^:]*/, domainToASCII);
  return /^[A-Za-z0-9!$%&()*+,\-.:;=[\]'_~]*$/.test(host) ? host : '';
}
