import { Finding } from '../findings/finding';
import { FileObject } from './_manifests';

/** An object, and what is said of it. */
export interface Checked {
  readonly from: FileObject;
  readonly findings: readonly Finding[];
}

/** How many findings there are of each severity, in how many objects. */
export interface Summary {
  readonly objects: number;
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
}
