import { createServer, Server, Socket } from 'node:net';
import { createServer as createSecureServer, TLSSocket } from 'node:tls';
import { CERTIFICATE, KEY } from '../test/rehearse/_certificate';
import { comparableText, listenHere } from './_local-server';

/** What a server does when it has been asked for something; PORT stands for its own. */
export interface Reply {
  /** What it writes, byte by byte. */
  readonly text: string;
  /** And what it does then. */
  readonly then: 'close' | 'reset' | 'stall';
}

/** A server of this machine that answers as it is told to, whatever is HTTP and what is not, and remembers what it was asked. */
export class ScriptedServer {
  /** What it was asked, line by line, the headers in the order of their names. */
  public readonly requests: string[][] = [];
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private port = 0;

  /** @param replies for one request after the other; for more there is the last one */
  constructor(private readonly replies: readonly Reply[], isSecure: boolean) {
    const serve = (socket: Socket) => this.serve(socket);
    this.server = isSecure ? createSecureServer({ cert: CERTIFICATE, key: KEY }, serve) : createServer(serve);
    // Somebody who speaks no TLS.
    this.server.on('tlsClientError', () => undefined);
    this.server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.on('error', () => undefined);
    });
  }

  public async listen(): Promise<number> {
    this.port = await listenHere(this.server);
    return this.port;
  }

  public async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise(resolve => this.server.close(resolve));
  }

  private serve(socket: Socket): void {
    let received = '';
    socket.on('error', () => undefined);
    socket.on('data', chunk => {
      if (received.includes('\r\n\r\n')) return;
      received += chunk.toString('latin1');
      if (!received.includes('\r\n\r\n')) return;
      const { text, then } = this.replies[Math.min(this.requests.length, this.replies.length - 1)];
      this.requests.push(this.told(received));
      socket.write(Buffer.from(text.replaceAll('PORT', String(this.port)), 'latin1'), () => {
        if (then === 'close') socket.end();
        if (then === 'reset') abort(socket);
      });
    });
  }

  private told(received: string): string[] {
    const text = comparableText(received.slice(0, received.indexOf('\r\n\r\n')), this.port);
    const [first, ...headers] = text.split('\r\n');
    return [first, ...headers.sort()];
  }
}

/** TLS is broken off, since it cannot be reset. */
function abort(socket: Socket): void {
  if (socket instanceof TLSSocket) socket.destroy();
  else socket.resetAndDestroy();
}
