import { HealthProbe } from './health-probe';

/** Properties of `HealthChecks`. */
export interface HealthChecksProps {
  /**
   * Restarts the container when it fails.
   *
   * @default - no liveness probe
   */
  readonly livenessProbe?: HealthProbe;

  /**
   * Keeps traffic away while it fails.
   *
   * @default - no readiness probe of its own
   */
  readonly readinessProbe?: HealthProbe;

  /**
   * Holds the other two back until the app has started.
   *
   * @default - no startup probe
   */
  readonly startupProbe?: HealthProbe;

  /**
   * The port the server listens on, for a service that names none.
   *
   * @default - the service must name its port
   */
  readonly port?: number;

  /**
   * Environment variables without which the server could not be probed; the service's own `env` wins.
   *
   * @default - none
   */
  readonly env?: { readonly [name: string]: string };
}

/** Options of the servers in the catalogue. */
export interface HealthChecksOptions {
  /**
   * The port that answers the health checks, where it is not the service's own first port.
   *
   * @default - the service's own first port
   */
  readonly port?: number;
}

/** Options of frameworks that leave the paths to the app. */
export interface HealthChecksPathOptions extends HealthChecksOptions {
  /**
   * The path of the liveness check.
   *
   * @default - each factory names its own
   */
  readonly livenessPath?: string;

  /**
   * The path of the readiness check.
   *
   * @default - each factory names its own
   */
  readonly readinessPath?: string;
}

/** Options of `HealthChecks.grpc`. */
export interface GrpcHealthChecksOptions extends HealthChecksOptions {
  /**
   * The service whose health readiness asks for.
   *
   * @default - that of the server as a whole
   */
  readonly readinessService?: string;
}

/** Options of `HealthChecks.envoy`. */
export interface EnvoyHealthChecksOptions {
  /** The port of Envoy's admin interface, which has no default. */
  readonly adminPort: number;
}

/** Options of `HealthChecks.redis`. */
export interface RedisHealthChecksOptions {
  /**
   * The port the server listens on.
   *
   * @default 6379
   */
  readonly port?: number;
}

/** Options of `HealthChecks.postgres`. */
export interface PostgresHealthChecksOptions {
  /**
   * The port the server listens on.
   *
   * @default 5432
   */
  readonly port?: number;

  /**
   * The role to ask as.
   *
   * @default "postgres"
   */
  readonly user?: string;

  /**
   * The database to ask for.
   *
   * @default - none is named
   */
  readonly database?: string;
}
