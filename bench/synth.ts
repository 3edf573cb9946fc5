/*
 * Synthesizes services with this library and, side by side, with a twin written by hand on cdk8s-plus-28 that says the
 * same. Whole processes, CPU time (user and system), in alternating pairs.
 */
import * as assert from 'node:assert';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { parseAllDocuments } from 'yaml';
import { dropDefaults } from '../src/service/_without-defaults';
import { median, quantile, row } from './_table';

interface Measurement {
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  readonly peakMegabytes: number;
}

/** @param sizes how many services are synthesized */
export function benchSynth(pairs: number, sizes: readonly number[]): void {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-'));
  try {
    console.log(`${os.cpus()[0]?.model ?? 'unknown CPU'}, ${os.cpus().length} cores, Node ${process.version}; ${pairs} pairs a size, medians\n`);
    const perService = new Map<number, number>();
    console.log(row('services', 'ours', 'twin', 'ratio', 'quartiles', 'peak memory'));
    for (const size of sizes) {
      measure(folder, 'ours', size);
      measure(folder, 'twin', size);
      checkSameDocuments(folder);
      const measured = Array.from({ length: pairs }, (_, i) => {
        // Whoever goes second finds warmer caches: take turns.
        if (i % 2 === 0) return { ours: measure(folder, 'ours', size), twin: measure(folder, 'twin', size) };
        const twin = measure(folder, 'twin', size);
        return { ours: measure(folder, 'ours', size), twin };
      });
      const ours = measured.map(pair => pair.ours.cpuSeconds);
      const ratios = measured.map(pair => pair.ours.cpuSeconds / pair.twin.cpuSeconds);
      perService.set(size, median(ours) / size);
      console.log(row(
        size.toLocaleString('en'),
        `${median(ours).toFixed(2)} s`,
        `${quantile(measured.map(pair => pair.twin.cpuSeconds), 0.5).toFixed(2)} s`,
        median(ratios).toFixed(2),
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
}

function measure(folder: string, which: 'ours' | 'twin', services: number): Measurement {
  const script = path.join(__dirname, 'synth-services.js');
  return JSON.parse(execFileSync(process.execPath, [script, which, String(services), path.join(folder, which)], { encoding: 'utf8' })) as Measurement;
}

/** The twin writes out defaults, as cdk8s-plus does; without them both must say the same. */
function checkSameDocuments(folder: string): void {
  const [ours, twin] = ['ours', 'twin'].map(which => parseAllDocuments(fs.readFileSync(path.join(folder, which, 'shop.k8s.yaml'), 'utf8'), { version: '1.1' }).map(document => {
    const object = document.toJS() as { spec: { template?: { spec: { containers: { imagePullPolicy?: string }[] } } } };
    // What Kubernetes makes of an image with a tag.
    for (const container of object.spec.template?.spec.containers ?? []) if (container.imagePullPolicy === 'IfNotPresent') delete container.imagePullPolicy;
    dropDefaults(object, () => false);
    return object;
  }));
  assert.deepEqual(ours, twin, 'The two do not say the same, so that their times say nothing.');
}
