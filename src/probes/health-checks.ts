import { quote } from 'shell-quote';
import { valueText } from '../findings/text';
import { ANSWER, bundle, modelPath, oneEndpoint, openInference, PATIENT, quotedForLibpq, STARTUP, twoEndpoints, withOptions, word } from './_endpoints';
import { misread, Problem, readOptions, remember } from './_problem';
import {
  EnvoyHealthChecksOptions, GrpcHealthChecksOptions, HealthChecksOptions, HealthChecksPathOptions,
  HealthChecksProps, PostgresHealthChecksOptions, RedisHealthChecksOptions,
} from './health-checks-options';
import { HealthProbe } from './health-probe';

/**
 * The health checks that a well-known server wants, as a bundle.
 *
 * Each factory names the source of its paths and numbers. What no source has is the same for all: two seconds to answer,
 * a startup probe of 30 attempts 10 seconds apart, which is the Kubernetes documentation's own sample and surely lets an
 * app take 290 seconds, and a liveness probe that is twice as patient as readiness where both ask the same. Say
 * `startupSeconds` on the service to have the startup probe fit your app.
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
  public static fastApi(options: HealthChecksPathOptions = {}): HealthChecks {
    return new HealthChecks(twoEndpoints('/livez', '/readyz', 8000, options));
  }

  /**
   * vLLM's OpenAI server: `/health` for all three, on port 8000.
   *
   * It opens its port only when the model is loaded, so the startup probe carries the load time: 60 attempts 10 seconds
   * apart, surely 604 seconds with its delay. Numbers: `vllm-project/production-stack`, `helm/values.yaml`.
   */
  public static vllm(options: HealthChecksOptions = {}): HealthChecks {
    return new HealthChecks(oneEndpoint('/health', 8000, options, {
      liveness: { initialDelaySeconds: 15, periodSeconds: 10, failureThreshold: 3 },
      readiness: { initialDelaySeconds: 15, periodSeconds: 5, failureThreshold: 3 },
      startup: { initialDelaySeconds: 15, periodSeconds: 10, failureThreshold: 60 },
    }));
  }

  /**
   * Text Generation Inference: `/health` for all three, on port 80 as its image has it.
   *
   * Not `/v2/health/live` and `/v2/health/ready` of its KServe build: they are true whatever the state of the model. Source:
   * `huggingface/text-generation-inference`, `router/src/server.rs` and `router/src/kserve.rs`.
   */
  public static textGenerationInference(options: HealthChecksOptions = {}): HealthChecks {
    return new HealthChecks(oneEndpoint('/health', 80, options, { startup: STARTUP }));
  }

  /**
   * NVIDIA Triton: `/v2/health/live` and `/v2/health/ready`, on port 8000.
   *
   * It is ready only when all models are. Numbers: `triton-inference-server/server`,
   * `deploy/k8s-onprem/templates/deployment.yaml`; the startup probe surely allows 290 seconds.
   */
  public static triton(options: HealthChecksOptions = {}): HealthChecks {
    return new HealthChecks(openInference(8000, options, {
      liveness: { initialDelaySeconds: 15, periodSeconds: 10, failureThreshold: 3 },
      readiness: { initialDelaySeconds: 5, periodSeconds: 5, failureThreshold: 3 },
    }));
  }

  /**
   * A model server of KServe, by the Open Inference Protocol (V2): `/v2/health/live` and `/v2/health/ready`, on port 8080.
   *
   * Source: `kserve/website`, `docs/concepts/architecture/data-plane/v2-protocol/v2-protocol.md`; the port:
   * `kserve/kserve`, `python/kserve/kserve/model_server.py`.
   */
  public static kserve(options: HealthChecksOptions = {}): HealthChecks {
    return new HealthChecks(openInference(8080, options));
  }

  /**
   * A model server of KServe, by its first protocol (V1): `/` for liveness, `/v1/models/NAME` for the rest, on port 8080.
   *
   * Source: `kserve/kserve`, `python/kserve/kserve/protocol/rest/server.py`.
   *
   * @param model the name the model is served under
   */
  public static kserveV1(model: string, options: HealthChecksOptions = {}): HealthChecks {
    const path = modelPath('kserveV1', model);
    return new HealthChecks(bundle(8080, options, { liveness: ['/'], readiness: [path], startup: [path, STARTUP] }));
  }

  /**
   * MLServer, of Seldon Core 2 and KServe: `/v2/health/live` and `/v2/health/ready`, on port 8080.
   *
   * Source: `SeldonIO/MLServer`, `mlserver/rest/app.py` and `mlserver/settings.py`.
   */
  public static mlserver(options: HealthChecksOptions = {}): HealthChecks {
    return new HealthChecks(openInference(8080, options));
  }

  /**
   * TorchServe: `/ping` for all three, on port 8080.
   *
   * Healthy when every model has as many workers as it must. Outside of its image it listens on 127.0.0.1, where the
   * kubelet cannot reach it. It is no longer maintained. Source: `pytorch/serve`, `docs/inference_api.md` and
   * `docs/configuration.md`.
   */
  public static torchServe(options: HealthChecksOptions = {}): HealthChecks {
    return new HealthChecks(oneEndpoint('/ping', 8080, options, { startup: STARTUP }));
  }

  /**
   * TensorFlow Serving: the status of a model, `/v1/models/NAME`, for all three, on port 8501.
   *
   * Source: `tensorflow/serving`, `tensorflow_serving/g3doc/api_rest.md` and `g3doc/docker.md`.
   *
   * @param model the name the model is served under (`MODEL_NAME`)
   */
  public static tensorflowServing(model: string, options: HealthChecksOptions = {}): HealthChecks {
    return new HealthChecks(oneEndpoint(modelPath('tensorflowServing', model), 8501, options, { startup: STARTUP }));
  }

  /**
   * SGLang: `/health` for all three, on port 30000, with 5 seconds to answer.
   *
   * Its health check may generate a token, in a loop that sleeps a second before it can answer: Kubernetes' default
   * timeout of 1 second would always be too short. Source: `sgl-project/sglang`,
   * `python/sglang/srt/entrypoints/http_server.py` and `docker/k8s-sglang-service.yaml`; the timeout is ours.
   */
  public static sglang(options: HealthChecksOptions = {}): HealthChecks {
    return new HealthChecks(oneEndpoint('/health', 30000, options, {
      liveness: { initialDelaySeconds: 30, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: PATIENT },
      readiness: { timeoutSeconds: 5 },
      startup: { ...STARTUP, timeoutSeconds: 5 },
    }));
  }

  /**
   * Ollama: `/` ("Ollama is running"), on port 11434. It says nothing about models.
   *
   * Ollama listens on 127.0.0.1 by default, where the kubelet cannot reach it: `OLLAMA_HOST` is set to 0.0.0.0, and to the
   * port, if one is given, unless the service's `env` says otherwise. Source: `ollama/ollama`, `server/routes.go` and `envconfig/config.go`.
   */
  public static ollama(options: HealthChecksOptions = {}): HealthChecks {
    const port = options?.port ?? undefined;
    return new HealthChecks(oneEndpoint('/', port ?? 11434, options, { env: { OLLAMA_HOST: port === undefined ? '0.0.0.0' : `0.0.0.0:${word(port)}` } }));
  }

  /**
   * NVIDIA NIM: `/v1/health/live` and `/v1/health/ready`. The service must name the port.
   *
   * Source: `truefoundry/tfy-deploy-skills`, `skills/deploy/references/health-probes.md`, which names no port.
   */
  public static nim(options: HealthChecksOptions = {}): HealthChecks {
    return new HealthChecks(bundle(undefined, options, { liveness: ['/v1/health/live'], readiness: ['/v1/health/ready'], startup: ['/v1/health/ready', STARTUP] }));
  }

  /**
   * BentoML: `/livez` and `/readyz`, on port 3000.
   *
   * Source: `bentoml/BentoML`, `docs/source/build-with-bentoml/observability/monitoring-and-data-collection.rst` and
   * `configuration/v2/default_configuration.yaml`.
   */
  public static bentoMl(options: HealthChecksOptions = {}): HealthChecks {
    return new HealthChecks(bundle(3000, options, { liveness: ['/livez'], readiness: ['/readyz'], startup: ['/readyz', STARTUP] }));
  }

  /**
   * Ray Serve's proxy: `/-/healthz`, on port 8000.
   *
   * There is no startup probe: liveness has the patience for it, 120 failures 5 seconds apart. Numbers:
   * `ray-project/kuberay`, `ray-operator/controllers/ray/utils/constant.go`.
   */
  public static rayServe(options: HealthChecksOptions = {}): HealthChecks {
    return new HealthChecks(oneEndpoint('/-/healthz', 8000, options, {
      liveness: { initialDelaySeconds: 30, periodSeconds: 5, timeoutSeconds: 2, failureThreshold: 120 },
      readiness: { initialDelaySeconds: 10, periodSeconds: 5, timeoutSeconds: 2, failureThreshold: 10 },
    }));
  }

  /**
   * MLflow's scoring server: `/ping` for all three, which answers 404 until the model is loaded. The service must name the port.
   *
   * Source: `mlflow/mlflow`, `mlflow/pyfunc/scoring_server/__init__.py`.
   */
  public static mlflow(options: HealthChecksOptions = {}): HealthChecks {
    return new HealthChecks(oneEndpoint('/ping', undefined, options, { startup: STARTUP }));
  }

  /**
   * Spring Boot with Actuator: `/actuator/health/liveness` and `/actuator/health/readiness`, on port 8080.
   *
   * The startup probe asks the liveness path, as the Spring Boot documentation advises. With a management port of its
   * own, give that as `port`. Source: `spring-projects/spring-boot`, `actuator/endpoints.adoc`.
   */
  public static springBoot(options: HealthChecksOptions = {}): HealthChecks {
    return new HealthChecks(bundle(8080, options, {
      liveness: ['/actuator/health/liveness'], readiness: ['/actuator/health/readiness'], startup: ['/actuator/health/liveness', STARTUP],
    }));
  }

  /**
   * Quarkus with SmallRye Health: `/q/health/live`, `/q/health/ready` and `/q/health/started`, on port 8080.
   *
   * Source: https://quarkus.io/guides/smallrye-health.
   */
  public static quarkus(options: HealthChecksOptions = {}): HealthChecks {
    return new HealthChecks(bundle(8080, options, { liveness: ['/q/health/live'], readiness: ['/q/health/ready'], startup: ['/q/health/started', STARTUP] }));
  }

  /**
   * Micronaut: `/health/liveness` and `/health/readiness`, on port 8080.
   *
   * Source: `micronaut-projects/micronaut-core`, `src/main/docs/guide/management/providedEndpoints/healthEndpoint.adoc`.
   */
  public static micronaut(options: HealthChecksOptions = {}): HealthChecks {
    return new HealthChecks(bundle(8080, options, { liveness: ['/health/liveness'], readiness: ['/health/readiness'] }));
  }

  /**
   * ASP.NET Core: `/health` for both, as `MapHealthChecks("/health")` has it. The service must name the port.
   *
   * Without `MapHealthChecks` there is none. A check that is degraded still answers 200. Source: `dotnet/AspNetCore.Docs`,
   * `aspnetcore/host-and-deploy/health-checks.md`.
   */
  public static aspNetCore(options: HealthChecksPathOptions = {}): HealthChecks {
    return new HealthChecks(twoEndpoints('/health', '/health', undefined, options));
  }

  /**
   * Rails: `/up` for both, on port 3000.
   *
   * It answers 200 once the app has booted, and asks for no database. Source: `rails/rails`,
   * `railties/lib/rails/health_controller.rb` and the `Dockerfile` and `puma.rb` it generates.
   */
  public static rails(options: HealthChecksOptions = {}): HealthChecks {
    return new HealthChecks(oneEndpoint('/up', 3000, options));
  }

  /**
   * Laravel: `/up` for both. The service must name the port.
   *
   * It answers 500 when a listener of `DiagnosingHealth` throws. Source: `laravel/docs`, `deployment.md`.
   */
  public static laravel(options: HealthChecksOptions = {}): HealthChecks {
    return new HealthChecks(oneEndpoint('/up', undefined, options));
  }

  /**
   * NestJS with Terminus: `/health` for both, on port 3000.
   *
   * The app must define it. Source: `nestjs/terminus`, `README.md`.
   */
  public static nestJs(options: HealthChecksPathOptions = {}): HealthChecks {
    return new HealthChecks(twoEndpoints('/health', '/health', 3000, options));
  }

  /**
   * Go Fiber with its middleware for health checks: `/livez`, `/readyz` and `/startupz`. The service must name the port.
   *
   * Source: https://docs.gofiber.io/next/middleware/healthcheck/.
   */
  public static fiber(options: HealthChecksOptions = {}): HealthChecks {
    return new HealthChecks(bundle(undefined, options, { liveness: ['/livez'], readiness: ['/readyz'], startup: ['/startupz', STARTUP] }));
  }

  /**
   * A server with the gRPC health service: the server as a whole for liveness, and for readiness a service of it, if one is named.
   *
   * The service must name the port, and it must be one without TLS, which the kubelet does not speak to gRPC. Source:
   * `grpc/grpc-proto`, `grpc/health/v1/health.proto`.
   */
  public static grpc(options: GrpcHealthChecksOptions = {}): HealthChecks {
    return new HealthChecks(withOptions(options, ['port', 'readinessService'], ({ port, readinessService }) => ({
      livenessProbe: HealthProbe.grpc({ ...ANSWER, port, failureThreshold: PATIENT }),
      readinessProbe: HealthProbe.grpc({ ...ANSWER, port, service: readinessService }),
    })));
  }

  /**
   * PostgreSQL: `pg_isready` in the container, on port 5432.
   *
   * Numbers and command: `bitnami/charts`, `bitnami/postgresql/values.yaml` and `templates/_helpers.tpl`; liveness waits
   * twice as long as there, so that an overloaded database loses its clients before it is restarted.
   */
  public static postgres(options: PostgresHealthChecksOptions = {}): HealthChecks {
    return new HealthChecks(withOptions(options, ['port', 'user', 'database'], ({ user = 'postgres', database, port = 5432 }) => {
      const named = database === undefined ? [] : ['-d', `dbname=${quotedForLibpq(database)}`];
      const command = ['pg_isready', '-U', user, ...named, '-h', '127.0.0.1', '-p', word(port)];
      return {
        port,
        livenessProbe: HealthProbe.exec(command, { initialDelaySeconds: 30, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 12 }),
        readinessProbe: HealthProbe.exec(command, { initialDelaySeconds: 5, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 }),
      };
    }));
  }

  /**
   * Redis without a password: `redis-cli ping` must answer PONG, on port 6379.
   *
   * The command gives up a second before the probe does, so that no process is left behind, and the probe no later than the
   * next one comes. Numbers: `bitnami/charts`, `bitnami/redis/values.yaml`. The image needs `sh` and `timeout`.
   */
  public static redis(options: RedisHealthChecksOptions = {}): HealthChecks {
    return new HealthChecks(withOptions(options, ['port'], ({ port = 6379 }) => {
      const ping = (seconds: number) => ['sh', '-c', `[ "$(timeout ${seconds} redis-cli -h 127.0.0.1 -p ${quote([word(port)])} ping)" = PONG ]`];
      return {
        port,
        livenessProbe: HealthProbe.exec(ping(4), { initialDelaySeconds: 20, periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 5 }),
        readinessProbe: HealthProbe.exec(ping(1), { initialDelaySeconds: 20, periodSeconds: 5, timeoutSeconds: 2, failureThreshold: 5 }),
      };
    }));
  }

  /**
   * RabbitMQ: a TCP readiness probe on port 5672, and no liveness probe.
   *
   * So its documentation advises. Source: `rabbitmq/rabbitmq-website`, `docs/monitoring/index.md`.
   */
  public static rabbitMq(options: HealthChecksOptions = {}): HealthChecks {
    return new HealthChecks(withOptions(options, ['port'], ({ port }) => ({ port: 5672, readinessProbe: HealthProbe.tcp({ ...ANSWER, port }) })));
  }

  /**
   * A Kafka broker: a process of that name for liveness, a TCP connection for readiness, on port 9092.
   *
   * The image needs `pgrep`. Numbers and handlers: `bitnami/charts`, `bitnami/kafka`; liveness waits longer than there, so
   * that it does not restart what readiness still sends traffic to.
   */
  public static kafka(options: HealthChecksOptions = {}): HealthChecks {
    return new HealthChecks(withOptions(options, ['port'], ({ port }) => ({
      port: 9092,
      livenessProbe: HealthProbe.exec(['pgrep', '-f', 'kafka'], { initialDelaySeconds: 10, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 12 }),
      readinessProbe: HealthProbe.tcp({ port, initialDelaySeconds: 5, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 }),
    })));
  }

  /**
   * NGINX: a TCP connection for liveness, `/` for readiness, on port 8080, as images have it that do not run as root.
   *
   * It has no endpoint of its own. Numbers and handlers: `bitnami/charts`, `bitnami/nginx/values.yaml`.
   */
  public static nginx(options: HealthChecksOptions = {}): HealthChecks {
    return new HealthChecks(withOptions(options, ['port'], ({ port }) => ({
      port: 8080,
      livenessProbe: HealthProbe.tcp({ port, initialDelaySeconds: 30, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 }),
      readinessProbe: HealthProbe.http('/', { port, initialDelaySeconds: 5, periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 3 }),
    })));
  }

  /**
   * Envoy: `/ready` of its admin interface for readiness, and no liveness probe. The service must declare the admin port.
   *
   * Source: `envoyproxy/envoy`, `docs/root/operations/admin.rst`.
   */
  public static envoy(options: EnvoyHealthChecksOptions): HealthChecks {
    return new HealthChecks(withOptions(options, ['adminPort'], ({ adminPort }) => ({ readinessProbe: HealthProbe.http('/ready', { ...ANSWER, port: adminPort }) })));
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
    const { given, problems: own } = readOptions('HealthChecks', props, ['livenessProbe', 'readinessProbe', 'startupProbe', 'port', 'env']);
    const problems = [...misread(props), ...own];
    this.livenessProbe = given.livenessProbe;
    this.readinessProbe = given.readinessProbe;
    this.startupProbe = given.startupProbe;
    this.port = given.port;
    const hasEnv = typeof given.env === 'object' && !Array.isArray(given.env);
    this.env = Object.freeze(hasEnv ? { ...given.env } : {});
    remember(this, given.env === undefined || hasEnv ? problems : [...problems, {
      rule: 'prop-type',
      field: 'env',
      value: given.env,
      message: `env is ${valueText(given.env)}, but must be a map of names to strings`,
      why: 'Nothing can be made of it otherwise',
      fix: 'Write e.g. env: { SERVER_PORT: "8000" }',
    }]);
  }

  /**
   * What is wrong with the options, but for the probes, which tell by themselves.
   *
   * @internal
   */
  public _problems(): readonly Problem[] {
    return misread(this);
  }
}
