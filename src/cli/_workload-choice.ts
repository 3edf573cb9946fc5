import { visibleText } from '../findings/text';
import { isWorkload, WORKLOAD_KINDS } from '../manifest/pod-spec';
import { PodPlan } from '../timeline/pod-plan';
import { FileObject } from './_manifests';

/**
 * The workload that is meant: NAME, KIND/NAME, or the only one there is.
 *
 * @throws where there is none, or there are several
 */
export function chosenWorkload(objects: readonly FileObject[], file: string, wanted: string | undefined): FileObject {
  const workloads = objects.filter(({ object }) => isWorkload(object));
  const names = workloads.slice(0, MOST_NAMES).map(nameOf).join(', ') + (workloads.length > MOST_NAMES ? ` and ${workloads.length - MOST_NAMES} more` : '');
  const [kind, name] = wanted?.includes('/') ? wanted.split('/', 2) : [undefined, wanted];
  const fitting = workloads.filter(({ name: own, object }) => {
    return (name === undefined || own === name) && (kind === undefined || object.kind?.toLowerCase() === kind.toLowerCase());
  });
  if (fitting.length === 1) return fitting[0];
  if (workloads.length === 0) throw new Error(visibleText(`${file} holds no workload: ${WORKLOAD_KINDS.join(', ')}.`));
  if (fitting.length === 0) throw new Error(visibleText(`${file} holds no workload ${wanted}. It holds ${names}.`));
  throw new Error(visibleText(`${file} holds several workloads: say which one with --workload. It holds ${names}.`));
}

/** So many names are shown where one has to be chosen. */
const MOST_NAMES = 20;

export function nameOf({ object: { kind }, name }: FileObject): string {
  return `${kind}/${name}`;
}

/**
 * The container whose app is meant: the one of a name, or the only one with probes.
 *
 * @param or how else it can be said
 * @throws where there is none, or there are several
 */
export function chosenContainer({ containers }: Pick<PodPlan, 'containers'>, wanted: string | undefined, or = ''): string {
  if (wanted !== undefined) {
    if (containers.some(({ name }) => name === wanted)) return wanted;
    throw new Error(visibleText(noContainer({ containers }, wanted)));
  }
  const probed = containers.filter(({ probes }) => Object.keys(probes).length > 0);
  const likely = probed.length > 0 ? probed : containers;
  if (likely.length === 1) return likely[0].name;
  throw new Error(visibleText(`Several containers have probes: say whose app is meant with --container${or}. There are ${namesOf(likely)}.`));
}

export function noContainer({ containers }: Pick<PodPlan, 'containers'>, wanted: string): string {
  return `the pod has no container ${wanted}. It has ${namesOf(containers)}.`;
}

function namesOf(containers: PodPlan['containers']): string {
  return containers.map(({ name }) => name).join(', ');
}
