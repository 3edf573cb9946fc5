import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Chart, Testing } from 'cdk8s';
import { Finding, GradientSpec, HealthCheckedService, TrueFoundryManifest } from '../../src';
import { fileFindingsText } from '../../src/findings/text';
import { importFrom } from '../../src/migrate/_import';

export const FILES = join(__dirname, 'files');

/** A TrueFoundry manifest in which anything may be wrong. */
export type Loose = any;

/** The least a TrueFoundry service can be, with fields added or replaced. */
export function service(fields: Loose = {}): Loose {
  return { name: 'api', type: 'service', image: { type: 'image', image_uri: 'ghcr.io/acme/api:1.4.2' }, ports: [{ port: 8000 }], ...fields };
}

/** The least a Gradient spec can be, with fields added or replaced. */
export function spec(fields: Loose = {}): Loose {
  return { apiVersion: 'v1', name: 'api', image: 'ghcr.io/acme/api:1.4.2', resources: { replicas: 1, machineType: 'C5', ports: [8000] }, ...fields };
}

/** What is made of a manifest: the objects by kind, the app's container, and what was said. */
export interface Made {
  readonly objects: Loose[];
  readonly byKind: { readonly [kind: string]: Loose };
  readonly pod: Loose;
  readonly container: Loose;
  readonly findings: Finding[];
  readonly said: string[];
  readonly services: HealthCheckedService[];
}

export function trueFoundry(manifest: Loose): Made {
  return made(chart => new TrueFoundryManifest(chart, 'Default', { manifest }));
}

export function gradient(given: Loose): Made {
  return made(chart => new GradientSpec(chart, 'Default', { spec: given }));
}

function made(make: (chart: Chart) => { readonly findings: Finding[]; readonly services: HealthCheckedService[] }): Made {
  const chart = new Chart(new App(), 'api');
  const { findings, services } = make(chart);
  const objects = Testing.synth(chart);
  const byKind = Object.fromEntries(objects.map(object => [object.kind, object]));
  const pod = byKind.Deployment.spec.template.spec;
  return { objects, byKind, pod, container: pod.containers[0], findings, services, said: findings.map(({ rule, path, message }) => `${rule} ${path}: ${message}`) };
}

/** What is said of a file that cannot be imported, as a user reads it. */
export function complaint(text: string, file = 'file.yaml'): string {
  return fileFindingsText(importFrom({ file, text }, {}).findings.filter(({ severity }) => severity === 'error')).join('\n');
}

export function fileNamed(name: string): string {
  return readFileSync(join(FILES, name), 'utf8');
}
