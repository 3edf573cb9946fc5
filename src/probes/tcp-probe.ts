import { Handler, IntOrString } from '../manifest/objects';
import { misread, portProblems, Problem, readOptions, remember, textProblems } from './_problem';
import { ProbeConfig } from './probe-config';

/** Properties of `TcpProbe`. */
export interface TcpProbeProps {
  /**
   * The port: its number, or the name of a port of the container.
   *
   * @default - the service's own first port
   */
  readonly port?: number | string;

  /**
   * The host to connect to.
   *
   * Rarely right: the probe would no longer ask this pod, and the Pod Security Standards "baseline" and "restricted"
   * forbid it from Kubernetes 1.34 on.
   *
   * @default - the pod's IP address
   */
  readonly host?: string;
}

/**
 * Opens a TCP connection and closes it at once: a success as soon as something listens.
 *
 * It says little about an app that listens before it is ready. Where there is an HTTP or gRPC endpoint, prefer that.
 *
 * @example
 * new TcpProbe({ port: 5672 });
 */
export class TcpProbe extends ProbeConfig {
  /** The port; undefined means the service's own first port. */
  public readonly port?: number | string;
  /** The host; undefined means the pod's IP address. */
  public readonly host?: string;

  /** Never throws: what is wrong with the props is reported at synth. */
  constructor(props: TcpProbeProps = {}) {
    super();
    const { given, problems } = readOptions('TcpProbe', props, ['port', 'host'], 'tcpSocket');
    this.port = given.port;
    this.host = given.host;
    remember(this, problems);
  }

  /** @internal */
  public _toHandler(port: IntOrString | undefined): Handler {
    return { tcpSocket: { port: this.port ?? port, ...this.host === undefined ? undefined : { host: this.host } } };
  }

  /** @internal */
  public _problems(port: IntOrString | undefined): Problem[] {
    return [...misread(this), ...portProblems('tcpSocket', this.port ?? port), ...textProblems('tcpSocket', { host: this.host })];
  }
}
