import { entropyOf } from './entropy.js';

/**
 * Mutual information of two labellings, adjusted for chance (Vinh 2010) with the arithmetic mean of their entropies, as
 * in scikit-learn: 1 where they agree, about 0 where they are independent.
 * @param a group of each item, whole numbers from 0
 * @param b the same in another grouping
 */
export function adjustedMutualInformation(a: readonly number[], b: readonly number[]): number {
  const count = a.length;
  const [sizesA, sizesB] = [groupSizes(a), groupSizes(b)];
  // Both are one group, or each item is its own in both: they agree.
  if (sizesA.length === sizesB.length && (sizesA.length === 1 || sizesA.length === count)) return 1;
  const width = 1 + b.reduce((most, group) => Math.max(most, group), 0);
  const joint = groupSizes(a.map((group, i) => group * width + (b[i] as number)));
  const [hA, hB, hAB] = [sizesA, sizesB, joint].map((sizes) => entropyOf(sizes.map((n) => n / count))) as [
    number,
    number,
    number,
  ];
  const expected = expectedInformation(sizesA, sizesB, count);
  return (hA + hB - hAB - expected) / ((hA + hB) / 2 - expected);
}

/** How many items each group has, of those that have any. */
function groupSizes(labels: readonly number[]): number[] {
  const sizes = new Map<number, number>();
  for (const label of labels) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  return [...sizes.values()];
}

/** The mutual information of random groupings of these sizes: hypergeometric (Vinh 2010, eq. 24a). */
function expectedInformation(sizesA: readonly number[], sizesB: readonly number[], count: number): number {
  const logFactorial = new Float64Array(count + 1);
  for (let n = 2; n <= count; n++) logFactorial[n] = (logFactorial[n - 1] as number) + Math.log(n);
  const log = (n: number): number => logFactorial[n] as number;
  let expected = 0;
  for (const a of sizesA)
    for (const b of sizesB)
      for (let n = Math.max(1, a + b - count); n <= Math.min(a, b); n++) {
        const probability = Math.exp(
          log(a) +
            log(b) +
            log(count - a) +
            log(count - b) -
            log(count) -
            log(n) -
            log(a - n) -
            log(b - n) -
            log(count - a - b + n),
        );
        expected += (n / count) * Math.log((count * n) / (a * b)) * probability;
      }
  return expected;
}
