import type * as kplus from 'cdk8s-plus-28';

/** Loads cdk8s-plus-28 when it is needed: probes alone must not cost the 90 ms that it takes. */
export function loadCdk8sPlus(): typeof kplus {
  return require('cdk8s-plus-28');
}
