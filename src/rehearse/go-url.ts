import { isIPv6 } from 'node:net';

/**
 * An address as Go reads it, and so the kubelet: what is a path, an escape or a host is decided otherwise than by browsers.
 *
 * All texts are bytes, a letter for each (latin1).
 *
 * Source: `net/url` of Go.
 */
export interface GoUrl {
  /** In lower case; empty in a relative one. */
  readonly scheme: string;
  /** What follows a scheme without a slash. */
  readonly opaque?: string;
  /** Name and password, before the `@`. */
  readonly user?: string;
  /** With its port, where it has one, and with the brackets of IPv6. */
  readonly host: string;
  /** As it is sent: with escapes. */
  readonly path: string;
  /** After the question mark, where there is one. */
  readonly query?: string;
  readonly fragment?: string;
}

/** Bytes of a text, a letter for each. */
export function bytesOf(text: string): string {
  return Buffer.from(text).toString('latin1');
}

/** Reads an address, whole or relative; undefined where Go cannot. */
export function parseGoUrl(text: string): GoUrl | undefined {
  const [beforeFragment, fragment] = cut(text, '#');
  if (/[\0-\x1f\x7f]/.test(beforeFragment) || !hasValidEscapes(fragment ?? '')) return undefined;
  const [, withColon = '', rest] = /^([A-Za-z][A-Za-z0-9+.-]*:)?(.*)$/s.exec(beforeFragment)!;
  if (rest.startsWith(':') && withColon === '') return undefined;
  const scheme = withColon.slice(0, -1).toLowerCase();
  const [beforeQuery, query] = cut(rest, '?');
  const common = { scheme, ...query === undefined ? {} : { query }, ...fragment ? { fragment: encodedFragment(fragment) } : {} };
  if (!beforeQuery.startsWith('/')) {
    if (scheme !== '') return { ...common, opaque: beforeQuery, host: '', path: '' };
    // What has a colon in its first segment would be taken for a scheme.
    if (/^[^/]*:/.test(beforeQuery)) return undefined;
  }
  const hasAuthority = beforeQuery.startsWith('//') && (scheme !== '' || !beforeQuery.startsWith('///'));
  const [, authority = '', given] = hasAuthority ? /^\/\/([^/]*)(.*)$/s.exec(beforeQuery)! : ['', '', beforeQuery];
  const at = authority.lastIndexOf('@');
  const [user, host] = at === -1 ? [undefined, authority] : [authority.slice(0, at), authority.slice(at + 1)];
  if (!isGoHost(host) || (user !== undefined && !isUser(user)) || !hasValidEscapes(given)) return undefined;
  return { ...common, ...user === undefined ? {} : { user }, host: unescaped(host), path: encodedPath(given) };
}

/** A path letter by letter, of which nothing else can be made. */
export function literalPath(text: string): GoUrl {
  return { scheme: '', host: '', path: escaped(text) };
}

/** What a reference means on the page of another address. */
export function resolveGoUrl(base: GoUrl, reference: GoUrl): GoUrl {
  const { scheme, opaque, user, host, path, query, fragment } = reference;
  const own = { ...reference, scheme: scheme || base.scheme };
  if (scheme !== '' || host !== '' || user !== undefined) return { ...own, path: withoutDots(path) };
  const before = base.path.slice(0, base.path.lastIndexOf('/') + 1);
  const full = path === '' ? base.path : path.startsWith('/') ? path : before + path;
  const inherits = path === '' && opaque === undefined && query === undefined;
  return {
    ...own,
    ...base.user === undefined ? {} : { user: base.user },
    host: base.host,
    path: withoutDots(full),
    ...inherits && base.query !== undefined ? { query: base.query } : {},
    ...inherits && fragment === undefined && base.fragment !== undefined ? { fragment: base.fragment } : {},
  };
}

/** What stands in the first line of a request. */
export function requestTarget({ path, query }: GoUrl): string {
  return (path || '/') + (query === undefined ? '' : `?${query}`);
}

/** The whole of it, but for who asks. */
export function goUrlText({ scheme, host, path, query, fragment }: GoUrl): string {
  return `${scheme}://${host}${path}${query === undefined ? '' : `?${query}`}${fragment === undefined ? '' : `#${fragment}`}`;
}

/** Without its port, and without the brackets of IPv6. */
export function hostname({ host }: GoUrl): string {
  return host.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1');
}

/** Whether something can be a host, with or without a port. */
export function isGoHost(text: string): boolean {
  const [, literal, name = ''] = /^(?:\[(.*)\]|([^:]*))(?::\d*)?$/s.exec(text) ?? [, ''];
  if (literal !== undefined) return isIPv6(literal);
  return /^(?:[A-Za-z0-9\-_.~!$&'()*+,;=\]<>"\x80-\xff]|%[89A-Fa-f][0-9A-Fa-f])*$/.test(name);
}

/** With the bytes that escapes stand for. */
export function unescaped(text: string): string {
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_, digits: string) => String.fromCharCode(parseInt(digits, 16)));
}

function cut(text: string, at: string): [string, string?] {
  const index = text.indexOf(at);
  return index === -1 ? [text] : [text.slice(0, index), text.slice(index + 1)];
}

function hasValidEscapes(text: string): boolean {
  return !/%(?![0-9A-Fa-f]{2})/.test(text);
}

function isUser(text: string): boolean {
  return /^(?:[A-Za-z0-9\-._:~!$&'()*+,;=@]|%[0-9A-Fa-f]{2})*$/.test(text);
}

/** A path as it is written, where Go leaves it so; otherwise with the escapes that Go makes. */
function encodedPath(path: string): string {
  return /^[A-Za-z0-9\-_.~!$&'()*+,;=:@[\]/%]*$/.test(path) ? path : escaped(unescaped(path));
}

function encodedFragment(fragment: string): string {
  return /^[A-Za-z0-9\-_.~!$&'()*+,;=:@[\]/?%]*$/.test(fragment) ? fragment : escaped(unescaped(fragment), /[^A-Za-z0-9\-_.~$&+,/:;=?@!()*]/gs);
}

/** With escapes for the bytes that Go does not leave alone. */
function escaped(text: string, bytes = /[^A-Za-z0-9\-_.~$&+,/:;=@]/gs): string {
  return text.replace(bytes, byte => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
}

/** Follows `.` and `..`; a path that is not empty begins with one slash. */
function withoutDots(path: string): string {
  if (path === '') return '';
  const kept: string[] = [];
  const segments = path.split('/');
  for (const segment of segments) {
    if (segment === '..') kept.pop();
    else if (segment !== '.') kept.push(segment);
  }
  const isFolder = ['.', '..'].includes(segments[segments.length - 1]);
  return `/${kept.join('/')}${isFolder ? '/' : ''}`.replace(/^\/\//, '/');
}
