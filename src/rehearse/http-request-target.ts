/**
 * What is asked for in a request, from the path of a probe: a reference, whose query is kept and whose fragment and host are
 * not; or, where it cannot be read as one, a path letter by letter.
 *
 * Source: `net/url` of Go, by which the kubelet reads it.
 */
export function requestTarget(reference: string): string {
  if (!isReference(reference)) return withSlash(escaped(Buffer.from(reference)));
  const [, path, query = ''] = /^(?:(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?\/\/[^/?#]*)?([^?#]*)(\?[^#]*)?/.exec(reference)!;
  return withSlash(VALID_PATH.test(path) ? path : escaped(unescaped(path))) + query;
}

/** Whether it can be read as a reference: without control characters, with valid escapes, and with a scheme before the first colon. */
function isReference(reference: string): boolean {
  const [beforeQuery] = reference.split(/[?#]/);
  return !Buffer.from(reference).some(byte => byte < 0x20 || byte === 0x7f)
    && !/%(?![0-9a-fA-F]{2})/.test(beforeQuery)
    && (!/^[^/]*:/.test(beforeQuery) || /^[a-zA-Z][a-zA-Z0-9+.-]*:/.test(beforeQuery));
}

/** A path that Go leaves as it is written. */
const VALID_PATH = /^(?:[A-Za-z0-9\-_.~!$&'()*+,;=:@[\]/]|%[0-9a-fA-F]{2})*$/;

/** Every byte but those that Go leaves alone. */
function escaped(path: Buffer): string {
  return [...path].map(byte => {
    const letter = String.fromCharCode(byte);
    return UNESCAPED.test(letter) ? letter : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');
}

const UNESCAPED = /[A-Za-z0-9\-_.~$&+,/:;=@]/;

/** What the escapes of a path stand for, which need not be text. */
function unescaped(path: string): Buffer {
  const pieces = path.split(/(%[0-9a-fA-F]{2})/);
  return Buffer.concat(pieces.map((piece, index) => index % 2 === 1 ? Buffer.from(piece.slice(1), 'hex') : Buffer.from(piece)));
}

function withSlash(path: string): string {
  return path.startsWith('/') ? path : `/${path}`;
}
