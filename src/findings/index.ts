export { Finding, KubernetesVersions, Severity } from './finding';
