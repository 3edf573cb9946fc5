import { Finding } from '../findings/finding';
import { HorizontalPodAutoscaler, KubernetesObject, PodDisruptionBudget, Service } from '../manifest/objects';
import { ContainerAnswers, podAnswers } from '../timeline/pod-answers';
import { acknowledge, annotatedAcknowledgements } from './acknowledgement';
import { AdviceReport } from './advice';
import { autoscalerAdvice } from './autoscaler-advice';
import { budgetAdvice } from './budget-advice';
import { AdvisedContainer, probesOf } from './container-subject';
import { endAdvice, hangAdvice } from './end-advice';
import { handlerAdvice } from './handler-advice';
import { AdvisedWorkload, Neighbours } from './neighbours';
import { patienceAdvice, probePatienceAdvice } from './patience-advice';
import { resourcesAdvice } from './resources-advice';
import { restrictedAdvice } from './restricted-advice';
import { serviceAdvice } from './service-advice';
import { servedPort } from './serving-containers';
import { startAdvice } from './start-advice';
import { annotatedStartup, startupAnnotationAdvice } from './startup-annotation';
import { workloadAdvice } from './workload-advice';

/**
 * What is likely to hurt in objects that belong together, for each of them: those that the API server would accept.
 *
 * @param strangers objects beside them of which little is known
 */
export function advise(objects: readonly KubernetesObject[], strangers: readonly KubernetesObject[] = []): Finding[][] {
  const neighbours = new Neighbours(objects, strangers);
  const workloads = new Map(neighbours.workloads.map(workload => [workload.object, workload]));
  return objects.map(object => {
    const report = new AdviceReport(object);
    const workload = workloads.get(object);
    if (workload) adviseWorkload(workload, neighbours, report);
    if (neighbours.services.has(object)) report.apply(serviceAdvice, { service: object as Service, neighbours });
    if (object.kind === 'PodDisruptionBudget') report.apply(budgetAdvice, { budget: object as PodDisruptionBudget, neighbours });
    if (object.kind === 'HorizontalPodAutoscaler') report.apply(autoscalerAdvice, { autoscaler: object as HorizontalPodAutoscaler, neighbours });
    return acknowledge(object, report.findings, annotatedAcknowledgements(object));
  });
}

function adviseWorkload(workload: AdvisedWorkload, neighbours: Neighbours, report: AdviceReport): void {
  const { object, spec, path } = workload;
  const answers = podAnswers(object, spec);
  report.apply(startupAnnotationAdvice, object);
  for (const each of answers.containers) {
    const container = containerAt(workload, each);
    const subject: AdvisedContainer = {
      container,
      answers: each,
      pod: spec,
      path: `${path}.${each.path}`,
      servedPort: servedPort(container, workload, neighbours.servicesOf(workload)),
      startupSeconds: annotatedStartup(workload, each.name),
    };
    report.apply(startAdvice, subject);
    report.apply(patienceAdvice, subject);
    report.apply(hangAdvice, subject);
    for (const probe of probesOf(subject)) {
      report.apply(probePatienceAdvice, probe);
      report.apply(handlerAdvice, probe);
    }
  }
  for (const advice of [workloadAdvice, restrictedAdvice, resourcesAdvice, endAdvice]) report.apply(advice, { workload, answers, neighbours });
}

function containerAt({ spec }: AdvisedWorkload, { path }: ContainerAnswers): AdvisedContainer['container'] {
  const [list, index] = path.split(/[[\]]/) as ['containers' | 'initContainers', string];
  return spec[list]![Number(index)];
}
