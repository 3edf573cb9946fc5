/**
 * The amount a Kubernetes quantity stands for, in billionths, or undefined where it is not a quantity.
 *
 * Exact, since amounts are compared: `0.1` and `100m` are the same.
 * Syntax: the pattern and the suffixes of `k8s.io/apimachinery/pkg/api/resource`.
 */
export function quantityInNano(quantity: string | number): bigint | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:([eE])([+-]?\d+)|([a-zA-Z]*))$/.exec(String(quantity));
  if (!match) return undefined;
  const [, sign, whole, fraction = '', , exponent, suffix = ''] = match;
  if (whole === '' && fraction === '') return undefined;

  const digits = BigInt(whole + fraction);
  const binary = BINARY_SUFFIXES.indexOf(suffix);
  const decimal = exponent === undefined ? DECIMAL_EXPONENTS[suffix] : Number(exponent);
  if (binary < 0 && (decimal === undefined || Math.abs(decimal) > MAX_EXPONENT)) return undefined;

  const amount = binary >= 0
    ? scale(digits * 1024n ** BigInt(binary + 1), 9 - fraction.length)
    : scale(digits, decimal! + 9 - fraction.length);
  return sign === '-' ? -amount : amount;
}

const BINARY_SUFFIXES = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const DECIMAL_EXPONENTS: { [suffix: string]: number | undefined } = { 'n': -9, 'u': -6, 'm': -3, '': 0, 'k': 3, 'M': 6, 'G': 9, 'T': 12, 'P': 15, 'E': 18 };
/** Beyond this no amount is real, and the arithmetic would only cost memory. */
const MAX_EXPONENT = 1000;

/** Multiplied by a power of ten; what does not fit is rounded up, as the API server does. */
function scale(digits: bigint, exponent: number): bigint {
  if (exponent >= 0) return digits * 10n ** BigInt(exponent);
  const divisor = 10n ** BigInt(-exponent);
  return (digits + divisor - 1n) / divisor;
}
