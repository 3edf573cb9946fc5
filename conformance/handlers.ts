import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { SingleBar } from 'cli-progress';
import * as fc from 'fast-check';
import { Container, Handler } from '../src/manifest/objects';
import { runHandler } from '../src/rehearse/handler-runner';
import { ProbeAnswer } from '../src/rehearse/probe-answer';
import { versionsIn } from './_api-server';
import { GrpcServer } from './_grpc-server';
import { Case, cases } from './_handler-cases';
import { Http2Server } from './_http2-server';
import { buildKubelet, KUBELET_FOLDER } from './_kubelet-program';
import { ScriptedServer } from './_scripted-server';

/**
 * Asks servers that answer at random with the handlers of the rehearsal and with the kubelet's own, and compares what came of
 * it and what the server was asked; tells whether they agree.
 */
export async function compareHandlers(runs: number, seed: number): Promise<boolean> {
  const drawn = fc.sample(cases(), { numRuns: runs, seed });
  let agreed = true;
  for (const minor of versionsIn(KUBELET_FOLDER)) {
    const kubelet = new KubeletHandlers(minor);
    const bar = new SingleBar({ format: '{bar} {percentage}% | {value} of {total} questions | {eta_formatted} left', clearOnComplete: true });
    bar.start(runs, 0);
    const counts: { [outcome: string]: number } = {};
    const doubtful: Case[] = [];
    let requests = 0;
    let next = 0;
    const askBoth = async (each: Case) => ({
      ours: await asked(each, question => hereAnswer(question, minor)), theirs: await asked(each, question => kubelet.ask(question)),
    });
    const askOnAndOn = async () => {
      while (next < drawn.length) {
        const each = drawn[next++];
        const { ours, theirs } = await askBoth(each);
        if (!isDeepStrictEqual(ours, theirs)) doubtful.push(each);
        counts[theirs.outcome] = (counts[theirs.outcome] ?? 0) + 1;
        requests += theirs.requests.length;
        bar.increment();
      }
    };
    await Promise.all(Array.from({ length: TOGETHER }, askOnAndOn));
    // On a busy machine one may have been late: what differs must differ again, when nothing else is done.
    const differences: string[] = [];
    for (const each of doubtful) {
      const { ours, theirs } = await askBoth(each);
      if (!isDeepStrictEqual(ours, theirs)) differences.push(`${text(each)}\n  here:        ${text(ours)}\n  the kubelet: ${text(theirs)}\n`);
    }
    bar.stop();
    kubelet.close();
    const outcomes = Object.entries(counts).sort().map(([outcome, count]) => `${count.toLocaleString('en')} ${outcome}`).join(', ');
    process.stdout.write(`Kubernetes 1.${minor}, seed ${seed}: ${runs.toLocaleString('en')} questions (${outcomes}), ${requests.toLocaleString('en')} requests; `
      + `${differences.length} are asked or answered otherwise than by the kubelet\n`);
    for (const difference of differences.slice(0, 20)) process.stdout.write(`\n${difference}`);
    agreed &&= differences.length === 0;
  }
  return agreed;
}

/** So many servers are asked at the same time. */
const TOGETHER = 24;

/** Without what is long because it is said again and again. */
function text(value: unknown): string {
  return JSON.stringify(value).replace(/([abc])\1{30,}/g, (run, letter: string) => `${letter}{${run.length}}`);
}

interface Question {
  readonly handler: Handler;
  readonly container: Container;
  readonly host: string;
  readonly timeoutSeconds: number;
}

interface Comparable {
  readonly outcome: ProbeAnswer['outcome'];
  readonly output?: string;
  readonly requests: readonly (readonly string[])[];
}

type Ask = (question: Question) => Promise<ProbeAnswer>;

async function asked({ handler: { httpGet, tcpSocket, grpc }, server: plan }: Case, ask: Ask): Promise<Comparable> {
  const server = serverOf(plan);
  const port = await server.listen();
  const { outcome, output } = await ask({
    handler: {
      ...httpGet ? { httpGet: { ...httpGet, port: httpGet.port ?? port } } : {},
      ...tcpSocket ? { tcpSocket: { ...tcpSocket, port: tcpSocket.port ?? port } } : {},
      ...grpc ? { grpc: { ...grpc, port } } : {},
    },
    container: { name: 'main', ports: [{ name: 'http', containerPort: port }] },
    host: '127.0.0.1',
    // What does not wait must not come late because this machine is busy.
    timeoutSeconds: isSlow(plan) ? 1 : 20,
  });
  await server.close();
  return { outcome, ...COMPARABLE.test(output) ? { output } : {}, requests: server.requests };
}

function serverOf(plan: Case['server']): GrpcServer | Http2Server | ScriptedServer {
  if ('grpc' in plan) return new GrpcServer(plan.grpc);
  return 'http2' in plan ? new Http2Server(plan.http2) : new ScriptedServer(plan.replies, plan.isSecure);
}

/** What is said of connections is each language's own. */
const COMPARABLE = /^(HTTP probe failed|service )/;

/** Whether somebody would wait in vain. */
function isSlow(plan: Case['server']): boolean {
  if ('grpc' in plan) return plan.grpc === 'nothing' || plan.grpc === 'closed';
  return ('http2' in plan ? plan.http2 : plan.replies).some(({ then }) => then === 'stall');
}

function hereAnswer({ handler, container, host, timeoutSeconds }: Question, kubernetes: number): Promise<ProbeAnswer> {
  const answer = runHandler(handler, timeoutSeconds, { container, target: { host, kubernetes }, env: {}, portHere: port => port });
  const never = sleep((timeoutSeconds + PATIENCE_SECONDS) * 1000, { outcome: 'error' as const, output: 'HTTP probe failed to come to an end' }, { ref: false });
  return Promise.race([answer, never]);
}

/** What comes later than its timeout and so many seconds would never come. */
const PATIENCE_SECONDS = 10;

/** What conformance/kubelet prints. */
interface HandlerAnswer {
  readonly id: number;
  readonly result: ProbeAnswer['outcome'];
  readonly output: string;
  readonly error?: string;
}

/** The kubelet's own handlers, of one Kubernetes version. */
class KubeletHandlers {
  private readonly process;
  private readonly waiting = new Map<number, (answer: ProbeAnswer) => void>();
  private asked = 0;

  constructor(minor: number) {
    this.process = spawn(buildKubelet(minor), ['-test.run', 'TestHandlers', '-test.timeout', '0'], { stdio: ['pipe', 'pipe', 'inherit'] });
    createInterface({ input: this.process.stdout }).on('line', line => {
      if (!line.startsWith('answer ')) return;
      const { id, result, output, error } = JSON.parse(line.slice('answer '.length)) as HandlerAnswer;
      this.waiting.get(id)!(error === undefined ? { outcome: result, output } : { outcome: 'error', output: error });
      this.waiting.delete(id);
    });
  }

  public ask(question: Question): Promise<ProbeAnswer> {
    const id = this.asked++;
    this.process.stdin.write(`${JSON.stringify({ id, ...question })}\n`);
    return new Promise(resolve => this.waiting.set(id, resolve));
  }

  public close(): void {
    this.process.stdin.end();
  }
}
