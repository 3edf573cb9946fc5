import { KubernetesVersions } from '../findings/finding';

export type { KubernetesVersions };

/** The versions this library knows; an object is judged against all of them unless told otherwise. */
export const KNOWN_VERSIONS: KubernetesVersions = { min: 28, max: 37 };

/** Whether the two ranges have a version in common. */
export function overlaps(a: KubernetesVersions, b: KubernetesVersions): boolean {
  return a.min <= b.max && b.min <= a.max;
}

/** `1.28 to 1.36`, or `1.31` for a single version. */
export function versionsText({ min, max }: KubernetesVersions): string {
  return min === max ? `1.${min}` : `1.${min} to 1.${max}`;
}

/**
 * Reads `1.31`, `v1.31.4` or a range `1.29-1.33`.
 *
 * @returns undefined where the text is neither, or where it names a version this library does not know
 */
export function parseVersions(text: string): KubernetesVersions | undefined {
  const match = /^\s*v?1\.(\d+)(?:\.\d+)?(?:\s*-\s*v?1\.(\d+)(?:\.\d+)?)?\s*$/.exec(text);
  if (!match) return undefined;
  const min = Number(match[1]);
  const max = Number(match[2] ?? match[1]);
  const known = min >= KNOWN_VERSIONS.min && max <= KNOWN_VERSIONS.max && min <= max;
  return known ? { min, max } : undefined;
}
