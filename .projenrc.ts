import { cdk8s, javascript } from 'projen';

const repository = 'https://github.com/cdk8s-health-checks/cdk8s-health-checks';

const project = new cdk8s.ConstructLibraryCdk8s({
  name: 'cdk8s-health-checks',
  description: 'Health checks for cdk8s: typed liveness, readiness and startup probes that become Deployments and Services the Kubernetes API server accepts.',
  keywords: ['cdk8s', 'kubernetes', 'health-check', 'probe', 'liveness', 'readiness', 'startup', 'deployment'],
  author: 'The cdk8s-health-checks authors',
  authorAddress: repository,
  authorOrganization: true,
  repositoryUrl: `${repository}.git`,
  license: 'Apache-2.0',
  copyrightOwner: 'The cdk8s-health-checks authors',
  copyrightPeriod: '2026',
  stability: 'experimental',
  defaultReleaseBranch: 'main',
  projenrcTs: true,

  packageManager: javascript.NodePackageManager.NPM,
  minNodeVersion: '20.0.0',
  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.0',

  cdk8sVersion: '2.69.0',
  constructsVersion: '10.4.2',
  peerDeps: ['cdk8s-plus-28@^2.5.6'],
  bundledDeps: ['@grpc/grpc-js@^1', 'cli-progress@^3', 'cli-table3@^0.6', 'commander@^14', 'fastest-levenshtein@^1', 'picocolors@^1', 'shell-quote@^1', 'valibot@^1', 'word-wrap@^1', 'yaml@^2'],
  bin: { 'cdk8s-health-checks': 'lib/cli/main.js' },
  publishToPypi: { distName: 'cdk8s-health-checks', module: 'cdk8s_health_checks' },
  devDeps: [
    // Without a range of its own projen asks for a dist-tag that may be missing.
    '@types/node@^20',
    'cdk8s-cli@^2.207.60',
    'cdk8s-plus-28@2.5.6',
    'cdk8s-plus-34@2.0.54',
    '@types/cli-progress@^3',
    '@types/shell-quote@^1',
    'ajv-draft-04@^1',
    'ajv-formats@^3',
    '@microsoft/jest-sarif@1.0.0-beta.0',
    'fast-check@^4.10.2',
  ],

  // There is no place to release to yet, and no workflow that anybody has seen run: .ci/run is the gate.
  github: false,
  release: false,
  depsUpgrade: false,

  jestOptions: {
    // The default rewrites snapshots silently; a golden file that moves must be seen.
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    jestConfig: { collectCoverage: false },
    junitReporting: false,
  },
  eslintOptions: { dirs: ['src'], devdirs: ['test', 'examples', 'bench', 'conformance'], commandOptions: { fix: false } },
});

// Node and TypeScript let a package import itself by name only when it declares its exports; the examples do.
// jsii reads the other entries.
project.package.addField('exports', {
  '.': { types: './lib/index.d.ts', default: './lib/index.js' },
  './lib/probes': { types: './lib/probes/index.d.ts', default: './lib/probes/index.js' },
  './package.json': './package.json',
  './.jsii': './.jsii',
  './.warnings.jsii.js': './.warnings.jsii.js',
});

// 1.13.0 came out without the packages of most platforms, and a lock file that lacks them does not install.
project.package.addField('overrides', { 'unrs-resolver': '1.12.2' });

// A lock file that names no registry works with anybody's.
project.npmrc.addConfig('omit-lockfile-registry-resolved', 'true');

// Node 20 is what many a platform team still runs; jsii works there, and says at length that it does not care to.
project.tasks.addEnvironment('JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION', '20');
project.tasks.removeTask('compat');

project.jest!.addIgnorePattern('/lib/');

