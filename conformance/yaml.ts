import * as fc from 'fast-check';
import { readYaml } from '../src/manifest/yaml-file';
import { readDocuments } from './_yaml-program';

/** Scalars that are easily taken for something else. */
const KNOWN = [
  'y', 'Y', 'n', 'N', 'yes', 'No', 'ON', 'off', 'True', 'tRUE', '~', 'null', 'NULL', 'nUll', '', '.', '-.', '.inf', '-.INF', '.nan', '1:30', '22:22', '1:30.5', '2001-01-01',
  '2001-01-01T00:00:00Z', '0755', '0o755', '08', '0x1F', '0b101', '-0b101', '1_000', '_1', '1_', '1e3', '1.10', '+1', '-', '+', '=', '0_7', '.5_0', '._5',
  '18446744073709551616', '1e400', '0x', '0b',
];

/** Compares how scalars are read with the library of Kubernetes' tools, and tells whether they always agreed. */
export function compareWithKubernetesYaml(runs: number, seed: number): boolean {
  const drawn = fc.sample(fc.string({ unit: fc.constantFrom(...'00112789_.+-eExXbBoO:aAfFyn'), minLength: 1, maxLength: 7 }), { numRuns: runs, seed });
  const scalars = [...KNOWN, ...drawn];
  const theirs = readDocuments(scalars.map(scalar => `a: ${scalar}\n`));
  const differing = scalars.flatMap((scalar, index) => {
    const ours = ourAnswer(`a: ${scalar}\n`);
    const answer = JSON.stringify(theirs[index]);
    return ours === answer ? [] : [`${JSON.stringify(scalar)}: here ${ours}, Kubernetes' tools ${answer}`];
  });
  process.stdout.write(`${scalars.length.toLocaleString('en')} scalars of YAML, seed ${seed}: ${differing.length} are read otherwise than by Kubernetes' tools\n`);
  for (const line of differing.slice(0, 20)) process.stdout.write(`  ${line}\n`);
  return differing.length === 0;
}

/** What JSON cannot have is no document for them. */
function ourAnswer(text: string): string {
  const { documents, faults } = readYaml(text);
  const { a } = (documents[0]?.value ?? {}) as { readonly a?: unknown };
  return faults.length > 0 || (typeof a === 'number' && !Number.isFinite(a)) ? 'null' : JSON.stringify({ a });
}
