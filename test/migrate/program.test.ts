/*
 * The program that is written for a file compiles under strict, and makes what the construct makes; whatever stands in
 * the file stays a text.
 */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { App, Chart, Testing } from 'cdk8s';
import * as fc from 'fast-check';
import * as ts from 'typescript';
import { parseAllDocuments, stringify } from 'yaml';
import { GradientSpec, TrueFoundryManifest } from '../../src';
import { importFrom, isError, statementsOf } from '../../src/migrate/_import';
import { programText } from '../../src/migrate/_program';
import { FILES, fileNamed, Loose, service, spec } from './_import';

const root = path.join(__dirname, '..', '..');
// Inside the package, so that a program can import it by its name.
const folder = path.join(root, '.samples-import');

interface Sample {
  readonly name: string;
  readonly text: string;
}

const IMAGE = 'ghcr.io/acme/built:1';

/** Texts that would become code, or end what they stand in, if anybody were careless. */
const HOSTILE = [
  '\'', '"', '`', '${process.exit(1)}', '\\', '\\\'', '\'); process.exit(1); (\'', '*/ process.exit(1) /*', '// x', 'a\nprocess.exit(1)\n', 'a\r\nb', '\u2028process.exit(1)', '\u2029x',
  '__proto__', 'constructor', '</script>', '\u202e reversed', '\u0000', '\ud800', '😀', '{{ x }}', '$(x)', '<PLACEHOLDER\'`${1}>', ' ', '',
];

const files: Sample[] = ['truefoundry', 'gradient'].flatMap(platform => fs.readdirSync(path.join(FILES, platform)).map(name => ({ name: `${platform}/${name}`, text: fileNamed(`${platform}/${name}`) })));
const hostile: Sample[] = HOSTILE.flatMap((text, index) => [
  { name: `hostile text ${index} in a TrueFoundry manifest`, text: yaml(hostileService(text)) },
  { name: `hostile text ${index} in a Gradient spec`, text: yaml(hostileSpec(text)) },
]);
const drawn: Sample[] = [
  ...fc.sample(serviceArbitrary(), { numRuns: 60, seed: 1 }).map((value, index) => ({ name: `TrueFoundry manifest ${index} of those drawn`, text: yaml(value) })),
  ...fc.sample(specArbitrary(), { numRuns: 40, seed: 2 }).map((value, index) => ({ name: `Gradient spec ${index} of those drawn`, text: yaml(value) })),
];
const samples = [...files, ...hostile, ...drawn];

const programs = new Map<string, string>();
/** What each program writes, or what is said of texts that YAML cannot carry. */
let written: { readonly [name: string]: Loose[] | string };

beforeAll(() => {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder);
  for (const { name, text } of samples) {
    const { services, findings, platform } = importFrom({ file: 'file.yaml', text }, { image: IMAGE });
    expect({ name, errors: findings.filter(isError) }).toEqual({ name, errors: [] });
    programs.set(name, programText(statementsOf(services), { chart: services[0].name, comments: [`Imported from ${name}, a file of ${platform}.`] }));
  }
  [...programs.values()].forEach((program, index) => {
    fs.writeFileSync(path.join(folder, `${index}.ts`), program);
    fs.writeFileSync(path.join(folder, `${index}.js`), ts.transpile(program, { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 }));
  });
  written = run();
}, 120_000);
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

test('the programs compile under strict', () => {
  const options: ts.CompilerOptions = {
    strict: true, noUnusedLocals: true, noEmit: true, skipLibCheck: true, module: ts.ModuleKind.Node16, target: ts.ScriptTarget.ES2022, types: ['node'],
  };
  const program = ts.createProgram([...programs.keys()].map((_, index) => path.join(folder, `${index}.ts`)), options);
  const problems = ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => `${path.basename(file?.fileName ?? '')}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
  expect(problems).toEqual([]);
}, 120_000);

test.each(samples)('$name: program and construct make the same', ({ name, text }) => {
  expect(written[name]).toEqual(construct(text));
});

test.each(files)('$name: the program', ({ name }) => {
  expect(programs.get(name)).toMatchSnapshot();
});

test('the programs do not differ in how often they are written', () => {
  const [{ text }] = files;
  const write = () => programText(statementsOf(importFrom({ text }, { image: IMAGE }).services), { chart: 'x', comments: [] });
  expect(write()).toBe(write());
});

/** Runs all programs in one process, each of which writes to a folder of its own. */
function run(): { readonly [name: string]: Loose[] | string } {
  const script = `
    const refused = {};
    for (let index = 0; index < ${programs.size}; index++) {
      process.env.CDK8S_OUTDIR = ${JSON.stringify(folder)} + '/out-' + index;
      try {
        require(${JSON.stringify(folder)} + '/' + index + '.js');
      } catch (error) {
        refused[index] = error.message;
      }
    }
    console.log(JSON.stringify(refused));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], { cwd: root, encoding: 'utf8' });
  expect(stderr).toBe('');
  const refused = JSON.parse(stdout) as { readonly [index: string]: string };
  return Object.fromEntries([...programs.keys()].map((name, index) => {
    if (refused[index]) return [name, withoutConstruct(refused[index])];
    const out = path.join(folder, `out-${index}`);
    const documents = fs.readdirSync(out).flatMap(file => parseAllDocuments(fs.readFileSync(path.join(out, file), 'utf8'), { version: '1.1' }));
    return [name, documents.map(document => comparable(document.toJS()))];
  }));
}