// The house (ARCHITECTURE.md): faces above, knowledge below, reading at the ground. Imports point downwards only.
const cdk8sPackages = ['constructs', 'cdk8s', 'cdk8s-plus-28'];
const rooms = (...names: string[]) => names.map(name => `./src/${name}/**`);
const knowledge = ['probes', 'rules', 'advice', 'timeline'];
const faces = ['service', 'migrate', 'rehearse', 'cli'];
project.eslint!.addRules({
  'import/order': ['error', { groups: ['builtin', 'external', 'parent', 'sibling'], alphabetize: { order: 'asc', caseInsensitive: true } }],
  'import/no-restricted-paths': ['error', {
    zones: [
      { target: rooms('findings'), from: ['./src/!(findings)/**', './src/*'], message: 'findings/ is the ground: it imports nothing.' },
      { target: rooms('manifest'), from: ['./src/!(manifest|findings)/**', './src/*'], message: 'manifest/ imports findings/ only.' },
      { target: rooms(...knowledge), from: [...rooms(...faces), './src/*'], message: 'Knowledge does not know the faces.' },
      { target: rooms('advice'), from: rooms('probes', 'rules'), message: 'Advice asks the clock, and no other neighbour.' },
      { target: rooms('rules', 'timeline'), from: rooms('probes', 'advice'), message: 'Rules and the clock judge plain objects, never our classes.' },
      { target: rooms('service'), from: rooms('migrate', 'cli', 'rehearse'), message: 'A face does not import a face.' },
      { target: rooms('rehearse'), from: rooms('service', 'migrate', 'cli'), message: 'A face does not import a face.' },
      { target: rooms('migrate'), from: rooms('rehearse', 'cli'), message: 'migrate/ may import service/ only.' },
    ],
  }],
});
project.eslint!.addOverride({
  files: ['findings', 'manifest', ...knowledge].map(room => `src/${room}/**`),
  rules: {
    '@typescript-eslint/no-restricted-imports': ['error', {
      paths: cdk8sPackages.map(name => ({
        name,
        allowTypeImports: true,
        message: 'Knowledge judges plain objects and must not pay for loading cdk8s.',
      })),
    }],
  },
});

// The table of fields is generated, one line a type.
project.eslint!.addIgnorePattern('*.generated.ts');

project.eslint!.addOverride({
  // The modules that are loaded late, so that what is not used costs nothing.
  files: ['src/probes/_cdk8s-plus.ts', 'src/rules/_net.ts', 'src/service/_late.ts', 'src/migrate/_imported.ts'],
  rules: { '@typescript-eslint/no-require-imports': 'off' },
});

// `npm test` also synthesizes the examples, which import the compiled package by its name.
project.testTask.prependSpawn(project.compileTask);

project.addTask('example', {
  description: 'Synthesize examples/quickstart with cdk8s-cli and show the YAML',
  steps: [{ spawn: 'compile' }, { exec: 'node examples/run.js quickstart' }],
});
project.addTask('rehearse:example', {
  description: 'Rehearse the FastAPI application and those of two platforms\' pages with the probes of their manifests (needs Python)',
  steps: [{ spawn: 'compile' }, { exec: 'node examples/rehearse.js', receiveArgs: true }],
});
// The bindings are made of what was compiled last.
project.tasks.tryFind('package:python')!.prependSpawn(project.compileTask);

project.addTask('bench', {
  description: 'Measure synth beside a hand-written twin, as ratios',
  steps: [{ spawn: 'compile' }, { exec: 'ts-node --project bench/tsconfig.json bench/main.ts', receiveArgs: true }],
});

project.addTask('conformance', {
  description: 'Compare verdicts with those of Kubernetes\' own code (needs Go)',
  steps: [{ exec: 'ts-node --project conformance/tsconfig.json conformance/main.ts', receiveArgs: true }],
});

project.addTask('conformance:server', {
  description: 'Submit the manifests of the examples and of the tests to a real API server (needs Go)',
  steps: [{ exec: 'ts-node --project conformance/tsconfig.json conformance/main.ts server' }],
});

for (const path of ['/bench/', '/conformance/', '/docs/', '/examples/', '/.ci/', '/.npmrc', '/ARCHITECTURE.md', '/CONTRIBUTING.md']) {
  project.npmignore!.addPatterns(path);
}
project.gitignore.exclude('/examples/*/dist/', '/examples/fastapi/.venv/', '/.samples*/', '/conformance/apiserver/bin/', '/conformance/kubelet/bin/', '__pycache__/', '*.tgz');

project.synth();
