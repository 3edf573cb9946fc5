import { Command, InvalidArgumentError } from 'commander';
import type { ImageChoice } from '../migrate/_image';
import type { ImportOptions } from './_import-file';

/** `import FILE`: a TrueFoundry or Gradient file becomes a TypeScript program, or manifests at once. */
export function importCommand(): Command {
  return new Command('import')
    .summary('a TrueFoundry or Gradient file becomes TypeScript for cdk8s')
    .description('Writes a TypeScript program for cdk8s that makes what a TrueFoundry manifest or a Gradient deployment spec describes. '
      + 'What becomes of fields that have no counterpart is said on stderr, and in comments of the program.')
    .argument('<file>', 'a YAML or JSON file, or - for standard input')
    .option('--image <image>', 'the image to run; SERVICE=IMAGE for one of several services (repeatable)', addImage)
    .option('--yaml', 'write the manifests and not the program')
    .addHelpText('after', `
Exit status: 0 the file was imported; 2 it cannot be, and nothing is written to stdout.

Examples:
  $ cdk8s-health-checks import truefoundry.yaml --image ghcr.io/acme/api:1.4.2 > main.ts
  $ cdk8s-health-checks import gradient.yaml --yaml | kubectl apply -f -`)
    // Late, since it brings cdk8s with it.
    .action(async (file: string, options: ImportOptions) => (await import('./_import-file.js')).importFile(file, options));
}

function addImage(value: string, before: ImageChoice | undefined): ImageChoice {
  const [service, image] = value.includes('=') ? [value.slice(0, value.indexOf('=')), value.slice(value.indexOf('=') + 1)] : [undefined, value];
  if (image.trim() !== image || image === '' || service === '') throw new InvalidArgumentError('Give an image such as ghcr.io/acme/api:1.4.2.');
  return service === undefined ? { ...before, image } : { ...before, images: { ...before?.images, [service]: image } };
}
