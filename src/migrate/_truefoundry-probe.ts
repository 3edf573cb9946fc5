import { Severity } from '../findings/finding';
import { ProbeRole } from '../manifest/objects';
import { Code, Name, Struct } from './_code';
import { callWithOptions, timings } from './_probe-options';
import { Path, Reader } from './_reader';
import { ServicePlanner } from './_service-plan';
import { PROBE, PROBE_CONFIGS } from './_truefoundry-fields';

/** A probe of a service. */
export function translateProbe(reader: Reader, path: Path, prop: ProbeRole, planner: ServicePlanner): Code | undefined {
  if (reader.at(path) === undefined) return undefined;
  const probe = reader.read(PROBE, path);
  if (prop !== 'readinessProbe' && (probe.success_threshold ?? 1) > 1) {
    reader.note(Severity.ERROR, 'import-field', [...path, 'success_threshold'], {
      message: `success_threshold is ${probe.success_threshold}, but must be 1 for a ${prop.replace('Probe', '')} probe`,
      why: 'Kubernetes refuses more: several successes in a row can only be asked of readiness; for liveness and startup one answer is proof enough',
      fix: 'Set it to 1, or ask for several successes in readiness_probe',
    });
  }
  const numbers = timings({
    initialDelaySeconds: probe.initial_delay_seconds,
    periodSeconds: probe.period_seconds,
    timeoutSeconds: probe.timeout_seconds,
    successThreshold: probe.success_threshold,
    failureThreshold: probe.failure_threshold,
  });
  const at = [...path, 'config'];
  reader.require(at, 'It must be said what to ask', 'Add config: { type: http, path: /livez, port: 8000 }');
  const config = reader.readTyped(PROBE_CONFIGS, at, 'http');
  switch (config?.kind) {
    case undefined: return undefined;
    case 'http': {
      reader.require([...at, 'path'], 'It must be said what to ask', 'Give the path of the health endpoint, e.g. /livez');
      const scheme = config.scheme === 'HTTPS' ? new Name('HttpScheme.HTTPS') : undefined;
      const target = Struct.of({ port: planner.asked(config.port, [...at, 'port']), host: config.host, scheme });
      return config.path === undefined ? undefined : callWithOptions('HealthProbe.http', [config.path], target, numbers);
    }
    case 'tcp': return callWithOptions('HealthProbe.tcp', [], Struct.of({ port: planner.asked(config.port, [...at, 'port']), host: config.host }), numbers);
    case 'grpc': return callWithOptions('HealthProbe.grpc', [], Struct.of({ port: planner.asked(config.port, [...at, 'port']), service: config.service }), numbers);
    case 'command': {
      reader.require([...at, 'command'], 'It must be said what to run', 'Give the command as a list of texts');
      if (config.command === undefined) return undefined;
      return callWithOptions('HealthProbe.exec', [typeof config.command === 'string' ? ['/bin/sh', '-c', config.command] : config.command], numbers);
    }
  }
}
