import { logistic, scale, spatialMean } from './layers.js';
import { add, gather, map, maxRows, sumRows, type Tensor } from './tensor.js';

const mean = (x: Tensor): Tensor => scale(sumRows(x, x.size), 1 / x.size);

/** Sum of weighted scalars. */
export const weightedSum = (terms: readonly (readonly [weight: number, term: Tensor])[]): Tensor =>
  terms.map(([weight, term]) => scale(term, weight)).reduce((sum, term) => add(sum, term));

/** Binary cross-entropy with logits against one answer for all. */
export const bceWithLogits = (scores: Tensor, answer: 0 | 1): Tensor =>
  mean(
    map(
      scores,
      (x) => Math.log1p(Math.exp(-Math.abs(x))) + Math.max(x, 0) - answer * x,
      (x) => logistic(x) - answer,
    ),
  );

export const leastSquares = (scores: Tensor, answer: 0 | 1): Tensor =>
  mean(
    map(
      scores,
      (x) => (x - answer) ** 2,
      (x) => 2 * (x - answer),
    ),
  );

export function crossEntropy(logits: Tensor, labels: readonly number[]): Tensor {
  const [n, classes] = logits.shape as [number, number];
  const largest = maxRows(logits.detach(), classes);
  const rows = new Int32Array(n * classes).map((_, i) => Math.floor(i / classes));
  const shifted = add(logits, gather(largest, logits.shape, rows), -1);
  const sums = sumRows(
    map(shifted, Math.exp, (_, y) => y),
    classes,
  );
  const chosen = gather(
    shifted,
    [n],
    Int32Array.from(labels, (label, i) => i * classes + label),
  );
  return mean(
    add(
      map(sums, Math.log, (x) => 1 / x),
      chosen,
      -1,
    ),
  );
}

const l1 = (a: Tensor, b: Tensor): Tensor => mean(map(add(a, b, -1), Math.abs, Math.sign));

/** R: every slice place by place. */
export const reconstructionLoss = (a: readonly Tensor[], b: readonly Tensor[]): Tensor =>
  weightedSum([1 / 32, 1 / 16, 1 / 8, 1 / 4, 1].map((w, i) => [w, l1(a[i] as Tensor, b[i] as Tensor)]));

/** P: averages of the first three slices with the texture's, the last two place by place with the structure's. */
export const translationLoss = (
  a: readonly Tensor[],
  structure: readonly Tensor[],
  texture: readonly Tensor[],
): Tensor =>
  weightedSum(
    [1, 1, 1, 1 / 4, 1].map((w, i) => [
      w,
      i < 3
        ? l1(spatialMean(a[i] as Tensor), spatialMean(texture[i] as Tensor))
        : l1(a[i] as Tensor, structure[i] as Tensor),
    ]),
  );
