import { Severity } from '../findings/finding';
import { Service } from '../manifest/objects';
import { runningContainers } from '../manifest/pod-spec';
import { Advice } from './advice';
import { Neighbours } from './neighbours';
import { labelsText } from './pod-labels';
import { leadsTo } from './serving-containers';

/** A Service, and the pods behind it. */
export interface ServiceSubject {
  readonly service: Service;
  readonly neighbours: Neighbours;
}

export const serviceFindsPods: Advice<ServiceSubject> = {
  id: 'service-without-pods',
  statement: 'A Service selects pods',
  sources: ['https://kubernetes.io/docs/concepts/services-networking/service/'],
  check: ({ service, neighbours }, report) => {
    const around = neighbours.passedBy(service, { matchLabels: service.spec?.selector });
    if (around.length === 0) return;
    const wanted = labelsText(service.spec!.selector!);
    report.advise('spec.selector', {
      severity: Severity.WARNING,
      value: service.spec!.selector,
      message: `nobody answers: ${around.length === 1 ? 'the workload' : `none of the ${around.length} workloads`} in its namespace makes ${around.length === 1 ? 'no ' : ''}pods with ${wanted}`,
      why: 'A Service without pods has no endpoints, and refuses every connection',
      fix: `Use the labels of a pod template, such as ${labelsText(around[0].labels)}`,
    });
  },
};

export const serviceFindsPorts: Advice<ServiceSubject> = {
  id: 'service-port',
  statement: 'A Service sends traffic to ports that its pods declare',
  sources: ['https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports'],
  check: ({ service, neighbours }, report) => {
    const workloads = neighbours.workloadsOf(service);
    (service.spec?.ports ?? []).forEach(({ port, targetPort, protocol = 'TCP' }, index) => {
      const target = targetPort || port;
      if (target === undefined || workloads.length === 0 || workloads.some(({ spec }) => leadsTo(spec, target, protocol))) return;
      const [{ spec, object }] = workloads;
      const declared = runningContainers(spec).flatMap(({ ports = [] }) => ports);
      const isName = typeof target === 'string';
      if (!isName && declared.length === 0) return;
      const known = declared.map(({ name, containerPort }) => isName ? name ?? '' : String(containerPort)).filter(text => text !== '');
      const unnamed = declared.filter(({ name }) => name === undefined);
      report.advise(`spec.ports[${index}].targetPort`, {
        severity: isName ? Severity.WARNING : Severity.INFO,
        value: targetPort,
        message: `port ${port} leads to ${target}, which the pods of ${object.kind} ${object.metadata?.name} do not declare${isName ? ` for ${protocol}` : ''}`,
        why: isName ? 'A name that is not found gets no traffic at all' : 'Ports need not be declared; but a slip refuses every connection, and this looks like one',
        fix: known.length > 0 ? `Use a declared port: ${known.join(', ')}`
          : `Give the port its name where it is declared: ports: [{ name: ${target}, containerPort: ${unnamed[0]?.containerPort ?? 8080} }]`,
      });
    });
  },
};

export const serviceAdvice = [serviceFindsPods, serviceFindsPorts];
