import { nearName } from './near-name';
import { valueText } from './text';

/** An option that nobody knows. */
export interface UnknownOption {
  /** Its name, as a message may have it. */
  readonly shown: string;
  readonly value: unknown;
  /** What was probably meant. */
  readonly fix: string;
}

/**
 * The options of a plain object that are not known. An object of a class may have what it needs for itself.
 *
 * @param elsewhere what to do where nothing that is known is near
 */
export function unknownOptions(given: object, known: readonly string[], elsewhere = `Remove it; known are ${known.join(', ')}`): UnknownOption[] {
  if (!isPlain(given)) return [];
  const options = given as { readonly [name: string]: unknown };
  const names = Object.keys(options);
  if (names.every(name => known.includes(name))) return NONE;
  return names.filter(name => !known.includes(name) && !isAbsent(options[name])).map(name => {
    const near = nearName(name, known);
    return {
      shown: isIdentifier(name) ? name : valueText(name),
      value: options[name],
      fix: near === undefined ? elsewhere : isAbsent(options[near]) ? `Write ${near}` : `Remove it: ${near} is there as well`,
    };
  });
}

const NONE: UnknownOption[] = [];

/** Whether a name can be written after a dot. */
export function isIdentifier(name: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(name);
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

/** An object of no class, in whichever realm. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
