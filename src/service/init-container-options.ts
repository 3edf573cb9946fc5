import { ContainerOptions } from './container-options';

/** A container that must end well before the app starts. */
export interface InitContainerOptions extends ContainerOptions {
  /** Its name: a DNS label that no other container of the pod has. */
  readonly name: string;
}
