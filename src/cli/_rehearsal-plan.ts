import { lookup } from 'node:dns/promises';
import { visibleText } from '../findings/text';
import { Container, Handler, PodSpec } from '../manifest/objects';
import { AppProcess } from '../rehearse/app-process';
import { containerEnv } from '../rehearse/container-env';
import { ExternalApp } from '../rehearse/external-app';
import { HandlerSurroundings, portAsked } from '../rehearse/handler-runner';
import { portState } from '../rehearse/port-state';
import { sleptBy } from '../rehearse/pre-stop';
import { RehearsalPlan } from '../rehearse/rehearsal';
import { RestartPolicy } from '../rehearse/rehearsed-container';
import { ContainerPlan, podPlan } from '../timeline/pod-plan';
import { ROLES } from '../timeline/scenario';
import { AcceptedWorkload } from './_accepted-workload';
import { commandText } from './_command-text';
import { chosenContainer, nameOf } from './_workload-choice';

/** What is said on the command line of how it is rehearsed. */
export interface RehearsalChoices {
  readonly container?: string;
  readonly url?: AppAddress;
  readonly allowExec?: boolean;
  readonly allowRemote?: boolean;
  readonly kubernetesVersion: number;
}

/** Where an app runs already. */
export interface AppAddress {
  readonly host: string;
  readonly port?: number;
}

/** What is rehearsed, and what is said of it beforehand. */
export interface PlannedRehearsal extends RehearsalPlan {
  readonly planned: ContainerPlan;
  readonly command: readonly string[];
  /** Where an app is that runs already. */
  readonly address?: string;
  /** What differs from the pod, a line for each. */
  readonly notes: readonly string[];
}

/**
 * Puts together what a manifest and the command line say.
 *
 * @throws where they do not fit together
 */
export function rehearsalPlan({ from, pod }: AcceptedWorkload, command: readonly string[], options: RehearsalChoices): PlannedRehearsal {
  const { containers, graceSeconds } = podPlan(pod);
  const name = chosenContainer({ containers }, options.container);
  const planned = containers.find(each => each.name === name)!;
  const { probes } = planned;
  const all = [...pod.initContainers ?? [], ...pod.containers ?? []];
  const container = all.find(each => each.name === name)!;
  if (Object.keys(probes).length === 0) throw new Error(visibleText(`Container ${name} of ${nameOf(from)} has no probes: there is nothing to rehearse.`));
  if (command.length > 0 && options.url) throw new Error('Give a command or --url, and not both: the app is started here, or runs already.');
  if (command.length === 0 && !options.url) throw new Error(visibleText(`Say how the app is started, after --${manifestCommand(container)}; or with --url where it runs already.`));
  if (process.platform === 'win32' && !options.url) throw new Error('Windows knows neither SIGTERM nor groups of processes: rehearse in WSL, or ask an app that runs already with --url.');
  const env = containerEnv(container, process.env);
  const surroundings: HandlerSurroundings = {
    container,
    target: { host: options.url ? options.url.host : '127.0.0.1', kubernetes: options.kubernetesVersion },
    env: { ...Object.fromEntries(env.literal), ...process.env },
    portHere: portHere(container, options.url),
  };
  return {
    container,
    probes,
    planned,
    graceSeconds,
    // Nobody here can start it again.
    restartPolicy: options.url ? 'Never' : restartPolicyOf(container, pod, options.kubernetesVersion),
    isSidecar: planned.isSidecar,
    isExternal: options.url !== undefined,
    kubernetes: options.kubernetesVersion,
    app: write => options.url ? new ExternalApp() : new AppProcess(command, { env: surroundings.env, write }),
    surroundings,
    mayExec: options.allowExec ?? false,
    command,
    ...options.url ? { address: addressText(options.url) } : {},
    notes: notesOn(containers.filter(each => each !== planned), container, env.elsewhere, options),
  };
}

/** From 1.35 on a container may have one of its own; a sidecar always has. */
function restartPolicyOf(container: Container, pod: PodSpec, kubernetes: number): RestartPolicy {
  const isOwn = kubernetes >= 35 || container.restartPolicy === 'Always';
  return ((isOwn ? container.restartPolicy : undefined) ?? pod.restartPolicy ?? 'Always') as RestartPolicy;
}

/**
 * Sees that nothing is asked that may not be, and that nobody is in the way.
 *
 * @throws where a probe asks another machine or runs a command without leave, or a port is taken
 */
