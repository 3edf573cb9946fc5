import { AddressInfo, Server } from 'node:net';

/** Has a server listen on a port of this machine, which is returned. */
export async function listenHere(server: Server): Promise<number> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** What a server was asked, without the number of its port and the version of who asked. */
export function comparableText(asked: string, port: number): string {
  return asked.replaceAll(String(port), 'PORT').replace(/kube-probe\/[\d.]*/, 'kube-probe');
}
