/*
 * Every command that a page or `--help` shows is run as it stands, in a folder with the files it names, and ends as it is
 * said to. Programs that are not ours have stand-ins (test/stand-ins).
 */
import { ChildProcess, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { filesWritten, helps, main, optionsInProse, programsIn, root, ShownCommand, shownCommands } from './_shown-commands';
import { freePort } from './rehearse/_free-port';

/** Those that end with 1: a probe kills the app, in some phase at least, or it never becomes ready. */
const ENDS_WITH_1 = [
  'simulate dist/shop.k8s.yaml --starts-after 60 --hangs 300-340',
  'simulate dist/shop.k8s.yaml --starts-after 20 --hangs 300-340',
  'simulate docs/timeline/gradient.yaml --starts-after 55',
  'simulate docs/timeline/truefoundry.yaml --starts-after 45',
  'simulate docs/timeline/fastapi.yaml --starts-after 60',
  'simulate docs/timeline/gradient.yaml --starts-after 40 --hangs 300-340 --for 500',
  'simulate docs/timeline/fastapi.yaml --scenario docs/timeline/database.yaml',
];

/** Those that run until Ctrl-C, which comes once they have written this. */
const UNTIL_CTRL_C = [{ command: /^rehearse (?!.*--(until|for|help)\b)/, written: /● ready/ }];

/** Those for which the app must run already. */
const BESIDE_THE_APP = /--url /;

/** Those that need the port of the README's program. */
const NEEDS_PORT = /^rehearse (?!.*--help\b)/;
const PORT = 8000;

/** The files that commands name, beside the folders of docs/. */
const FILES: { readonly [file: string]: string } = {
  'dist/shop.k8s.yaml': read('examples/quickstart/expected/shop.k8s.yaml'),
  'truefoundry.yaml': read('examples/truefoundry/sample-oauth-mcp.yaml'),
  'gradient.yaml': read('examples/gradient/fastapi-template-app.yaml'),
  'deployment.yaml': read('examples/gradient/fastapi-template-app.yaml'),
  'server.js': `require(${JSON.stringify(standIn('app'))}).serve('0.0.0.0', ${PORT});\n`,
};

/** What a shell finds on its PATH before what is installed here. */
const PROGRAMS: { readonly [name: string]: string } = {
  'cdk8s-health-checks': `"${process.execPath}" "${main}" "$@"`,
  // What is installed in the app is found at once; what is not would be looked for on the network.
  'npx': '"$@"',
  ...Object.fromEntries(['helm', 'kubectl', 'uvicorn'].map(name => [name, `"${process.execPath}" "${standIn(name)}" "$@"`])),
};

/** Lines of others that are not run here. */
const RUN_ELSEWHERE: { readonly [command: string]: string } = {
  'npm init -y': '.ci/run makes a package.json of its own',
  'echo \'{ "compilerOptions": { "module": "node16", "target": "es2022", "strict": true } }\' > tsconfig.json': '.ci/run evaluates it',
  'echo \'app: npx ts-node main.ts\' > cdk8s.yaml': '.ci/run evaluates it',
};

/** Options in prose that belong to `npm run conformance`, `npm run bench`, and servers. */
const OPTIONS_OF_OTHERS = ['--runs', '--versions', '--python', '--host', '--bind'];

interface Ending {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The files it was to write that are not there, or have nothing in them. */
  readonly unwritten: readonly string[];
}

const shown = shownCommands();
const ours = shown.filter(({ command }) => programsIn(command).some(isOurs));
const others = shown.filter(({ command }) => !programsIn(command).some(isOurs));

let folder: string;
const running = new Set<ChildProcess>();
const endings = new Map<string, Promise<Ending>>();

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'commands-'));
  fs.mkdirSync(path.join(folder, 'bin'));
  for (const [name, script] of Object.entries(PROGRAMS)) fs.writeFileSync(path.join(folder, 'bin', name), `#!/bin/sh\nexec ${script}\n`, { mode: 0o755 });

  // One after the other where there is one port for them; beside these, the others.
  const lanes = { port: Promise.resolve(), none: Promise.resolve() };
  for (const { command } of ours.filter(each => strangersIn(each.command).length === 0)) {
    const lane = NEEDS_PORT.test(argsOf(command)) ? 'port' : 'none';
    const ending = lanes[lane].then(() => lane === 'port' ? runOnPort(command) : run(command, PORT));
    endings.set(command, ending);
    lanes[lane] = ending.then(() => undefined, () => undefined);
  }
});
afterAll(async () => {
  await Promise.all([...running].map(stopped));
  fs.rmSync(folder, { recursive: true, force: true });
});

