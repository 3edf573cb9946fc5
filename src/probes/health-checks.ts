import { HealthProbe } from './health-probe';
import { ProbeTimings } from './probe-timings';

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

/** Options of `HealthChecks.fastApi`. */
export interface FastApiHealthChecksOptions extends HealthChecksOptions {
  /**
   * The path of the liveness check.
   *
   * @default "/livez"
   */
  readonly livenessPath?: string;

  /**
   * The path of the readiness check.
   *
   * @default "/readyz"
   */
  readonly readinessPath?: string;
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

/**
 * The health checks that a well-known server wants, as a bundle.
 *
 * Each factory names the source of its paths and numbers. Where there is no number for the startup probe, it is the Kubernetes documentation's own sample, 30 attempts 10 seconds apart, which surely
 * lets an app take 290 seconds; say `startupSeconds` on the service to have it fit yours.
 *
 * @example
 * new HealthCheckedService(chart, 'llm', {
 *   image: 'vllm/vllm-openai:v0.11.0',
 *   healthChecks: HealthChecks.vllm(),
 *   startupSeconds: 600,
 * });
 */
export class HealthChecks {
  /**
   * A FastAPI or Starlette app: `/livez` and `/readyz`, behind uvicorn on port 8000.
   *
   * FastAPI has no health endpoints of its own: the app must define these two. The paths are those of the TrueFoundry
   * documentation (https://www.truefoundry.com/docs/liveness-readiness-probe). Start uvicorn with `--host 0.0.0.0`:
   * its default, 127.0.0.1, cannot be reached by the kubelet.
   */
  public static fastApi(options: FastApiHealthChecksOptions = {}): HealthChecks {
    const { port, livenessPath = '/livez', readinessPath = '/readyz' } = options ?? {};
    return new HealthChecks({
      port: 8000,
      livenessProbe: HealthProbe.http(livenessPath, { port }),
      readinessProbe: HealthProbe.http(readinessPath, { port }),
    });
  }

  /**
   * vLLM's OpenAI server: `/health` for all three, on port 8000.
   *
   * It opens its port only when the model is loaded, so the startup probe carries the load time: 60 attempts 10 seconds
   * apart, surely 604 seconds with its delay. Numbers: `vllm-project/production-stack`, `helm/values.yaml`.
   */
  public static vllm(options: HealthChecksOptions = {}): HealthChecks {
    return sameEndpoint('/health', 8000, options, {
      liveness: { initialDelaySeconds: 15, periodSeconds: 10, failureThreshold: 3 },
      readiness: { initialDelaySeconds: 15, periodSeconds: 5, failureThreshold: 3 },
      startup: { initialDelaySeconds: 15, periodSeconds: 10, failureThreshold: 60 },
    });
  }

  /**
   * Text Generation Inference: `/health` for all three, on port 80 as its image has it.
   *
   * Not `/v2/health/live` and `/v2/health/ready` of its KServe build: they are true whatever the state of the model. Source:
   * `huggingface/text-generation-inference`, `router/src/server.rs` and `router/src/kserve.rs`.
   */
  public static textGenerationInference(options: HealthChecksOptions = {}): HealthChecks {
    return sameEndpoint('/health', 80, options, { startup: STARTUP });
  }

  /**
   * NVIDIA Triton: `/v2/health/live` and `/v2/health/ready`, on port 8000.
   *
   * It is ready only when all models are. Numbers: `triton-inference-server/server`,
   * `deploy/k8s-onprem/templates/deployment.yaml`; the startup probe surely allows 290 seconds.
   */
  public static triton(options: HealthChecksOptions = {}): HealthChecks {
    const { port } = options ?? {};
    return new HealthChecks({
      port: 8000,
      livenessProbe: HealthProbe.http('/v2/health/live', { port, initialDelaySeconds: 15, periodSeconds: 10, failureThreshold: 3 }),
      readinessProbe: HealthProbe.http('/v2/health/ready', { port, initialDelaySeconds: 5, periodSeconds: 5, failureThreshold: 3 }),
      startupProbe: HealthProbe.http('/v2/health/ready', { port, periodSeconds: 10, failureThreshold: 30 }),
    });
  }

  /**
   * SGLang: `/health` for all three, on port 30000, with 5 seconds to answer.
   *
   * Its health check may generate a token, in a loop that sleeps a second before it can answer: Kubernetes' default
   * timeout of 1 second would always be too short. Source: `sgl-project/sglang`,
   * `python/sglang/srt/entrypoints/http_server.py` and `docker/k8s-sglang-service.yaml`; the timeout is ours.
   */
  public static sglang(options: HealthChecksOptions = {}): HealthChecks {
    return sameEndpoint('/health', 30000, options, {
      liveness: { initialDelaySeconds: 30, periodSeconds: 10, timeoutSeconds: 5 },
      readiness: { timeoutSeconds: 5 },
      startup: { ...STARTUP, timeoutSeconds: 5 },
    });
  }

