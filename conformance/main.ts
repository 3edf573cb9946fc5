import { Command, InvalidArgumentError } from 'commander';
import { versionsAvailable } from './_api-server';
import { compareWithApiServer } from './api-server';
import { submitConstructs } from './construct';
import { compareDefaults } from './defaults';
import { writeFields } from './fields';
import { fuzzCheck } from './fuzz';
import { compareHandlers } from './handlers';
import { compareWithKubelet, writeKubeletVectors } from './kubelet';
import { submitToServer } from './server';
import { compareWithTrueFoundry } from './truefoundry';
import { answerVectors } from './vectors';
import { compareWithWriter } from './writer';
import { compareWithKubernetesYaml } from './yaml';

/** The oldest that is supported, the last with the old names of Services, and the newest. */
const USUAL_VERSIONS = [28, 35, 37];

const program = new Command('npm run conformance --').description('Compare with Kubernetes\' own code.').enablePositionalOptions();

/** What there is to compare, by name; each tells whether all was well. */
const SUBJECTS: { readonly [name: string]: (options: Options) => boolean | Promise<boolean> } = {
  yaml: options => compareWithKubernetesYaml(options.runs, options.seed),
  writer: options => compareWithWriter(options.runs, options.seed),
  apiserver: options => compareWithApiServer(options.versions, options.runs, options.seed),
  construct: options => submitConstructs(options.versions, Math.ceil(options.runs / DOCUMENTS_PER_SERVICE), options.seed),
  defaults: options => compareDefaults(options.versions, Math.ceil(options.runs / DOCUMENTS_PER_SERVICE), options.seed),
  kubelet: options => compareWithKubelet(Math.ceil(options.runs / DOCUMENTS_PER_SCENARIO), options.seed),
  handlers: options => compareHandlers(Math.ceil(options.runs / DOCUMENTS_PER_QUESTION), options.seed),
};

/** A service costs as much time as so many documents. */
const DOCUMENTS_PER_SERVICE = 100;
/** And so does a scenario. */
const DOCUMENTS_PER_SCENARIO = 50;
/** And a question to a server. */
const DOCUMENTS_PER_QUESTION = 50;

interface Options {
  readonly versions: number[];
  readonly runs: number;
  readonly seed: number;
}

program
  .argument('[subjects...]', `what to compare: ${Object.keys(SUBJECTS).join(', ')}; all of them without a name`)
  .option('--runs <number>', `how many documents for each version, a service for each ${DOCUMENTS_PER_SERVICE}, a scenario for each ${DOCUMENTS_PER_SCENARIO} and a question for each ${DOCUMENTS_PER_QUESTION}`, between(1, 10_000_000), 10_000)
  .option('--seed <number>', 'what the documents are drawn from; a new one is drawn without it', between(0, 2 ** 31 - 1))
  .option('--versions <list>', `Kubernetes versions, e.g. 1.28,1.37, or all (default: ${USUAL_VERSIONS.map(minor => `1.${minor}`).join(',')})`, versionList)
  .action(async (subjects: string[], options: Partial<Options> & Pick<Options, 'runs'>) => {
    const unknown = subjects.find(name => !Object.hasOwn(SUBJECTS, name));
    if (unknown !== undefined) throw new Error(`There is no "${unknown}" to compare; there is: ${Object.keys(SUBJECTS).join(', ')}.`);
    const all: Options = { versions: USUAL_VERSIONS, seed: newSeed(), ...options };
    for (const name of subjects.length > 0 ? subjects : Object.keys(SUBJECTS)) {
      if (!await SUBJECTS[name](all)) process.exitCode = 1;
    }
  });

program.command('fields')
  .description('write the table of the fields that the decoders know')
  .action(() => writeFields(versionsAvailable()));

program.command('fuzz')
  .description('check files of mutated manifests: nothing may throw, and every finding must be whole and have its place')
  .option('--runs <number>', 'how many manifests', between(1, 100_000_000), 100_000)
  .option('--seed <number>', 'what they are drawn from; a new one is drawn without it', between(0, 2 ** 31 - 1))
  .action(({ runs, seed }: { readonly runs: number; readonly seed?: number }) => {
    if (!fuzzCheck(runs, seed ?? newSeed())) process.exitCode = 1;
  });

program.command('server')
  .description('start a real API server and have it create the manifests of the examples, without keeping them')
  .action(() => {
    if (!submitToServer()) process.exitCode = 1;
  });

program.command('kubelet')
  .description('play scenarios with the kubelet\'s own prober, and compare with the simulation')
  .option('--runs <number>', 'how many scenarios', between(1, 10_000_000), 1000)
  .option('--seed <number>', 'what they are drawn from; a new one is drawn without it', between(0, 2 ** 31 - 1))
  .option('--vectors', 'write down what the kubelet does in some scenarios, and do not compare')
  .action(async ({ runs, seed, vectors }: Pick<Options, 'runs'> & Partial<Options> & { readonly vectors?: boolean }) => {
    if (vectors) await writeKubeletVectors();
    else if (!await compareWithKubelet(runs, seed ?? newSeed())) process.exitCode = 1;
  });

program.command('handlers')
  .description('ask servers with the handlers of the rehearsal and with the kubelet\'s own, and compare')
  .option('--runs <number>', 'how many questions', between(1, 10_000_000), 2000)
  .option('--seed <number>', 'what they are drawn from; a new one is drawn without it', between(0, 2 ** 31 - 1))
  .action(async ({ runs, seed }: Pick<Options, 'runs'> & Partial<Options>) => {
    if (!await compareHandlers(runs, seed ?? newSeed())) process.exitCode = 1;
  });

program.command('truefoundry')
  .description('import services that TrueFoundry\'s own Python package has built, and compare')
  .option('--python <path>', 'a Python that has the package "truefoundry"', 'python3')
  .option('--runs <number>', 'how many services', between(1, 1_000_000), 1000)
  .option('--seed <number>', 'what they are drawn from; a new one is drawn without it', between(0, 2 ** 31 - 1))
  .action(({ python, runs, seed }: Pick<Options, 'runs'> & Partial<Options> & { readonly python: string }) => {
    if (!compareWithTrueFoundry(python, runs, seed ?? newSeed())) process.exitCode = 1;
  });

program.command('vectors')
  .description('write down what the API server answers to the documents that the tests judge')
  .action(() => answerVectors(versionsAvailable()));

program.parseAsync().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});

function newSeed(): number {
  return Math.floor(Math.random() * 2 ** 31);
}

function between(min: number, max: number): (text: string) => number {
  return text => {
    const number = /^\d+$/.test(text) ? Number(text) : NaN;
    if (!(number >= min && number <= max)) throw new InvalidArgumentError(`Give a whole number from ${min} to ${max}.`);
    return number;
  };
}

function versionList(text: string): number[] {
  const known = versionsAvailable();
  if (text === 'all') return known;
  return [...new Set(text.split(',').map(version => {
    const minor = Number(/^v?1\.(\d+)$/.exec(version.trim())?.[1]);
    if (!known.includes(minor)) throw new InvalidArgumentError(`Give versions out of ${known.map(each => `1.${each}`).join(', ')}, or "all".`);
    return minor;
  }))];
}
