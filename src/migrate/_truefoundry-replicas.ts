import { Severity } from '../findings/finding';
import { wholeText } from '../findings/text';
import { call, Struct } from './_code';
import { isObject, whole, words } from './_fields';
import { Path, Reader } from './_reader';
import { ServicePlanner } from './_service-plan';
import { AUTOSCALING, CPU_METRIC } from './_truefoundry-fields';

/** The number of replicas, or what it goes by. */
export function translateReplicas(reader: Reader, path: Path, planner: ServicePlanner): void {
  const given = reader.at(path);
  // One is TrueFoundry's own default.
  if (given === undefined) planner.set('replicas', 1);
  else if (isObject(given)) translateAutoscaling(reader, path, planner);
  else planner.set('replicas', reader.readField(FIXED, path));
}

const FIXED = whole(0, undefined, 'be a whole number from 0 on, or an object with min_replicas and max_replicas', 'Give the number of pods');

function translateAutoscaling(reader: Reader, path: Path, planner: ServicePlanner): void {
  const scaling = reader.read(AUTOSCALING, path);
  for (const bound of ['min', 'max'] as const) {
    if (scaling[bound] !== undefined && scaling[`${bound}_replicas`] !== undefined) reader.refuse([...path, bound], { must: `not stand beside ${bound}_replicas`, fix: 'Keep one of them' });
  }
  const min = scaling.min_replicas ?? scaling.min ?? 1;
  const max = scaling.max_replicas ?? scaling.max;
  if (reader.at([...path, 'max']) === undefined) reader.require([...path, 'max_replicas'], 'The number of pods needs a bound', 'Give max_replicas');
  if (max === undefined) return;
  if (max < min) {
    reader.refuse([...path, scaling.max_replicas === undefined ? 'max' : 'max_replicas'], { must: `be a number of at least ${min}, the fewest replicas`, fix: 'Raise it, or lower the other' });
    return;
  }
  // Without an autoscaler that can wake it, a service with no pods would be gone.
  const kept = Math.max(min, 1);
  const at = [...path, 'metrics'];
  const type = reader.at([...at, 'type']);
  if (scaling.polling_interval !== undefined) {
    planner.remark(Severity.INFO, 'import-lost', [...path, 'polling_interval'], { message: `the polling_interval (${scaling.polling_interval} s) has no effect`, why: 'All HorizontalPodAutoscalers of a cluster are looked at every 15 seconds', fix: 'Nothing, unless 15 seconds do not suit' }, type === undefined || type === 'cpu_utilization' ? 'autoscaling' : 'replicas');
  }
  if (type !== undefined && type !== 'cpu_utilization') {
    if (reader.readField(words('cpu_utilization', ...Object.keys(SCALERS)), [...at, 'type']) === undefined) return;
    planner.set('replicas', kept);
    planner.lose(at, {
      message: `the metric ${wholeText(reader.at(at))} does not scale the service here, which keeps ${kept} replica${kept === 1 ? '' : 's'}`,
      why: 'A HorizontalPodAutoscaler goes by CPU and memory, not by requests, queues or the time of day',
      fix: `Scale it with KEDA, from ${min} to ${max} replicas, by its scaler ${SCALERS[type as string]}`,
    }, 'replicas');
    return;
  }
  if (min === 0) {
    planner.lose([...path, scaling.min_replicas === undefined ? 'min' : 'min_replicas'], { message: 'one replica is kept, although min_replicas is 0', why: 'A HorizontalPodAutoscaler cannot start the first pod, since none is there to be measured', fix: 'Scale to zero with KEDA or Knative' }, 'autoscaling');
  }
  if (reader.at(at) === undefined) {
    planner.remark(Severity.INFO, 'import-changed', path, { message: 'no metric is given, so that it scales at 80 % of the requested CPU', why: 'It must go by something', fix: 'Give metrics for something else' }, 'autoscaling');
  } else {
    reader.require([...at, 'type'], 'It must be said what is measured', 'Write type: cpu_utilization');
    reader.require([...at, 'value'], 'It must be said what is too much', 'Give the share of the requested CPU in percent, e.g. 70');
  }
  const { value } = reader.read(CPU_METRIC, at);
  const metrics = value === undefined ? undefined : [call('Metric.resourceCpu', call('MetricTarget.averageUtilization', value))];
  planner.set('autoscaling', Struct.of({ minReplicas: kept, maxReplicas: max, metrics }));
  reader.require([...path.slice(0, -1), 'resources'], 'The autoscaler goes by CPU as a share of its request, and would never scale', 'Request some CPU: resources: { cpu_request: 0.5 }');
}

/** What KEDA calls the scalers that go by the metrics that a HorizontalPodAutoscaler does not know. */
const SCALERS: { readonly [type: string]: string } = {
  rps: 'prometheus', cron: 'cron', sqs: 'aws-sqs-queue', nats: 'nats-jetstream', kafka: 'apache-kafka', amqp: 'rabbitmq',
};
