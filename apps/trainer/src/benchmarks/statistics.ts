/** The median; for an even count, the mean of the two middle values. NaN for an empty list. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return ((low ?? NaN) + (high ?? NaN)) / 2;
}

/** Peak resident memory of this process, MB (2^20 bytes). */
export const peakMegabytes = (): number => process.resourceUsage().maxRSS / 1024;
