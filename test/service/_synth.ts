import { App, Chart, Testing } from 'cdk8s';
import { HealthCheckedService, HealthCheckedServiceProps } from '../../src';

/** The usual surroundings: a chart `shop` in the namespace `shop`. */
export function shop(): Chart {
  return new Chart(new App(), 'shop', { namespace: 'shop' });
}

/** A service `api` in the chart `shop`, with what every service needs. */
export function api(props: Partial<HealthCheckedServiceProps> = {}, chart = shop()): HealthCheckedService {
  return new HealthCheckedService(chart, 'api', { image: 'ghcr.io/acme/api:1.4.2', port: 8000, ...props });
}

/** What is written for a construct's chart, by kind. */
export function written(service: HealthCheckedService): { [kind: string]: any } {
  return Object.fromEntries(Testing.synth(Chart.of(service)).map(object => [object.kind, object]));
}

/** The app's container, as it is written. */
export function container(props: Partial<HealthCheckedServiceProps> = {}): any {
  return written(api(props)).Deployment.spec.template.spec.containers[0];
}

/** The error of a synth, as a user sees it. */
export function complaint(chart: Chart): string {
  try {
    App.of(chart).synthYaml();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('There was nothing to complain about.');
}
