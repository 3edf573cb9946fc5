/*
 * Synthesizes services with this library and, side by side, with a twin written by hand on cdk8s-plus-28 that writes
 * the same documents. Whole processes, CPU time (user and system), in alternating pairs.
 *
 * Usage: npm run bench [-- --pairs 15] [-- --sizes 100,1000,10000]
 */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { parseArgs } from 'node:util';

interface Measurement {
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  readonly peakMegabytes: number;
}

const { values } = parseArgs({
  options: { pairs: { type: 'string', default: '15' }, sizes: { type: 'string', default: '100,1000,10000' } },
});
const pairs = Number(values.pairs);
const sizes = values.sizes.split(',').map(Number);

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-'));
try {
  console.log(`${os.cpus()[0]?.model ?? 'unknown CPU'}, ${os.cpus().length} cores, Node ${process.version}; ${pairs} pairs a size, medians\n`);
  const perService = new Map<number, number>();
  console.log(row('services', 'ours', 'twin', 'ratio', 'quartiles', 'peak memory'));
  for (const size of sizes) {
    measure('ours', size);
    measure('twin', size);
    checkSameDocuments();
    const measured = Array.from({ length: pairs }, (_, i) => {
      // Whoever goes second finds warmer caches: take turns.
      if (i % 2 === 0) return { ours: measure('ours', size), twin: measure('twin', size) };
      const twin = measure('twin', size);
      return { ours: measure('ours', size), twin };
    });
    const ours = measured.map(pair => pair.ours.cpuSeconds);
    const ratios = measured.map(pair => pair.ours.cpuSeconds / pair.twin.cpuSeconds);
    perService.set(size, quantile(ours, 0.5) / size);
    console.log(row(
      size.toLocaleString('en'),
      `${quantile(ours, 0.5).toFixed(2)} s`,
      `${quantile(measured.map(pair => pair.twin.cpuSeconds), 0.5).toFixed(2)} s`,
      quantile(ratios, 0.5).toFixed(2),
      `${quantile(ratios, 0.25).toFixed(2)} to ${quantile(ratios, 0.75).toFixed(2)}`,
      `${quantile(measured.map(pair => pair.ours.peakMegabytes / pair.twin.peakMegabytes), 0.5).toFixed(2)}`,
    ));
  }
  if (perService.has(1000) && perService.has(10000)) {
    console.log(`\ncost of a service at 10,000 against 1,000: ${(perService.get(10000)! / perService.get(1000)!).toFixed(2)}`);
  }
} finally {
  fs.rmSync(folder, { recursive: true });
}

function measure(which: 'ours' | 'twin', services: number): Measurement {
  const script = path.join(__dirname, 'synth-services.js');
  return JSON.parse(execFileSync(process.execPath, [script, which, String(services), path.join(folder, which)], { encoding: 'utf8' })) as Measurement;
}

function checkSameDocuments(): void {
  const [ours, twin] = ['ours', 'twin'].map(which => fs.readFileSync(path.join(folder, which, 'shop.k8s.yaml'), 'utf8'));
  if (ours !== twin) throw new Error('The two do not write the same documents, so that their times say nothing.');
}

function quantile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const below = Math.floor(at);
  return sorted[below] + (sorted[Math.min(below + 1, sorted.length - 1)] - sorted[below]) * (at - below);
}

function row(services: string, ...columns: string[]): string {
  return [services.padStart(8), ...columns.map(column => column.padStart(13))].join('');
}
