import { App, Chart, Size } from 'cdk8s';
import { Cpu, EnvValue, Secret, Volume } from 'cdk8s-plus-28';
import { HealthCheckedService, HealthChecks, HealthProbe } from 'cdk8s-health-checks';

const app = new App();
// The cluster: its kubelets run sidecars by themselves, and sleep before the end of a pod.
app.node.setContext('kubernetesVersion', '1.30-1.37');
const chart = new Chart(app, 'llm', { namespace: 'models' });

const cache = Volume.fromEmptyDir(chart, 'cache', 'cache', { sizeLimit: Size.gibibytes(60) });

new HealthCheckedService(chart, 'chat', {
  image: 'registry.acme.example/models/vllm-openai:v0.11.0',
  imagePullSecrets: [Secret.fromSecretName(chart, 'registry', 'acme-registry')],
  args: ['--model', 'Qwen/Qwen2.5-7B-Instruct'],
  env: { HF_HOME: EnvValue.fromValue('/cache') },
  volumeMounts: [{ path: '/cache', volume: cache }],

  // What vLLM's makers probe. Weights are fetched and loaded within 20 minutes.
  healthChecks: HealthChecks.vllm(),
  startupSeconds: 1200,

  replicas: 2,
  gpu: 1,
  resources: { cpu: { request: Cpu.units(4) }, memory: { request: Size.gibibytes(16), limit: Size.gibibytes(32) } },
  securityContext: { user: 1000, group: 1000 },
  fsGroup: 1000,

  // Only on the nodes with such a GPU, whose taint keeps others away.
  nodeSelector: { 'nvidia.com/gpu.product': 'NVIDIA-L4' },
  tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],

  sidecars: [{
    name: 'auth-proxy',
    image: 'ghcr.io/acme/auth-proxy:3.1.0',
    ports: [{ port: 4180, name: 'proxy' }],
    readinessProbe: HealthProbe.http('/ping', { timeoutSeconds: 2 }),
    livenessProbe: HealthProbe.http('/ping', { timeoutSeconds: 2, failureThreshold: 6 }),
    startupSeconds: 30,
  }],
});

app.synth();
