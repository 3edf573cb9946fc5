/*
 * What loading this library adds to loading cdk8s, constructs and cdk8s-plus-28, which a program loads anyway. Whole
 * processes, CPU time (user and system), in alternating pairs.
 */
import { execFileSync } from 'node:child_process';
import { median, quantile, row } from './_table';

const BASE = ['cdk8s', 'constructs', 'cdk8s-plus-28'];

export function benchLoad(pairs: number): void {
  console.log('\nloading, beside cdk8s, constructs and cdk8s-plus-28 alone\n');
  console.log(row('what', 'adds', 'quartiles', 'peak memory'));
  for (const [what, modules] of [['the package', ['cdk8s-health-checks']], ['its probes', ['cdk8s-health-checks/lib/probes']]] as const) {
    load(BASE);
    load([...BASE, ...modules]);
    const measured = Array.from({ length: pairs }, (_, i) => {
      // Whoever goes second finds warmer caches: take turns. What a process takes without loading anything is left out.
      const nothing = load([]).cpuSeconds;
      if (i % 2 === 0) return { nothing, base: load(BASE), ours: load([...BASE, ...modules]) };
      const ours = load([...BASE, ...modules]);
      return { nothing, base: load(BASE), ours };
    });
    const added = measured.map(({ nothing, base, ours }) => (ours.cpuSeconds - base.cpuSeconds) / (base.cpuSeconds - nothing));
    const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
    console.log(row(
      what,
      percent(median(added)),
      `${percent(quantile(added, 0.25))} to ${percent(quantile(added, 0.75))}`,
      median(measured.map(({ base, ours }) => ours.peakMegabytes / base.peakMegabytes)).toFixed(2),
    ));
  }
}

function load(modules: readonly string[]): { readonly cpuSeconds: number; readonly peakMegabytes: number } {
  const script = `
    for (const name of ${JSON.stringify(modules)}) require(name);
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    console.log(JSON.stringify({ cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakMegabytes: maxRSS / 1024 }));`;
  return JSON.parse(execFileSync(process.execPath, ['-e', script], { cwd: __dirname, encoding: 'utf8' }));
}
