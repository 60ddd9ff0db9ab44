/** The middle of some numbers; of an even count the mean of the two in the middle. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return ((low ?? NaN) + (high ?? NaN)) / 2;
}

/** The most memory that the operating system gave to this process at one time, MB (2^20 bytes). */
export const peakMegabytes = (): number => process.resourceUsage().maxRSS / 1024;
