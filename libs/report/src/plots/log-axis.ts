/**
 * Ticks of a logarithmic axis from `low` to `high` (both positive): powers of ten if it spans more than three decades,
 * else 1, 2 and 5 times such powers.
 */
export function logTicks(low: number, high: number): number[] {
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const steps = last - first > 3 ? [1] : [1, 2, 5];
  return Array.from({ length: last - first + 1 }, (_, i) =>
    steps.map((step) => Number(`${step}e${first + i}`)),
  )
    .flat()
    .filter((tick) => tick >= low && tick <= high);
}

/** Vega's number format for these values: plain, or scientific if one of them is below 1e-3. */
export function tickFormat(values: number[]): string {
  return values.some((value) => value !== 0 && Math.abs(value) < 1e-3) ? '~e' : '~g';
}
