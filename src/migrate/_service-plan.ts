import { parse } from 'shell-quote';
import { Severity, Verdict } from '../findings/finding';
import { valueText } from '../findings/text';
import { dnsLabelFault, dnsSubdomainFault, envNameFault, labelValueFault, qualifiedNameFault } from '../rules/formats';
import { call, Call, CHART, Code, make, Name, Statement, Struct } from './_code';
import { ImportRule } from './_import-rules';
import { dnsLabel, UniqueNames } from './_object-names';
import { Path, Reader } from './_reader';

/** A service that was read from a file, as the statements that make it. */
export interface ServicePlan {
  /** As the file has it. */
  readonly givenName: string;
  /** As Kubernetes can have it. */
  readonly name: string;
  readonly variable: string;
  readonly statements: readonly Statement[];
}

/** A port of the service, as it was read. */
export interface PlannedPort {
  readonly port: number;
  readonly protocol?: string;
  readonly appProtocol?: string;
  /** Whether the Service offers it; a port that only probes ask it does not. */
  readonly exposed?: boolean;
}

/** A share of the props: what stands in it, and what is to be said of it. */
type Prop =
  | 'image' | 'ports' | 'livenessProbe' | 'readinessProbe' | 'startupProbe' | 'replicas' | 'autoscaling' | 'resources'
  | 'env' | 'command' | 'volumeMounts' | 'serviceAccount' | 'rolloutStrategy' | 'labels';

/** In this order they stand in a program. */
const PROPS: readonly Prop[] = [
  'image', 'command', 'ports', 'livenessProbe', 'readinessProbe', 'startupProbe', 'replicas', 'autoscaling', 'resources', 'env', 'volumeMounts',
  'serviceAccount', 'rolloutStrategy', 'labels',
];

/** Gathers what a file says of one service. */
export class ServicePlanner {
  public readonly variable: string;
  private readonly props = new Map<Prop, Code>();
  private readonly remarks = new Map<Prop | undefined, string[]>();
  private readonly before: Statement[] = [];
  private readonly after: Statement[] = [];
  private readonly secrets = new Map<string, Name>();
  private readonly ports: PlannedPort[] = [];

  constructor(
    private readonly reader: Reader,
    private readonly givenName: string,
    private readonly name: string,
    private readonly variables: UniqueNames,
  ) {
    this.variable = variables.variable(name);
  }

  public set(prop: Prop, value: Code | undefined): void {
    if (value !== undefined) this.props.set(prop, value);
  }

  /** Notes what becomes of a field, for the findings and for the program, where it stands above the prop it belongs to. */
  public remark(severity: Severity, rule: ImportRule, path: Path, verdict: Verdict, prop?: Prop): void {
    this.reader.note(severity, rule, path, verdict);
    const comment = commentOf(verdict);
    const comments = this.remarks.get(prop);
    if (comments) comments.push(comment);
    else this.remarks.set(prop, [comment]);
  }

  /** Says that there is nothing in Kubernetes for a field. */
  public lose(path: Path, verdict: Verdict, prop?: Prop): void {
    this.remark(Severity.WARNING, 'import-lost', path, verdict, prop);
  }

  /** A statement that stands before the service; the result is its variable. */
  public prepare(variable: string, code: Call): Name {
    const name = this.variables.variable(variable);
    this.before.push({ variable: name, code, comments: [] });
    return new Name(name);
  }

  /** A statement that stands after the service. */
  public follow(code: Call, comments: readonly string[] = []): void {
    this.after.push({ code, comments });
  }

  /** The id of a construct that belongs to the service, unique in the chart. */
  public id(part: string): string {
    return `${this.name}-${part}`;
  }

  /** A Secret that is there already, or has to be made, in the namespace. */
  public secret(name: string): Name {
    let secret = this.secrets.get(name);
    if (!secret) {
      secret = this.prepare(`${this.name}-secret`, call('Secret.fromSecretName', CHART, this.id(`secret-${name}`), name));
      this.secrets.set(name, secret);
    }
    return secret;
  }

  /**
   * Says of a placeholder that it is still one.
   *
   * @returns a comment for the place where it is kept
   */
  public checkPlaceholder(value: string, path: Path): string[] {
    if (!PLACEHOLDER.test(value)) return [];
    this.reader.note(Severity.WARNING, 'import-placeholder', path, {
      message: `${lastStep(path)} is ${valueText(value)}, which looks like a placeholder, and is kept as it is`,
      why: 'Somebody or something was to fill it in before it was used',
      fix: 'Put the real value in its place',
    });
    return ['A placeholder: put the real value in its place.'];
  }

  /** The ports, the service's own first; those that only probes ask are added later. */
  public addPort(port: PlannedPort): void {
    this.ports.push(port);
  }

