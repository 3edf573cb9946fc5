/*
 * What only a synth, a test or cdk8s-cli asks for, loaded when it is asked for: a program that imports this library must
 * not wait for it. Loading all at once takes two thirds of what cdk8s, constructs and cdk8s-plus-28 take together.
 */

export const late = {
  /** Rules. */
  judge: once((): typeof import('../rules/judge') => require('../rules/judge')),
  judgeTemplate: once((): typeof import('../rules/judge-template') => require('../rules/judge-template')),
  rules: once((): typeof import('../rules/registry') => require('../rules/registry')),
  /** Advice. */
  advice: once((): typeof import('../advice/registry') => require('../advice/registry')),
  acknowledgement: once((): typeof import('../advice/acknowledgement') => require('../advice/acknowledgement')),
  verdict: once((): typeof import('./_verdict') => require('./_verdict')),
  /** The simulation of the kubelet. */
  outlook: once((): typeof import('../timeline/outlook') => require('../timeline/outlook')),
  /** YAML. */
  yamlFile: once((): typeof import('../manifest/yaml-file') => require('../manifest/yaml-file')),
  unwritableText: once((): typeof import('./_unwritable-text') => require('./_unwritable-text')),
};

function once<T>(load: () => T): () => T {
  let loaded: T | undefined;
  return () => loaded ??= load();
}
