import { HttpGet } from '../manifest/objects';
import { bytesOf, GoUrl, goUrlText, hostname, isGoHost, literalPath, parseGoUrl, resolveGoUrl, unescaped } from './go-url';
import { HttpAnswer, RequestHeaders, sendRequest } from './http-request';
import { connectionError, isRefusal, MOST_OUTPUT, ProbeAnswer, ProbeTarget, userAgent } from './probe-answer';
import { timerMilliseconds } from './timer';

/**
 * Asks an HTTP endpoint as the kubelet does.
 *
 * Any status from 200 to 399 is a success. Redirects are followed as long as they stay on the same host; one that leads
 * elsewhere is a success by itself, with a warning. The time is for the whole of it: when it is up before there is an answer,
 * that is a failure; while the answer is being read, an error.
 *
 * Source: `pkg/probe/http`, and `net/http` of Go. `conformance/handlers.ts` compares it with both.
 */
export async function askHttp(httpGet: HttpGet, port: number, target: ProbeTarget, timeoutSeconds: number): Promise<ProbeAnswer> {
  const start = startOf(httpGet, port, target);
  if (!start) return { outcome: 'error', output: `${JSON.stringify(httpGet.host || target.host)} is no host` };
  const time = AbortSignal.timeout(timerMilliseconds(timeoutSeconds));
  const all = headersOf(httpGet, target);
  const bad = Object.keys(all).find(name => all[name].some(value => NO_VALUE.test(value)));
  if (bad !== undefined) return failure(start, `invalid header field value for "${bad}"`);
  const given = sentOf(all);
  let headers = given;
  for (let url = start, redirects = 1; ; redirects++) {
    let answer: HttpAnswer;
    try {
      answer = await sendRequest(url, withUser(headers, url), time);
    } catch (error) {
      if (time.aborted) return { ...failure(url, `no answer within ${timeoutSeconds} s`), unanswered: 'late' };
      const { code } = error as NodeJS.ErrnoException;
      const message = connectionError(error as Error);
      const reason = /SSL routines:[^:]*:([^:]+):/.exec(message)?.[1];
      // Who redirected has answered.
      return { ...failure(url, reason ? `TLS: ${reason}` : message), ...isRefusal(code) && url === start ? { unanswered: 'refused' } : {} };
    }
    const { location } = answer;
    if (!location || !REDIRECTS.includes(answer.status)) {
      return { ...await judged(answer, time), ...redirects > 1 ? { redirectedTo: placeText(url, start) } : {} };
    }
    const reference = parseGoUrl(location);
    if (!reference) {
      answer.close();
      return failure(url, `failed to parse Location header "${location}"`);
    }
    const next = resolveGoUrl(url, reference);
    if (hostname(next) !== hostname(start)) return { ...await judged(answer, time), redirectedTo: placeText(next, start) };
    // Go reads what follows a redirect, if it is short, and so waits for it.
    if (!(answer.length! > SHORT_BODY)) await beginningOf(answer.body, SHORT_BODY).catch(() => undefined);
    answer.close();
    if (redirects === MOST_REDIRECTS) return failure(next, `stopped after ${MOST_REDIRECTS} redirects`);
    const { Host, ...others } = given;
    // A host of the probe's own is kept as long as the places are relative to it.
    const keepsHost = headers.Host !== undefined && reference.scheme === '';
    headers = { ...others, ...keepsHost ? { Host } : {}, ...refererHeader(given, url, next) };
    url = next;
  }
}

/** Source: `redirectBehavior` in `net/http`. */
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

/** Source: `RedirectChecker` in `pkg/probe/http`. */
const MOST_REDIRECTS = 10;

/** Source: `maxBodySlurpSize` in `net/http`. */
const SHORT_BODY = 2048;

/** What cannot stand in a header. */
const NO_VALUE = /[\0-\x08\n-\x1f\x7f]/;

