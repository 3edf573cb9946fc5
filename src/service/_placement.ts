import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { valueText } from '../findings/text';
import { Faults } from './_faults';

/**
 * The scope of a construct of ours, for the call of `super`.
 *
 * @throws where it is in no chart: nothing could be made there, and a validation would be asked by nobody
 */
export function scopeInChart(scope: Construct, id: string, what: string): Construct {
  if (typeof id !== 'string') throw new Error(`${what} is given ${valueText(id)} as its id, but must be given a string`);
  const isConstruct = typeof scope === 'object' && scope !== null && Construct.isConstruct(scope);
  if (isConstruct && scope.node.scopes.some(each => Chart.isChart(each))) return scope;
  const given = isConstruct ? `is made in ${scope.node.path || 'the app itself'}, which is in no chart` : `is given ${scope === undefined ? 'no scope' : `${valueText(scope)} as its scope`}`;
  throw new Error(`${what} ${valueText(id)} ${given}, but must be made in a chart: new ${what}(new Chart(app, "shop"), ${valueText(id)}, …)`);
}

/** A chart may be made without an App, and then cdk8s cannot write what is in it. Noted for each object, in place of what cdk8s says. */
export function noteMissingApp(construct: Construct, objects: readonly ApiObject[], faults: Faults): void {
  const { root } = construct.node;
  // Not by its class: there may be several versions of cdk8s, and this is what is used of an App.
  if (Array.isArray((root as { readonly resolvers?: unknown }).resolvers)) return;
  const chart = Chart.of(construct).node.path;
  for (const { kind, name, metadata } of objects) {
    faults.of({ kind, name, ...metadata.namespace ? { namespace: metadata.namespace } : {} }, 'app-missing', 'the object as a whole', undefined, {
      message: `the chart ${valueText(chart)} is in no App`,
      why: 'What is in a chart is written by its App',
      fix: `Make the chart in one: new Chart(new App(), ${valueText(Chart.of(construct).node.id)})`,
    });
  }
}
