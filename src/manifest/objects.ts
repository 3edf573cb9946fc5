/**
 * Kubernetes objects as they stand in a manifest: the fields this library reads, and no more.
 *
 * Every field is optional, because a manifest may lack any. That a field which is there has the type written here
 * is what `rules/` makes sure of first, as the API server's decoder does.
 */
export interface KubernetesObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: Metadata;
}

export interface Metadata {
  readonly name?: string;
  readonly generateName?: string;
  readonly namespace?: string;
  readonly labels?: StringMap;
  readonly annotations?: StringMap;
}

export interface StringMap {
  readonly [key: string]: string;
}

/** A number or a string; as a port, a string is a name. */
export type IntOrString = number | string;

/** An object that makes pods from a template. */
export interface Workload extends KubernetesObject {
  readonly spec?: WorkloadSpec;
}

export interface WorkloadSpec {
  readonly selector?: LabelSelector;
  readonly template?: PodTemplate;
  readonly replicas?: number;
  readonly minReadySeconds?: number;
  readonly revisionHistoryLimit?: number;
}

export interface Deployment extends Workload {
  readonly spec?: DeploymentSpec;
}

export interface DeploymentSpec extends WorkloadSpec {
  readonly strategy?: Rollout;
  readonly progressDeadlineSeconds?: number;
  readonly paused?: boolean;
}

/** How pods are replaced: the strategy of a Deployment, the update strategy of the others. */
export interface Rollout {
  readonly type?: string;
  readonly rollingUpdate?: RollingUpdate;
}

export interface RollingUpdate {
  readonly maxUnavailable?: IntOrString;
  readonly maxSurge?: IntOrString;
  readonly partition?: number;
}

export interface StatefulSetSpec extends WorkloadSpec {
  readonly serviceName?: string;
  readonly podManagementPolicy?: string;
  readonly updateStrategy?: Rollout;
  readonly ordinals?: { readonly start?: number };
  readonly persistentVolumeClaimRetentionPolicy?: { readonly whenDeleted?: string; readonly whenScaled?: string };
  readonly volumeClaimTemplates?: readonly KubernetesObject[];
}

export interface DaemonSetSpec extends WorkloadSpec {
  readonly updateStrategy?: Rollout;
}

export interface Job extends KubernetesObject {
  readonly spec?: JobSpec;
}

export interface JobSpec {
  readonly template?: PodTemplate;
  readonly selector?: LabelSelector;
  readonly manualSelector?: boolean;
  readonly parallelism?: number;
  readonly completions?: number;
  readonly activeDeadlineSeconds?: number;
  readonly backoffLimit?: number;
  readonly ttlSecondsAfterFinished?: number;
  readonly completionMode?: string;
  readonly podReplacementPolicy?: string;
}

export interface CronJobSpec {
  readonly schedule?: string;
  readonly concurrencyPolicy?: string;
  readonly startingDeadlineSeconds?: number;
  readonly successfulJobsHistoryLimit?: number;
  readonly failedJobsHistoryLimit?: number;
  readonly jobTemplate?: { readonly metadata?: Metadata; readonly spec?: JobSpec };
}

export interface LabelSelector {
  readonly matchLabels?: StringMap;
  readonly matchExpressions?: readonly LabelSelectorRequirement[];
}

export interface LabelSelectorRequirement {
  readonly key?: string;
  readonly operator?: string;
  readonly values?: readonly string[];
}

export interface PodTemplate {
  readonly metadata?: Metadata;
  readonly spec?: PodSpec;
}

export interface PodSpec {
  readonly containers?: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly ephemeralContainers?: readonly unknown[];
  readonly volumes?: readonly Volume[];
  readonly restartPolicy?: string;
  readonly activeDeadlineSeconds?: number;
  readonly terminationGracePeriodSeconds?: number;
  readonly hostNetwork?: boolean;
  readonly hostPID?: boolean;
  readonly hostIPC?: boolean;
  readonly os?: { readonly name?: string };
  readonly securityContext?: PodSecurityContext;
  readonly serviceAccountName?: string;
}

/** Of these, what a container says itself counts more. */
export interface PodSecurityContext {
  readonly runAsNonRoot?: boolean;
  readonly runAsUser?: number;
  readonly seccompProfile?: SeccompProfile;
}

export interface SeccompProfile {
  readonly type?: string;
}

export interface Volume {
  readonly name?: string;
  readonly persistentVolumeClaim?: { readonly claimName?: string };
  readonly hostPath?: object;
}

export interface Container {
  readonly name?: string;
  readonly image?: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly ports?: readonly ContainerPort[];
  readonly env?: readonly EnvVar[];
  readonly envFrom?: readonly EnvFrom[];
  readonly resources?: Resources;
  readonly volumeMounts?: readonly VolumeMount[];
  readonly lifecycle?: { readonly postStart?: Handler; readonly preStop?: Handler };
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly startupProbe?: Probe;
  readonly restartPolicy?: string;
  readonly restartPolicyRules?: readonly unknown[];
  readonly imagePullPolicy?: string;
  readonly terminationMessagePolicy?: string;
  readonly securityContext?: SecurityContext;
}

export interface SecurityContext {
  readonly privileged?: boolean;
  readonly allowPrivilegeEscalation?: boolean;
  readonly runAsNonRoot?: boolean;
  readonly runAsUser?: number;
  readonly runAsGroup?: number;
  readonly capabilities?: { readonly add?: readonly string[]; readonly drop?: readonly string[] };
  readonly seccompProfile?: SeccompProfile;
}