  /**
   * Ollama: `/` ("Ollama is running"), on port 11434. It says nothing about models.
   *
   * Ollama listens on 127.0.0.1 by default, where the kubelet cannot reach it: `OLLAMA_HOST` is set to 0.0.0.0 unless
   * the service's `env` says otherwise. Source: `ollama/ollama`, `server/routes.go` and `envconfig/config.go`.
   */
  public static ollama(options: HealthChecksOptions = {}): HealthChecks {
    const { port } = options ?? {};
    return new HealthChecks({
      port: 11434,
      livenessProbe: HealthProbe.http('/', { port }),
      readinessProbe: HealthProbe.http('/', { port }),
      env: { OLLAMA_HOST: '0.0.0.0' },
    });
  }

  /**
   * Spring Boot with Actuator: `/actuator/health/liveness` and `/actuator/health/readiness`, on port 8080.
   *
   * The startup probe asks the liveness path, as the Spring Boot documentation advises. With a management port of its
   * own, give that as `port`. Source: `spring-projects/spring-boot`, `actuator/endpoints.adoc`.
   */
  public static springBoot(options: HealthChecksOptions = {}): HealthChecks {
    const { port } = options ?? {};
    return new HealthChecks({
      port: 8080,
      livenessProbe: HealthProbe.http('/actuator/health/liveness', { port }),
      readinessProbe: HealthProbe.http('/actuator/health/readiness', { port }),
      startupProbe: HealthProbe.http('/actuator/health/liveness', { port, ...STARTUP }),
    });
  }

  /**
   * PostgreSQL: `pg_isready` in the container, on port 5432.
   *
   * Numbers and command: `bitnami/charts`, `bitnami/postgresql/values.yaml` and `templates/_helpers.tpl`.
   */
  public static postgres(options: PostgresHealthChecksOptions = {}): HealthChecks {
    const { user = 'postgres', database, port = 5432 } = options ?? {};
    const command = ['pg_isready', '-U', user, ...database === undefined ? [] : ['-d', `dbname=${database}`], '-h', '127.0.0.1', '-p', `${port}`];
    return new HealthChecks({
      port,
      livenessProbe: HealthProbe.exec(command, { initialDelaySeconds: 30, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 }),
      readinessProbe: HealthProbe.exec(command, { initialDelaySeconds: 5, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 }),
    });
  }

  /**
   * Redis without a password: `redis-cli ping` must answer PONG, on port 6379.
   *
   * The command gives up a second before the probe does, so that no process is left behind. Numbers: `bitnami/charts`,
   * `bitnami/redis/values.yaml`. The image needs `sh` and `timeout`.
   */
  public static redis(options: RedisHealthChecksOptions = {}): HealthChecks {
    const { port = 6379 } = options ?? {};
    const ping = (seconds: number) => ['sh', '-c', `[ "$(timeout ${seconds} redis-cli -h 127.0.0.1 -p ${port} ping)" = PONG ]`];
    return new HealthChecks({
      port,
      livenessProbe: HealthProbe.exec(ping(5), { initialDelaySeconds: 20, periodSeconds: 5, timeoutSeconds: 6, failureThreshold: 5 }),
      readinessProbe: HealthProbe.exec(ping(1), { initialDelaySeconds: 20, periodSeconds: 5, timeoutSeconds: 2, failureThreshold: 5 }),
    });
  }

  /**
   * RabbitMQ: a TCP readiness probe on port 5672, and no liveness probe.
   *
   * So its documentation advises. Source: `rabbitmq/rabbitmq-website`, `docs/monitoring/index.md`.
   */
  public static rabbitMq(options: HealthChecksOptions = {}): HealthChecks {
    return new HealthChecks({ port: 5672, readinessProbe: HealthProbe.tcp({ port: options?.port }) });
  }

  /** Restarts the container when it fails; undefined where the server's makers advise against one. */
  public readonly livenessProbe?: HealthProbe;
  /** Keeps traffic away while it fails. */
  public readonly readinessProbe?: HealthProbe;
  /** Holds the other two back until the app has started. */
  public readonly startupProbe?: HealthProbe;
  /** The port the server listens on, for a service that names none. */
  public readonly port?: number;
  /** Environment variables without which the server could not be probed. */
  public readonly env: { readonly [name: string]: string };

  /** A bundle of one's own, for servers that are not in the catalogue. */
  constructor(props: HealthChecksProps) {
    this.livenessProbe = props?.livenessProbe;
    this.readinessProbe = props?.readinessProbe;
    this.startupProbe = props?.startupProbe;
    this.port = props?.port;
    this.env = Object.freeze({ ...props?.env });
  }
}

/**
 * For servers whose makers name no number: 30 attempts 10 seconds apart, as in the Kubernetes documentation
 * (https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/).
 */
const STARTUP: ProbeTimings = { periodSeconds: 10, failureThreshold: 30 };

/** A server with one endpoint for everything. */
function sameEndpoint(
  path: string,
  port: number,
  options: HealthChecksOptions,
  timings: { liveness?: ProbeTimings; readiness?: ProbeTimings; startup: ProbeTimings },
): HealthChecks {
  const probe = (timing?: ProbeTimings) => HealthProbe.http(path, { ...timing, port: options?.port });
  return new HealthChecks({
    port,
    livenessProbe: probe(timings.liveness),
    readinessProbe: probe(timings.readiness),
    startupProbe: probe(timings.startup),
  });
}
