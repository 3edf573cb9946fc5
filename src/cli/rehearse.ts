import { Command, InvalidArgumentError, Option } from 'commander';
import type { AppAddress } from './_rehearsal-plan';
import type { RehearseOptions } from './_rehearse-app';
import { someSeconds } from './_time-options';
import { addKubernetesVersion } from './_version-option';

/** `rehearse FILE -- COMMAND`: runs the app here, with the kubelet's part played for real. */
export function rehearseCommand(): Command {
  const command = new Command('rehearse')
    .summary('run the app here, with the kubelet\'s part played for real')
    .description('Runs the app of a container on this machine, and asks its probes, restarts and ends it as the kubelet would.')
    .usage('[options] <file> -- <command...>')
    .argument('<file>', 'a YAML or JSON file, a folder, or - for standard input')
    .argument('[command...]', 'how the app is started here, after --')
    .option('--workload <name>', 'which workload, as NAME or KIND/NAME, where there are several')
    .option('--container <name>', 'whose app it is, where several containers have probes')
    .option('--url <url>', 'where the app runs already, such as http://127.0.0.1:8000; it is asked, and never started or ended', url)
    .option('--for <seconds>', 'how long, such as 90 or 5m (default: until Ctrl-C; with --until 10m)', someSeconds)
    .addOption(new Option('--until <what>', 'what to wait for').choices(['ready', 'restart', 'unready']))
    .addOption(new Option('--fail-on <severity>', 'end with 1 also where there is something to say of this weight').choices(['warning', 'info']))
    .option('--allow-exec', 'run the commands of probes and hooks, on this machine and not in the container')
    .option('--allow-remote', 'let probes ask other machines')
    .addOption(new Option('--format <format>', 'what to write: text, or a line of JSON for each thing that happens').choices(['text', 'json']).default('text'));
  return addKubernetesVersion(command)
    .addHelpText('after', `
The variables that stand in the manifest are set for the app, unless they are set already.

At the end, and at Ctrl-C, the pod is deleted: preStop hook, SIGTERM, grace period; readiness is asked until the app has
ended. A second Ctrl-C ends it at once.

Exit status: 0 what --until waits for came; without it, the app became ready, no probe had it killed and it did not end by
itself, unless it was done, as a Job; 1 it was otherwise; 2 it could not be rehearsed; more than 128 it was ended at once.

Examples:
  $ cdk8s-health-checks rehearse dist/shop.k8s.yaml --workload shop-api -- uvicorn app:app --host 0.0.0.0 --port 8000
  $ cdk8s-health-checks rehearse dist/shop.k8s.yaml --until ready --for 2m -- node server.js
  $ cdk8s-health-checks rehearse dist/shop.k8s.yaml --url http://127.0.0.1:8000`)
    // Late, since it brings what speaks gRPC with it.
    .action(async (file: string, app: string[], options: RehearseOptions) => (await import('./_rehearse-app.js')).rehearseApp(file, app, options));
}

const EVERYWHERE: ReadonlyMap<string, string> = new Map([['0.0.0.0', '127.0.0.1'], ['::', '::1']]);

function url(text: string): AppAddress {
  const [, host, port] = /^https?:\/\/([^/?#@:[\]]+|\[[\da-fA-F:.]+\])(?::(\d+))?\/?$/.exec(text) ?? [];
  if (host === undefined || !URL.canParse(text) || port === '0') {
    throw new InvalidArgumentError('Give host and port, such as http://127.0.0.1:8000; the probes say scheme and path.');
  }
  const address = host.replace(/^\[(.*)\]$/, '$1');
  // What servers print that listen everywhere.
  return { host: EVERYWHERE.get(address) ?? address, ...port === undefined ? {} : { port: Number(port) } };
}
