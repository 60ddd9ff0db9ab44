import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import { beforeAll, describe, expect, it } from 'vitest';
import { absoluteDiscrepancy, slicedWasserstein } from './classifier-discrepancy.js';
import { correlationAlignment } from './correlation-alignment.js';
import { crossEntropy } from './cross-entropy.js';
import { hardFeatureNorm, stepwiseFeatureNorm } from './feature-norm.js';
import { informationMaximisation } from './information-maximisation.js';
import { marginDisparity } from './margin-disparity.js';
import { jointMeanDiscrepancy, meanDiscrepancy } from './mean-discrepancy.js';
import { spectralPenalty } from './spectral-penalty.js';

beforeAll(() => startEngine());

type Rows = number[][];

const rows = (count: number, width: number, of: (i: number, j: number) => number): Rows =>
  Array.from({ length: count }, (_, i) => Array.from({ length: width }, (__, j) => of(i, j)));
const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const sum = (values: number[]): number => values.reduce((a, b) => a + b, 0);
const at = (values: readonly number[] | undefined, index: number): number => values?.[index] ?? NaN;

// Five images, features of three, four classes.
const source = rows(5, 3, (i, j) => Math.sin(1.3 * i + 0.7 * j));
const target = rows(5, 3, (i, j) => 0.5 + Math.cos(0.9 * i - 1.1 * j));
const logits_s = rows(5, 4, (i, j) => 2 * Math.sin(0.4 * i + 1.9 * j));
const logits_t = rows(5, 4, (i, j) => 2 * Math.cos(1.7 * i + 0.8 * j));
const halved = (x: Rows): Rows => x.map((row) => row.map((value) => value / 2));

const softmax = (row: number[]): number[] => {
  const exponents = row.map(Math.exp);
  return exponents.map((e) => e / sum(exponents));
};
const squaredDistance = (a: number[], b: number[]): number =>
  sum(a.map((value, j) => (value - at(b, j)) ** 2));
const largest = (row: number[]): number => row.indexOf(Math.max(...row));

/** What a loss is, as a number. */
const value = (loss: tf.Scalar): number => loss.dataSync()[0] ?? NaN;
const tensors = (xs: readonly Rows[]): tf.Tensor2D[] => xs.map((x) => tf.tensor2d(x));

/**
 * A loss against the same in plain float64, and its gradients against central differences of that.
 * @param plain of the values moved, `moved`, and as they are, for what is a constant to the gradient
 */
function check(
  f: (...xs: tf.Tensor2D[]) => tf.Scalar,
  plain: (moved: Rows[], still: Rows[]) => number,
  xs: Rows[],
): void {
  expect(value(f(...tensors(xs)))).toBeCloseTo(plain(xs, xs), 5);
  const gradients = tf.grads((...given) => f(...(given as tf.Tensor2D[])))(tensors(xs));
  const h = 1e-5;
  xs.forEach((x, k) => {
    const found = gradients[k]?.dataSync() ?? [];
    x.flat().forEach((_, place) => {
      const shifted = (by: number): number => {
        const moved = xs.map((rowsOf) => rowsOf.map((row) => [...row]));
        const row = moved[k]?.[Math.floor(place / at([x[0]?.length ?? NaN], 0))] as number[];
        row[place % row.length] = at(row, place % row.length) + by;
        return plain(moved, xs);
      };
      expect(found[place], `gradient ${place} of input ${k}`).toBeCloseTo(
        (shifted(h) - shifted(-h)) / (2 * h),
        4,
      );
    });
  });
}

/** Gretton 2012: means over pairs of different images within, and over all pairs between. */
function discrepancy(s: number, k: (i: number, j: number) => number): number {
  const [first, second] = [range(s), range(s).map((i) => i + s)];
  const within = (part: number[]): number =>
    sum(part.flatMap((i) => part.filter((j) => j !== i).map((j) => k(i, j)))) / (s * (s - 1));
  const between = sum(first.flatMap((i) => second.map((j) => k(i, j)))) / s ** 2;
  return within(first) + within(second) - 2 * between;
}

