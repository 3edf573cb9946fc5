import { Finding, Severity, Verdict } from '../findings/finding';
import { valueText } from '../findings/text';
import { dnsLabelFault, envNameFault, labelValueFault, qualifiedNameFault } from '../rules/formats';
import { call, Call, CHART, Code, make, Name, Statement, Struct } from './_code';
import { commandWords, hasClosedQuotes } from './_command';
import { ImportRule } from './_import-rules';
import { SecretKey, serviceLabel, Names } from './_object-names';
import { PLACEHOLDER } from './_placeholders';
import { PlannedPort, portsCode } from './_planned-ports';
import { Path, Reader } from './_reader';

/** A service that was read from a file, as the statements that make it. */
export interface ServicePlan {
  /** As the file has it. */
  readonly givenName: string;
  /** As Kubernetes can have it. */
  readonly name: string;
  /** Where its name stands in the file. */
  readonly place: Omit<Finding, 'rule' | 'severity' | 'message' | 'why' | 'fix'>;
  readonly variable: string;
  readonly statements: readonly Statement[];
}

/** The props, in the order in which they stand in a program. */
const PROPS = [
  'image', 'command', 'ports', 'livenessProbe', 'readinessProbe', 'startupProbe', 'replicas', 'autoscaling', 'resources', 'env', 'volumeMounts',
  'serviceAccount', 'rolloutStrategy', 'labels',
] as const;

export type Prop = (typeof PROPS)[number];

/** Gathers what a file says of one service. */
export class ServicePlanner {
  public readonly variable: string;
  /** The name of the ConfigMap with the files of the service. */
  public readonly filesName: string;
  private readonly props = new Map<Prop, Code>();
  private readonly remarks = new Map<Prop | undefined, string[]>();
  private readonly before: Statement[] = [];
  private readonly after: Statement[] = [];
  private readonly secrets = new Map<string, Name>();
  private readonly ports: PlannedPort[] = [];

  /**
   * @param path where the service stands in the file
   * @param name as Kubernetes can have it
   */
  constructor(
    private readonly reader: Reader,
    private readonly path: Path,
    private readonly givenName: string,
    public readonly name: string,
    private readonly names: Names,
  ) {
    this.variable = names.variable(name);
    this.filesName = `${name}-files`;
    for (const [apiVersion, kind] of MADE) this.claim(apiVersion, kind, name, [...path, 'name']);
    this.claim('v1', 'ConfigMap', this.filesName, [...path, 'name']);
  }

  /** Notes that an object is made; said, where there is one of its name already. */
  public claim(apiVersion: string, kind: string, name: string, path: Path, namespace = ''): void {
    if (this.names.claim(`${apiVersion} ${kind} ${namespace}/${name}`, path)) return;
    this.reader.refuse(path, { must: `be another name, since there is a ${kind} ${valueText(name)} already`, fix: 'Rename one of them' });
  }

  public set(prop: Prop, value: Code | undefined): void {
    if (value !== undefined) this.props.set(prop, value);
  }

  public drop(prop: Prop): void {
    this.props.delete(prop);
    this.remarks.delete(prop);
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
    const name = this.names.variable(variable);
    this.before.push({ variable: name, code, comments: [] });
    return new Name(name);
  }

  /** A statement that stands after the service. */
  public follow(code: Call, comments: readonly string[] = []): void {
    this.after.push({ code, comments });
  }

  /** The id of a construct that belongs to the service; the dot keeps it apart from the names of services. */
  public id(part: string): string {
    return `${this.name}.${part}`;
  }

  /** A Secret that whoever runs the service has to make. */
  public secret({ original, secret, key }: SecretKey, what: string, path: Path, prop: Prop): Name {
    if (!this.names.claim(`key ${key} of ${secret}`, original)) {
      this.reader.refuse(path, { must: `name a secret that differs from others in more than what Kubernetes cannot write: key ${valueText(key)} of the Secret ${valueText(secret)} is another one already`, fix: 'Rename one of them on the platform' });
    }
    this.remark(Severity.WARNING, 'import-secret', path, {
      message: `${what} comes from key ${valueText(key)} of the Secret ${valueText(secret)}, which is not made here`,
      why: 'The value is in the store of the platform only, and the pod does not start without it',
      fix: `Make it: kubectl create secret generic ${secret} --from-literal=${key}=VALUE`,
    }, prop);
    let name = this.secrets.get(secret);
    if (!name) {
      name = this.prepare(`${this.name}-secret`, call('Secret.fromSecretName', CHART, this.id(`secret-${secret}`), secret));
      this.secrets.set(secret, name);
    }
    return name;
  }

