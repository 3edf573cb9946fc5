import { Protocol } from 'cdk8s-plus-28';

/**
 * A port of the container, and how the Service offers it.
 *
 * The name and `port`, `protocol` and `appProtocol` are those of the TrueFoundry SDK.
 */
export interface PortOptions {
  /** The port the app listens on: 1 to 65535. */
  readonly port: number;

  /**
   * The name of the port, for probes, Ingresses and scrapers: at most 15 lower-case letters, digits and hyphens.
   *
   * @default - no name, which a Service allows only when it has a single port
   */
  readonly name?: string;

  /**
   * TCP, UDP or SCTP.
   *
   * @default Protocol.TCP
   */
  readonly protocol?: Protocol;

  /**
   * The protocol spoken on top, for ingress controllers and meshes: `http`, `grpc`, `kubernetes.io/h2c` …
   *
   * @default - not said
   */
  readonly appProtocol?: string;

  /**
   * The port at which clients reach it through the Service: 1 to 65535.
   *
   * @default - the same as `port`
   */
  readonly servicePort?: number;

  /**
   * Whether the Service offers the port. A port for metrics or health checks need not be offered.
   *
   * @default true
   */
  readonly exposed?: boolean;
}
