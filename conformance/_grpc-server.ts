import { sendUnaryData, Server, ServerCredentials, ServerUnaryCall, status } from '@grpc/grpc-js';

/** What a gRPC server does with the question how it is. */
export type GrpcReply =
  | { readonly serving: number }
  | { readonly code: number }
  | 'nothing'
  /** It has no health service. */
  | 'unknown'
  /** Nobody listens; or only after a while. */
  | 'closed' | 'opens later';

/** A gRPC server of this machine that answers as it is told to, and remembers what it was asked. */
export class GrpcServer {
  public readonly requests: string[][] = [];
  private readonly server = new Server();
  private opening?: NodeJS.Timeout;

  constructor(private readonly reply: GrpcReply) {
    if (reply === 'unknown') return;
    this.server.addService({
      Check: {
        path: '/grpc.health.v1.Health/Check',
        requestStream: false,
        responseStream: false,
        requestSerialize: (bytes: Buffer) => bytes,
        requestDeserialize: (bytes: Buffer) => bytes,
        responseSerialize: (bytes: Buffer) => bytes,
        responseDeserialize: (bytes: Buffer) => bytes,
      },
    }, { Check: (call: ServerUnaryCall<Buffer, Buffer>, answer: sendUnaryData<Buffer>) => this.answer(call, answer) });
  }

  public async listen(): Promise<number> {
    const { reply } = this;
    if (reply !== 'closed' && reply !== 'opens later') return this.bind(0);
    const port = reserved++;
    if (reply === 'opens later') this.opening = setTimeout(() => void this.bind(port), 1500);
    return port;
  }

  public close(): Promise<void> {
    clearTimeout(this.opening);
    this.server.forceShutdown();
    return Promise.resolve();
  }

  private bind(port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, bound) => error ? reject(error) : resolve(bound));
    });
  }

  private answer({ request, metadata }: ServerUnaryCall<Buffer, Buffer>, answer: sendUnaryData<Buffer>): void {
    this.requests.push([request.toString('hex'), String(metadata.get('user-agent')[0]).replace(/^kube-probe\/\S*.*$/, 'kube-probe')]);
    const { reply } = this;
    if (reply === 'opens later') answer(null, Buffer.from([8, 1]));
    else if (typeof reply === 'string') return;
    else if ('code' in reply) answer({ code: reply.code, details: status[reply.code] });
    // A status that is 0 is left out.
    else answer(null, Buffer.from(reply.serving === 0 ? [] : [8, reply.serving]));
  }
}

/** Beneath the ports that are handed out to who asks for any, so that nobody else gets it meanwhile. */
let reserved = 20_000;
