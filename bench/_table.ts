export function quantile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const below = Math.floor(at);
  return sorted[below] + (sorted[Math.min(below + 1, sorted.length - 1)] - sorted[below]) * (at - below);
}

export function median(numbers: readonly number[]): number {
  return quantile(numbers, 0.5);
}

export function row(first: string, ...columns: string[]): string {
  return [first.padStart(8), ...columns.map(column => column.padStart(13))].join('');
}
