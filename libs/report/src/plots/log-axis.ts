/**
 * Where a logarithmic axis from `low` to `high` (both positive) is marked: at powers of ten over three decades or
 * more, else at 1, 2 and 5 times such a power.
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

/** Vega's number format for values of this size: plain, or with a power of ten where zeros would hide them. */
export function tickFormat(values: number[]): string {
  return values.some((value) => value !== 0 && Math.abs(value) < 1e-3) ? '~e' : '~g';
}
