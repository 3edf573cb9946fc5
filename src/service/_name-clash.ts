import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { Finding, Severity } from '../findings/finding';
import { valueText } from '../findings/text';
import { SynthRun } from './_synth-run';

/** Two objects of the same kind, namespace and name: applied to a cluster, one would silently replace the other. */
export function nameFindings(construct: IConstruct, objects: readonly ApiObject[], run: SynthRun): Finding[] {
  const clashes = objects.flatMap(object => run.namesakes(object).map(other => ({ object, other })));
  if (clashes.length === 0) return [];
  const { name, metadata } = clashes[0].object;
  const kinds = [...new Set(clashes.map(({ object }) => object.kind))];
  const others = [...new Set(clashes.map(({ other }) => ownerPath(other, run)))];
  return [{
    rule: 'name-clash',
    severity: Severity.ERROR,
    kind: kinds[0],
    name,
    ...metadata.namespace ? { namespace: metadata.namespace } : {},
    path: 'metadata.name',
    value: name,
    message: `the name ${valueText(name)} is taken: ${others.join(' and ')} also makes a ${kinds.join(' and a ')} of that name`,
    why: 'Applied to a cluster, one would silently replace the other',
    fix: `Give ${construct.node.path} a name of its own: { name: "…" }`,
  }];
}

/** The construct a user knows an object by: the service or the cdk8s-plus construct that made it. */
function ownerPath(object: ApiObject, run: SynthRun): string {
  const maker = object.node.id === 'Resource' ? object.node.scope! : object;
  return (run.ownerOf(object) ?? maker).node.path;
}
