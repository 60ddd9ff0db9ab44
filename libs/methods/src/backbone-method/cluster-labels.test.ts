import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import { beforeAll, expect, it } from 'vitest';
import { ClusterLabels } from './cluster-labels.js';

beforeAll(() => startEngine());

const sum = (values: number[]): number => values.reduce((a, b) => a + b, 0);
const softmax = (row: number[]): number[] => {
  const exponents = row.map(Math.exp);
  return exponents.map((e) => e / sum(exponents));
};
const largest = (row: number[]): number => row.indexOf(Math.max(...row));
const cosine = (a: number[], b: number[]): number => {
  const dot = (x: number[], y: number[]): number => sum(x.map((value, i) => value * (y[i] ?? NaN)));
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
};

/** SHOT's eq. 4-6 in float64, centroids from weighted features that are [feature, 1] of the length 1. */
class Plain {
  private readonly sums = [0, 1].map(() => Array.from({ length: 3 }, () => [0, 0, 0]));

  constructor(private readonly kept: number) {}

  label(features: number[][], logits: number[][]): number[] {
    const directions = features.map((row) => {
      const length = Math.sqrt(sum([...row, 1].map((value) => value ** 2)));
      return [...row, 1].map((value) => value / length);
    });
    const round = (sums: number[][] | undefined, weights: number[][]): number[] => {
      sums?.forEach((row, k) =>
        row.forEach((old, j) => {
          const added = sum(
            directions.map((direction, n) => (direction[j] ?? NaN) * (weights[n]?.[k] ?? NaN)),
          );
          row[j] = this.kept * old + added;
        }),
      );
      return directions.map((direction) =>
        largest((sums ?? []).map((row) => (row.every((value) => value === 0) ? -2 : cosine(direction, row)))),
      );
    };
    const first = round(this.sums[0], logits.map(softmax));
    return round(
      this.sums[1],
      first.map((label) => [0, 1, 2].map((k) => (k === label ? 1 : 0))),
    );
  }
}

it('labels images by the nearest centroid of late, first of predictions, then of labels', () => {
  const clusters = new ClusterLabels(2, 3, 2);
  const plain = new Plain(Math.exp(-1 / 2));
  let corrected = 0;
  for (let step = 0; step < 8; step++) {
    // Two clusters and few images of a third class; predictions are right more often than not.
    const truth = Array.from({ length: 9 }, (_, n) => (n + step) % (step === 0 ? 2 : 3));
    const features = truth.map((k, n) => [
      3 * Math.cos(2 * k) + 0.4 * Math.sin(7 * n + step),
      3 * Math.sin(2 * k) + 0.4 * Math.cos(5 * n + step),
    ]);
    const logits = truth.map((k, n) =>
      [0, 1, 2].map((c) => (c === k ? 1.2 : 0) + 1.1 * Math.sin(3 * n + 5 * c + step)),
    );
    const found = tf.tidy(() =>
      Array.from(
        clusters.forward({ feature: tf.tensor2d(features), logits: tf.tensor2d(logits) }).dataSync(),
      ),
    );
    expect(found, `step ${step}`).toEqual(plain.label(features, logits));
    corrected += truth.filter((k, n) => found[n] === k && largest(logits[n] ?? []) !== k).length;
  }
  expect(corrected).toBeGreaterThan(5);
  clusters.dispose();
});

it('gives a class that no image was of no centroid', () => {
  const clusters = new ClusterLabels(1, 2, 5);
  const label = (logits: number[]): number | undefined =>
    tf.tidy(
      () => clusters.forward({ feature: tf.tensor2d([[-1]]), logits: tf.tensor2d([logits]) }).dataSync()[0],
    );
  expect(label([40, -100])).toBe(0);
  clusters.dispose();
});
