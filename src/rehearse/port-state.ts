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

const PATIENCE_MILLISECONDS = 1000;
