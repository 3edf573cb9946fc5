/*
 * Rehearses applications in Python with the probes of their manifests, all the way: what must come is waited for, and what
 * breaks is broken over HTTP.
 *
 * Usage: node examples/rehearse.js [STORY…]; PYTHON says which Python makes the virtual environment.
 */
const { spawn, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..');
const app = path.join(__dirname, 'fastapi', 'app');
const pages = path.join(root, 'docs', 'rehearsal');
const uvicorn = (module, ...args) => ['uvicorn', module, '--host', '0.0.0.0', '--port', '8000', ...args];

/** Asks the application for something; that it cannot answer any more is part of the story. */
const ask = (method, route) => fetch(`http://127.0.0.1:8000${route}`, { method }).then(({ status }) => status, error => error.message);

const later = (seconds, act) => setTimeout(act, seconds * 1000);

/** What is rehearsed; then, line by line, what must come, and what is done then. */
const STORIES = {
  fastapi: {
    title: 'A slow start, a lost database, a hang, and the end',
    folder: app,
    manifest: path.join(__dirname, 'fastapi', 'expected', 'fastapi.k8s.yaml'),
    env: { MODEL_LOAD_SECONDS: '12' },
    command: uvicorn('app:app'),
    steps: [
      [/startup +GET \/startupz +503 .* failure \d+ of 37/],
      [/● started/],
      [/● ready: traffic comes/, () => later(1, () => ask('POST', '/simulate/database/failure'))],
      [/● not ready: traffic stops/, () => later(2, () => ask('POST', '/simulate/database/recovery'))],
      [/● ready: traffic comes/, () => later(2, () => ask('POST', '/simulate/hang?seconds=50'))],
      [/● not ready: traffic stops/],
      [/● killed by the liveness probe, with 40 s to end/],
      [/● preStop hook done after 10 s, then SIGTERM/],
      [/● the app has ended/],
      [/● the app is started again/],
      [/● ready: traffic comes/, (rehearsal, story) => {
        story.slow = ask('GET', '/simulate/slow?seconds=14');
        later(1, () => rehearsal.kill('SIGINT'));
      }],
      [/● the pod is deleted/],
      [/readiness GET \/readyz +200 .* ok/],
      [/● preStop hook done/],
      [/● the app has ended by SIGTERM/],
      [/^Ready after .* Killed once by the liveness probe\. 1 restart\.$/],
    ],
    status: 1,
    check: async story => {
      const status = await story.slow;
      return status === 200 ? undefined : `The request that was under way when the pod was deleted got ${status}.`;
    },
  },
  truefoundry: {
    title: 'The application of TrueFoundry\'s page: ready before its model is loaded',
    folder: pages,
    manifest: path.join(root, 'docs', 'timeline', 'truefoundry.yaml'),
    args: ['--until', 'ready', '--for', '60'],
    env: { MODEL_LOAD_SECONDS: '300' },
    command: uvicorn('truefoundry:app'),
    steps: [[/readiness asks \/readyz and is answered with 200 and false: that is a success/], [/● ready: traffic comes/]],
    status: 0,
  },
  gradient: {
    title: 'The application of Gradient\'s page: nobody listens while it starts, and its probes are redirected',
    folder: pages,
    manifest: path.join(root, 'docs', 'timeline', 'gradient.yaml'),
    args: ['--until', 'ready', '--for', '60'],
    env: { MODEL_LOAD_SECONDS: '12' },
    command: uvicorn('gradient:app'),
    steps: [
      [/startup +GET \/startup .* failure \d+ of 6: connect ECONNREFUSED/],
      [/startup +GET \/startup +200 .* ok, redirected to \/startup\//],
      [/● ready: traffic comes/],
    ],
    status: 0,
  },
};

/** What the documentation shows of a rehearsal must have come, in this order; times, and how often something failed, may differ. */
function missingOnThePage(name, output) {
  const page = fs.readFileSync(path.join(root, 'docs', 'rehearsal.md'), 'utf8');
  const shown = [...page.matchAll(/<!-- rehearsal: (\w+) -->\n```text\n([^]*?)```/g)].filter(([, story]) => story === name);
  const told = text => text.split('\n').map(line => line.replace(/\d+\.\d s /, '').replace(/ +\d+ ms/, '').replace(/failure \d+/, 'failure').replace(/ 127\.0\.0\.1:\d+ -/, '').trim()).filter(line => line !== '');
  const left = told(output);
  if (shown.length === 0) return `docs/rehearsal.md shows nothing of ${name}`;
  return shown.flatMap(([, , text]) => told(text)).find(line => {
    const index = left.indexOf(line);
    left.splice(0, index + 1);
    return index === -1;
  });
}

/** The longest that anything may take, in milliseconds. */
const PATIENCE = 120_000;

async function main(names) {
  const unknown = names.find(name => !(name in STORIES));
  if (unknown !== undefined) throw new Error(`There is no story ${unknown}; there are ${Object.keys(STORIES).join(', ')}.`);
  const python = virtualEnvironment();
  for (const name of names.length > 0 ? names : Object.keys(STORIES)) await play(name, STORIES[name], python);
  console.log('\nEverything came as it should.');
}

/** The folder of the programs of a virtual environment with the application's requirements. */
function virtualEnvironment() {
  const folder = path.join(__dirname, 'fastapi', '.venv');
  const programs = path.join(folder, process.platform === 'win32' ? 'Scripts' : 'bin');
  const run = (program, ...args) => {
    const { status, error } = spawnSync(program, args, { stdio: 'inherit' });
    if (status !== 0) throw new Error(`${[program, ...args].join(' ')} failed${error ? `: ${error.message}` : ''}.`);
  };
  if (!fs.existsSync(path.join(programs, 'pip'))) run(process.env.PYTHON ?? 'python3', '-m', 'venv', folder);
  run(path.join(programs, 'pip'), 'install', '--quiet', '--disable-pip-version-check', '-r', path.join(app, 'requirements.txt'));
  return programs;
}

function play(name, story, python) {
  const { title, folder, manifest, args = [], env, command, steps, status: expected, check } = story;
  console.log(`\n=== ${title}\n`);
  const main = path.join(root, 'lib', 'cli', 'main.js');
  const rehearsal = spawn(process.execPath, [main, 'rehearse', path.relative(folder, manifest), ...args, '--', ...command], {
    cwd: folder,
    env: { ...process.env, PYTHONUNBUFFERED: '1', ...env, PATH: `${python}${path.delimiter}${process.env.PATH}` },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const left = [...steps];
  return new Promise((resolve, reject) => {
    let timer;
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        // Once to delete the pod, and once more should that not help.
        rehearsal.kill('SIGINT');
        setTimeout(() => rehearsal.kill('SIGINT'), 10_000).unref();
      }, PATIENCE);
    };
    wait();
    let rest = '';
    let output = '';
    rehearsal.stdout.setEncoding('utf8').on('data', text => {
      process.stdout.write(text);
      output += text;
      const lines = (rest + text).split('\n');
      rest = lines.pop();
      for (const line of lines) {
        if (left.length === 0 || !left[0][0].test(line)) continue;
        const [, act] = left.shift();
        wait();
        act?.(rehearsal, story);
      }
    });
    rehearsal.on('close', async status => {
      clearTimeout(timer);
      if (left.length > 0) reject(new Error(`This did not come: ${left[0][0]}`));
      else if (status !== expected) reject(new Error(`It ended with ${status}, and not with ${expected}.`));
      else {
        const wrong = await check?.(story);
        const missing = missingOnThePage(name, output);
        if (wrong) reject(new Error(wrong));
        else if (missing) reject(new Error(`docs/rehearsal.md shows what did not come: ${missing}`));
        else resolve();
      }
    });
  });
}

main(process.argv.slice(2)).catch(error => {
  console.error(`\n${error.message}`);
  process.exitCode = 1;
});
