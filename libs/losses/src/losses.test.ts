import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import { beforeAll, describe, expect, it } from 'vitest';
import { adversarialBce, discriminatorAccuracy, leastSquares } from './adversarial.js';
import { classConfusion } from './class-confusion.js';
import { entropyWeights, multilinearMap } from './conditional-adversary.js';
import { crossEntropy, pseudoLabelCrossEntropy } from './cross-entropy.js';
import { gradientReversal } from './gradient-reversal.js';
import { mutualInformation } from './mutual-information.js';

beforeAll(() => startEngine());

const logits = [
  [2, -1, 0.5],
  [0.1, 0.2, -3],
  [-1, 4, 1],
];
const softmax = (row: number[]): number[] => {
  const exponents = row.map(Math.exp);
  const sum = exponents.reduce((a, b) => a + b);
  return exponents.map((e) => e / sum);
};
const value = (loss: tf.Scalar): number => loss.dataSync()[0] ?? NaN;

/**
 * Central differences of a float64 function, times a factor, against the gradient that tfjs finds.
 * @param factor other than 1 where a gradient is reversed on its way
 */
function checkGradient(f: (x: tf.Tensor2D) => tf.Scalar, plain: (x: number[][]) => number, factor = 1): void {
  expect(value(f(tf.tensor2d(logits)))).toBeCloseTo(plain(logits), 5);
  const gradient = tf
    .grad((x) => f(x as tf.Tensor2D))(tf.tensor2d(logits))
    .dataSync();
  const h = 1e-5;
  logits.forEach((row, i) =>
    row.forEach((_, j) => {
      const shifted = (by: number): number => {
        const moved = logits.map((r) => [...r]);
        (moved[i] as number[])[j] = (moved[i]?.[j] as number) + by;
        return plain(moved);
      };
      expect(gradient[i * 3 + j]).toBeCloseTo((factor * (shifted(h) - shifted(-h))) / (2 * h), 4);
    }),
  );
}

const at = (row: number[], index: number): number => row[index] as number;
const at2 = (rows: number[][], index: number): number[] => rows[index] as number[];

