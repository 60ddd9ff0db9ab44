import type { FeatureRows } from './feature-rows.js';

/** A number of two rows of equal width. */
export type Measure = (a: Float32Array, b: Float32Array) => number;

/** Takes what a measure found of row i of the first set and row j of the second. */
export type Visit = (i: number, j: number, value: number) => void;

/** Rows of a block: a block of each set stays in the processor's cache while all their pairs are measured. */
const BLOCK = 64;

/** Measures every pair of two sets, block by block, holding none. For each i, j comes in ascending order. */
export function eachPair(a: FeatureRows, b: FeatureRows, measure: Measure, visit: Visit): void {
  for (let top = 0; top < a.length; top += BLOCK)
    for (let left = 0; left < b.length; left += BLOCK)
      for (let i = top; i < Math.min(top + BLOCK, a.length); i++)
        for (let j = left; j < Math.min(left + BLOCK, b.length); j++)
          visit(i, j, measure(a[i] as Float32Array, b[j] as Float32Array));
}

/** Measures every pair of different rows of one set once, with j < i. */
export function eachPairWithin(rows: FeatureRows, measure: Measure, visit: Visit): void {
  for (let top = 0; top < rows.length; top += BLOCK)
    for (let left = 0; left <= top; left += BLOCK)
      for (let i = top; i < Math.min(top + BLOCK, rows.length); i++)
        for (let j = left; j < Math.min(left + BLOCK, i); j++)
          visit(i, j, measure(rows[i] as Float32Array, rows[j] as Float32Array));
}

/** The scalar product in float64. */
export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/** The squared Euclidean distance in float64, from differences: of equal rows exactly 0, and symmetric. */
export function squaredDistance(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = (a[i] as number) - (b[i] as number);
    sum += difference * difference;
  }
  return sum;
}
