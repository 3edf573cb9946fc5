import { Severity } from '../findings/finding';
import { Container, HorizontalPodAutoscaler, Metric } from '../manifest/objects';
import { runningContainers } from '../manifest/pod-spec';
import { Advice } from './advice';
import { AdvisedWorkload, Neighbours } from './neighbours';

/** An autoscaler, and what it scales. */
export interface AutoscalerSubject {
  readonly autoscaler: HorizontalPodAutoscaler;
  readonly neighbours: Neighbours;
}

export const autoscalerFindsItsTarget: Advice<AutoscalerSubject> = {
  id: 'autoscaler-without-target',
  statement: 'What an autoscaler scales is there',
  sources: ['https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/'],
  check: ({ autoscaler, neighbours }, report) => {
    const { kind, name } = autoscaler.spec?.scaleTargetRef ?? {};
    const others = neighbours.inNamespaceOf(autoscaler).filter(({ object }) => object.kind === kind);
    // Alone, its target may come from anywhere.
    if (others.length === 0 || neighbours.targetOf(autoscaler) || neighbours.mayBeNamed(autoscaler, { kind, name })) return;
    report.advise('spec.scaleTargetRef.name', {
      severity: Severity.WARNING,
      value: name,
      message: `nothing is scaled: there is no ${kind} ${name} in its namespace`,
      why: 'An autoscaler whose target is missing only says so in its conditions',
      fix: `Name one that is there: ${others.slice(0, 3).map(({ object }) => object.metadata?.name).join(', ')}`,
    });
  },
};

/** What is scaled by where nothing is said. */
const BY_CPU: readonly Metric[] = [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }];

export const utilizationIsKnown: Advice<AutoscalerSubject> = {
  id: 'autoscaler-without-request',
  statement: 'Containers request what they are scaled by',
  sources: ['https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#how-does-a-horizontalpodautoscaler-work'],
  check: ({ autoscaler: { spec }, autoscaler, neighbours }, report) => {
    const target = neighbours.targetOf(autoscaler);
    if (!target) return;
    const metrics = spec?.metrics?.length ? spec.metrics : BY_CPU;
    metrics.forEach((metric, index) => {
      const source = metric.resource ?? metric.containerResource;
      if (!source?.name || source.target?.averageUtilization === undefined) return;
      const containers = counted(target, metric);
      const field = metric.resource ? 'resource' : 'containerResource';
      if (containers.length === 0) {
        report.advise(`spec.metrics[${index}].containerResource.container`, {
          severity: Severity.WARNING,
          value: metric.containerResource?.container,
          message: `${target.object.kind} ${target.object.metadata?.name} is never scaled by its ${source.name}: it has no container ${metric.containerResource?.container}`,
          why: 'A metric that cannot be read scales nothing',
          fix: `Name one of its containers: ${(target.spec.containers ?? []).map(({ name }) => name).join(', ')}`,
        });
        return;
      }
      // A limit is a request, where there is none.
      const requested = ({ resources }: Container) => resources?.requests?.[source.name!] ?? resources?.limits?.[source.name!];
      const lacking = containers.find(container => requested(container) === undefined);
      if (!lacking) return;
      report.advise(metrics === spec?.metrics ? `spec.metrics[${index}].${field}.name` : 'spec.metrics', {
        severity: Severity.WARNING,
        value: metrics === spec?.metrics ? source.name : undefined,
        message: `${target.object.kind} ${target.object.metadata?.name} is never scaled by its ${source.name}: container ${lacking.name} requests none`,
        why: 'Utilization is a share of what is requested, and is unknown for a pod as soon as one of its containers requests nothing',
        fix: `Give container ${lacking.name} resources: { requests: { ${source.name}: ${source.name === 'memory' ? '256Mi' : '250m'} } }`,
      });
    });
  },
};

export const autoscalerAdvice = [autoscalerFindsItsTarget, utilizationIsKnown];

/** The containers whose use counts. */
function counted({ spec }: AdvisedWorkload, { containerResource }: Metric): Container[] {
  return runningContainers(spec).filter(({ name }) => !containerResource || name === containerResource.container);
}
