/* The command as a user runs it. */
import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { FILES } from '../migrate/_import';

const root = path.join(__dirname, '..', '..');
const main = path.join(root, 'lib', 'cli', 'main.js');
const sample = path.join(FILES, 'truefoundry', 'sample-oauth-mcp.yaml');

function run(args: string[], input = ''): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  return spawnSync(process.execPath, [main, ...args], { encoding: 'utf8', input, cwd: FILES, env: { ...process.env, CI: 'true' } });
}

test('the program goes to stdout, what was found to stderr', () => {
  const { status, stdout, stderr } = run(['import', sample, '--image', 'ghcr.io/acme/mcp:1.0.0']);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^import \{ App, Chart, Size \} from 'cdk8s';\n/);
  expect(stderr).toContain(`${sample}:38:1: warning: the pods go on running when there are no requests (auto_shutdown)`);
  // No colours without a terminal, whatever a library thinks of CI.
  // eslint-disable-next-line no-control-regex
  expect(stderr).not.toMatch(/\u001b/);
});

test('--yaml writes the manifests', () => {
  const { status, stdout } = run(['import', sample, '--yaml', '--image', 'ghcr.io/acme/mcp:1.0.0']);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^apiVersion: apps\/v1\nkind: Deployment\n/);
  expect(stdout).toContain('image: ghcr.io/acme/mcp:1.0.0');
});

test('standard input is read, whichever of the formats it is', () => {
  const { status, stdout, stderr } = run(['import', '-'], '{"name": "api", "image": "a:1", "resources": {"machineType": "C5", "ports": [8000]}}');
  expect({ status, name: /name: '([^']*)'/.exec(stdout)?.[1] }).toEqual({ status: 0, name: 'api' });
  expect(stderr).toContain('<stdin>:1:1: info: the container may not run as root');
});

test('each service can be given its image', () => {
  const set = 'components:\n- {name: a, image: {type: image, image_uri: "a:1"}, ports: [{port: 80}]}\n- {name: b, image: {type: build, build_spec: {type: dockerfile}}, ports: [{port: 80}]}\n';
  const { status, stdout } = run(['import', '-', '--image', 'b=b:2', '--image', 'a=c:3'], set);
  expect(status).toBe(0);
  expect(stdout.match(/image: '.*'/g)).toEqual(['image: \'c:3\'', 'image: \'b:2\'']);
});

describe('what cannot be done ends with 2, and writes nothing to stdout', () => {
  test.each([
    [['import', 'no-such-file.yaml'], 'no-such-file.yaml cannot be read: ENOENT'],
    [['import', '.'], '. cannot be read: EISDIR'],
    [['import', sample], ':3:1: error: the image would have to be built, which is not done here'],
    [['import', sample, '--image', ''], 'Give an image such as'],
    [['import', sample, '--image', '=x'], 'Give an image such as'],
    [['import'], 'missing required argument \'file\''],
    [['import', sample, '--ymal'], 'Did you mean --yaml?'],
    [['imprt'], 'Did you mean import?'],
    [[], 'Usage: cdk8s-health-checks'],
  ])('%j', (args, said) => {
    const { status, stdout, stderr } = run(args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(said);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});

test('help goes to stdout', () => {
  expect(run(['--help'])).toMatchObject({ status: 0, stderr: '' });
  expect(run(['import', '--help']).stdout).toContain('--image <image>');
  expect(run(['--version']).stdout).toBe('0.0.0\n');
});