  /**
   * Says of a placeholder that it is still one.
   *
   * @returns a comment for the place where it is kept
   */
  public checkPlaceholder(what: string, value: string, path: Path): string[] {
    if (!PLACEHOLDER.test(value)) return [];
    this.reader.note(Severity.WARNING, 'import-placeholder', path, {
      message: `${what} is ${valueText(value)}, which looks like a placeholder, and is kept as it is`,
      why: 'Somebody or something was to fill it in before it was used',
      fix: 'Put the real value in its place',
    });
    return ['A placeholder: put the real value in its place.'];
  }

  /** The ports, the service's own first; those that only probes ask are added later. */
  public addPort(port: PlannedPort): void {
    this.ports.push(port);
  }

  /**
   * The port that a probe asks, for its options: nothing where it is the service's own.
   *
   * One that is not among the ports is added to them.
   */
  public asked(port: number | undefined, path: Path): number | undefined {
    const [own] = this.ports;
    if (port === undefined && own?.protocol === 'UDP') {
      this.reader.refuse(path, { must: 'be given, since the first port speaks UDP', fix: 'Give a port that speaks TCP' });
    }
    if (port === undefined || (port === own?.port && own.protocol !== 'UDP')) return undefined;
    if (own && !this.ports.some(each => each.port === port && each.protocol !== 'UDP')) {
      this.ports.push({ port, exposed: false });
      this.remark(Severity.INFO, 'import-changed', path, {
        message: `port ${port} is asked by probes and not among the ports, and is declared as one that the Service does not offer`,
        why: 'HealthCheckedService takes a port that nobody declares for a slip',
        fix: 'Nothing, if the app does listen there; otherwise mend the port',
      }, 'ports');
    }
    return port;
  }

  public setLabels(path: Path): void {
    const labels = new Struct();
    for (const [key, value] of Object.entries(this.reader.at(path) as object) as [string, unknown][]) {
      const at = [...path, key];
      const written = this.scalar(`label ${valueText(key)}`, value, at);
      if (written === undefined) continue;
      // cdk8s cannot write a map with the key "constructor".
      const must = qualifiedNameFault(key) ?? (key === 'constructor' ? 'not be "constructor"' : undefined);
      const fault = must ? `its name must ${must}` : labelValueFault(written) && `it must ${labelValueFault(written)}`;
      if (fault) {
        this.reader.note(Severity.ERROR, 'import-field', at, { message: `label ${valueText(key)} is ${valueText(written)}, but ${fault}`, why: 'Kubernetes takes no other labels', fix: 'Rename it, or remove it' });
      } else if (RESERVED_LABELS.includes(key)) {
        this.lose(at, { message: `label ${valueText(key)} is left out`, why: 'The selector of the service sets it to the name of the service', fix: 'Choose another label for it, if something reads it' }, 'labels');
      } else {
        labels.add(key, written);
      }
    }
    if (labels.entries.length > 0) this.props.set('labels', labels);
  }

  /** A command; a text is taken apart as a shell would, and left to one where it is more than words. */
  public setCommand(command: string | readonly string[] | undefined, path: Path): void {
    if (command === undefined) return;
    if (typeof command === 'string' && !hasClosedQuotes(command)) {
      this.reader.refuse(path, { must: 'have an end for every quote', fix: 'Close the quote' });
      return;
    }
    const words = typeof command === 'string' ? commandWords(command) : command;
    this.props.set('command', words ?? ['/bin/sh', '-c', command as string]);
    if (words !== undefined) return;
    this.remark(Severity.INFO, 'import-changed', path, {
      message: 'the command is run by a shell, since it is more than words',
      why: 'Kubernetes itself knows neither variables nor "&&" nor what is built into a shell',
      fix: 'Make sure that the image has /bin/sh, or write the command as a list of words',
    }, 'command');
  }

