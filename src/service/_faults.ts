import { Finding, Severity, Verdict } from '../findings/finding';
import { ObjectIdentity } from '../manifest/identity';

import { StrictProp } from './_strict-props';

/** The object, and the container in it, that a field with a fault belongs to. */
export type FaultPlace = ObjectIdentity & Pick<Finding, 'container'>;

/** What is wrong with the props of a service, gathered while it is being built, so that constructors need not throw. */
export class Faults {
  public readonly findings: Finding[] = [];

  /** @param kind what the props are of */
  constructor(private readonly construct: string, private readonly kind = 'HealthCheckedService') {
  }

  /** Notes a fault of a prop, which is named by itself (`startupSeconds`). */
  public ofProp(rule: StrictProp, prop: string, value: unknown, verdict: Verdict): void {
    this.of({ kind: this.kind, name: this.construct }, rule, prop, value, verdict);
  }

  /** Whether something is wrong with a prop, so that it is no news that it is not there. */
  public hasProp(prop: string): boolean {
    return this.findings.some(({ path }) => path === prop || path.startsWith(`${prop}.`) || path.startsWith(`${prop}[`));
  }

  /** Notes that cdk8s-plus refused to make an object. */
  public ofConstruct(kind: string, error: unknown): void {
    this.ofProp('unserializable', `the ${kind} as a whole`, undefined, {
      message: `cdk8s-plus cannot make the ${kind}: ${(error instanceof Error ? error.message : String(error)).replace(/\.$/, '')}`,
      why: 'It refuses a value it was given',
      fix: 'Mend the value that the message names',
    });
  }

  /** Notes a fault of a field of an object that is being made. */
  public of(place: FaultPlace, rule: StrictProp, path: string, value: unknown, verdict: Verdict): void {
    this.findings.push({ rule, severity: Severity.ERROR, ...place, path, ...value === undefined ? {} : { value }, ...verdict });
  }
}
