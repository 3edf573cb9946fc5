import { App, Chart, Size } from 'cdk8s';
import { Cpu, EmptyDirMedium, EnvValue, Volume } from 'cdk8s-plus-28';
import { HealthCheckedService, HealthChecks } from 'cdk8s-health-checks';

const app = new App();
// From 1.30 on the kubelet itself has a pod serve on for 5 seconds before it is ended.
app.node.setContext('kubernetesVersion', '1.30-1.37');
const chart = new Chart(app, 'llm', { namespace: 'models' });

new HealthCheckedService(chart, 'vllm', {
  name: 'llm',
  image: 'vllm/vllm-openai:v0.11.0',
  args: ['--model', 'Qwen/Qwen2.5-7B-Instruct'],

  // What vLLM's makers probe; the port (8000) comes with it. Weights are fetched and loaded within 20 minutes.
  healthChecks: HealthChecks.vllm(),
  startupSeconds: 1200,

  // Two pods, which is the default: while a single one moves to another node, nobody answers for up to 20 minutes.
  gpu: 1, // for each of them
  resources: {
    cpu: { request: Cpu.units(4) },
    memory: { request: Size.gibibytes(16), limit: Size.gibibytes(32) },
  },
  // The image runs as root unless it is told otherwise.
  securityContext: { user: 1000, group: 1000 },
  env: {
    HOME: EnvValue.fromValue('/cache'),
    HF_HOME: EnvValue.fromValue('/cache/huggingface'),
  },
  volumeMounts: [
    { path: '/cache', volume: Volume.fromEmptyDir(chart, 'cache', 'cache', { sizeLimit: Size.gibibytes(60) }) },
    { path: '/dev/shm', volume: Volume.fromEmptyDir(chart, 'shm', 'shm', { medium: EmptyDirMedium.MEMORY, sizeLimit: Size.gibibytes(2) }) },
  ],
});

app.synth();
