import { Construct } from 'constructs';
import { Finding } from '../findings/finding';
import { HealthCheckedService } from '../service';
import { scopeInChart } from '../service/_placement';
import { Imported } from './_imported';

/** Properties of `GradientSpec`: either `path` or `spec` is given. */
export interface GradientSpecProps {
  /**
   * The path of the spec: a YAML or JSON file, from the folder in which the program runs.
   *
   * @default - `spec` is given
   */
  readonly path?: string;

  /**
   * The spec itself, as an object.
   *
   * @default - `path` is given
   */
  readonly spec?: any;

  /**
   * The image to run in place of the one in the file.
   *
   * @default - the image in the file; one that is a placeholder (`:image`) must be given
   */
  readonly image?: string;
}

/**
 * The service of a Gradient deployment spec (Paperspace), as Kubernetes objects.
 *
 * All versions of the spec are read: `v0alpha0`, `v0alpha1`, `v1` and `latest`; the old shape and the new one are told
 * apart by their fields. What it says of health checks, ports, replicas, environment and so on becomes a
 * `HealthCheckedService`. What has no counterpart is never dropped in silence: `findings` names each such field, and
 * what to use instead. `docs/coming-from-gradient.md` lists all fields.
 *
 * @example
 * const imported = new GradientSpec(chart, 'app', { path: 'gradient.yaml' });
 * imported.service('my-fastapi-app').deployment.scheduling.tolerate(…);
 */
export class GradientSpec extends Construct {
  /** What became of the fields that could not simply be kept: warnings, and things good to know. */
  public readonly findings: Finding[];
  /** The services: one for each document of the file. */
  public readonly services: HealthCheckedService[];

  private readonly imported: Imported;

  /**
   * @throws an error that lists, with line and field, everything that keeps the spec from being imported
   */
  constructor(scope: Construct, id: string, props: GradientSpecProps) {
    super(scopeInChart(scope, id, 'GradientSpec'), id);
    this.imported = new Imported(this, 'Gradient', props);
    this.findings = this.imported.findings;
    this.services = this.imported.services;
  }

  /**
   * A service of the spec.
   *
   * @param name its name, as in the file or as Kubernetes has it
   * @throws where there is none of that name
   */
  public service(name: string): HealthCheckedService {
    return this.imported.service(name);
  }
}
