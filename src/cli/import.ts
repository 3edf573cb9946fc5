import { basename } from 'node:path';
import { App, Chart } from 'cdk8s';
import { Command, InvalidArgumentError } from 'commander';
import { fileFindingsText } from '../findings/text';
import { evaluate } from '../migrate/_evaluate';
import { ImageChoice } from '../migrate/_image';
import { Import, importFrom, isError, statementsOf } from '../migrate/_import';
import { programText } from '../migrate/_program';
import { constructId } from '../migrate/_service-plan';
import { paintFor } from './_terminal';
import { fileName, readTextFile } from './_text-file';

interface ImportOptions {
  readonly image?: ImageChoice;
  readonly yaml?: boolean;
}

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
    .action(run);
}

function run(file: string, { image: images = {}, yaml }: ImportOptions): void {
  const imported = importFrom({ file: fileName(file), text: readTextFile(file) }, images);
  const failed = imported.findings.some(isError);
  // Made in any case, since only then it is known that the program works.
  const manifests = failed ? undefined : synthesize(imported, file);
  for (const paragraph of fileFindingsText(imported.findings, paintFor(process.stderr))) process.stderr.write(`${paragraph}\n`);
  if (typeof manifests !== 'string') {
    if (manifests) process.stderr.write(`error: the manifests would be refused\n${manifests.message}\n`);
    process.stderr.write('Nothing was written: mend what is marked as an error.\n');
    process.exitCode = 2;
    return;
  }
  process.stdout.write(yaml ? manifests : programText(statementsOf(imported.services), {
    chart: chartName(imported, file),
    comments: [`Imported from ${file === '-' ? 'standard input' : basename(file)}, a file of ${imported.platform}.`],
  }));
}

function synthesize(imported: Import, file: string): string | Error {
  const app = new App();
  try {
    evaluate(statementsOf(imported.services), new Chart(app, chartName(imported, file)));
    return app.synthYaml();
  } catch (error) {
    return error as Error;
  }
}

/** The chart is called after the service, or after the file where it has several. */
function chartName({ services }: Import, file: string): string {
  return constructId(services.length === 1 ? services[0].name : basename(file).replace(/\..*$/, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '') || 'services');
}

function addImage(value: string, before: ImageChoice | undefined): ImageChoice {
  const [service, image] = value.includes('=') ? [value.slice(0, value.indexOf('=')), value.slice(value.indexOf('=') + 1)] : [undefined, value];
  if (image.trim() !== image || image === '' || service === '') throw new InvalidArgumentError('Give an image such as ghcr.io/acme/api:1.4.2.');
  return service === undefined ? { ...before, image } : { ...before, images: { ...before?.images, [service]: image } };
}
