import { Severity } from '../findings/finding';
import { valueText } from '../findings/text';
import { call, Struct } from './_code';
import { isObject } from './_fields';
import { Path, Reader } from './_reader';
import { ServicePlanner } from './_service-plan';
import { AUTOSCALING, METRIC } from './_truefoundry-fields';

/** The number of replicas, or what it goes by. */
export function translateReplicas(reader: Reader, path: Path, planner: ServicePlanner): void {
  const given = reader.at(path);
  if (given === undefined) {
    // TrueFoundry's own default.
    planner.set('replicas', 1);
  } else if (isObject(given)) {
    translateAutoscaling(reader, path, planner);
  } else if (typeof given === 'number' && Number.isInteger(given) && given >= 0) {
    planner.set('replicas', given);
  } else {
    reader.refuse(path, { must: 'be a whole number from 0 on, or an object with min_replicas and max_replicas', fix: 'Give the number of pods' });
  }
}

function translateAutoscaling(reader: Reader, path: Path, planner: ServicePlanner): void {
  const scaling = reader.read(AUTOSCALING, path);
  const min = scaling.min_replicas ?? scaling.min ?? 1;
  const max = scaling.max_replicas ?? scaling.max;
  const at = [...path, 'metrics'];
  const metric = reader.read(METRIC, at);
  if (max === undefined) {
    reader.require([...path, 'max_replicas'], 'The number of pods needs a bound', 'Give max_replicas');
    return;
  }
  if (max < min) {
    reader.refuse([...path, scaling.max_replicas === undefined ? 'max' : 'max_replicas'], { must: `be at least ${min}, the fewest replicas`, fix: 'Raise it, or lower the other' });
    return;
  }
  if (metric.type !== undefined && metric.type !== 'cpu_utilization') {
    planner.set('replicas', min);
    planner.lose([...at, 'type'], {
      message: `${valueText(metric.type)} does not scale the service here, which keeps ${min} replica${min === 1 ? '' : 's'}`,
      why: 'A HorizontalPodAutoscaler goes by CPU and memory, not by requests per second or the time of day',
      fix: `Scale it with KEDA, from ${min} to ${max} replicas, by its ${metric.type === 'cron' ? 'cron' : 'prometheus'} scaler`,
    }, 'replicas');
    return;
  }
  if (min === 0) {
    planner.lose([...path, scaling.min_replicas === undefined ? 'min' : 'min_replicas'], { message: 'one replica is kept, although min_replicas is 0', why: 'A HorizontalPodAutoscaler cannot start the first pod, since none is there to be measured', fix: 'Scale to zero with KEDA or Knative' }, 'autoscaling');
  }
  if (scaling.polling_interval !== undefined) {
    planner.remark(Severity.INFO, 'import-lost', [...path, 'polling_interval'], { message: 'the polling_interval has no effect', why: 'All HorizontalPodAutoscalers of a cluster are looked at every 15 seconds', fix: 'Nothing, unless 15 seconds do not suit' }, 'autoscaling');
  }
  const utilization = metric.value;
  if (utilization !== undefined && (!Number.isInteger(utilization) || utilization < 1)) {
    reader.refuse([...at, 'value'], { must: 'be a whole number of percent, from 1 on', fix: 'Give the share of the requested CPU, e.g. 70' });
    return;
  }
  if (reader.at(at) === undefined) {
    planner.remark(Severity.INFO, 'import-changed', path, { message: 'no metric is given, so that it scales at 80 % of the requested CPU', why: 'It must go by something', fix: 'Give metrics for something else' }, 'autoscaling');
  }
  const metrics = utilization === undefined ? undefined : [call('Metric.resourceCpu', call('MetricTarget.averageUtilization', utilization))];
  planner.set('autoscaling', Struct.of({ minReplicas: Math.max(min, 1), maxReplicas: max, metrics }));
  if (reader.at([...path.slice(0, -1), 'resources']) === undefined) {
    reader.note(Severity.ERROR, 'import-field', [...path.slice(0, -1), 'resources'], { message: 'resources is missing, but replicas go by CPU', why: 'The autoscaler goes by CPU as a share of its request, and would never scale', fix: 'Request some CPU: resources: { cpu_request: 0.5 }' });
  }
}
