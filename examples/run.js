// Synthesizes an example with cdk8s-cli, as a user would, and shows what came out.
// Usage: node examples/run.js quickstart
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const name = process.argv[2];
const folder = path.join(__dirname, name);
const cli = path.join(__dirname, '..', 'node_modules', 'cdk8s-cli', 'bin', 'cdk8s');

const { status } = spawnSync(process.execPath, [cli, 'synth', '--check-upgrade=false'], { cwd: folder, stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);

for (const file of fs.readdirSync(path.join(folder, 'dist')).sort()) {
  const written = path.join(folder, 'dist', file);
  console.log(`\nWritten to ${path.relative(process.cwd(), written)}:\n`);
  console.log(fs.readFileSync(written, 'utf8'));
}