describe('losses agree with plain float64 and its finite differences', () => {
  it('cross-entropy', () => {
    const labels = [0, 2, 1];
    checkGradient(
      (x) => crossEntropy(x, tf.tensor1d(labels, 'int32')),
      (x) => x.reduce((sum, row, i) => sum - Math.log(at(softmax(row), at(labels, i))), 0) / 3,
    );
  });

  it('cross-entropy against confident guesses only', () => {
    // Softmax of the guesses peaks at 0.98, 0.45 and 0.94: the second does not count.
    const guess = tf.tensor2d([
      [4, 0, -1],
      [0.1, 0.2, 0],
      [0, 0, 3.5],
    ]);
    checkGradient(
      (x) => pseudoLabelCrossEntropy(x, guess, 0.9).loss,
      (x) => -(Math.log(at(softmax(x[0] as number[]), 0)) + Math.log(at(softmax(x[2] as number[]), 2))) / 3,
    );
    expect(value(pseudoLabelCrossEntropy(tf.tensor2d(logits), guess, 0.9).share)).toBeCloseTo(2 / 3, 6);
  });

  it.each([0, 1] as const)('binary cross-entropy and least squares for the answer %s', (answer) => {
    checkGradient(
      (x) => adversarialBce(x, answer),
      (x) => x.flat().reduce((sum, s) => sum - Math.log(1 / (1 + Math.exp(answer ? -s : s))), 0) / 9,
    );
    checkGradient(
      (x) => leastSquares(x, answer),
      (x) => x.flat().reduce((sum, s) => sum + (s - answer) ** 2, 0) / 9,
    );
  });

  it('the share that a discriminator tells apart, both kinds counting the same', () => {
    const accuracy = (ones: number[], zeros: number[], boundary: number): number =>
      value(discriminatorAccuracy(tf.tensor1d(ones), tf.tensor1d(zeros), boundary));
    expect(accuracy([0.1, 2, -1, 3], [-0.1, 5], 0)).toBeCloseTo((3 / 4 + 1 / 2) / 2, 6);
    // Undecided counts as the lower answer: a discriminator that always says the boundary is right half of the time.
    expect(accuracy([0.5, 0.5], [0.5, 0.5, 0.5], 0.5)).toBe(0.5);
    expect(accuracy([0.6], [0.4], 0.5)).toBe(1);
  });

  it('mutual information of two views', () => {
    const other = [
      [1, 0, 0],
      [0.3, -2, 1],
      [0, 2, 0.5],
    ];
    checkGradient(
      (x) => mutualInformation(x, tf.tensor2d(other)),
      (x) => {
        const joint = [0, 1, 2].map((a) =>
          [0, 1, 2].map((b) =>
            [0, 1, 2].reduce((sum, n) => {
              const [p, q] = [softmax(x[n] as number[]), softmax(other[n] as number[])];
              return sum + (at(p, a) * at(q, b) + at(p, b) * at(q, a)) / 6;
            }, 0),
          ),
        );
        const margin = joint.map((row) => row.reduce((a, b) => a + b));
        return -joint
          .flatMap((row, a) => row.map((p, b) => p * Math.log(p / at(margin, a) / at(margin, b))))
          .reduce((a, b) => a + b);
      },
    );
  });

  it('minimum class confusion, whose weights are constants', () => {
    const temper = (row: number[]) => softmax(row.map((score) => score / 2.5));
    const sure = logits.map((row) => 1 + Math.exp(temper(row).reduce((sum, p) => sum + p * Math.log(p), 0)));
    const sum = sure.reduce((a, b) => a + b);
    checkGradient(
      (x) => classConfusion(x, 2.5),
      (x) => {
        let between = 0;
        for (let a = 0; a < 3; a++) {
          const row = [0, 0, 0];
          for (let b = 0; b < 3; b++)
            for (let n = 0; n < 3; n++) {
              const p = temper(x[n] as number[]);
              row[b] = at(row, b) + ((3 * at(sure, n)) / sum) * at(p, a) * at(p, b);
            }
          const total = row.reduce((p, q) => p + q);
          for (let b = 0; b < 3; b++) if (b !== a) between += at(row, b) / total;
        }
        return between / 3;
      },
    );
  });

  it('a reversed gradient, by its coefficient', () => {
    const squares = (x: number[][]) => x.flat().reduce((sum, v) => sum + v * v, 0);
    checkGradient((x) => tf.sum(tf.square(gradientReversal(x, tf.scalar(0.3)))), squares, -0.3);
  });

  it("CDAN's map, through the feature alone", () => {
    const predicted = [
      [1, 0],
      [0.3, -2],
      [0, 2],
    ];
    const factors = Array.from({ length: 18 }, (_, i) => Math.sin(i));
    const map = (feature: tf.Tensor2D, scores: tf.Tensor2D) =>
      tf.sum(tf.mul(tf.square(multilinearMap(feature, scores)), tf.tensor2d(factors, [3, 6]))) as tf.Scalar;
    checkGradient(
      (x) => map(x, tf.tensor2d(predicted)),
      (x) =>
        x.reduce(
          (sum, row, n) =>
            sum +
            row.reduce(
              (inner, feature, f) =>
                inner +
                softmax(predicted[n] as number[]).reduce(
                  (s, p, k) => s + at(factors, 6 * n + 2 * f + k) * (feature * p) ** 2,
                  0,
                ),
              0,
            ),
          0,
        ),
    );
    const through = tf.grad((x) => tf.add(map(tf.tensor2d(logits), x as tf.Tensor2D), tf.mul(tf.sum(x), 0)));
    expect(Math.max(...through(tf.tensor2d(predicted)).dataSync().map(Math.abs))).toBe(0);
  });

  it("CDAN+E's weights, with the entropy's gradient reversed and their sum a constant", () => {
    const each = [0.7, 0.2, 1.9];
    const weight = (row: number[]) => 1 + Math.exp(softmax(row).reduce((sum, p) => sum + p * Math.log(p), 0));
    const total = logits.reduce((sum, row) => sum + weight(row), 0);
    checkGradient(
      (x) =>
        tf.sum(
          tf.mul(
            entropyWeights(x, (entropy) => gradientReversal(entropy, tf.scalar(0.4))),
            tf.tensor1d(each),
          ),
        ),
      (x) => x.reduce((sum, row, n) => sum + (weight(row) / total) * at(each, n), 0),
      -0.4,
    );
    const scores = [2, -1, 0.3];
    const weighted = scores.reduce(
      (sum, score, n) => sum + (weight(at2(logits, n)) / total) * Math.log(1 + Math.exp(-score)),
      0,
    );
    const found = adversarialBce(
      tf.tensor2d(scores, [3, 1]),
      1,
      entropyWeights(tf.tensor2d(logits), (entropy) => entropy),
    );
    expect(value(found)).toBeCloseTo(weighted, 6);
  });
});