export interface ContainerPort {
  readonly name?: string;
  readonly containerPort?: number;
  readonly hostPort?: number;
  readonly hostIP?: string;
  readonly protocol?: string;
}

export interface EnvVar {
  readonly name?: string;
  readonly value?: string;
  readonly valueFrom?: EnvVarSource;
}

/** Where a variable is taken from: exactly one of these. */
export interface EnvVarSource {
  readonly fieldRef?: { readonly apiVersion?: string; readonly fieldPath?: string };
  readonly resourceFieldRef?: { readonly resource?: string };
  readonly configMapKeyRef?: { readonly name?: string; readonly key?: string };
  readonly secretKeyRef?: { readonly name?: string; readonly key?: string };
  readonly fileKeyRef?: object;
}

/** All values of a ConfigMap or of a Secret, as variables. */
export interface EnvFrom {
  readonly prefix?: string;
  readonly configMapRef?: { readonly name?: string };
  readonly secretRef?: { readonly name?: string };
}

export interface Resources {
  readonly limits?: { readonly [name: string]: IntOrString };
  readonly requests?: { readonly [name: string]: IntOrString };
}

export interface VolumeMount {
  readonly name?: string;
  readonly mountPath?: string;
}

/** What a probe or a lifecycle hook does. Exactly one field may be set. */
export interface Handler {
  readonly exec?: { readonly command?: readonly string[] };
  readonly httpGet?: HttpGet;
  readonly tcpSocket?: { readonly port?: IntOrString; readonly host?: string };
  readonly grpc?: { readonly port?: number; readonly service?: string };
  readonly sleep?: { readonly seconds?: number };
}

export interface HttpGet {
  readonly path?: string;
  readonly port?: IntOrString;
  readonly host?: string;
  readonly scheme?: string;
  readonly httpHeaders?: readonly { readonly name?: string; readonly value?: string }[];
}

/** The three probes a container may have, by the field that holds each. */
export type ProbeRole = 'livenessProbe' | 'readinessProbe' | 'startupProbe';

export const PROBE_ROLES: readonly ProbeRole[] = ['livenessProbe', 'readinessProbe', 'startupProbe'];

export interface Probe extends Handler {
  readonly initialDelaySeconds?: number;
  readonly periodSeconds?: number;
  readonly timeoutSeconds?: number;
  readonly successThreshold?: number;
  readonly failureThreshold?: number;
  readonly terminationGracePeriodSeconds?: number;
}

export interface Service extends KubernetesObject {
  readonly spec?: ServiceSpec;
}

export interface ServiceSpec {
  readonly type?: string;
  readonly publishNotReadyAddresses?: boolean;
  readonly clusterIP?: string;
  readonly selector?: StringMap;
  readonly ports?: readonly ServicePort[];
  readonly sessionAffinity?: string;
  readonly sessionAffinityConfig?: { readonly clientIP?: { readonly timeoutSeconds?: number } };
  readonly externalTrafficPolicy?: string;
  readonly internalTrafficPolicy?: string;
  readonly trafficDistribution?: string;
  readonly externalName?: string;
  readonly clusterIPs?: readonly string[];
  readonly ipFamilies?: readonly string[];
  readonly ipFamilyPolicy?: string;
  readonly externalIPs?: readonly string[];
  readonly loadBalancerSourceRanges?: readonly string[];
  readonly loadBalancerClass?: string;
  readonly allocateLoadBalancerNodePorts?: boolean;
  readonly healthCheckNodePort?: number;
}

export interface ServicePort {
  readonly name?: string;
  readonly port?: number;
  readonly targetPort?: IntOrString;
  readonly nodePort?: number;
  readonly protocol?: string;
  readonly appProtocol?: string;
}

export interface HorizontalPodAutoscaler extends KubernetesObject {
  readonly spec?: HorizontalPodAutoscalerSpec;
}

export interface HorizontalPodAutoscalerSpec {
  readonly minReplicas?: number;
  readonly maxReplicas?: number;
  readonly scaleTargetRef?: ObjectReference;
  readonly metrics?: readonly Metric[];
  readonly behavior?: { readonly scaleUp?: ScalingRules; readonly scaleDown?: ScalingRules };
}

export interface ObjectReference {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly name?: string;
}

export interface Metric {
  readonly type?: string;
  readonly resource?: MetricSource;
  readonly containerResource?: MetricSource;
  readonly pods?: MetricSource;
  readonly object?: MetricSource;
  readonly external?: MetricSource;
}

/** What is measured and aimed at; which of the fields there are depends on the kind of source. */
export interface MetricSource {
  readonly name?: string;
  readonly container?: string;
  readonly metric?: { readonly name?: string };
  readonly describedObject?: ObjectReference;
  readonly target?: MetricTarget;
}

export interface MetricTarget {
  readonly type?: string;
  readonly averageUtilization?: number;
  readonly averageValue?: IntOrString;
  readonly value?: IntOrString;
}

export interface ScalingRules {
  readonly stabilizationWindowSeconds?: number;
  readonly selectPolicy?: string;
  readonly tolerance?: IntOrString;
  readonly policies?: readonly { readonly type?: string; readonly value?: number; readonly periodSeconds?: number }[];
}

export interface PodDisruptionBudget extends KubernetesObject {
  readonly spec?: {
    readonly minAvailable?: IntOrString;
    readonly maxUnavailable?: IntOrString;
    readonly selector?: LabelSelector;
    readonly unhealthyPodEvictionPolicy?: string;
  };
}

/** The handlers that connect to a port. */
export const HANDLERS_WITH_PORT = ['httpGet', 'tcpSocket', 'grpc'] as const;
