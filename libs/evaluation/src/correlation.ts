/** The arithmetic mean; 0 without values. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  return values.length > 0 ? sum / values.length : 0;
}

/** Pearson's correlation of two images of equal size; 0 where one of them is constant. */
export function correlation(a: Float32Array, b: Float32Array): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const da = (a[i] as number) - meanA;
    const db = (b[i] as number) - meanB;
    ab += da * db;
    aa += da * da;
    bb += db * db;
  }
  // Rounding of the mean leaves a little variance in a constant image.
  const even = 1e-12 * a.length;
  return aa < even || bb < even ? 0 : ab / Math.sqrt(aa * bb);
}
