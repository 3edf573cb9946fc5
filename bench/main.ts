/*
 * Usage: npm run bench [-- synth|load|clock|check] [-- --pairs 15] [-- --sizes 100,1000,10000]
 */
import * as os from 'node:os';
import { parseArgs } from 'node:util';
import { benchCheck } from './check';
import { benchClock } from './clock';
import { benchLoad } from './load';
import { benchSynth } from './synth';

const { values: { pairs, sizes }, positionals } = parseArgs({
  allowPositionals: true,
  options: { pairs: { type: 'string', default: '15' }, sizes: { type: 'string', default: '100,1000,10000' } },
});
const subjects = positionals.length > 0 ? positionals : ['synth', 'load', 'clock', 'check'];

console.log(`${os.cpus()[0]?.model ?? 'unknown CPU'}, ${os.cpus().length} cores, Node ${process.version}; ${pairs} pairs, medians\n`);
if (subjects.includes('synth')) benchSynth(Number(pairs), sizes.split(',').map(Number));
if (subjects.includes('load')) benchLoad(Number(pairs));
if (subjects.includes('clock')) benchClock(Number(pairs));
if (subjects.includes('check')) benchCheck(Number(pairs), sizes.split(',').map(Number));
