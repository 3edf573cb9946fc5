import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { valueText } from '../findings/text';
import { dnsLabelFault } from '../rules/formats';
import { Faults } from './_faults';

/** Stands in for a name nobody can use, so that the rest can be judged; the fault keeps it from being written. */
const PLACEHOLDER = 'unnamed';

/**
 * The name of all objects of a service: the one given, else the construct's path from its chart on.
 *
 * Readable and without a hash, so that it stays the same and can be typed. What would make it ambiguous (a name that
 * is too long, or that two constructs share) is a fault and never cured by cutting.
 */
export function objectName(construct: Construct, given: string | undefined, faults: Faults): string {
  if (given !== undefined) {
    const must = typeof given === 'string' ? dnsLabelFault(given) : 'be a string';
    if (!must) return given;
    faults.ofProp('derived-name', 'name', given, {
      message: `name is ${valueText(given)}, but must ${must}`,
      why: 'It becomes the name of a Deployment and of a Service, and part of a DNS name',
      fix: 'Choose a name such as "checkout"',
    });
    return PLACEHOLDER;
  }

  const derived = pathFromChart(construct).join('-').toLowerCase();
  const must = dnsLabelFault(derived);
  if (!must) return derived;
  faults.ofProp('derived-name', 'name', undefined, {
    message: `the construct's path makes the name ${valueText(derived)}, ${derived.length > 63 ? `which is ${derived.length} characters long, ` : ''}but a name must ${must}`,
    why: 'It becomes the name of a Deployment and of a Service, and is never cut, since two services might then share one',
    fix: 'Give the service a name: { name: "checkout" }',
  });
  return PLACEHOLDER;
}

function pathFromChart(construct: Construct): string[] {
  const above = Chart.of(construct).node.scopes.length - 1;
  return construct.node.scopes.slice(above).map(scope => scope.node.id);
}