/** What the construct makes of the same file. */
function construct(text: string): Loose[] | string {
  const [document] = parseAllDocuments(text, { version: '1.1', merge: true });
  const value = document.toJS();
  const { platform, services: [{ name }] } = importFrom({ value }, { image: IMAGE });
  const chart = new Chart(new App(), name);
  if (platform === 'TrueFoundry') new TrueFoundryManifest(chart, 'imported', { manifest: value, image: IMAGE });
  else new GradientSpec(chart, 'imported', { spec: value, image: IMAGE });
  try {
    return Testing.synth(chart).map(comparable);
  } catch (error) {
    return withoutConstruct((error as Error).message);
  }
}

/** A service has another path in a program than in a construct; only texts may be refused. */
function withoutConstruct(message: string): string {
  expect(message).toMatch(/ has U\+| halves? of /);
  return message.replace(/^ {2}\[[^\]]*\]/gm, '');
}

/** Without cdk8s-plus' label for the place of the pods in the tree of constructs, which is another one deeper in it. */
function comparable(object: Loose): Loose {
  const plain = JSON.parse(JSON.stringify(object));
  const labels = plain.spec?.template?.metadata?.labels;
  if (labels?.['cdk8s.io/metadata.addr']) labels['cdk8s.io/metadata.addr'] = 'there is one';
  return plain;
}

function yaml(value: Loose): string {
  return stringify(value, { version: '1.1' });
}

function hostileService(text: string): Loose {
  // A field that must not be empty is left out.
  const filled = text.trim() ? text : undefined;
  return service({
    name: `api${text}`,
    image: {
      type: 'build', docker_registry: filled, build_spec: { type: 'dockerfile', dockerfile_path: filled, command: ['serve', text] }, build_source: { type: 'local' },
    },
    ports: [{ port: 8000, host: filled, path: filled, rewrite_path_to: filled }],
    env: { ['__proto__']: text, constructor: text },
    mounts: [{ type: 'string', mount_path: '/etc/file', data: text }],
    readiness_probe: { config: { type: 'command', command: ['test', text] } },
    workspace_fqn: filled,
    rollout_strategy: { type: 'canary', steps: [text] },
    kustomize: { patch: text, additions: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'extra' }, data: { value: text } }] },
    [`unknown${text}`]: text,
  });
}

function hostileSpec(text: string): Loose {
  const filled = text.trim() ? text : undefined;
  return spec({
    name: `acme/api${text}`,
    region: filled,
    containerRegistry: filled,
    command: ['serve', text],
    env: [{ name: 'VALUE', value: text }],
    models: [{ id: text, path: text }],
    integrations: [{ type: text, name: text }],
    healthChecks: { liveness: { exec: { command: ['test', text] } } },
  });
}

