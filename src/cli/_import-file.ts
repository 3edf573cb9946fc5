import { basename } from 'node:path';
import { App, Chart } from 'cdk8s';
import { fileFindingsText } from '../findings/text';
import { evaluate } from '../migrate/_evaluate';
import { ImageChoice } from '../migrate/_image';
import { Import, importFrom, isError, statementsOf } from '../migrate/_import';
import { programText } from '../migrate/_program';
import { constructId } from '../migrate/_service-plan';
import { paintFor } from './_terminal';
import { fileName, readTextFile } from './_text-file';

export interface ImportOptions {
  readonly image?: ImageChoice;
  readonly yaml?: boolean;
}

/** Imports a file, and writes the program or the manifests. */
export function importFile(file: string, { image: images = {}, yaml }: ImportOptions): void {
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
