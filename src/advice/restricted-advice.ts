import { Severity } from '../findings/finding';
import { Container, PodSpec, SecurityContext } from '../manifest/objects';
import { Advice } from './advice';
import { yamlText } from './container-subject';
import { WorkloadSubject } from './workload-advice';

export const containersAreRestrictedAlike: Advice<WorkloadSubject> = {
  id: 'container-unrestricted',
  statement: 'Where one container keeps the Pod Security Standard "restricted", the others of its pod do too',
  sources: ['https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted', 'https://kubernetes.io/docs/concepts/security/pod-security-admission/'],
  check: ({ workload: { spec, path } }, report) => {
    if (isOpenAnyway(spec)) return;
    const judged = (['initContainers', 'containers'] as const).flatMap(list => (spec[list] ?? []).map((container, index) => ({
      container, at: `${path}.${list}[${index}].securityContext`, breaches: breachesOf(container, spec),
    })));
    const keeping = judged.filter(({ breaches }) => breaches.length === 0).map(({ container }) => container.name ?? '');
    // What no container keeps is not meant to be kept.
    if (keeping.length === 0) return;
    for (const { container, at, breaches } of judged) {
      if (breaches.length === 0) continue;
      const missing = breaches.filter(({ isChosen }) => !isChosen);
      const chosen = breaches.filter(({ isChosen }) => isChosen);
      const said = [...missing.length > 0 ? [`lacks ${listText(missing)}`] : [], ...chosen.length > 0 ? [`has ${listText(chosen)}`] : []];
      report.advise(at, {
        // What somebody wrote down he may need; what is missing was forgotten.
        severity: chosen.length > 0 ? Severity.INFO : Severity.WARNING,
        message: `container ${container.name} breaks the Pod Security Standard "restricted", which ${keeping.length === 1 ? 'container' : 'containers'} ${joined(keeping)} ${keeping.length === 1 ? 'keeps' : 'keep'}: its securityContext ${said.join(', and ')}`,
        why: 'A pod is admitted as a whole: a namespace that enforces the standard lets none of these in, and what makes them is accepted all the same',
        fix: fixFor(container, spec, breaches),
      });
    }
  },
};

export const restrictedAdvice = [containersAreRestrictedAlike];

/** What a container does that the standard does not allow. */
interface Breach {
  /** The field as it stands, or as it is missing. */
  readonly field: string;
  /** Whether somebody wrote it down, rather than left something out. */
  readonly isChosen: boolean;
}

/** Source: `k8s.io/pod-security-admission/policy`, the checks of level restricted that look at each container. */
function breachesOf(container: Container, { securityContext: ofPod }: PodSpec): Breach[] {
  const own = container.securityContext;
  const added = (own?.capabilities?.add ?? []).filter(capability => capability !== MAY_BE_ADDED);
  const user = own?.runAsNonRoot ?? ofPod?.runAsNonRoot;
  const profile = own?.seccompProfile ?? ofPod?.seccompProfile;
  const missing = (field: string, isBroken: boolean) => isBroken ? [{ field, isChosen: false }] : [];
  const chosen = (field: string, isBroken: boolean) => isBroken ? [{ field, isChosen: true }] : [];
  return [
    ...missing('allowPrivilegeEscalation: false', own?.allowPrivilegeEscalation == null),
    ...missing('capabilities.drop: [ALL]', !(own?.capabilities?.drop ?? []).includes('ALL')),
    ...missing('runAsNonRoot: true', user == null),
    ...missing('seccompProfile.type: RuntimeDefault', profile?.type == null),
    ...chosen('privileged: true', own?.privileged === true),
    ...chosen('allowPrivilegeEscalation: true', own?.allowPrivilegeEscalation === true),
    ...chosen(`capabilities.add: [${added.join(', ')}]`, added.length > 0),
    ...chosen('runAsNonRoot: false', user === false),
    ...chosen('runAsUser: 0', own?.runAsUser === 0),
    ...chosen(`seccompProfile.type: ${profile?.type}`, profile?.type != null && !PROFILES.includes(profile.type)),
  ];
}

const MAY_BE_ADDED = 'NET_BIND_SERVICE';
const PROFILES = ['RuntimeDefault', 'Localhost'];

/** Whether the pod breaks the standard by what it is itself, or is not asked for all of it, so that its containers do not matter. */
function isOpenAnyway({ securityContext, volumes, containers, initContainers, ...pod }: PodSpec): boolean {
  const profile = securityContext?.seccompProfile?.type;
  return pod.hostNetwork === true || pod.hostPID === true || pod.hostIPC === true || pod.os?.name === 'windows'
    || securityContext?.runAsNonRoot === false || securityContext?.runAsUser === 0 || (profile != null && !PROFILES.includes(profile))
    || (volumes ?? []).some(volume => volume.hostPath != null)
    || [...containers ?? [], ...initContainers ?? []].some(({ ports }) => (ports ?? []).some(({ hostPort }) => hostPort != null && hostPort > 0));
}

function fixFor(container: Container, { securityContext: ofPod }: PodSpec, breaches: readonly Breach[]): string {
  const { privileged, runAsUser, capabilities, ...own } = container.securityContext ?? {};
  const added = (capabilities?.add ?? []).filter(capability => capability === MAY_BE_ADDED);
  const securityContext: SecurityContext = {
    ...own,
    ...runAsUser ? { runAsUser } : {},
    allowPrivilegeEscalation: false,
    capabilities: { ...added.length > 0 ? { add: added } : {}, drop: ['ALL'] },
    ...own.runAsNonRoot == null && ofPod?.runAsNonRoot ? {} : { runAsNonRoot: true },
    ...own.seccompProfile == null && ofPod?.seccompProfile ? {} : { seccompProfile: PROFILES.includes(own.seccompProfile?.type ?? '') ? own.seccompProfile : { type: PROFILES[0] } },
  };
  const fields = breaches.map(({ field }) => field).join();
  return [
    `Give it ${yamlText({ securityContext })}`,
    fields === LEFT_BY_CDK8S_PLUS ? `, in addContainer of cdk8s-plus ${IN_CDK8S_PLUS}` : '',
    breaches.some(({ isChosen }) => isChosen) ? ', unless it needs what it has' : '',
    /runAsNonRoot|runAsUser/.test(fields) && !(runAsUser ?? ofPod?.runAsUser) ? '; and a runAsUser, where its image runs as root' : '',
  ].join('');
}

/** What cdk8s-plus leaves out of the security context of a container, and what to say to it. */
const LEFT_BY_CDK8S_PLUS = 'capabilities.drop: [ALL],seccompProfile.type: RuntimeDefault';
const IN_CDK8S_PLUS = 'securityContext: { capabilities: { drop: [Capability.ALL] }, seccompProfile: { type: SeccompProfileType.RUNTIME_DEFAULT } }';

function listText(breaches: readonly Breach[]): string {
  return joined(breaches.map(({ field }) => field));
}

function joined(texts: readonly string[]): string {
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts[texts.length - 1]}`;
}
