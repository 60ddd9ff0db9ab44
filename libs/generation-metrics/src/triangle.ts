/**
 * The triangular factor L [n, n] of n vectors, the rows of L Q, with orthonormal rows of Q, by modified Gram-Schmidt
 * (Björck 1967), whose L is as exact as Householder's also for dependent vectors. The vectors are overwritten.
 */
export function triangle(vectors: readonly Float64Array[]): Float64Array[] {
  const factor = vectors.map(() => new Float64Array(vectors.length));
  for (const [k, q] of vectors.entries()) {
    const norm = Math.sqrt(product(q, q));
    (factor[k] as Float64Array)[k] = norm;
    if (norm === 0) continue;
    for (let c = 0; c < q.length; c++) q[c] = (q[c] as number) / norm;
    for (let i = k + 1; i < vectors.length; i++) {
      const vector = vectors[i] as Float64Array;
      const share = product(vector, q);
      (factor[i] as Float64Array)[k] = share;
      for (let c = 0; c < q.length; c++) vector[c] = (vector[c] as number) - share * (q[c] as number);
    }
  }
  return factor;
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
