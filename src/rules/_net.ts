/** Node's `net`, loaded when first asked for: that takes 3 ms, and few Services name addresses. */
export function net(): typeof import('net') {
  return require('net');
}
