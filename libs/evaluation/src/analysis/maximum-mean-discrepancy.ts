/**
 * Squared maximum mean discrepancy of two samples (Gretton 2012, eq. 3, unbiased) with a sum of five Gaussian kernels
 * whose widths are 1/4 to 4 times the mean squared distance of all pairs, as in domain adaptation (Long 2015). About 0
 * for samples of one distribution; may be slightly negative.
 * @param a, b features, two or more rows each
 */
export function maximumMeanDiscrepancy(a: readonly Float32Array[], b: readonly Float32Array[]): number {
  const all = [...a, ...b];
  let total = 0;
  for (let i = 0; i < all.length; i++)
    for (let j = 0; j < i; j++) total += squaredDistance(all[i] as Float32Array, all[j] as Float32Array);
  const bandwidth = total / ((all.length * (all.length - 1)) / 2);
  if (bandwidth === 0) return 0;
  const kernel = (x: Float32Array, y: Float32Array): number => {
    const distance = squaredDistance(x, y) / bandwidth;
    return [0.25, 0.5, 1, 2, 4].reduce((sum, width) => sum + Math.exp(-distance / width), 0);
  };
  return within(a, kernel) + within(b, kernel) - 2 * between(a, b, kernel);
}

type Kernel = (x: Float32Array, y: Float32Array) => number;

function within(rows: readonly Float32Array[], kernel: Kernel): number {
  let sum = 0;
  for (let i = 0; i < rows.length; i++)
    for (let j = 0; j < i; j++) sum += kernel(rows[i] as Float32Array, rows[j] as Float32Array);
  return (2 * sum) / (rows.length * (rows.length - 1));
}

function between(a: readonly Float32Array[], b: readonly Float32Array[], kernel: Kernel): number {
  let sum = 0;
  for (const x of a) for (const y of b) sum += kernel(x, y);
  return sum / (a.length * b.length);
}

function squaredDistance(x: Float32Array, y: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += ((x[i] as number) - (y[i] as number)) ** 2;
  return sum;
}
