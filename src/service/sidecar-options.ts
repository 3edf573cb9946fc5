import { ContainerHealthProps } from './container-health-props';
import { ContainerOptions } from './container-options';
import { PortOptions } from './port-options';

/**
 * A container that runs beside the app, with health checks of its own.
 *
 * Where all Kubernetes versions the app is for run native sidecars by default (1.29 and later), it is one: it is started
 * before the app, and before the init containers, and ends after it. Elsewhere it is a container like the app's.
 */
export interface SidecarOptions extends ContainerOptions, ContainerHealthProps {
  /** Its name: a DNS label that no other container of the pod has. */
  readonly name: string;

  /**
   * The port it listens on, for the usual case of one: 1 to 65535. Its probes ask it unless they name another.
   *
   * @default - `ports`, or else the port of `healthChecks`, or none
   */
  readonly port?: number;

  /**
   * The ports it listens on. The first is the one its probes ask unless they name another. The Service offers none of
   * them.
   *
   * @default - `port`
   */
  readonly ports?: PortOptions[];
}
