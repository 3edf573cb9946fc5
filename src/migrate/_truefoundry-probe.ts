import { Severity } from '../findings/finding';
import { ProbeRole } from '../manifest/objects';
import { Code, Name, Struct } from './_code';
import { Path, Reader } from './_reader';
import { callWithOptions, ServicePlanner, timings } from './_service-plan';
import { PROBE, PROBE_CONFIG } from './_truefoundry-fields';

/** A probe of a service. */
export function translateProbe(reader: Reader, path: Path, prop: ProbeRole, ownPort: number | undefined, planner: ServicePlanner): Code | undefined {
  if (reader.at(path) === undefined) return undefined;
  const probe = reader.read(PROBE, path);
  const at = [...path, 'config'];
  const config = reader.read(PROBE_CONFIG, at);
  reader.require(at, 'It must be said what to ask', 'Add config: { type: http, path: /livez, port: 8000 }');
  if (prop !== 'readinessProbe' && (probe.success_threshold ?? 1) > 1) {
    reader.note(Severity.ERROR, 'import-field', [...path, 'success_threshold'], {
      message: `success_threshold is ${probe.success_threshold}, but must be 1 for a ${prop.replace('Probe', '')} probe`,
      why: 'Kubernetes refuses more: several successes in a row can only be asked of readiness; for liveness and startup one answer is proof enough',
      fix: 'Set it to 1, or ask for several successes in readiness_probe',
    });
  }
  const options = new Struct();
  const type = config.type ?? 'http';
  if (type !== 'command' && type !== 'exec') {
    options.add('port', config.port === ownPort ? undefined : config.port);
    planner.ask(config.port, [...at, 'port']);
  }
  if (type === 'http' || type === 'tcp') options.add('host', config.host);
  if (type === 'http' && config.scheme === 'HTTPS') options.add('scheme', new Name('HttpScheme.HTTPS'));
  if (type === 'grpc') options.add('service', config.service);
  const numbers = timings({
    initialDelaySeconds: probe.initial_delay_seconds,
    periodSeconds: probe.period_seconds,
    timeoutSeconds: probe.timeout_seconds,
    successThreshold: probe.success_threshold,
    failureThreshold: probe.failure_threshold,
  });
  options.entries.push(...numbers.entries);
  switch (type) {
    case 'tcp': return callWithOptions('HealthProbe.tcp', [], options);
    case 'grpc': return callWithOptions('HealthProbe.grpc', [], options);
    case 'command':
    case 'exec': {
      if (config.command === undefined) {
        reader.require([...at, 'command'], 'It must be said what to run', 'Give the command as a list of texts');
        return undefined;
      }
      return callWithOptions('HealthProbe.exec', [typeof config.command === 'string' ? ['/bin/sh', '-c', config.command] : config.command], options);
    }
    default: {
      if (config.path === undefined) {
        if (reader.at(at) !== undefined) reader.require([...at, 'path'], 'It must be said what to ask', 'Give the path of the health endpoint, e.g. /livez');
        return undefined;
      }
      return callWithOptions('HealthProbe.http', [config.path], options);
    }
  }
}
