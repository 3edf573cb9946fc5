import { Severity } from '../findings/finding';
import { Container, IntOrString } from '../manifest/objects';
import { quantityInNano } from '../manifest/quantity';
import { Advice } from './advice';
import { WorkloadSubject } from './workload-advice';

export const resourcesAreChosen: Advice<WorkloadSubject> = {
  id: 'resources-not-chosen',
  statement: 'What a container requests and may use was chosen for it',
  sources: ['https://github.com/cdk8s-team/cdk8s-plus/blob/k8s-28/main/src/container.ts', 'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/'],
  check: ({ workload: { spec, path } }, report) => {
    for (const list of ['initContainers', 'containers'] as const) {
      (spec[list] ?? []).forEach((container, index) => {
        if (!isAsWrittenByCdk8sPlus(container)) return;
        report.advise(`${path}.${list}[${index}].resources`, {
          severity: Severity.INFO,
          message: `container ${container.name} requests a whole CPU and 512 MiB, and may use 1.5 CPUs and 2 GiB: these are the numbers that cdk8s-plus gives a container that names none`,
          why: 'What is requested is kept free on a node for each pod, used or not, and pods wait where no node has it; more memory than the limit ends the container',
          fix: 'Set resources: {} for none, in addContainer of cdk8s-plus too, or the numbers that it needs',
        });
      });
    }
  },
};

export const resourcesAdvice = [resourcesAreChosen];

/** Source: `Container` of cdk8s-plus-28, where `resources` is not given. */
const OF_CDK8S_PLUS = { requests: { cpu: '1000m', memory: '512Mi' }, limits: { cpu: '1500m', memory: '2048Mi' } };

/** All four amounts and no others: nobody comes to these by accident. */
function isAsWrittenByCdk8sPlus({ resources }: Container): boolean {
  return (['requests', 'limits'] as const).every(list => {
    const given = resources?.[list] ?? {};
    return Object.keys(given).length === 2 && isSame(given.cpu, OF_CDK8S_PLUS[list].cpu) && isSame(given.memory, OF_CDK8S_PLUS[list].memory);
  });
}

function isSame(given: IntOrString | undefined, written: string): boolean {
  return given != null && quantityInNano(given) === quantityInNano(written);
}
