/*
 * `check`, side by side with a program that only parses the same file with the same library. Whole processes, CPU time
 * (user and system), in alternating pairs; and how much memory more documents take.
 */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { deployment, service } from './_manifests';
import { median, quantile, row } from './_table';

interface Usage {
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
}

const MAIN = path.join(__dirname, '..', 'lib', 'cli', 'main.js');

/** @param sizes how many documents are checked: Deployments and their Services in turn */
export function benchCheck(pairs: number, sizes: readonly number[]): void {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-'));
  const memory = new Map<number, number>();
  try {
    console.log(row('documents', 'check', 'parse', 'ratio', 'quartiles', 'peak memory'));
    for (const size of sizes) {
      const file = path.join(folder, `${size}.yaml`);
      fs.writeFileSync(file, Array.from({ length: size }, (_, n) => n % 2 === 0 ? deployment(n) : service(n - 1)).join('---\n'));
      const check = () => usageOf(MAIN, 'check', file);
      const parse = () => usageOf(path.join(__dirname, 'parse-yaml.js'), file);
      check();
      parse();
      const measured = Array.from({ length: pairs }, (_, pair) => {
        // Whoever goes second finds warmer caches: take turns.
        if (pair % 2 === 0) return { check: check(), parse: parse() };
        const parsed = parse();
        return { check: check(), parse: parsed };
      });
      const ratios = measured.map(pair => pair.check.cpuSeconds / pair.parse.cpuSeconds);
      memory.set(size, median(measured.map(pair => pair.check.peakMegabytes)));
      console.log(row(
        size.toLocaleString('en'),
        `${median(measured.map(pair => pair.check.cpuSeconds)).toFixed(2)} s`,
        `${median(measured.map(pair => pair.parse.cpuSeconds)).toFixed(2)} s`,
        median(ratios).toFixed(2),
        `${quantile(ratios, 0.25).toFixed(2)} to ${quantile(ratios, 0.75).toFixed(2)}`,
        `${memory.get(size)!.toFixed(0)} MB`,
      ));
    }
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  if (most > least) console.log(`\n10,000 documents more take ${((memory.get(most)! - memory.get(least)!) / (most - least) * 10_000).toFixed(0)} MB more`);
}

function usageOf(...command: readonly string[]): Usage {
  const { status, stderr, output } = spawnSync(process.execPath, ['-r', path.join(__dirname, 'usage.js'), ...command], {
    encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe', 'pipe'], maxBuffer: 1e9,
  });
  if (status !== 0) throw new Error(`${command.join(' ')} ended with ${status}: ${stderr}`);
  return JSON.parse(output[3]!) as Usage;
}
