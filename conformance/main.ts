import { Command, InvalidArgumentError } from 'commander';
import { versionsAvailable } from './_api-server';
import { compareWithApiServer } from './api-server';
import { writeFields } from './fields';
import { answerVectors } from './vectors';

/** The oldest that is supported, the last with the old names of Services, and the newest. */
const USUAL_VERSIONS = [28, 35, 37];

const program = new Command('npm run conformance --').description('Compare with Kubernetes\' own code.');

program.command('apiserver', { isDefault: true })
  .description('judge generated documents, and have the API server judge them')
  .option('--runs <number>', 'how many documents for each version', wholeNumber, 10_000)
  .option('--seed <number>', 'what the documents are drawn from', wholeNumber, Math.floor(Math.random() * 2 ** 31))
  .option('--versions <list>', 'Kubernetes versions, e.g. 1.28,1.37, or all', versions, USUAL_VERSIONS)
  .action(async options => {
    if (!await compareWithApiServer(options.versions, options.runs, options.seed)) process.exitCode = 1;
  });

program.command('fields')
  .description('write the table of the fields that the decoders know')
  .action(() => writeFields(versionsAvailable()));

program.command('vectors')
  .description('write down what the API server answers to the documents that the tests judge')
  .action(() => answerVectors(versionsAvailable()));

program.parseAsync().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('it must be a whole number, e.g. 10000.');
  return Number(text);
}

function versions(text: string): number[] {
  const known = versionsAvailable();
  if (text === 'all') return known;
  return text.split(',').map(version => {
    const minor = Number(/^v?1\.(\d+)$/.exec(version.trim())?.[1]);
    if (!known.includes(minor)) throw new InvalidArgumentError(`it must list versions out of ${known.map(each => `1.${each}`).join(', ')}.`);
    return minor;
  });
}
