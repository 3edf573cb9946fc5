import { valueText } from '../findings/text';
import { Handler, IntOrString } from '../manifest/objects';
import { misread, portProblems, Problem, readOptions, remember, textProblems } from './_problem';
import { ProbeConfig } from './probe-config';

/** Properties of `GrpcProbe`. */
export interface GrpcProbeProps {
  /**
   * The port's number. Kubernetes takes no name here.
   *
   * @default - the service's own first port
   */
  readonly port?: number;

  /**
   * The service to ask about, as the app registers it.
   *
   * @default "" - the server as a whole
   */
  readonly service?: string;
}

/**
 * Asks the gRPC health service (`grpc.health.v1.Health/Check`): only SERVING is a success.
 *
 * The kubelet speaks plaintext, and to the pod's IP address: the app must listen on it, not on 127.0.0.1 alone.
 *
 * @example
 * new GrpcProbe({ port: 50051, service: 'readiness' });
 */
export class GrpcProbe extends ProbeConfig {
  /** The port; undefined means the service's own first port. */
  public readonly port?: number;
  /** The service asked about; undefined means the server as a whole. */
  public readonly service?: string;

  /** Never throws: what is wrong with the props is reported at synth. */
  constructor(props: GrpcProbeProps = {}) {
    super();
    const { given, problems } = readOptions('GrpcProbe', props, ['port', 'service'], 'grpc');
    this.port = given.port;
    this.service = given.service;
    remember(this, problems);
  }

  /** @internal */
  public _toHandler(port: IntOrString | undefined): Handler {
    return {
      grpc: {
        port: (this.port ?? port) as number | undefined,
        ...this.service === undefined ? undefined : { service: this.service },
      },
    };
  }

  /** @internal */
  public _problems(port: IntOrString | undefined): Problem[] {
    const wanted = this.port ?? port;
    const problems = [...misread(this), ...textProblems('grpc', { service: this.service })];
    if (typeof wanted !== 'string') return [...problems, ...portProblems('grpc', wanted)];
    return [...problems, {
      rule: 'probe-port',
      field: 'grpc.port',
      value: wanted,
      message: `port is ${valueText(wanted)}, but a gRPC probe takes a number only`,
      why: 'Kubernetes knows no names for the ports of gRPC probes',
      fix: 'Give the number of the port',
    }];
  }
}
