import { spawnSync } from 'child_process';
import { existsSync } from 'fs';
import { join } from 'path';

export const KUBELET_FOLDER = join(__dirname, 'kubelet');

/** Builds what runs the kubelet's own code of one Kubernetes version; returns the program. */
export function buildKubelet(minor: number): string {
  const program = join(KUBELET_FOLDER, 'bin', `1.${minor}`);
  if (!existsSync(program)) process.stderr.write(`building the kubelet of Kubernetes 1.${minor} ...\n`);
  const options = ['test', '-c', '-tags', `kubernetes1${minor}`, `-modfile=kubernetes-1.${minor}.mod`, '-o', program, '.'];
  const { status, error } = spawnSync('go', options, { cwd: KUBELET_FOLDER, stdio: ['ignore', 'ignore', 'inherit'] });
  if (error) throw new Error(`Go is needed to build the kubelet: ${error.message}`);
  if (status !== 0) throw new Error(`the kubelet of Kubernetes 1.${minor} does not build`);
  return program;
}
