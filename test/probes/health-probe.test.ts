import { execFileSync } from 'node:child_process';
import * as path from 'node:path';
import { ExecProbe, GrpcProbe, HealthProbe, HttpProbe, HttpScheme, TcpProbe } from '../../src/probes';

const http = new HttpProbe({ path: '/livez', port: 8000 });

test('has Kubernetes\' defaults, which are TrueFoundry\'s', () => {
  expect(new HealthProbe({ config: http })).toMatchObject({
    initialDelaySeconds: 0, periodSeconds: 10, timeoutSeconds: 1, successThreshold: 1, failureThreshold: 3, terminationGracePeriodSeconds: undefined,
  });
});

test('writes what was given and nothing else', () => {
  expect(new HealthProbe({ config: http }).toJson()).toEqual({ httpGet: { path: '/livez', port: 8000 } });
  expect(new HealthProbe({ config: http, initialDelaySeconds: 0, failureThreshold: 3 }).toJson()).toEqual({
    httpGet: { path: '/livez', port: 8000 }, initialDelaySeconds: 0, failureThreshold: 3,
  });
});

test.each([
  ['http', HealthProbe.http('/a', { port: 'web', host: 'h', scheme: HttpScheme.HTTPS, httpHeaders: [{ name: 'Host', value: 'x' }] }),
    { httpGet: { path: '/a', port: 'web', host: 'h', scheme: 'HTTPS', httpHeaders: [{ name: 'Host', value: 'x' }] } }],
  ['tcp', HealthProbe.tcp({ port: 5672, host: 'h' }), { tcpSocket: { port: 5672, host: 'h' } }],
  ['grpc', HealthProbe.grpc({ port: 50051, service: 'ready' }), { grpc: { port: 50051, service: 'ready' } }],
  ['exec', HealthProbe.exec(['cat', '/tmp/ready'], { periodSeconds: 30 }), { exec: { command: ['cat', '/tmp/ready'] }, periodSeconds: 30 }],
  ['tcp by its config', new HealthProbe({ config: new TcpProbe({ port: 1 }), timeoutSeconds: 2 }), { tcpSocket: { port: 1 }, timeoutSeconds: 2 }],
  ['grpc by its config', new HealthProbe({ config: new GrpcProbe({ port: 1 }) }), { grpc: { port: 1 } }],
  ['exec by its config', new HealthProbe({ config: new ExecProbe({ command: ['a'] }), terminationGracePeriodSeconds: 5 }), { exec: { command: ['a'] }, terminationGracePeriodSeconds: 5 }],
])('%s as a plain object', (_, probe, expected) => {
  expect(probe.toJson()).toEqual(expected);
});

test('takes the port of its surroundings when it names none', () => {
  expect(HealthProbe.http('/a').toJson({ port: 8000 })).toEqual({ httpGet: { path: '/a', port: 8000 } });
  expect(HealthProbe.http('/a', { port: 1 }).toJson({ port: 8000 })).toEqual({ httpGet: { path: '/a', port: 1 } });
  expect(HealthProbe.grpc().toJson({ port: 8000 })).toEqual({ grpc: { port: 8000 } });
});

test('as an L1 struct, ports are IntOrString', () => {
  expect(HealthProbe.http('/a', { port: 8000 }).toKube()).toEqual({ httpGet: { path: '/a', port: { value: 8000 } } });
  expect(HealthProbe.tcp({ port: 'amqp' }).toKube()).toEqual({ tcpSocket: { port: { value: 'amqp' } } });
  expect(HealthProbe.grpc({ port: 1 }).toKube()).toEqual({ grpc: { port: 1 } });
});

test('cannot be written as something else than it says', () => {
  const probe = new HealthProbe({ config: new HttpProbe({ path: '' }), periodSeconds: 0, timeoutSeconds: 1.5, failureThreshold: 2 ** 31 });
  expect(() => probe.toJson()).toThrow(new Error([
    'This probe cannot be written to a manifest:',
    '  httpGet.path: path is empty.',
    '      why: Kubernetes would ask for "/" without a word, which hardly any app means as its health check.',
    '      fix: Give the path of the health endpoint, or "/" if that is meant.',
    '  httpGet.port: the probe names no port, and there is none to fall back on.',
    '      why: A probe must know where to connect; HealthCheckedService fills in its own first port.',
    '      fix: Give the probe config a port.',
    '  periodSeconds: periodSeconds is 0, but must be at least 1.',
    '      why: Kubernetes takes 0 for "not given" and puts its default in place without a word.',
    '      fix: Give periodSeconds 1 or more, or leave it out for its default.',
    '  timeoutSeconds: timeoutSeconds is 1.5, but must be a whole number.',
    '      why: Kubernetes counts whole seconds and attempts.',
    '      fix: Give timeoutSeconds a whole number.',
    '  failureThreshold: failureThreshold is 2147483648, but must be at most 2147483647.',
    '      why: Kubernetes cannot keep a larger number.',
    '      fix: Give a smaller number.',
  ].join('\n')));
  expect(() => probe.toKube()).toThrow('This probe cannot be written');
});

test('constructors never throw, whatever they are given', () => {
  for (const props of [{}, { config: undefined }, { config: 'http' }, { config: http, periodSeconds: 'ten' }]) {
    expect(() => new HealthProbe(props as never)).not.toThrow();
  }
  expect(() => [new HttpProbe({} as never), new ExecProbe({} as never), new TcpProbe(), new GrpcProbe()]).not.toThrow();
  expect(() => new HealthProbe({} as never).toJson()).toThrow('the probe has no config');
});

test('does not change when what it was made of does', () => {
  const command = ['a'];
  const httpHeaders = [{ name: 'A', value: '1' }];
  const [exec, get] = [HealthProbe.exec(command), HealthProbe.http('/', { port: 1, httpHeaders })];
  command.push('b');
  httpHeaders[0].value = '2';
  exec.toJson().exec.command.push('c');
  expect(exec.toJson()).toEqual({ exec: { command: ['a'] } });
  expect(get.toJson().httpGet.httpHeaders).toEqual([{ name: 'A', value: '1' }]);
});

test('loading the probes alone does not load cdk8s-plus-28, cdk8s or constructs', () => {
  const script = `
    const { HealthProbe } = require('cdk8s-health-checks/lib/probes');
    HealthProbe.http('/livez', { port: 1 }).toJson();
    const loaded = Object.keys(require.cache).map(file => /node_modules.(cdk8s-plus-28|cdk8s|constructs)./.exec(file)?.[1]).filter(Boolean);
    console.log(JSON.stringify([...new Set(loaded)]));
  `;
  const root = path.join(__dirname, '..', '..');
  expect(JSON.parse(execFileSync(process.execPath, ['-e', script], { cwd: root, encoding: 'utf8' }))).toEqual([]);
});