export async function checkPlan(plan: PlannedRehearsal, { allowExec, allowRemote }: RehearsalChoices): Promise<void> {
  const { container, probes, surroundings, isExternal } = plan;
  const here = surroundings.target.host;
  const handlers = ROLES.flatMap(role => probes[role] ? [[`The ${role} probe`, container[`${role}Probe`]!] as const] : []);
  for (const [what, { exec }] of handlers) {
    if (!exec || allowExec) continue;
    const command = visibleText(commandText(exec.command ?? []));
    throw new Error(`${what} runs a command: ${command}\nIt would run on this machine and not in the container: --allow-exec permits it.`);
  }
  const hook = container.lifecycle?.preStop;
  const hooks = hook && !isExternal ? [['The preStop hook', hook] as const] : [];
  for (const [what, handler] of allowRemote ? [] : [...handlers, ...hooks]) {
    const host = hostAsked(handler) ?? here;
    const addresses = await addressesOf(host);
    if (addresses.length === 0) throw new Error(visibleText(`${what} asks ${host}, and nobody knows that name.`));
    if (!addresses.every(isLoopback)) throw new Error(visibleText(`${what} asks ${host}, which is not this machine: --allow-remote permits it.`));
  }
  if (isExternal) return;
  const ports = new Set(handlers.flatMap(([, handler]) => hostAsked(handler) ? [] : portAsked(handler, container) ?? []));
  for (const port of ports) {
    if (await portState(here, port) !== 'open') continue;
    throw new Error(`Port ${port} is taken: somebody listens there already. End that process, or ask it with --url http://${here}:${port}.`);
  }
}

function hostAsked({ httpGet, tcpSocket }: Handler): string | undefined {
  return httpGet?.host || tcpSocket?.host || undefined;
}

async function addressesOf(host: string): Promise<string[]> {
  const found = await lookup(host.replace(/^\[(.*)\]$/, '$1'), { all: true }).catch(() => []);
  return found.map(({ address }) => address);
}

function isLoopback(address: string): boolean {
  return /^127\.|^::1$|^::ffff:127\./.test(address);
}

function addressText({ host, port }: AppAddress): string {
  const shown = host.includes(':') ? `[${host}]` : host;
  return port === undefined ? shown : `${shown}:${port}`;
}

/** The port of a URL stands for the one that all probes ask. */
function portHere(container: Container, given: AppAddress | undefined): (port: number) => number {
  const here = given?.port;
  if (here === undefined) return port => port;
  const ports = new Set(ROLES.flatMap(role => container[`${role}Probe`] ? portAsked(container[`${role}Probe`]!, container) ?? [] : []));
  if (ports.size <= 1) return () => here;
  throw new Error(`The probes ask several ports (${[...ports].join(', ')}), and --url names one: give it without a port, and let the app listen on all of them.`);
}

function manifestCommand({ command = [], args = [] }: Container): string {
  return command.length === 0 ? ', such as -- node server.js' : `; the manifest says: -- ${commandText([...command, ...args])}`;
}

function notesOn(
  others: readonly ContainerPlan[],
  container: Container,
  elsewhere: ReadonlyMap<string, string>,
  { url, allowExec }: RehearsalChoices,
): string[] {
  const { lifecycle, envFrom = [], restartPolicyRules = [] } = container;
  const missing = url ? [] : [...elsewhere].filter(([name]) => process.env[name] === undefined).map(([name, source]) => `${name} (${source})`);
  const sources = url ? [] : envFrom.flatMap(({ secretRef, configMapRef }) => secretRef ? `Secret ${secretRef.name}` : configMapRef ? `ConfigMap ${configMapRef.name}` : []);
  return [
    ...missing.length > 0 ? [`Not set here, as the values are in the cluster: ${missing.join(', ')}`] : [],
    ...sources.length > 0 ? [`Not set here: the variables of ${sources.join(', ')}`] : [],
    ...others.length > 0 ? [`Not run here: ${others.map(({ name }) => name).join(', ')}`] : [],
    ...restartPolicyRules.length > 0 && !url ? ['The restartPolicyRules are not played'] : [],
    ...lifecycle?.postStart && !url ? ['The postStart hook is not run'] : [],
    ...lifecycle?.preStop?.exec && !allowExec && !url && sleptBy(lifecycle.preStop) === undefined ? ['The command of the preStop hook is not run without --allow-exec'] : [],
  ].map(visibleText);
}