/** Source: `formatURL` in `pkg/probe/http`. */
function startOf({ scheme = 'HTTP', host: given, path = '/' }: HttpGet, port: number, target: ProbeTarget): GoUrl | undefined {
  const name = bytesOf(given || target.host);
  const at = { scheme: scheme.toLowerCase(), host: `${name.includes(':') ? `[${name}]` : name}:${port}` };
  if (!isGoHost(at.host)) return undefined;
  const asked = parseGoUrl(bytesOf(path)) ?? literalPath(bytesOf(path));
  // What a path says of a scheme and a host does not count; but one like `a:b` leaves nothing else.
  if (asked.opaque !== undefined) return { ...asked, scheme: at.scheme };
  return { ...asked, ...at, path: asked.path === '' || asked.path.startsWith('/') ? asked.path : `/${asked.path}` };
}

/** Reads the beginning of the body, and judges the status. */
async function judged({ status, body: stream, close }: HttpAnswer, time: AbortSignal): Promise<ProbeAnswer> {
  let body: string;
  try {
    body = (await beginningOf(stream, MOST_OUTPUT)).toString('utf8');
  } catch (error) {
    return { outcome: 'error', status, output: time.aborted ? 'the time was up while the answer was being read' : `the answer broke off: ${(error as Error).message}` };
  } finally {
    close();
  }
  if (status < 200 || status >= 400) return { outcome: 'failure', status, output: `HTTP probe failed with statuscode: ${status}` };
  return status < 300 ? { outcome: 'success', status, output: body } : { outcome: 'warning', status, output: `Probe terminated redirects, Response body: ${body}` };
}

async function beginningOf(stream: AsyncIterable<Buffer>, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    length += chunk.length;
    // What follows is not waited for.
    if (length >= most) break;
  }
  return Buffer.concat(chunks).subarray(0, most);
}

function failure(url: GoUrl, reason: string): ProbeAnswer {
  return { outcome: 'failure', output: `Get "${goUrlText(url)}": ${reason}` };
}

/** Where an answer comes from, or leads to: a path, or a whole address where it is of another host or port. */
function placeText(place: GoUrl, start: GoUrl): string {
  const text = goUrlText({ ...place, path: place.path || '/', fragment: undefined });
  const here = `${start.scheme}://${start.host}`;
  return text.startsWith(`${here}/`) ? text.slice(here.length) : text;
}

/** The headers of a probe, and what the kubelet says by itself, letters beyond ASCII in UTF-8. Source: `newProbeRequest` in `pkg/probe/http`. */
function headersOf({ httpHeaders = [] }: HttpGet, target: ProbeTarget): { [name: string]: string[] } {
  const headers: { [name: string]: string[] } = {};
  for (const { name = '', value = '' } of httpHeaders) (headers[canonical(name)] ??= []).push(bytesOf(value));
  headers['User-Agent'] ??= [userAgent(target)];
  headers.Accept ??= ['*/*'];
  if (headers.Accept[0] === '') delete headers.Accept;
  return headers;
}

/** What is sent of them: of some the first, and nothing where that is empty. Source: `Request.write` in `net/http`. */
function sentOf({ ...headers }: { [name: string]: string[] }): RequestHeaders {
  for (const name of ['User-Agent', 'Host']) {
    if (headers[name]?.[0]) headers[name] = headers[name].slice(0, 1);
    else delete headers[name];
  }
  for (const name of NEVER_SENT) delete headers[name];
  return headers;
}

/** There is no body of which they would speak. Source: `reqWriteExcludeHeader` in `net/http`. */
const NEVER_SENT = ['Content-Length', 'Transfer-Encoding', 'Trailer'];

/** Source: `CanonicalMIMEHeaderKey` in `net/textproto`. */
function canonical(name: string): string {
  return name.toLowerCase().replace(/(^|-)[a-z]/g, first => first.toUpperCase());
}

/** A name and a password in the address are told. */
function withUser(headers: RequestHeaders, { user }: GoUrl): RequestHeaders {
  if (user === undefined || String(headers.Authorization ?? '') !== '') return headers;
  const [name, password = ''] = user.split(/:(.*)/s).map(unescaped);
  return { ...headers, Authorization: `Basic ${Buffer.from(`${name}:${password}`, 'latin1').toString('base64')}` };
}

/** Where a redirect came from, unless the probe says so itself, or what was secret would be told. Source: `refererForURL` in `net/http`. */
function refererHeader({ Referer }: RequestHeaders, from: GoUrl, to: GoUrl): RequestHeaders {
  if (from.scheme === 'https' && to.scheme === 'http') return {};
  return { Referer: [Referer ?? []].flat()[0] || goUrlText(from) };
}
