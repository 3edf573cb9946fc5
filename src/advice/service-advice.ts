import { Severity } from '../findings/finding';
import { Service } from '../manifest/objects';
import { Advice } from './advice';
import { labelsText, Neighbours } from './neighbours';

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
    const around = neighbours.inNamespaceOf(service);
    // Alone, its pods may come from anywhere.
    if (around.length === 0 || neighbours.workloadsOf(service).length > 0) return;
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
    (service.spec?.ports ?? []).forEach(({ port, targetPort = port }, index) => {
      for (const { spec, object } of workloads) {
        const declared = (spec.containers ?? []).flatMap(({ ports = [] }) => ports);
        const isThere = declared.some(({ name, containerPort }) => typeof targetPort === 'string' ? name === targetPort : containerPort === targetPort);
        if (isThere || (typeof targetPort === 'number' && declared.length === 0)) continue;
        const known = declared.map(({ name, containerPort }) => typeof targetPort === 'string' ? name ?? '' : String(containerPort)).filter(text => text !== '');
        report.advise(`spec.ports[${index}].targetPort`, {
          severity: typeof targetPort === 'string' ? Severity.WARNING : Severity.INFO,
          value: targetPort,
          message: `port ${port} leads to ${targetPort}, which the pods of ${object.kind} ${object.metadata?.name} do not declare`,
          why: typeof targetPort === 'string' ? 'A name that is not found gets no traffic at all' : 'Ports need not be declared; but a slip refuses every connection, and this looks like one',
          fix: known.length > 0 ? `Use a declared port: ${known.join(', ')}` : `Declare it: ports: [{ name: ${targetPort}, containerPort: 8080 }]`,
        });
        return;
      }
    });
  },
};

export const serviceAdvice = [serviceFindsPods, serviceFindsPorts];
