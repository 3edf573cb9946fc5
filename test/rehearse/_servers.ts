import { createServer, RequestListener } from 'node:http';
import { AddressInfo, Server as NetServer, Socket } from 'node:net';

/** Servers that a test began, and that end with it. */
const begun: NetServer[] = [];
const connections: Socket[] = [];

afterEach(async () => {
  for (const connection of connections.splice(0)) connection.destroy();
  for (const server of begun.splice(0)) await new Promise(resolve => server.close(resolve));
});

/** Begins a server on a port of its own, which is returned. */
export async function listening(server: NetServer): Promise<number> {
  begun.push(server);
  server.on('connection', connection => connections.push(connection));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

export function serving(listener: RequestListener): Promise<number> {
  return listening(createServer(listener));
}

/** What a test needs to stand still for; the probes' own times are whole seconds. */
export const HERE = { host: '127.0.0.1', kubernetes: 37 };
