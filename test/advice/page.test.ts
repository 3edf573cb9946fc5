/* docs/advice.md has an entry for every piece of advice, and its cases do what it says. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { ADVICE } from '../../src/advice/registry';
import { Deployment, DeploymentSpec, KubernetesObject, PodSpec } from '../../src/manifest/objects';
import { readYaml } from '../../src/manifest/yaml-file';
import { said } from './_objects';

const page = fs.readFileSync(path.join(__dirname, '..', '..', 'docs', 'advice.md'), 'utf8');

interface Entry {
  readonly id: string;
  readonly text: string;
  readonly fires?: string;
  readonly silent?: string;
}

const entries = page.split(/^### /m).slice(1).map((section): Entry => {
  const [id] = section.split('\n');
  const block = (comment: string) => new RegExp(`\`\`\`yaml\\n# ${comment}\\n(.*?)\`\`\``, 's').exec(section)?.[1];
  return { id, text: section.slice(id.length).split('```')[0].trim(), fires: block('fires'), silent: block('stays silent') };
});

test('there is an entry for every piece of advice, in the same order', () => expect(entries.map(({ id }) => id)).toEqual(ADVICE.map(({ id }) => id)));

describe.each(ADVICE)('$id', ({ id, statement, sources }) => {
  const { text, fires, silent } = entries.find(entry => entry.id === id) ?? { text: '' };
  const severities = (snippet: string) => said(...situation(snippet)).filter(({ rule }) => rule === id).map(({ severity }) => severity);

  test('says what holds, why, and when to acknowledge it', () => {
    const [first, second, ...more] = text.split('\n\n');
    const links = sources.map((url, index) => `[${index + 1}](${url})`).join(' ');
    expect(first).toBe(`${statement}.${links && ` Sources: ${links}`}`);
    expect(second).toMatch(/^(Warning|Information)(;| for| where|\.).*(Acknowledge it where|There is nothing to acknowledge:) .*\.$/);
    expect(more).toEqual([]);
  });

  test('fires where it says so', () => expect(severities(fires!).map(severity => text.toLowerCase().includes(severity))).toContain(true));

  test('stays silent where it says so', () => expect(severities(silent!)).toEqual([]));
});

/** What is shown, in the surroundings that the page describes: whole objects, or fields of the Deployment, its pods or its container. */
function situation(snippet: string): KubernetesObject[] {
  const { documents, faults } = readYaml(snippet);
  expect(faults).toEqual([]);
  const values = documents.map(({ value }) => value as KubernetesObject & DeploymentSpec & PodSpec);
  const given = values.filter(({ kind }) => kind !== undefined).map(object => ({ ...object, metadata: { namespace: 'shop', ...object.metadata } }));
  const fields = Object.assign({}, ...values.filter(({ kind }) => kind === undefined)) as { readonly [field: string]: unknown };
  const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'api', namespace: 'shop' }, spec: { selector: { app: 'api' }, ports: [{ port: 80, targetPort: 8080 }] } };
  const around = given.some(({ kind }) => kind === 'Service') ? [] : [service];
  return [deployment(fields), ...around, ...given] as KubernetesObject[];
}

function deployment({ metadata, template, ...fields }: { readonly [field: string]: any }): Deployment {
  const of = (names: readonly string[]) => Object.fromEntries(names.filter(name => name in fields).map(name => [name, fields[name] ?? undefined]));
  const [ofWorkload, ofPod] = [['replicas', 'strategy', 'progressDeadlineSeconds'], ['containers', 'terminationGracePeriodSeconds']];
  const ofContainer = Object.keys(fields).filter(name => ![...ofWorkload, ...ofPod].includes(name));
  const container = {
    name: 'main', image: 'ghcr.io/acme/api:1.0.0', ports: [{ name: 'http', containerPort: 8080 }], lifecycle: { preStop: { exec: { command: ['sleep', '10'] } } }, ...of(ofContainer),
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'api', namespace: 'shop', ...metadata },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: 'api' } },
      template: { metadata: { labels: { app: 'api' } }, spec: { containers: [container], ...template?.spec, ...of(ofPod) } },
      ...of(ofWorkload),
    },
  };
}
