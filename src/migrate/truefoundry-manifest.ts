import { Construct } from 'constructs';
import { Finding } from '../findings/finding';
import { HealthCheckedService } from '../service';
import { scopeInChart } from '../service/_placement';
import { Imported } from './_imported';

/** Properties of `TrueFoundryManifest`: either `path` or `manifest` is given. */
export interface TrueFoundryManifestProps {
  /**
   * The path of the manifest: a YAML or JSON file, from the folder in which the program runs.
   *
   * @default - `manifest` is given
   */
  readonly path?: string;

  /**
   * The manifest itself, as an object: what `Service(…).dict()` of the Python package "truefoundry" is, for example.
   *
   * @default - `path` is given
   */
  readonly manifest?: any;

  /**
   * The image to run in place of the one in the file, which has one service then.
   *
   * @default - the image in the file; a service whose image the platform would build must be given one
   */
  readonly image?: string;

  /**
   * The images to run in place of those in the file, by the name of the service.
   *
   * @default - `image`
   */
  readonly images?: { readonly [service: string]: string };
}

/**
 * The services of a TrueFoundry manifest (`type: service` or `application-set`), as Kubernetes objects.
 *
 * What the manifest says of health checks, ports, replicas, resources, environment and so on becomes a
 * `HealthCheckedService`. What has no counterpart is never dropped in silence: `findings` names each such field, and
 * what to use instead. `docs/coming-from-truefoundry.md` lists all fields.
 *
 * @example
 * const imported = new TrueFoundryManifest(chart, 'mcp', { path: 'truefoundry.yaml', image: 'ghcr.io/acme/mcp:1.0.0' });
 * imported.service('mcp-server').deployment.scheduling.tolerate(…);
 */
export class TrueFoundryManifest extends Construct {
  /** What became of the fields that could not simply be kept: warnings, and things good to know. */
  public readonly findings: Finding[];
  /** The services, in the order of the file. */
  public readonly services: HealthCheckedService[];

  private readonly imported: Imported;

  /**
   * @throws an error that lists, with line and field, everything that keeps the manifest from being imported
   */
  constructor(scope: Construct, id: string, props: TrueFoundryManifestProps) {
    super(scopeInChart(scope, id, 'TrueFoundryManifest'), id);
    this.imported = new Imported(this, 'TrueFoundry', props);
    this.findings = this.imported.findings;
    this.services = this.imported.services;
  }

  /**
   * A service of the manifest.
   *
   * @param name its name, as in the file or as Kubernetes has it
   * @throws where there is none of that name
   */
  public service(name: string): HealthCheckedService {
    return this.imported.service(name);
  }
}
