import { closest, distance } from 'fastest-levenshtein';

/** The name that was probably meant; undefined where none of those that are known is near. */
export function nearName(name: string, known: readonly string[]): string | undefined {
  const plain = bare(name);
  const same = known.find(each => bare(each) === plain);
  if (same !== undefined) return same;
  const near = closest(name, known);
  if (near !== '' && isTypingError(name, near)) return near;
  const longer = plain.length < 3 ? [] : known.filter(each => bare(each).startsWith(plain));
  return longer.length === 1 ? longer[0] : undefined;
}

/** Whether a name is another one but for its case, letters that changed places, or one or two that are wrong. */
export function isTypingError(name: string, meant: string): boolean {
  return name.toLowerCase() === meant.toLowerCase() || sorted(name) === sorted(meant) || distance(name, meant) <= (meant.length > 4 ? 2 : 1);
}

/** As it is told apart from others whatever a language does to it: `liveness_probe` is `livenessProbe` in Python. */
function bare(name: string): string {
  return name.toLowerCase().replace(/[_-]/g, '');
}

function sorted(name: string): string {
  return [...name].sort().join('');
}
