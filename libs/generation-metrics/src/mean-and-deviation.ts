/** What a measure gives over several parts of a set. */
export interface Spread {
  readonly mean: number;
  /** of the population: over n, not n - 1 */
  readonly deviation: number;
}

/** Mean and population standard deviation of one value or more. */
export function meanAndDeviation(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance) };
}