  /** A port that a probe asks. */
  public ask(port: number | undefined, path: Path): void {
    if (port === undefined || this.ports.length === 0 || this.ports.some(own => own.port === port && own.protocol !== 'UDP')) return;
    this.ports.push({ port, exposed: false });
    this.remark(Severity.INFO, 'import-changed', path, {
      message: `port ${port} is asked by probes and not among the ports, and is declared as one that the Service does not offer`,
      why: 'HealthCheckedService takes a port that nobody declares for a slip',
      fix: 'Nothing, if the app does listen there; otherwise mend the port',
    }, 'ports');
  }

  public setLabels(path: Path): void {
    const labels = new Struct();
    for (const key of Object.keys(this.reader.at(path) as object)) {
      const at = [...path, key];
      const value = this.reader.textAt(at);
      const must = qualifiedNameFault(key) ?? labelValueFault(value);
      if (must) {
        this.reader.note(Severity.ERROR, 'import-field', at, { message: `label ${valueText(key)} is ${valueText(value)}, but ${qualifiedNameFault(key) ? 'its name' : 'it'} must ${must}`, why: 'Kubernetes takes no other labels', fix: 'Rename it, or remove it' });
      } else if (RESERVED_LABELS.includes(key)) {
        this.lose(at, { message: `label ${valueText(key)} is left out`, why: 'The selector of the service sets it to the name of the service', fix: 'Choose another label for it, if something reads it' }, 'labels');
      } else {
        labels.add(key, value);
      }
    }
    if (labels.entries.length > 0) this.props.set('labels', labels);
  }

  /** A command; a text is taken apart as a shell would, and left to one where it is more than words. */
  public setCommand(command: string | readonly string[] | undefined, path: Path): void {
    if (command === undefined) return;
    if (typeof command !== 'string') {
      this.props.set('command', command);
      return;
    }
    const parsed = parse(command, variable => ({ op: `$${variable}` }));
    const plain = parsed.every((word): word is string => typeof word === 'string') && !NEEDS_SHELL.test(command) ? parsed : undefined;
    if (plain) {
      this.props.set('command', plain);
      return;
    }
    this.props.set('command', ['/bin/sh', '-c', command]);
    this.remark(Severity.INFO, 'import-changed', path, {
      message: 'the command is run by a shell, since it is more than words',
      why: 'Kubernetes itself knows neither variables nor "&&" nor quotes',
      fix: 'Make sure that the image has /bin/sh, or write the command as a list of words',
    }, 'command');
  }

  /** Adds a variable of the environment: a text, or the key of a Secret. */
  public addVariable(name: string, value: string | { readonly secret: string; readonly key: string }, path: Path): void {
    const must = envNameFault(name);
    if (must) {
      this.reader.note(Severity.ERROR, 'import-field', path, { message: `${valueText(name)} cannot be the name of a variable: it must ${must}`, why: 'Kubernetes takes other names from 1.32 on only', fix: 'Choose a name such as "MODEL_PATH"' });
      return;
    }
    const env = (this.props.get('env') ?? new Struct()) as Struct;
    this.props.set('env', env);
    if (typeof value === 'string') {
      env.add(name, call('EnvValue.fromValue', value), this.checkPlaceholder(value, path));
      return;
    }
    const secret = this.checkedSecret(value.secret, value.key, path, 'env');
    if (secret) env.add(name, call('EnvValue.fromSecretValue', Struct.of({ secret, key: value.key })));
  }

  /** A Secret with such a key, unless there can be none. */
  public checkedSecret(secret: string, key: string, path: Path, prop: Prop): Name | undefined {
    if (dnsSubdomainFault(secret) || !/^[-._a-zA-Z0-9]{1,253}$/.test(key)) {
      this.reader.note(Severity.ERROR, 'import-secret', path, { message: `${lastStep(path)} is ${valueText(this.reader.at(path))}, which names no secret that Kubernetes could have`, why: 'It would become the key of a Secret', fix: 'Rename the secret: letters, digits, "-", "_" and "."' });
      return undefined;
    }
    this.remark(Severity.WARNING, 'import-secret', path, {
      message: `${lastStep(path)} comes from key ${valueText(key)} of the Secret ${valueText(secret)}, which is not made here`,
      why: 'The value is in the store of the platform only, and the pod does not start without it',
      fix: `Make it: kubectl create secret generic ${secret} --from-literal=${key}=VALUE`,
    }, prop);
    return this.secret(secret);
  }

