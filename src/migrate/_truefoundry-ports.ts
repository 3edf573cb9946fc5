import { Severity } from '../findings/finding';
import { valueText } from '../findings/text';
import { isObject, Read } from './_fields';
import { placeholderNote } from './_placeholders';
import { PlannedPort } from './_planned-ports';
import { Path, Reader } from './_reader';
import { ServicePlanner } from './_service-plan';
import { PORT } from './_truefoundry-fields';

/** The ports of a service, and what is said of their way to the outside. */
export function translatePorts(reader: Reader, path: Path, planner: ServicePlanner): void {
  const given = reader.at(path);
  const fix = 'List the port of the app: ports: [{ port: 8000 }]';
  reader.require(path, 'Probes and the Service must know where the app listens', fix);
  if (Array.isArray(given) && given.length === 0) reader.refuse(path, { must: 'list at least one port', fix });
  const ports: PlannedPort[] = [];
  reader.items(path).forEach(at => {
    const port = reader.read(PORT, at);
    if (!isObject(reader.at(at))) return;
    // TrueFoundry's own default.
    const number = port.port ?? (reader.at([...at, 'port']) === undefined ? 80 : undefined);
    if (number === undefined) return;
    const protocol = port.protocol === 'UDP' ? 'UDP' : undefined;
    if (ports.some(other => other.port === number && other.protocol === protocol)) {
      reader.refuse([...at, 'port'], { must: 'be another than the ports before it', fix: 'Remove one of them' });
      return;
    }
    // Said for its own sake; the default would be "http" even where the app speaks something else.
    ports.push({ port: number, protocol, appProtocol: port.app_protocol });
    planner.addPort(ports[ports.length - 1]);
    reportExposure(reader, at, port, number, planner);
  });
}

function reportExposure(reader: Reader, path: Path, given: Read<typeof PORT>, port: number, planner: ServicePlanner): void {
  const { host, path: prefix, rewrite_path_to: rewrite, auth, expose } = given;
  if (auth !== undefined) {
    planner.lose([...path, 'auth'], {
      message: `port ${port} is no longer protected by auth (${valueText(reader.at([...path, 'auth', 'type']))})`,
      why: 'The platform asks for it in its gateway; a Service lets everybody in the cluster connect',
      fix: 'Let the ingress controller or the app ask for it before the port is reached from outside',
    }, 'ports');
  }
  const field = (['host', 'path', 'rewrite_path_to', 'expose'] as const).find(each => given[each] !== undefined);
  if (field === undefined || (field === 'expose' && expose === false)) return;
  if (expose === false) {
    planner.remark(Severity.INFO, 'import-lost', [...path, field], { message: `the ${field} ${valueText(given[field])} is left out, since port ${port} is not exposed`, why: 'The platform does not use it either', fix: 'Remove it' }, 'ports');
    return;
  }
  planner.lose([...path, field], {
    message: `port ${port} is no longer reached from outside${field === 'expose' ? '' : `, at ${host ?? '*'}${prefix ?? '/'}${placeholderNote(host ?? '')}`}`,
    why: 'A Service is reached from within the cluster; host and path belong to an Ingress or a Gateway',
    fix: `Add an Ingress for your controller that leads to port ${port} of the Service${rewrite === undefined ? '' : `, and rewrites the path to ${rewrite}`}`,
  }, 'ports');
}
