import { createSecureServer, Http2SecureServer, Http2Session, IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { CERTIFICATE, KEY } from '../test/rehearse/_certificate';
import { comparableText, listenHere } from './_local-server';

/** What a server answers in HTTP/2; PORT stands for its own. */
export interface Http2Reply {
  readonly status: number;
  readonly location?: string;
  readonly body: string;
  /** What it does then. */
  readonly then: 'end' | 'reset' | 'stall';
}

/** A server of this machine that speaks HTTP/2 over TLS alone, and remembers what it was asked. */
export class Http2Server {
  public readonly requests: string[][] = [];
  private readonly server: Http2SecureServer;
  private readonly sessions = new Set<Http2Session>();
  private port = 0;

  /** @param replies for one request after the other; for more there is the last one */
  constructor(private readonly replies: readonly Http2Reply[]) {
    this.server = createSecureServer({ cert: CERTIFICATE, key: KEY });
    this.server.on('session', session => {
      this.sessions.add(session);
      session.on('error', () => undefined);
    });
    // Somebody who speaks no HTTP/2.
    this.server.on('tlsClientError', () => undefined);
    this.server.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => this.serve(stream, headers));
  }

  public async listen(): Promise<number> {
    this.port = await listenHere(this.server);
    return this.port;
  }

  public async close(): Promise<void> {
    for (const session of this.sessions) session.destroy();
    await new Promise(resolve => this.server.close(resolve));
  }

  private serve(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
    const { status, location, body, then } = this.replies[Math.min(this.requests.length, this.replies.length - 1)];
    const told = Object.entries(headers).map(([name, value]) => comparableText(`${name}: ${String(value)}`, this.port));
    this.requests.push(told.sort());
    stream.on('error', () => undefined);
    stream.respond({ ':status': status, ...location === undefined ? {} : { location: location.replaceAll('PORT', String(this.port)) } });
    stream.write(body, () => {
      if (then === 'end') stream.end();
      if (then === 'reset') stream.close(2);
    });
  }
}
