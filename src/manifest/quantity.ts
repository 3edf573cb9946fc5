/**
 * The amount a Kubernetes quantity stands for, in billionths, or undefined where it is not a quantity.
 *
 * Exact, since amounts are compared: `0.1` and `100m` are the same.
 * Syntax: what `k8s.io/apimachinery/pkg/api/resource` takes, which is more than its own documentation says: digits may
 * be missing altogether (`Mi` is zero), and blanks around it do not matter.
 */
export function quantityInNano(quantity: string | number): bigint | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:([eE])([+-]?\d+)|([a-zA-Z]*))$/.exec(String(quantity).trim());
  if (!match || match[0] === '') return undefined;
  const [, sign, whole, fraction = '', , exponent, suffix = ''] = match;

  const digits = BigInt(whole + fraction);
  const binary = BINARY_SUFFIXES.indexOf(suffix);
  const known = Object.hasOwn(DECIMAL_EXPONENTS, suffix) ? DECIMAL_EXPONENTS[suffix] : undefined;
  const decimal = exponent === undefined ? known : Math.max(-MAX_EXPONENT, Math.min(Number(exponent), MAX_EXPONENT));
  if (binary < 0 && decimal === undefined) return undefined;

  const amount = binary >= 0
    ? atMost(MAX_BINARY, scale(digits * 1024n ** BigInt(binary + 1), 9 - fraction.length))
    : scale(digits, decimal! + 9 - fraction.length);
  return sign === '-' ? -amount : amount;
}

const BINARY_SUFFIXES = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const DECIMAL_EXPONENTS: { [suffix: string]: number | undefined } = { 'n': -9, 'u': -6, 'm': -3, '': 0, 'k': 3, 'M': 6, 'G': 9, 'T': 12, 'P': 15, 'E': 18 };
/** Beyond this no amount is real, and the arithmetic would only cost memory. */
const MAX_EXPONENT = 1000;

/** The API server takes a greater amount of bytes for this one. */
const MAX_BINARY = (2n ** 63n - 1n) * 10n ** 9n;

function atMost(limit: bigint, amount: bigint): bigint {
  return amount > limit ? limit : amount;
}

/** Multiplied by a power of ten; what does not fit is rounded up, as the API server does. */
function scale(digits: bigint, exponent: number): bigint {
  if (exponent >= 0) return digits * 10n ** BigInt(exponent);
  const divisor = 10n ** BigInt(-exponent);
  return (digits + divisor - 1n) / divisor;
}
