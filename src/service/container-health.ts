import { ApiObject } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { valueText } from '../findings/text';
import { unknownOptions } from '../findings/unknown-options';
import { isOfOthers, isWorkload } from '../manifest/pod-spec';
import { attachHealth } from './_attach-health';
import { ContainerHealthProps } from './container-health-props';

/** Options of `ContainerHealth.of`. */
export interface ContainerHealthOptions {
  /**
   * The name of the container.
   *
   * @default - the only one; where there are several, the one that the annotation `kubectl.kubernetes.io/default-container`
   * names
   */
  readonly container?: string;
}

/**
 * The health checks of a container in any workload, whoever made it: a Deployment, StatefulSet, DaemonSet, Job, CronJob or
 * Pod of any cdk8s-plus, a generated (L1) construct, a plain ApiObject, one of `Include` or `Helm`; an Argo Rollout, an
 * OpenKruise CloneSet, an OpenShift DeploymentConfig or a Knative Service too.
 *
 * The container gets what that of a `HealthCheckedService` gets: ports from what it declares, `startupSeconds`, the bundles
 * of `HealthChecks`; and its workload is judged at synth, after all patches, with nothing written where something is wrong.
 *
 * @example
 * ContainerHealth.of(statefulSet, { container: 'db' }).set({
 *   startupSeconds: 120,
 *   readinessProbe: HealthProbe.exec(['pg_isready', '-h', '127.0.0.1']),
 * });
 */
export class ContainerHealth {
  /**
   * The health checks of a container.
   *
   * @param workload a workload, or a construct with a single one in it, such as an `Include` of one
   * @param options which of its containers
   * @throws where there is no workload in it, or several
   */
  public static of(workload: IConstruct, options: ContainerHealthOptions = {}): ContainerHealth {
    if (!Construct.isConstruct(workload)) {
      throw new Error(`ContainerHealth.of is given ${valueText(workload)}, but must be given a workload: a StatefulSet, a Deployment, an ApiObject`);
    }
    if (typeof (options ?? {}) !== 'object') throw new Error(`${placeOf(workload)}: ContainerHealth.of is given ${valueText(options)}, but must be given { container: ${valueText(options)} }`);
    const [unknown] = unknownOptions(options ?? {}, ['container']);
    if (unknown) throw new Error(`${placeOf(workload)}: ${unknown.shown} is no option of ContainerHealth.of. ${unknown.fix}`);
    const { container } = options ?? {};
    if (container !== undefined && container !== null && typeof container !== 'string') {
      throw new Error(`${placeOf(workload)}: container is ${valueText(container)}, but must be the name of a container`);
    }
    return new ContainerHealth(workload, workloadIn(workload), container ?? undefined);
  }

  private constructor(private readonly construct: IConstruct, private readonly object: ApiObject, private readonly container: string | undefined) {
  }

  /**
   * Gives the container its health checks.
   *
   * Each probe that is given, or made from `startupSeconds`, replaces the one that is there; the others stay. The startup
   * probe that cdk8s-plus adds by itself goes: three TCP connections within 30 seconds, after which a slow app is killed.
   * Without a liveness or readiness probe among them `startupSeconds` asks what those that are there ask.
   *
   * Never throws because of the props: what is wrong with them is reported at synth.
   *
   * @param health the probes
   */
  public set(health: ContainerHealthProps): ContainerHealth {
    attachHealth(this.construct, this.object, this.container, health);
    return this;
  }
}

function workloadIn(construct: IConstruct): ApiObject {
  const own = ownObject(construct);
  if (own && makesPods(own)) return own;
  const inside = construct.node.findAll().filter((each): each is ApiObject => ApiObject.isApiObject(each) && makesPods(each));
  if (inside.length === 1) return inside[0];
  const names = inside.map(({ kind, name }) => `${kind}/${name}`);
  throw new Error(inside.length > 1
    ? `${placeOf(construct)} has several workloads: ${names.join(', ')}. Give ContainerHealth.of one of them`
    : `${placeOf(construct)} has no workload${own ? `: it is a ${own.kind}` : ''}. Give ContainerHealth.of a StatefulSet, a Deployment or another object that makes pods`);
}

/** The object that a construct stands for, as cdk8s finds it. */
function ownObject(construct: IConstruct): ApiObject | undefined {
  if (ApiObject.isApiObject(construct)) return construct;
  const { defaultChild } = construct.node;
  return defaultChild ? ownObject(defaultChild) : undefined;
}

function makesPods({ apiVersion, kind }: ApiObject): boolean {
  return isWorkload({ apiVersion, kind }) || isOfOthers({ apiVersion, kind });
}

function placeOf({ node }: IConstruct): string {
  return node.path || 'the app';
}

