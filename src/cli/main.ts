#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { checkCommand } from './check';
import { explainCommand } from './explain';
import { importCommand } from './import';
import { rehearseCommand } from './rehearse';
import { simulateCommand } from './simulate';

/** What the process ends with when a command could not do its work. */
const FAILED = 2;

const program = new Command('cdk8s-health-checks')
  .description('Health checks for Kubernetes: what will be refused, what will hurt, what the kubelet will do, and a way in from other platforms')
  .version((JSON.parse(readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8')) as { readonly version: string }).version)
  .addCommand(checkCommand())
  .addCommand(explainCommand())
  .addCommand(importCommand())
  .addCommand(simulateCommand())
  .addCommand(rehearseCommand());

// Commands that are added do not inherit these.
for (const command of [program, ...program.commands]) {
  command.exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : FAILED));
  command.showHelpAfterError(`Run "cdk8s-health-checks ${command === program ? '' : `${command.name()} `}--help" to see how it is used.`);
}

// Whoever reads the output may have seen enough of it.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') process.stderr.write(`error: the output cannot be written: ${error.message}\n`);
  process.exit(error.code === 'EPIPE' ? undefined : FAILED);
});

program.parseAsync().catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${message.replace(/^(?=.)/gm, 'error: ')}\n`);
  process.exitCode = FAILED;
});
