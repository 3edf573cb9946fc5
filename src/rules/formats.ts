import { IntOrString } from '../manifest/objects';

/*
 * The formats of names, ports and labels, as k8s.io/apimachinery/pkg/util/validation has them.
 * Each function says what is wrong with a text, or nothing where it is fine.
 */

const DNS_1123_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const DNS_1035_LABEL = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const DNS_1123_SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const QUALIFIED_NAME_PART = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;

const DNS_LABEL_MUST = 'be at most 63 lower-case letters, digits and \'-\', and begin and end with a letter or digit';

export function dnsLabelFault(text: string): string | undefined {
  return text.length <= 63 && DNS_1123_LABEL.test(text) ? undefined : DNS_LABEL_MUST;
}

export function dns1035LabelFault(text: string): string | undefined {
  return text.length <= 63 && DNS_1035_LABEL.test(text)
    ? undefined
    : 'be at most 63 lower-case letters, digits and \'-\', begin with a letter and end with a letter or digit';
}

export function dnsSubdomainFault(text: string): string | undefined {
  return text.length <= 253 && DNS_1123_SUBDOMAIN.test(text)
    ? undefined
    : 'be at most 253 lower-case letters, digits, \'-\' and \'.\', and begin and end with a letter or digit';
}

/** A path segment: what any object's name must at least be, since it becomes part of a URL. */
export function pathSegmentFault(text: string): string | undefined {
  return text === '.' || text === '..' || /[/%]/.test(text) ? 'not be \'.\' or \'..\' nor contain \'/\' or \'%\'' : undefined;
}

/** The name of a container port (IANA service name). */
export function portNameFault(text: string): string | undefined {
  const fine = text.length <= 15 && /^[-a-z0-9]+$/.test(text) && /[a-z]/.test(text) && !text.includes('--')
    && !text.startsWith('-') && !text.endsWith('-');
  return fine ? undefined : 'be at most 15 lower-case letters, digits and single inner hyphens, with at least one letter';
}

export function portNumberFault(port: number): string | undefined {
  return port >= 1 && port <= 65535 ? undefined : 'be between 1 and 65535';
}

/** A port given as a number or as the name of a container's port. */
export function portReferenceFault(port: IntOrString | undefined): string | undefined {
  return typeof port === 'string'
    ? portNameFault(port) && `be a number, or a port's name, which must ${portNameFault(port)}`
    : portNumberFault(port ?? 0);
}

/** The key of a label, and any other `prefix/name`. */
export function qualifiedNameFault(text: string): string | undefined {
  const slash = text.indexOf('/');
  const name = text.slice(slash + 1);
  const fine = QUALIFIED_NAME_PART.test(name) && name.length <= 63 && (slash < 0 || dnsSubdomainFault(text.slice(0, slash)) === undefined);
  return fine
    ? undefined
    : 'be a name of at most 63 letters, digits, \'-\', \'_\' and \'.\' that begins and ends with a letter or digit, '
      + 'optionally after a DNS prefix and one \'/\' (example.com/my-name)';
}

export function labelValueFault(text: string): string | undefined {
  return text === '' || (text.length <= 63 && QUALIFIED_NAME_PART.test(text))
    ? undefined
    : 'be empty, or at most 63 letters, digits, \'-\', \'_\' and \'.\' that begin and end with a letter or digit';
}

export function httpHeaderNameFault(text: string): string | undefined {
  return /^[-A-Za-z0-9]+$/.test(text) ? undefined : 'consist of letters, digits and \'-\' (X-Header-Name)';
}

/** The name of an environment variable as every version takes it; from 1.32 on there may be other characters. */
export function envNameFault(name: string): string | undefined {
  return /^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(name) && name !== '.' && !name.startsWith('..')
    ? undefined
    : 'consist of letters, digits, "_", "-" and ".", and begin neither with a digit nor with two dots';
}

/** A number of pods, or a share of them: `2` or `25%`. */
export function countOrPercentFault(value: IntOrString): string | undefined {
  const fine = typeof value === 'string' ? /^[0-9]+%$/.test(value) : value >= 0;
  return fine ? undefined : 'be a whole number from 0 on, or a percentage such as "25%"';
}

export const PROTOCOLS: readonly string[] = ['TCP', 'UDP', 'SCTP'];

/** The words of a list, quoted for a message: `"TCP", "UDP" or "SCTP"`. */
export function oneOf(words: readonly string[]): string {
  const quoted = words.map(word => `"${word}"`);
  return quoted.length === 1 ? quoted[0] : `${quoted.slice(0, -1).join(', ')} or ${quoted[quoted.length - 1]}`;
}

/** The cure for a word that is none of those allowed: the one that is spelt so in other letters, or else what is said otherwise. */
export function choiceFix(given: unknown, words: readonly string[], otherwise: string): string {
  const meant = words.find(word => word.toLowerCase() === String(given).toLowerCase());
  return meant === undefined ? otherwise : `Write "${meant}"`;
}

export function byteLength(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}
