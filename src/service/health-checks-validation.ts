import { readFileSync } from 'node:fs';
import { Finding, Severity } from '../findings/finding';
import { isAtLeast, SEVERITIES } from '../findings/severity';
import { valueText } from '../findings/text';
import { KNOWN_VERSIONS, parseVersions, versionsText } from '../manifest/kubernetes-versions';
import { KubernetesObject } from '../manifest/objects';
import { late } from './_late';

/**
 * A validation plugin for cdk8s-cli: rules and advice on everything that `cdk8s synth` wrote, whoever made it.
 *
 * It is named in cdk8s.yaml, under `validations`, with the properties `failOn` (`error`, `warning` or `info`; the first,
 * where it is missing) and `kubernetesVersion`. cdk8s-cli finds the construct of an object by its name alone: where two
 * objects share one, no path is given rather than a wrong one. `HealthAdvice` knows them all.
 *
 * @example
 * new HealthChecksValidation({ failOn: 'warning' });
 */
export class HealthChecksValidation {
  private readonly failOn: Severity;
  private readonly version: number;

  /**
   * @param properties `properties` of the plugin in cdk8s.yaml
   * @throws where one of them is unknown or makes no sense
   */
  constructor(properties: any = {}) {
    const { failOn = Severity.ERROR, kubernetesVersion = `1.${KNOWN_VERSIONS.max}`, ...unknown } = (properties ?? {}) as { readonly [name: string]: unknown };
    // One version, and in quotes: without them 1.30 is 1.3.
    const text = typeof kubernetesVersion === 'string' || typeof kubernetesVersion === 'number' ? String(kubernetesVersion) : '';
    const versions = /^1\.\d\d$/.test(text) ? parseVersions(text) : undefined;
    const problems = [
      ...Object.keys(unknown).map(name => `${name} is unknown; known are failOn and kubernetesVersion`),
      ...SEVERITIES.includes(failOn as Severity) ? [] : [`failOn is ${valueText(failOn)}, but must be ${SEVERITIES.slice(0, -1).join(', ')} or ${SEVERITIES[SEVERITIES.length - 1]}`],
      ...versions ? [] : [`kubernetesVersion is ${valueText(kubernetesVersion)}, but must be a version from ${versionsText(KNOWN_VERSIONS)}, in quotes`],
    ];
    if (problems.length > 0) throw plainError(`cdk8s.yaml, properties of HealthChecksValidation: ${problems.join('; ')}`);
    this.failOn = failOn as Severity;
    this.version = versions!.max;
  }

  /**
   * Judges the manifests of an app; called by cdk8s-cli.
   *
   * @param context cdk8s-cli's `ValidationContext`
   */
  public async validate(context: any): Promise<void> {
    const { manifests, report } = context as ValidationContext;
    const objects = manifests.flatMap(manifest => {
      const { documents, faults } = late.yamlFile().readYaml(readFileSync(manifest, 'utf8'), { uniqueKeys: false });
      if (faults.length > 0) throw plainError(faults.map(({ line, column, message }) => `${manifest}:${line}:${column}: ${message}`).join('\n'));
      return documents.map(({ value, duplicates }) => ({ manifest, object: value as KubernetesObject, duplicates }));
    });
    const found = late.verdict().verdicts(objects, this.version).flatMap((findings, index) => {
      return findings.map(finding => ({ finding, manifest: objects[index].manifest }));
    });

    const names = objects.map(({ object }) => object.metadata?.name);
    const isShared = (name: string) => names.indexOf(name) !== names.lastIndexOf(name);
    // One violation for each rule: the report heads each of them.
    const statements = new Map([...late.rules().RULES, ...late.advice().ADVICE].map(({ id, statement }): [string, string] => [id, statement]));
    for (const rule of new Set(found.map(({ finding }) => finding.rule))) {
      const same = found.filter(({ finding }) => finding.rule === rule);
      report.addViolation({
        ruleName: `${rule} (${same[0].finding.severity})`,
        recommendation: statements.get(rule) ?? same[0].finding.why,
        fix: [...new Set(same.map(({ finding }) => finding.fix))].join('; '),
        violatingResources: same.map(({ finding, manifest }) => ({
          resourceName: isShared(finding.name) ? `${finding.name} (${finding.kind})` : finding.name,
          locations: [`${finding.path}: ${finding.message}`],
          manifestPath: manifest,
        })),
      });
    }
    const count = (wanted: Severity) => found.filter(({ finding }: { readonly finding: Finding }) => finding.severity === wanted).length;
    report.submit(found.some(({ finding }) => isAtLeast(finding.severity, this.failOn)) ? 'failure' : 'success', {
      'errors': String(count(Severity.ERROR)), 'warnings': String(count(Severity.WARNING)), 'for information': String(count(Severity.INFO)),
    });
  }
}


/** The part of cdk8s-cli's contract that is used: a jsii library cannot name its types. Source: `cdk8s-cli/lib/plugins/validation.d.ts`. */
interface ValidationContext {
  readonly manifests: readonly string[];
  readonly report: {
    addViolation(violation: {
      readonly ruleName: string;
      readonly recommendation: string;
      readonly fix: string;
      readonly violatingResources: readonly { readonly resourceName: string; readonly locations: readonly string[]; readonly manifestPath: string }[];
    }): void;
    submit(status: 'success' | 'failure', metadata: { readonly [name: string]: string }): void;
  };
}

/** cdk8s-cli shows the stack of an error, which tells a user nothing. */
function plainError(message: string): Error {
  const error = new Error(message);
  error.stack = `Error: ${message}`;
  return error;
}
