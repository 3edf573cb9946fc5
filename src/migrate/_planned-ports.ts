import { Code, Name, Struct } from './_code';

/** A port of the service, as it was read. */
export interface PlannedPort {
  readonly port: number;
  readonly protocol?: string;
  readonly appProtocol?: string;
  /** Whether the Service offers it; a port that only probes ask it does not. */
  readonly exposed?: boolean;
}

/** The ports as a prop: the number alone, where there is nothing else to say of the only port. */
export function portsCode(ports: readonly PlannedPort[]): Code | undefined {
  if (ports.length === 0) return undefined;
  const [{ port: only, protocol: onlyProtocol, appProtocol: onlyAppProtocol }] = ports;
  if (ports.length === 1 && !onlyProtocol && !onlyAppProtocol) return only;
  const names = new Set<string>();
  const nameOf = ({ port, protocol, appProtocol, exposed }: PlannedPort) => {
    const name = `${exposed === false ? 'probe' : appProtocol ?? protocol?.toLowerCase() ?? 'port'}-${port}`;
    // The same number over TCP and UDP.
    const unique = names.has(name) ? `${name}-udp` : name;
    names.add(unique);
    return unique;
  };
  return ports.map(({ port, protocol, appProtocol, exposed }) => Struct.of({
    port,
    // A Service with several ports must name them.
    name: ports.length > 1 ? nameOf({ port, protocol, appProtocol, exposed }) : undefined,
    protocol: protocol && new Name(`Protocol.${protocol}`),
    appProtocol,
    exposed,
  }));
}
