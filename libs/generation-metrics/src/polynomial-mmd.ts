import type { FeatureRows } from './feature-rows.js';
import { dot, eachPair, eachPairWithin } from './pairs.js';

/**
 * Unbiased squared maximum mean discrepancy (Gretton 2012, eq. 3) with the kernel (x·y / d + 1)³ (Bińkowski 2018,
 * section 4) of two sets of features of width d. About 0 for samples of one distribution; may be slightly negative.
 * @param a, b two rows or more each
 */
export function polynomialMmd(a: FeatureRows, b: FeatureRows): number {
  const width = a[0]?.length ?? 0;
  const kernel = (x: Float32Array, y: Float32Array): number => {
    const base = dot(x, y) / width + 1;
    return base * base * base;
  };
  let [withinA, withinB, between] = [0, 0, 0];
  eachPairWithin(a, kernel, (_i, _j, value) => (withinA += value));
  eachPairWithin(b, kernel, (_i, _j, value) => (withinB += value));
  eachPair(a, b, kernel, (_i, _j, value) => (between += value));
  const pairs = (rows: FeatureRows): number => (rows.length * (rows.length - 1)) / 2;
  return withinA / pairs(a) + withinB / pairs(b) - (2 * between) / (a.length * b.length);
}
