import { connect } from 'node:net';

/** Whether somebody accepts connections at an address of this machine; `silent`, where nothing is said within a second. */
export function portState(host: string, port: number): Promise<'open' | 'refused' | 'silent'> {
  return new Promise(resolve => {
    const socket = connect({ host, port });
    const end = (state: 'open' | 'refused' | 'silent') => {
      clearTimeout(timer);
      socket.destroy();
      resolve(state);
    };
    const timer = setTimeout(() => end('silent'), PATIENCE_MILLISECONDS);
    socket.on('connect', () => end('open'));
    socket.on('error', ({ code }: NodeJS.ErrnoException) => end(code === 'ECONNREFUSED' ? 'refused' : 'silent'));
  });
}

/** Whether somebody answers at once, and in HTTP/1, who is spoken to in HTTP/2 as gRPC does. */
export function speaksHttp1(host: string, port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ host, port });
    const end = (is: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(is);
    };
    const timer = setTimeout(() => end(false), PATIENCE_MILLISECONDS);
    socket.on('connect', () => socket.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')).on('data', answer => end(answer.toString('latin1').startsWith('HTTP/1')))
      .on('error', () => end(false)).on('close', () => end(false));
  });
}

const PATIENCE_MILLISECONDS = 1000;
