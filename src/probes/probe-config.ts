import { Handler, IntOrString } from '../manifest/objects';
import { Problem } from './_problem';

/**
 * What a probe does: an HTTP request, a TCP connection, a gRPC health check or a command.
 *
 * @see HttpProbe
 * @see TcpProbe
 * @see GrpcProbe
 * @see ExecProbe
 */
export abstract class ProbeConfig {
  /**
   * The handler as it stands in a manifest.
   *
   * @param port the port to use where the config names none
   * @internal
   */
  public abstract _toHandler(port: IntOrString | undefined): Handler;

  /**
   * What Kubernetes would take for something else, without a word.
   *
   * @internal
   */
  public abstract _problems(port: IntOrString | undefined): Problem[];
}