function serviceArbitrary(): fc.Arbitrary<Loose> {
  const port = fc.integer({ min: 1, max: 65535 });
  const seconds = fc.integer({ min: 1, max: 100 });
  const text = fc.oneof(fc.string(), fc.constantFrom(...HOSTILE));
  const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
  const probe = (thresholds: fc.Arbitrary<number>) => fc.record({
    config: fc.oneof(
      fc.record({ type: fc.constantFrom('http', undefined), path: fc.constantFrom('/livez', '/a?b=\'', '/"`${x}'), port: optional(port), host: fc.constantFrom(undefined, '127.0.0.1'), scheme: fc.constantFrom(undefined, 'HTTP', 'HTTPS') }),
      fc.record({ type: fc.constant('tcp'), port: optional(port) }),
      fc.record({ type: fc.constantFrom('command', 'exec'), command: fc.array(text, { minLength: 1, maxLength: 3 }) }),
    ),
    initial_delay_seconds: optional(fc.integer({ min: 0, max: 100 })),
    period_seconds: optional(seconds),
    timeout_seconds: optional(seconds),
    success_threshold: optional(thresholds),
    failure_threshold: optional(seconds),
  });
  return fc.record({
    name: fc.stringMatching(/^[a-z][a-z0-9-]{1,20}[a-z0-9]$/),
    type: fc.constant('service'),
    image: fc.oneof(
      fc.record({ type: fc.constant('image'), image_uri: fc.constant('a:1'), command: optional(fc.oneof(fc.array(text, { minLength: 1, maxLength: 3 }), fc.constantFrom('serve --port 1', 'a && b', 'say "x y"'))) }),
      fc.record({ type: fc.constant('build'), build_spec: fc.record({ type: fc.constant('dockerfile') }), build_source: fc.constant({ type: 'git' }) }),
    ),
    ports: fc.uniqueArray(fc.record({ port, protocol: fc.constantFrom('TCP', undefined), app_protocol: fc.constantFrom(undefined, 'http', 'grpc'), expose: fc.boolean() }), { minLength: 1, maxLength: 3, selector: each => each.port }),
    replicas: fc.oneof(fc.constant(undefined), fc.integer({ min: 0, max: 9 }), fc.record({ min_replicas: fc.integer({ min: 0, max: 3 }), max_replicas: fc.integer({ min: 3, max: 9 }), metrics: fc.constantFrom({ type: 'cpu_utilization', value: 60 }, { type: 'rps', value: 1.5 }) })),
    resources: fc.record({ cpu_request: fc.constantFrom(0.1, 0.25, 1), cpu_limit: fc.constantFrom(1, 2.5), memory_request: fc.integer({ min: 1, max: 500 }), shared_memory_size: optional(fc.constant(64)), devices: fc.constantFrom(undefined, [{ type: 'nvidia_gpu', count: 1 }]) }),
    env: optional(fc.dictionary(fc.stringMatching(/^[A-Z_][A-Z0-9_]{0,8}$/), fc.oneof(text, fc.integer(), fc.boolean(), fc.constant('tfy-secret://o:group:KEY')))),
    mounts: optional(fc.uniqueArray(fc.oneof(
      fc.record({ type: fc.constant('string'), mount_path: fc.constantFrom('/a/x.txt', '/b/x.txt', '/c/ü'), data: text }),
      fc.record({ type: fc.constant('secret'), mount_path: fc.constantFrom('/s/1', '/s/2'), secret_fqn: fc.constantFrom('tfy-secret://o:g:k', 'tfy-secret://o:g:l') }),
      fc.record({ type: fc.constant('volume'), mount_path: fc.constantFrom('/v/1', '/v/2'), volume_fqn: fc.constantFrom('tfy-volume://c:w:v', 'tfy-k8s-volume://u'), sub_path: fc.constantFrom(undefined, 'sub') }),
    ), { selector: (mount: Loose) => mount.mount_path })),
    labels: optional(fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.stringMatching(/^[a-z0-9]{0,8}$/))),
    service_account: optional(fc.constant('runner')),
    liveness_probe: optional(probe(fc.constant(1))),
    readiness_probe: optional(probe(seconds)),
    startup_probe: optional(probe(fc.constant(1))),
    rollout_strategy: fc.constantFrom(undefined, { type: 'rolling_update', max_surge_percentage: 10 }, { type: 'canary', steps: [] }),
    workspace_fqn: optional(fc.constantFrom('c:w', '<WORKSPACE>')),
  });
}

function specArbitrary(): fc.Arbitrary<Loose> {
  const port = fc.integer({ min: 1, max: 65535 });
  const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
  const text = fc.oneof(fc.string(), fc.constantFrom(...HOSTILE));
  const command = fc.array(text, { minLength: 1, maxLength: 3 });
  const check = fc.oneof(
    fc.record({ path: fc.constantFrom('/', '/livez?x=\''), port: optional(port), headers: optional(fc.array(fc.record({ name: fc.constantFrom('X-A', 'Host'), value: text }), { maxLength: 2 })), periodSeconds: optional(fc.integer({ min: 1, max: 60 })) }),
    fc.record({ exec: fc.record({ command }), failureThreshold: optional(fc.integer({ min: 1, max: 60 })) }),
  );
  const checks = fc.record({ liveness: optional(check), readiness: optional(check), startup: optional(check) });
  const autoscaling = optional(fc.record({ enabled: optional(fc.boolean()), maxReplicas: fc.integer({ min: 3, max: 9 }), metrics: fc.constantFrom([{ metric: 'cpu', summary: 'average', value: 30 }], [{ metric: 'requestDuration', summary: 'average', value: 0.1 }]) }));
  const common = { name: fc.constantFrom('api', 'Acme/My_App'), image: fc.constant('a:1'), enabled: optional(fc.boolean()), command: optional(command), healthChecks: optional(checks), env: optional(fc.uniqueArray(fc.record({ name: fc.stringMatching(/^[A-Z]{1,6}$/), value: fc.oneof(text, fc.constant('secret:K')) }), { maxLength: 4, selector: ({ name }) => name })) };
  return fc.oneof(
    fc.record({ ...common, apiVersion: fc.constantFrom('v1', 'latest'), resources: fc.record({ replicas: fc.integer({ min: 0, max: 3 }), machineType: fc.constant('C5'), ports: fc.uniqueArray(port, { minLength: 1, maxLength: 3 }), autoscaling }) }),
    fc.record({ ...common, apiVersion: fc.constantFrom('v0alpha0', 'latest'), port: optional(port), resources: fc.record({ replicas: fc.integer({ min: 1, max: 3 }), instanceType: fc.constant('P6000'), autoscaling }) }),
  );
}