test('the help of each command has examples of it, and pages show what is printed', () => {
  for (const name of [...helps.keys()].filter(key => key !== '')) {
    expect(ours.filter(({ places }) => places.includes(`${name} --help`)).map(({ command }) => argsOf(command).split(' ')[0])).toContain(name);
  }
  expect(ours.filter(({ output }) => output !== undefined).flatMap(({ places }) => places)).toEqual(expect.arrayContaining(['docs/advice.md', 'docs/timeline.md']));
});

test.each(ours.map(each => [each.command, each.places.join(', '), each] as const))('%s (%s)', async (command, _, { output }) => {
  const strangers = strangersIn(command);
  if (strangers.length > 0) throw new Error(`${command} is not run: give ${strangers.join(' and ')} a stand-in in test/stand-ins.`);
  const { stdout, stderr, ...ending } = await endings.get(command)!;
  const expected = { status: ENDS_WITH_1.includes(argsOf(command)) ? 1 : 0, unwritten: [] };
  try {
    expect(ending).toEqual(expected);
  } catch (error) {
    throw new Error(`${(error as Error).message}\n\n${stdout}\n${stderr}`);
  }
  if (output !== undefined) expect(stdout).toBe(output);
}, 60_000);

test.each(others.map(({ command, places }) => [command, places.join(', ')]))('%s (%s)', command => {
  if (RUN_ELSEWHERE[command] !== undefined) return;
  for (const program of programsIn(command)) expect(unknownIn(program)).toBeUndefined();
});

test('what is run elsewhere, or ends with 1, is still shown', () => {
  expect(others.map(({ command }) => command)).toEqual(expect.arrayContaining(Object.keys(RUN_ELSEWHERE)));
  expect(ours.map(({ command }) => argsOf(command))).toEqual(expect.arrayContaining(ENDS_WITH_1));
});

test('the options in prose are those of a command', () => {
  const known = new Set([...helps.values()].flatMap(help => help.match(/(?<=\s)--[a-z-]+/g) ?? []));
  expect(optionsInProse().filter(([option]) => !known.has(option) && !OPTIONS_OF_OTHERS.includes(option))).toEqual([]);
});

function isOurs(program: readonly string[]): boolean {
  return program[program[0] === 'npx' ? 1 : 0] === 'cdk8s-health-checks';
}

/** Programs beside ours that would be those of this machine. */
function strangersIn(command: string): string[] {
  return programsIn(command).filter(program => !isOurs(program) && PROGRAMS[program[0]] === undefined).map(([name]) => name);
}

/** What comes after the name of this tool. */
function argsOf(command: string): string {
  return command.replace(/^.*?cdk8s-health-checks /, '');
}

/** What is wrong with a program that is not ours. */
function unknownIn([name, ...args]: readonly string[]): string | undefined {
  const { name: itself, scripts, devDependencies } = JSON.parse(read('package.json')) as { name: string; scripts: object; devDependencies: object };
  const bin = path.join(root, 'node_modules', '.bin');
  switch (name === 'npm' ? `npm ${args[0]}` : name) {
    case 'npm ci': return undefined;
    case 'npm test': return 'test' in scripts ? undefined : 'There is no script test.';
    case 'npm run': return args[1] in scripts ? undefined : `There is no script ${args[1]}.`;
    case 'npm install': return args.slice(1).filter(arg => !arg.startsWith('-')).map(arg => arg.replace(/(?<=.)@.*$/, ''))
      .filter(known => known !== itself && !(known in devDependencies)).map(unknown => `${unknown} is no package that is used here.`)[0];
    case 'npx': return fs.existsSync(path.join(bin, args[0])) ? undefined : `There is no program ${args[0]} in node_modules.`;
    default: return `No test runs ${[name, ...args].join(' ')}: say in RUN_ELSEWHERE who does, or have it run here.`;
  }
}

