import { visibleText } from '../findings/text';
import { PodSpec } from '../manifest/objects';
import { podSpecOf } from '../manifest/pod-spec';
import { decoded } from '../rules/decoded';
import { judgeWithPods } from '../rules/judge';
import { FileObject, readManifests, reportFaults, reportFindings } from './_manifests';
import { fileName } from './_text-file';
import { chosenWorkload, nameOf } from './_workload-choice';

/** A workload that the API server would accept. */
export interface AcceptedWorkload {
  readonly from: FileObject;
  readonly pod: PodSpec;
}

/**
 * Reads the workload that is meant from a file; undefined where that cannot be done, after saying so.
 *
 * @param done what was not done then: `played`
 * @throws where there is no such workload, or it is of a kind of others
 */
export function acceptedWorkload(file: string, wanted: string | undefined, kubernetesVersion: number, done: string): AcceptedWorkload | undefined {
  const { objects, faults } = readManifests([file]);
  if (faults.length > 0) {
    reportFaults(faults);
    process.exitCode = 2;
    return undefined;
  }
  const from = chosenWorkload(objects, fileName(file), wanted);
  const findings = judgeWithPods(from.object, { min: kubernetesVersion, max: kubernetesVersion }, from.duplicates);
  if (findings.length > 0) {
    reportFindings(findings.map(finding => from.placed(finding)));
    process.stderr.write(`Nothing was ${done}: the API server would refuse this workload.\n`);
    process.exitCode = 2;
    return undefined;
  }
  const accepted = decoded(from.object);
  if (!accepted) throw new Error(visibleText(`${nameOf(from)} is of ${from.object.apiVersion}, which is not Kubernetes' own: nobody here knows its pods.`));
  return { from, pod: podSpecOf(accepted)!.spec };
}
