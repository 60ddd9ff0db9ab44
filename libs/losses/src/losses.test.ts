import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import { beforeAll, describe, expect, it } from 'vitest';
import { adversarialBce, leastSquares } from './adversarial.js';
import { crossEntropy, pseudoLabelCrossEntropy } from './cross-entropy.js';
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

/** Central differences of a float64 function against the gradient that tfjs finds. */
function checkGradient(f: (x: tf.Tensor2D) => tf.Scalar, plain: (x: number[][]) => number): void {
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
      expect(gradient[i * 3 + j]).toBeCloseTo((shifted(h) - shifted(-h)) / (2 * h), 4);
    }),
  );
}

const at = (row: number[], index: number): number => row[index] as number;

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
});
