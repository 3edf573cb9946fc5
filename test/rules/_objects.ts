import { KNOWN_VERSIONS, parseVersions } from '../../src/manifest/kubernetes-versions';
import { judge } from '../../src/rules/judge';
import { Rule } from '../../src/rules/rule';

/** A manifest in which anything may be wrong. */
export type Loose = any;

/** A Deployment the API server accepts, with fields of its pod template's first container replaced. */
export function deployment(container: Loose = {}, spec: Loose = {}, pod: Loose = {}): Loose {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'api', namespace: 'shop' },
    spec: {
      selector: { matchLabels: { app: 'api' } },
      template: {
        metadata: { labels: { app: 'api' } },
        spec: { containers: [{ name: 'main', image: 'acme/api:1', ports: [{ containerPort: 8000, name: 'http' }], ...container }], ...pod },
      },
      ...spec,
    },
  };
}

/** A Service the API server accepts. */
export function service(spec: Loose = {}): Loose {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name: 'api' }, spec: { selector: { app: 'api' }, ports: [{ port: 80, targetPort: 'http' }], ...spec } };
}

/** A HorizontalPodAutoscaler the API server accepts. */
export function autoscaler(spec: Loose = {}): Loose {
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'api' },
    spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'api' }, minReplicas: 2, maxReplicas: 4, ...spec },
  };
}

/** A PodDisruptionBudget the API server accepts. */
export function budget(spec: Loose = {}): Loose {
  return { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: 'api' }, spec: { selector: { matchLabels: { app: 'api' } }, ...spec } };
}

/** The path of the first container of `deployment()`. */
export const MAIN = 'spec.template.spec.containers[0]';

/** The paths at which a rule fires, for the given versions (all of them by default). */
export function paths(rule: Pick<Rule<never>, 'id'>, object: Loose, versions?: string): string[] {
  const range = versions === undefined ? KNOWN_VERSIONS : parseVersions(versions)!;
  return judge(object, range).filter(finding => finding.rule === rule.id).map(({ path }) => path);
}

/** Cases in which a rule fires (with the paths) and in which it stays silent. */
export interface Cases {
  readonly fires: { readonly [situation: string]: readonly [object: Loose, paths: string | readonly string[], versions?: string] };
  readonly silent: { readonly [situation: string]: Loose | readonly [object: Loose, versions: string] };
}

/** One test block of a rule, named after what the rule says. */
export function describeRule(rule: Pick<Rule<never>, 'id' | 'statement'>, { fires, silent }: Cases): void {
  describe(`${rule.id}: ${rule.statement}`, () => {
    test.each(Object.entries(fires))('fires: %s', (_, [object, expected, versions]) => {
      expect(paths(rule, object, versions)).toEqual([expected].flat());
    });
    test.each(Object.entries(silent))('silent: %s', (_, situation) => {
      const [object, versions] = Array.isArray(situation) ? situation : [situation];
      expect(paths(rule, object, versions)).toEqual([]);
    });
  });
}
