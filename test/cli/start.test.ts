/* What starting the command brings with it. */
import { spawnSync } from 'node:child_process';
import * as path from 'node:path';

const cli = path.join(__dirname, '..', '..', 'lib', 'cli');

test('what only one command needs is loaded by that command', () => {
  const script = `
    for (const command of ['check', 'explain', 'import', 'simulate', 'rehearse']) require(${JSON.stringify(cli)} + '/' + command);
    console.log(JSON.stringify(Object.keys(require.cache)));
  `;
  const { stdout } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
  const packages = new Set((JSON.parse(stdout) as string[]).flatMap(file => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []));
  expect([...packages]).toEqual(expect.arrayContaining(['commander', 'yaml']));
  for (const late of ['cdk8s', 'cdk8s-plus-28', 'constructs', '@grpc/grpc-js']) expect([...packages]).not.toContain(late);
});
