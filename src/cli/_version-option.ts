import { Command, InvalidArgumentError, Option } from 'commander';
import { KNOWN_VERSIONS, parseVersions, versionsText } from '../manifest/kubernetes-versions';

/** `--kubernetes-version`, as a minor number. */
export function addKubernetesVersion(command: Command): Command {
  return command.addOption(new Option('--kubernetes-version <version>', `the version of the cluster, ${versionsText(KNOWN_VERSIONS)}`)
    .argParser(minorVersion).default(KNOWN_VERSIONS.max, `1.${KNOWN_VERSIONS.max}`));
}

function minorVersion(text: string): number {
  const versions = parseVersions(text);
  if (!versions || versions.min !== versions.max) throw new InvalidArgumentError(`Give one version from ${versionsText(KNOWN_VERSIONS)}.`);
  return versions.max;
}