const bandwidths = [0.25, 1, 2];
/** The kernel of features: bandwidths are multiples of the mean squared distance of `still`. */
function featureKernel(moved: Rows, still: Rows): (i: number, j: number) => number {
  const mean = sum(still.flatMap((a) => still.map((b) => squaredDistance(a, b)))) / still.length ** 2;
  return (i, j) =>
    sum(
      bandwidths.map((bandwidth) =>
        Math.exp(-squaredDistance(moved[i] ?? [], moved[j] ?? []) / (2 * bandwidth * mean)),
      ),
    );
}

describe('losses between domains agree with plain float64 and its finite differences', () => {
  it('DAN: the mean discrepancy with several kernels', () => {
    check(
      (s, t) => meanDiscrepancy(s as tf.Tensor2D, t as tf.Tensor2D, bandwidths),
      (moved, still) => discrepancy(5, featureKernel(moved.flat(), still.flat())),
      [source, target],
    );
    // Two images of each domain at 0 and at d: within k = e(0) = 1, between k = exp(-d^2 / (2 v)), the mean of all squared
    // distances d^2 / 2, so exp(-1) for the bandwidth 1: 2 - 2 / e.
    const [zeros, ones] = [tf.zeros([2, 3]), tf.ones([2, 3])] as [tf.Tensor2D, tf.Tensor2D];
    expect(value(meanDiscrepancy(zeros, ones, [1]))).toBeCloseTo(2 - 2 / Math.E, 5);
  });

  it('JAN: features and predictions together', () => {
    check(
      (s, t, ls, lt) =>
        jointMeanDiscrepancy(
          { feature: s as tf.Tensor2D, logits: ls as tf.Tensor2D },
          { feature: t as tf.Tensor2D, logits: lt as tf.Tensor2D },
          bandwidths,
          0.92,
        ),
      ([s = [], t = [], ls = [], lt = []], still) => {
        const features = featureKernel([...s, ...t], still.slice(0, 2).flat());
        const predicted = [...ls, ...lt].map(softmax);
        return discrepancy(
          5,
          (i, j) =>
            features(i, j) *
            Math.exp(-squaredDistance(predicted[i] ?? [], predicted[j] ?? []) / (2 * 0.92 ** 2)),
        );
      },
      [source, target, logits_s, logits_t],
    );
  });

  it('Deep CORAL: covariances', () => {
    const covariance = (x: Rows): Rows => {
      const means = range(3).map((j) => sum(x.map((row) => at(row, j))) / x.length);
      return rows(
        3,
        3,
        (a, b) =>
          sum(x.map((row) => (at(row, a) - at(means, a)) * (at(row, b) - at(means, b)))) / (x.length - 1),
      );
    };
    check(
      (s, t) => correlationAlignment(s as tf.Tensor2D, t as tf.Tensor2D),
      ([s = [], t = []]) => {
        const [c_s, c_t] = [covariance(s), covariance(t)];
        return sum(c_s.map((row, i) => squaredDistance(row, c_t[i] ?? []))) / (4 * 9);
      },
      [source, target],
    );
    // PyTorch: ((torch.cov(s.T) - torch.cov(t.T)) ** 2).sum() / (4 * 3 * 3)
    expect(value(correlationAlignment(tf.tensor2d(source), tf.tensor2d(target)))).toBeCloseTo(
      0.0241816012273245,
      6,
    );
  });

  it('AFN: the mean length, or every length and a step', () => {
    const length = (row: number[]): number => Math.sqrt(sum(row.map((entry) => entry ** 2)));
    check(
      (x) => hardFeatureNorm(x as tf.Tensor2D, 3),
      ([x = []]) => (sum(x.map(length)) / 5 - 3) ** 2,
      [target],
    );
    check(
      (x) => stepwiseFeatureNorm(x as tf.Tensor2D, 0.5),
      ([x = []], [still = []]) =>
        sum(x.map((row, i) => (length(row) - length(still[i] ?? []) - 0.5) ** 2)) / 5,
      [target],
    );
    // PyTorch: (t.norm(dim=1).mean() - 25) ** 2
    expect(value(hardFeatureNorm(tf.tensor2d(target), 25))).toBeCloseTo(547.0300838785936, 3);
    // A feature of 0, as after a ReLU, leaves the gradient finite.
    const atZero = tf
      .grad((x) => stepwiseFeatureNorm(x as tf.Tensor2D, 1))(tf.zeros([2, 3]))
      .dataSync();
    expect(Array.from(atZero, Math.abs)).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('BSP: the largest singular value squared', () => {
    /** The largest eigenvalue of F^T F, by power iteration on one vector. */
    const plain = ([x = []]: Rows[]): number => {
      const gram = rows(3, 3, (a, b) => sum(x.map((row) => at(row, a) * at(row, b))));
      let [vector, eigenvalue] = [[1, 0.3, 0.2], NaN];
      for (let i = 0; i < 300; i++) {
        const next = gram.map((row) => sum(row.map((entry, j) => entry * at(vector, j))));
        eigenvalue = Math.sqrt(sum(next.map((entry) => entry ** 2)));
        vector = next.map((entry) => entry / eigenvalue);
      }
      return eigenvalue;
    };
    check((x) => spectralPenalty(x as tf.Tensor2D), plain, [source]);
    check((x) => spectralPenalty(x as tf.Tensor2D), plain, [target]);
    // PyTorch: torch.linalg.svdvals(s)[0] ** 2, and its gradient.
    const f = (x: tf.Tensor): tf.Scalar => spectralPenalty(x as tf.Tensor2D);
    expect(value(f(tf.tensor2d(source)))).toBeCloseTo(5.195462418194046, 5);
    const gradient = tf.grad(f)(tf.tensor2d(source)).dataSync();
    [0.9754658523758438, 1.3026883349968184, 1.0172361386020665].forEach((expected, i) =>
      expect(gradient[i]).toBeCloseTo(expected, 4),
    );
    // Equal singular values: 2 on both axes.
    expect(value(f(tf.mul(tf.eye(2), 2)))).toBeCloseTo(4, 6);
    expect(value(f(tf.zeros([2, 3])))).toBe(0);
  });
});

describe('losses of classifiers agree with plain float64 and its finite differences', () => {
  it('MDD: agreement on the source, disagreement on the target', () => {
    const [adversary_s, adversary_t] = [halved(logits_t), halved(logits_s)];
    check(
      (s, t) =>
        marginDisparity(
          { logits: tf.tensor2d(logits_s), adversary: s as tf.Tensor2D },
          { logits: tf.tensor2d(logits_t), adversary: t as tf.Tensor2D },
          4,
        ),
      ([s = [], t = []]) =>
        sum(
          range(5).map(
            (i) =>
              -4 * Math.log(at(softmax(s[i] ?? []), largest(logits_s[i] ?? []))) -
              Math.log(1 - at(softmax(t[i] ?? []), largest(logits_t[i] ?? []))),
          ),
        ) / 5,
      [adversary_s, adversary_t],
    );
    // No gradient flows into the classifier whose classes are the labels.
    const through = tf.grad((x) =>
      marginDisparity(
        { logits: x as tf.Tensor2D, adversary: tf.tensor2d(adversary_s) },
        { logits: x as tf.Tensor2D, adversary: tf.add(tf.tensor2d(adversary_t), tf.mul(x, 0)) },
        4,
      ),
    );
    expect(Math.max(...through(tf.tensor2d(logits_s)).dataSync().map(Math.abs))).toBe(0);
    // PyTorch: 4 * cross_entropy(adv_s, label_s) - log(1 - softmax(adv_t))[label_t].mean()
    const found = marginDisparity(
      { logits: tf.tensor2d(logits_s), adversary: tf.tensor2d(adversary_s) },
      { logits: tf.tensor2d(logits_t), adversary: tf.tensor2d(adversary_t) },
      4,
    );
    expect(value(found)).toBeCloseTo(6.42621381522338, 5);
    // So sure of the classifier's class that its probability is 1 in float32.
    const sure = { logits: tf.tensor2d([[1, 0]]), adversary: tf.tensor2d([[60, 0]]) };
    expect(value(marginDisparity(sure, sure, 4))).toBeCloseTo(60, 4);
  });

  it('MCD: the mean absolute difference', () => {
    check(
      (a, b) => absoluteDiscrepancy(a as tf.Tensor2D, b as tf.Tensor2D),
      ([a = [], b = []]) =>
        sum(
          a.flatMap((row, i) => {
            const [p, q] = [softmax(row), softmax(b[i] ?? [])];
            return p.map((entry, k) => Math.abs(entry - at(q, k)));
          }),
        ) / 20,
      [logits_s, logits_t],
    );
  });

  it('SWD: sorted along directions', () => {
    const directions = rows(4, 6, (k, d) => Math.sin(2.1 * k + 0.5 * d));
    const lengths = range(6).map((d) => Math.sqrt(sum(directions.map((row) => at(row, d) ** 2))));
    const along = (x: Rows, d: number): number[] =>
      x
        .map((row) => sum(softmax(row).map((p, k) => (p * at(directions[k], d)) / at(lengths, d))))
        .sort((a, b) => a - b);
    check(
      (a, b) => slicedWasserstein(a as tf.Tensor2D, b as tf.Tensor2D, tf.tensor2d(directions)),
      ([a = [], b = []]) => sum(range(6).map((d) => squaredDistance(along(a, d), along(b, d)))) / 30,
      [logits_s, logits_t],
    );
    // PyTorch: (((softmax(a) @ u).sort(dim=0)[0] - (softmax(b) @ u).sort(dim=0)[0]) ** 2).mean()
    const found = slicedWasserstein(tf.tensor2d(logits_s), tf.tensor2d(logits_t), tf.tensor2d(directions));
    expect(value(found)).toBeCloseTo(0.03750395988291967, 6);
  });

  it('SHOT: sure of each image, undecided over all', () => {
    const entropy = (p: number[]): number => -sum(p.map((entry) => entry * Math.log(entry)));
    check(
      (x) => informationMaximisation(x as tf.Tensor2D),
      ([x = []]) => {
        const predicted = x.map(softmax);
        const mean = range(4).map((k) => sum(predicted.map((p) => at(p, k))) / 5);
        return sum(predicted.map(entropy)) / 5 + sum(mean.map((p) => p * Math.log(p + 1e-5)));
      },
      [logits_s],
    );
    // Four images, each surely of another class: 0 less log 4.
    const sure = rows(4, 4, (i, j) => (i === j ? 50 : 0));
    expect(value(informationMaximisation(tf.tensor2d(sure)))).toBeCloseTo(-Math.log(4), 4);
  });

  it('cross-entropy against labels that are spread a little', () => {
    const labels = [0, 3, 1, 2, 0];
    check(
      (x) => crossEntropy(x as tf.Tensor2D, tf.tensor1d(labels, 'int32'), 0.1),
      ([x = []]) =>
        -sum(
          x.map((row, i) =>
            sum(softmax(row).map((p, k) => ((k === labels[i] ? 0.9 : 0) + 0.1 / 4) * Math.log(p))),
          ),
        ) / 5,
      [logits_s],
    );
    // PyTorch: cross_entropy(logits, labels, label_smoothing=0.1)
    const found = crossEntropy(tf.tensor2d(logits_s), tf.tensor1d(labels, 'int32'), 0.1);
    expect(value(found)).toBeCloseTo(2.1267784844849604, 5);
  });
});
