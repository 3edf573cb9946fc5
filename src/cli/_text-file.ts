import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { visibleText } from '../findings/text';

/** The text of a file, or of standard input; an error says why there is none. */
export function readTextFile(given: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(given === '-' ? 0 : given);
  } catch (error) {
    throw unreadable(given, error);
  }
  if (!isUtf8(bytes) || bytes.includes(0)) throw new Error(visibleText(`${fileName(given)}:${firstBadLine(bytes)}:1: it is not text in UTF-8`));
  try {
    return bytes.toString('utf8');
  } catch (error) {
    // Longer than a string can be.
    throw unreadable(given, error);
  }
}

/** A file as messages call it. */
export function fileName(given: string): string {
  return given === '-' ? '<stdin>' : given;
}

/** Why a file cannot be read, for people. */
export function unreadable(given: string, error: unknown): Error {
  return new Error(visibleText(`${fileName(given)} cannot be read: ${(error as Error).message}`));
}

/** No character of UTF-8 has the byte of a line break within it. */
function firstBadLine(bytes: Buffer): number {
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const end = bytes.indexOf(0x0a, start);
    const text = bytes.subarray(start, end === -1 ? bytes.length : end);
    if (!isUtf8(text) || text.includes(0)) break;
    if (end === -1) break;
    start = end + 1;
  }
  return line;
}