/** With the port as it stands, or with another in its place where somebody has that. */
async function runOnPort(command: string): Promise<Ending> {
  const ending = await run(command, PORT);
  return /EADDRINUSE|Port \d+ is taken/.test(ending.stdout + ending.stderr) ? run(command, await freePort()) : ending;
}

async function run(command: string, port: number): Promise<Ending> {
  const own = fs.mkdtempSync(path.join(folder, 'run-'));
  const ported = (text: string) => text.replaceAll(String(PORT), String(port));
  fs.cpSync(path.join(root, 'docs'), path.join(own, 'docs'), { recursive: true });
  for (const [file, text] of Object.entries(FILES)) {
    fs.mkdirSync(path.dirname(path.join(own, file)), { recursive: true });
    fs.writeFileSync(path.join(own, file), ported(text));
  }
  const app = BESIDE_THE_APP.test(command) ? begun(own, 'node server.js') : undefined;
  if (app) {
    const ending = await ended(app, { written: /listening/, then: 'go on' });
    if (ending.status !== null) return ending;
  }
  const { written } = UNTIL_CTRL_C.find(each => each.command.test(argsOf(command))) ?? {};
  const ending = await ended(begun(own, ported(command)), { written, then: 'Ctrl-C' });
  if (app && running.has(app)) await stopped(app);
  const unwritten = filesWritten(command).filter(file => !(fs.statSync(path.join(own, file), { throwIfNoEntry: false })?.size));
  return { ...ending, unwritten };
}

/** As in a terminal: Ctrl-C goes to all of its processes. What fails in the middle of a pipe counts. */
function begun(cwd: string, command: string): ChildProcess {
  const PATH = [path.join(folder, 'bin'), path.dirname(process.execPath), process.env.PATH].join(path.delimiter);
  const child = spawn('bash', ['-o', 'pipefail', '-c', command], { cwd, env: { ...process.env, CI: 'true', PATH }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  running.add(child);
  child.on('close', () => running.delete(child));
  return child;
}

/** How it ended; or, once it has written something, how it goes on. */
function ended(child: ChildProcess, { written, then }: { readonly written?: RegExp; readonly then: 'Ctrl-C' | 'go on' }): Promise<Ending> {
  return new Promise((resolve, reject) => {
    const texts = { stdout: '', stderr: '' };
    let awaited = written;
    for (const name of ['stdout', 'stderr'] as const) {
      child[name]!.setEncoding('utf8').on('data', (text: string) => {
        texts[name] += text;
        if (!awaited?.test(texts.stdout)) return;
        awaited = undefined;
        if (then === 'Ctrl-C') kill(child, 'SIGINT');
        else resolve({ status: null, ...texts, unwritten: [] });
      });
    }
    child.on('error', reject).on('close', status => resolve({ status, ...texts, unwritten: [] }));
  });
}

/** Gently first, since what a rehearsal has started is ended by it alone. */
async function stopped(child: ChildProcess): Promise<void> {
  const closed = new Promise<void>(resolve => child.on('close', () => resolve()));
  kill(child, 'SIGINT');
  const timers = [setTimeout(() => kill(child, 'SIGINT'), 2000), setTimeout(() => kill(child, 'SIGKILL'), 10_000)];
  await closed;
  timers.forEach(clearTimeout);
}

function kill({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid!, signal);
  } catch {
    // It has ended.
  }
}

function read(file: string): string {
  return fs.readFileSync(path.join(root, file), 'utf8');
}

function standIn(name: string): string {
  return path.join(root, 'test', 'stand-ins', `${name}.js`);
}
