import { ContainerResources, ContainerSecurityContextProps, EnvFrom, EnvValue, Handler, ImagePullPolicy, VolumeMount } from 'cdk8s-plus-28';

/** What any container may be told; what is said of health is in `ContainerHealthProps`. */
export interface ContainerOptions {
  /** The image, with its tag or digest: `ghcr.io/acme/api:1.4.2`. */
  readonly image: string;

  /**
   * When the image is pulled.
   *
   * @default - Kubernetes' own: always where the tag is `latest` or missing, else where the node has it not yet.
   * cdk8s-plus itself would always pull it
   */
  readonly imagePullPolicy?: ImagePullPolicy;

  /**
   * The program to run in place of the image's entry point.
   *
   * @default - the image's own
   */
  readonly command?: string[];

  /**
   * The arguments of the program.
   *
   * @default - the image's own
   */
  readonly args?: string[];

  /**
   * Environment variables.
   *
   * @default - none
   */
  readonly env?: { readonly [name: string]: EnvValue };

  /**
   * ConfigMaps and Secrets whose entries become environment variables.
   *
   * @default - none
   */
  readonly envFrom?: EnvFrom[];

  /**
   * Volumes, and where they appear in the container.
   *
   * @default - none
   */
  readonly volumeMounts?: VolumeMount[];

  /**
   * CPU, memory and ephemeral storage, as in cdk8s-plus.
   *
   * Nothing is made up: a memory limit nobody asked for kills healthy services. cdk8s-plus itself would set 1 CPU and
   * 512 MiB, limited to 1.5 and 2 GiB.
   *
   * @default - no requests and no limits
   */
  readonly resources?: ContainerResources;

  /**
   * How many GPUs of NVIDIA (`nvidia.com/gpu`) the container gets, whole and for itself alone.
   *
   * @default - none
   */
  readonly gpu?: number;

  /**
   * Other extended resources, by their full names: `{ 'amd.com/gpu': 1 }`. They are written as limits; a request is
   * always the same.
   *
   * @default - none
   */
  readonly extendedResources?: { readonly [name: string]: number };

  /**
   * What the container may do, as in cdk8s-plus; each field replaces ours.
   *
   * @default - what the Pod Security Standard "restricted" asks for and no more: not root, no privilege escalation, no
   * capabilities, the runtime's seccomp profile. The root file system stays writable, for model caches; an image that
   * runs as root needs `user`, or `ensureNonRoot: false`
   */
  readonly securityContext?: ContainerSecurityContextProps;

  /**
   * What is done right after the container's start. Until it is over no probe is made.
   *
   * @default - nothing
   */
  readonly postStart?: Handler;

  /**
   * What is done before the app gets SIGTERM; the grace period runs meanwhile.
   *
   * @default - nothing; in a `HealthCheckedService` what `drainSeconds` says
   */
  readonly preStop?: Handler;
}