  /** Adds a variable of the environment: a text, or the key of a Secret. */
  public addVariable(name: string, value: string | SecretKey, path: Path): void {
    const must = envNameFault(name);
    if (must) {
      this.reader.note(Severity.ERROR, 'import-field', path, { message: `${valueText(name)} cannot be the name of a variable: it must ${must}`, why: 'Kubernetes takes other names from 1.32 on only', fix: 'Choose a name such as "MODEL_PATH"' });
      return;
    }
    const env = (this.props.get('env') ?? new Struct()) as Struct;
    this.props.set('env', env);
    if (typeof value === 'string') env.add(name, call('EnvValue.fromValue', value), this.checkPlaceholder(name, value, path));
    else env.add(name, call('EnvValue.fromSecretValue', Struct.of({ secret: this.secret(value, name, path, 'env'), key: value.key })));
  }

  /** A value as the text that it must be; said, where it is not one yet, and undefined where it can be none. */
  public scalar(what: string, value: unknown, path: Path): string | undefined {
    if (typeof value === 'string') return value;
    if (value === null || value === undefined) {
      this.lose(path, { message: `${what} has no value, and is left out`, why: 'It cannot be told whether it was to be empty', fix: 'Write "" for an empty value, or remove it' });
      return undefined;
    }
    if (typeof value === 'object' && !(value instanceof Date)) {
      this.reader.refuse(path, { must: 'be a text', fix: 'Write the value as a text' });
      return undefined;
    }
    const written = this.reader.textAt(path);
    this.reader.note(Severity.INFO, 'import-changed', path, { message: `${what} is ${written}, not a text, and becomes ${valueText(written)}`, why: 'Only texts can stand here', fix: 'Put it in quotes, in the way the app expects it' });
    return written;
  }

  /** Says what is so for every service, and ends the plan. */
  public finish(): ServicePlan {
    this.addGeneralRemarks();
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
    const service: Statement = { variable: this.variable, code: make('HealthCheckedService', CHART, constructId(this.name), props), comments: this.remarks.get(undefined) ?? [] };
    return {
      givenName: this.givenName,
      name: this.name,
      variable: this.variable,
      statements: [...this.before, service, ...this.after],
      place: this.reader.placeOf([...this.path, 'name']),
    };
  }

  private addGeneralRemarks(): void {
    if (!this.props.has('readinessProbe') && this.ports.length > 0) {
      if (this.ports[0].protocol === 'UDP') {
        this.reader.note(Severity.ERROR, 'import-field', this.path, { message: 'there is no readiness probe, and the first port speaks UDP', why: 'A default can be made for TCP only, and without any the pod would get traffic before it listens', fix: 'Put a TCP port first, or give a readiness probe on one' });
        return;
      }
      this.remark(Severity.INFO, 'import-changed', this.path, {
        message: 'there is no readiness probe, so that readiness is a TCP connection to the first port',
        why: 'Without any the pod would get traffic before it listens',
        fix: 'Give a readinessProbe that knows more, if the app has an endpoint for it',
      });
    }
    this.remark(Severity.INFO, 'import-changed', this.path, {
      message: 'the container may not run as root',
      why: 'HealthCheckedService keeps to the Pod Security Standard "restricted"; an image that runs as root, or as a user it gives by name, does not start',
      fix: 'For such an image add securityContext: { user: 1000 }, or { ensureNonRoot: false } if it must be root',
    });
  }
}

/** The name of a service as Kubernetes can have it; undefined, and said, where there is none. */
export function serviceName(given: string, path: Path, reader: Reader): string | undefined {
  const label = serviceLabel(given.slice(given.lastIndexOf('/') + 1)) ?? serviceLabel(given);
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

/** The id of a construct; constructs takes every id but this one. */
export function constructId(name: string): string {
  return name === 'constructor' ? `${name}-service` : name;
}

/** What is made of every service, under its name. */
const MADE = [['apps/v1', 'Deployment'], ['v1', 'Service'], ['autoscaling/v2', 'HorizontalPodAutoscaler']] as const;
const RESERVED_LABELS = ['app.kubernetes.io/name', 'app.kubernetes.io/instance'];
/** A remark as a sentence; what begins with the name of a field keeps its letters. */
function commentOf({ message, fix }: Verdict): string {
  return `${/^[a-z]+[ ,]/.test(message) ? message.charAt(0).toUpperCase() + message.slice(1) : message}. ${fix}.`;
}
