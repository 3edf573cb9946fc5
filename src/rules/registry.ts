import { autoscalerRules } from './autoscaler-rules';
import { containerRules } from './container-rules';
import { daemonSetRules } from './daemon-set-rules';
import { decodingRules, kindIsServed } from './decoding-rules';
import { deploymentRules } from './deployment-rules';
import { budgetRules } from './disruption-budget-rules';
import { envRules } from './env-rules';
import { execRules, grpcRules, handlerRules, httpGetRules, sleepRules, tcpSocketRules } from './handler-rules';
import { cronJobRules, jobRules, jobSelectorMatchesTemplate } from './job-rules';
import { metadataRules } from './metadata-rules';
import { barePodRules, mountedVolumesExist, podRules } from './pod-rules';
import { portRules } from './port-rules';
import { probeRules } from './probe-rules';
import { resourceRules } from './resource-rules';
import { Rule } from './rule';
import { selectorIsValid } from './selector-rules';
import { serviceAddressRules } from './service-address-rules';
import { serviceRules } from './service-rules';
import { statefulSetRules } from './stateful-set-rules';
import { restartPolicyIsAlways, selectorMatchesTemplate, templateHasNoEphemeralContainers, workloadRules } from './workload-rules';

/** What is known of a rule without applying it. */
export type RuleEntry = Pick<Rule<never>, 'id' | 'statement' | 'versions'>;

/** Every rule there is, in the order of the documentation. */
export const RULES: readonly RuleEntry[] = [
  kindIsServed,
  ...decodingRules,
  ...handlerRules,
  ...execRules,
  ...httpGetRules,
  ...tcpSocketRules,
  ...grpcRules,
  ...sleepRules,
  ...probeRules,
  ...containerRules,
  ...envRules,
  ...portRules,
  ...resourceRules,
  ...podRules,
  mountedVolumesExist,
  ...barePodRules,
  ...metadataRules,
  selectorIsValid,
  ...workloadRules,
  selectorMatchesTemplate,
  restartPolicyIsAlways,
  templateHasNoEphemeralContainers,
  ...deploymentRules,
  ...statefulSetRules,
  ...daemonSetRules,
  ...jobRules,
  jobSelectorMatchesTemplate,
  ...cronJobRules,
  ...serviceRules,
  ...serviceAddressRules,
  ...autoscalerRules,
  ...budgetRules,
];
