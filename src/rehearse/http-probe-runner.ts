import { IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIPv6 } from 'node:net';
import { HttpGet } from '../manifest/objects';
import { requestTarget } from './http-request-target';
import { isRefusal, MOST_OUTPUT, ProbeAnswer, ProbeTarget, userAgent } from './probe-answer';
import { timerMilliseconds } from './timer';

/**
 * Asks an HTTP endpoint as the kubelet does.
 *
 * Any status from 200 to 399 is a success. Redirects are followed as long as they stay on the same host; one that leads
 * elsewhere is a success by itself, with a warning. Certificates are not verified, no proxy is used and no connection
 * kept. The time is for the whole of it: when it is up before there is an answer, that is a failure; while the answer is
 * being read, an error.
 *
 * HTTP/2 is not spoken, which the kubelet does with servers that offer it over TLS.
 *
 * Source: `pkg/probe/http/http.go`, and `net/http` of Go.
 */
export async function askHttp(httpGet: HttpGet, port: number, target: ProbeTarget, timeoutSeconds: number): Promise<ProbeAnswer> {
  const host = httpGet.host || target.host;
  const start: Place = { url: `${(httpGet.scheme ?? 'HTTP').toLowerCase()}://${isIPv6(host) ? `[${host}]` : host}:${port}`, target: requestTarget(httpGet.path ?? '/') };
  if (!URL.canParse(start.url)) return { outcome: 'error', output: `${start.url} is no address` };
  const time = AbortSignal.timeout(timerMilliseconds(timeoutSeconds));
  let headers: Headers = headersOf(httpGet, target);
  for (let place = start, redirects = 1; ; redirects++) {
    let response: IncomingMessage;
    try {
      response = await answerOf(place, headers, time);
    } catch (error) {
      if (time.aborted) return { ...failure(place, `no answer within ${timeoutSeconds} s`), unanswered: 'late' };
      const { code, message } = error as NodeJS.ErrnoException;
      const reason = /SSL routines:[^:]*:([^:]+):/.exec(message)?.[1];
      // Who redirected has answered.
      return { ...failure(place, reason ? `TLS: ${reason}` : message), ...isRefusal(code) && place === start ? { unanswered: 'refused' } : {} };
    }
    const next = redirectOf(response, place);
    if (typeof next === 'string') {
      response.destroy();
      return failure(place, next);
    }
    if (next === undefined || hostOf(next) !== hostOf(start)) {
      const last = next ?? (redirects > 1 ? place : undefined);
      return { ...await judged(response, time), ...last ? { redirectedTo: `${last.url === start.url ? '' : last.url}${last.target}` } : {} };
    }
    response.destroy();
    if (redirects === MOST_REDIRECTS) return failure(next, `stopped after ${MOST_REDIRECTS} redirects`);
    headers = { ...headers, Referer: place.url + place.target };
    // A host of the probe's own is kept as long as the places are relative to it.
    if (next.isAbsolute) delete headers.Host;
    place = next;
  }
}

/** Source: `defaultCheckRedirect` in `net/http`. */
const MOST_REDIRECTS = 10;

interface Place {
  /** Scheme, host and port. */
  readonly url: string;
  readonly target: string;
  /** Whether a redirect named it with its host. */
  readonly isAbsolute?: boolean;
}

interface Headers { [name: string]: string | string[] }

/** The answer without its body. */
function answerOf({ url, target }: Place, headers: Headers, time: AbortSignal): Promise<IncomingMessage> {
  const { protocol, hostname, port, host } = new URL(url);
  const request = protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const withPort = /:\d+$/.exec(url)?.[0] ?? '';
    request({
      hostname: hostname.replace(/^\[(.*)\]$/, '$1'),
      port: port || (protocol === 'https:' ? 443 : 80),
      path: target,
      agent: false,
      setHost: false,
      headers: { Host: host.replace(/:\d+$/, '') + withPort, ...headers, Connection: 'close' },
      rejectUnauthorized: false,
      // As much as Go takes, and as it takes it.
      maxHeaderSize: 10 * 1024 * 1024,
      insecureHTTPParser: true,
      signal: time,
    })
      .on('response', resolve)
      // Nobody asked for another protocol.
      .on('upgrade', response => resolve(response))
      .on('error', reject)
      .end();
  });
}

/** Where an answer leads to, if it is a redirect; or why it leads nowhere. */
function redirectOf({ statusCode = 0, headers: { location } }: IncomingMessage, { url, target }: Place): Place | string | undefined {
  if (![301, 302, 303, 307, 308].includes(statusCode) || !location) return undefined;
  if (!URL.canParse(location, url + target)) return `failed to parse Location header "${location}"`;
  const { origin, host, pathname, search, protocol } = new URL(location, url + target);
  if (protocol !== 'http:' && protocol !== 'https:') return `unsupported protocol scheme "${protocol.slice(0, -1)}"`;
  const isAbsolute = URL.canParse(location);
  const withPort = host.includes(':') || origin !== new URL(url).origin ? origin : url;
  return { url: withPort, target: pathname + search, isAbsolute };
}

function hostOf({ url }: Place): string {
  return new URL(url).hostname;
}

/** Reads the beginning of the body, and judges the status. */
async function judged(response: IncomingMessage, time: AbortSignal): Promise<ProbeAnswer> {
  const { statusCode: status = 0 } = response;
  let body: string;
  try {
    body = await beginningOf(response);
  } catch (error) {
    return { outcome: 'error', status, output: time.aborted ? 'the time was up while the answer was being read' : `the answer broke off: ${(error as Error).message}` };
  }
  if (status < 200 || status >= 400) return { outcome: 'failure', status, output: `HTTP probe failed with statuscode: ${status}` };
  return status < 300 ? { outcome: 'success', status, output: body } : { outcome: 'warning', status, output: `Probe terminated redirects, Response body: ${body}` };
}

async function beginningOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    // What follows is not waited for.
    if (length >= MOST_OUTPUT) break;
  }
  return Buffer.concat(chunks).subarray(0, MOST_OUTPUT).toString('utf8');
}

function failure({ url, target }: Place, reason: string): ProbeAnswer {
  return { outcome: 'failure', output: `Get "${url}${target}": ${reason}` };
}

/** The headers of a probe, and what the kubelet says by itself; one that is given empty is left out. */
function headersOf({ httpHeaders = [] }: HttpGet, target: ProbeTarget): Headers {
  const headers: Headers = {};
  for (const { name = '', value = '' } of httpHeaders) headers[canonical(name)] = [...headers[canonical(name)] ?? [], onTheWire(value)];
  headers['User-Agent'] ??= userAgent(target);
  headers.Accept ??= '*/*';
  // Of these the first counts.
  for (const name of ['User-Agent', 'Accept', 'Host']) {
    const [first] = [headers[name]].flat();
    if (first === undefined || first === '') delete headers[name];
    else headers[name] = first;
  }
  return headers;
}

/** Letters beyond ASCII are sent in UTF-8, as Go sends them; Node takes a letter for each byte. */
function onTheWire(value: string): string {
  return Buffer.from(value).toString('latin1');
}

/** Source: `CanonicalMIMEHeaderKey` in `net/textproto`. */
function canonical(name: string): string {
  return name.toLowerCase().replace(/(^|-)[a-z]/g, first => first.toUpperCase());
}