  /** What holds for every service, whatever its file says. */
  public addGeneralRemarks(path: Path): void {
    if (!this.props.has('readinessProbe') && this.ports.length > 0) {
      this.remark(Severity.INFO, 'import-changed', path, {
        message: 'there is no readiness probe, so that readiness is a TCP connection to the first port',
        why: 'Without any the pod would get traffic before it listens',
        fix: 'Give a readinessProbe that knows more, if the app has an endpoint for it',
      }, undefined);
    }
    this.remark(Severity.INFO, 'import-changed', path, {
      message: 'the container may not run as root',
      why: 'HealthCheckedService keeps to the Pod Security Standard "restricted"; an image that runs as root, or as a user it gives by name, does not start',
      fix: 'For such an image add securityContext: { user: 1000 }, or { ensureNonRoot: false } if it must be root',
    }, undefined);
  }

  public finish(): ServicePlan {
    const props = new Struct().add('name', this.name);
    this.set('ports', portsCode(this.ports));
    for (const prop of PROPS) {
      const value = this.props.get(prop);
      const comments = this.remarks.get(prop) ?? [];
      if (value === undefined) {
        // There is nothing for the remark to stand above.
        this.remarks.set(undefined, [...this.remarks.get(undefined) ?? [], ...comments]);
      } else {
        props.add(prop === 'ports' && typeof value === 'number' ? 'port' : prop, value, comments);
      }
    }
    const service: Statement = { variable: this.variable, code: make('HealthCheckedService', CHART, this.name, props), comments: this.remarks.get(undefined) ?? [] };
    return { givenName: this.givenName, name: this.name, variable: this.variable, statements: [...this.before, service, ...this.after] };
  }
}

/** The number alone, where there is nothing else to say of the only port. */
function portsCode(ports: readonly PlannedPort[]): Code | undefined {
  if (ports.length === 0) return undefined;
  const [{ port: only, protocol: onlyProtocol, appProtocol: onlyAppProtocol }] = ports;
  if (ports.length === 1 && !onlyProtocol && !onlyAppProtocol) return only;
  return ports.map(({ port, protocol, appProtocol, exposed }) => Struct.of({
    port,
    // A Service with several ports must name them.
    name: ports.length > 1 ? `${exposed === false ? 'probe' : appProtocol ?? protocol?.toLowerCase() ?? 'port'}-${port}` : undefined,
    protocol: protocol && new Name(`Protocol.${protocol}`),
    appProtocol,
    exposed,
  }));
}

function commentOf({ message, fix }: Verdict): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}. ${fix}.`;
}

/** The name of a service as Kubernetes can have it; undefined, and said, where there is none. */
export function serviceName(given: string, path: Path, reader: Reader): string | undefined {
  const label = dnsLabel(given.slice(given.lastIndexOf('/') + 1)) ?? dnsLabel(given);
  if (label === undefined) {
    reader.refuse(path, { must: 'have letters or digits that can stand in the name of a Service', fix: 'Name it with lower-case letters, digits and hyphens' });
    return undefined;
  }
  if (label !== given) {
    reader.note(Severity.WARNING, 'import-name', path, {
      message: `the name ${valueText(given)} becomes ${valueText(label)}`,
      why: `A Service is found in DNS by its name, which must ${dnsLabelFault('')}`,
      fix: 'Nothing, if the new name suits; clients must use it',
    });
  }
  return label;
}

/** The seconds and counts of a probe that differ from Kubernetes' own defaults. */
export function timings(given: { readonly [name in keyof typeof PROBE_DEFAULTS]?: number }): Struct {
  const struct = new Struct();
  for (const [name, usual] of Object.entries(PROBE_DEFAULTS)) {
    const value = given[name as keyof typeof PROBE_DEFAULTS];
    if (value !== undefined && value !== usual) struct.add(name, value);
  }
  return struct;
}

const PROBE_DEFAULTS = { initialDelaySeconds: 0, periodSeconds: 10, timeoutSeconds: 1, successThreshold: 1, failureThreshold: 3 };

/** A call whose last argument is a struct, unless that is empty. */
export function callWithOptions(callee: string, first: readonly Code[], options: Struct): Call {
  return call(callee, ...first, ...options.entries.length > 0 ? [options] : []);
}

const RESERVED_LABELS = ['app.kubernetes.io/name', 'app.kubernetes.io/instance'];
/** `<LIKE_THIS>`, as people write what is to be filled in. */
export const PLACEHOLDER = /<[A-Za-z][^<>\s]*>/;
/** What is added to a text that is a placeholder. */
export function placeholderNote(words: string): string {
  return PLACEHOLDER.test(words) ? ' (a placeholder)' : '';
}

/** What a shell would do more with than take words apart. */
const NEEDS_SHELL = /[`$~\n{}!]|^\s*\w+=/;

function lastStep(path: Path): string {
  const step = path[path.length - 1];
  return typeof step === 'number' ? `item ${step + 1}` : step;
}
