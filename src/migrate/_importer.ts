import { Finding } from '../findings/finding';
import { fileFindingsText } from '../findings/text';

export { evaluate } from './_evaluate';
export { importFrom, isError, statementsOf } from './_import';

/** The errors of a file, for an exception. */
export function importErrorText(construct: string, errors: readonly Finding[]): string {
  return `[${construct}] The file cannot be imported:\n${fileFindingsText(errors).map(text => text.replace(/^/gm, '  ')).join('\n')}`;
}
