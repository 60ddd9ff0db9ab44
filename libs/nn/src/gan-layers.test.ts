import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import { RandomStream } from '@jiagu/random';
import { beforeAll, describe, expect, it } from 'vitest';
import { normalOf, xavierUniform } from './initializers.js';
import { ConditionalBatchNorm2d } from './layers/conditional-batch-norm2d.js';
import { Embedding } from './layers/embedding.js';
import { EqualisedLinear } from './layers/equalised-linear.js';
import { MappingNetwork } from './layers/mapping-network.js';
import { doublePixels, doubleSmoothly } from './ops/enlarge.js';
import { expectClose, fromTensor } from './testing/index.js';

beforeAll(() => startEngine());

const random = (): RandomStream => new RandomStream('weights');
const labels = (...values: number[]): tf.Tensor1D => tf.tensor1d(values, 'int32');

describe('enlarging', () => {
  const image = (): tf.Tensor4D => tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
  const rows = (x: tf.Tensor4D) => (x.arraySync()[0] as number[][][]).map((row) => row.flat());

  it("smoothly gives the values of PyTorch's documentation of Upsample, bilinear without aligned corners", () => {
    const enlarged = tf.tidy(() => rows(doubleSmoothly(image())));
    expect(enlarged).toEqual([
      [1, 1.25, 1.75, 2],
      [1.5, 1.75, 2.25, 2.5],
      [2.5, 2.75, 3.25, 3.5],
      [3, 3.25, 3.75, 4],
    ]);
  });

  it('by doubling repeats pixels', () => {
    const enlarged = tf.tidy(() => rows(doublePixels(image())));
    expect(enlarged).toEqual([
      [1, 1, 2, 2],
      [1, 1, 2, 2],
      [3, 3, 4, 4],
      [3, 3, 4, 4],
    ]);
  });

  it('is inside of the image 1-2-1 after doubling pixels', () => {
    tf.tidy(() => {
      const x = tf.randomNormal<tf.Rank.R4>([1, 5, 4, 2], 0, 1, 'float32', 1);
      const values = doublePixels(x).arraySync()[0] as number[][][];
      const taps = [1, 2, 1];
      const at = (y: number, column: number, channel: number): number =>
        taps.reduce(
          (sum, a, i) =>
            sum +
            taps.reduce(
              (line, b, k) => line + (a * b * (values[y + i - 1]?.[column + k - 1]?.[channel] ?? NaN)) / 16,
              0,
            ),
          0,
        );
      const found = doubleSmoothly(x).arraySync()[0] as number[][][];
      for (let y = 1; y < 9; y++)
        for (let column = 1; column < 7; column++)
          expect(found[y]?.[column]?.[1]).toBeCloseTo(at(y, column, 1), 5);
    });
  });
});

describe('Embedding', () => {
  it("looks up PyTorch's rows and renumbers them", () => {
    const embedding = new Embedding(3, 2, random());
    embedding.loadStateDict(
      new Map([['weight', { shape: [3, 2], data: Float32Array.of(1, 2, 3, 4, 5, 6) }]]),
    );
    const look = (...values: number[]) => tf.tidy(() => embedding.forward(labels(...values)).arraySync());
    expect(look(2, 0, 2)).toEqual([
      [5, 6],
      [1, 2],
      [5, 6],
    ]);
    embedding.renumberClasses([2, 0, 1]);
    expect(look(0, 1)).toEqual([
      [5, 6],
      [1, 2],
    ]);
    embedding.dispose();
  });
});

describe('ConditionalBatchNorm2d', () => {
  it("normalises over all samples with PyTorch's epsilon, and scales by the class", () => {
    const norm = new ConditionalBatchNorm2d(2, 3, random());
    const { data } = norm.stateDict().get('embed.weight') ?? { data: new Float32Array() };
    // Scales near 1 and offsets 0 to begin with.
    for (const [i, value] of data.entries())
      if (i % 4 < 2) expect(Math.abs(value - 1)).toBeLessThan(0.1);
      else expect(value).toBe(0);
    const table = [
      [1, 2, 0, 1],
      [3, -1, 5, 0],
      [0.5, 1, -1, 2],
    ];
    norm.loadStateDict(
      new Map([
        ['embed.weight', { shape: [3, 4], data: Float32Array.from(table.flat()) }],
        ['running_mean', { shape: [2], data: new Float32Array(2) }],
        ['running_var', { shape: [2], data: Float32Array.of(1, 1) }],
      ]),
    );
    // Deviations near the root of epsilon, 0.003, so that another would show.
    const samples = [
      [0.001, -0.004],
      [0.006, 0.002],
      [-0.002, 0.003],
      [0.003, -0.001],
    ];
    const classes = [2, 0, 1, 2];
    const statistics = [0, 1].map((channel) => {
      const values = samples.map((sample) => sample[channel] as number);
      const mean = values.reduce((a, b) => a + b) / 4;
      return { mean, variance: values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 4 };
    });
    const styled = (sample: number[], n: number, of: { mean: number; variance: number }[]): number[] =>
      sample.map((x, channel) => {
        const [style, { mean, variance }] = [
          table[classes[n] as number] ?? [],
          of[channel] ?? { mean: 0, variance: 1 },
        ];
        return (
          ((style[channel] as number) * (x - mean)) / Math.sqrt(variance + 1e-5) +
          (style[channel + 2] as number)
        );
      });
    tf.tidy(() => {
      const x = tf.tensor4d(samples.flat(), [4, 1, 1, 2]);
      const pass = { training: true, domain: 'source' } as const;
      const expected = samples.flatMap((sample, n) => styled(sample, n, statistics));
      const y = norm.forward(x, pass, labels(...classes));
      expectClose(y, { shape: [4, 1, 1, 2], data: Float64Array.from(expected) });
      // A tenth of the batch's mean and unbiased variance entered the running ones.
      const running = statistics.map(({ mean, variance }) => ({
        mean: 0.1 * mean,
        variance: 0.9 + (0.1 * variance * 4) / 3,
      }));
      const later = norm.forward(x, { ...pass, training: false }, labels(...classes));
      const evaluated = samples.flatMap((sample, n) => styled(sample, n, running));
      expectClose(later, { shape: [4, 1, 1, 2], data: Float64Array.from(evaluated) });
    });
    norm.dispose();
  });
});

describe('equalised layers', () => {
  it('multiply weights by rate / sqrt(in), the bias by the rate, and begin with values of N(0, 1 / rate^2)', () => {
    const layer = new EqualisedLinear(100, 50, { rate: 0.01, offsets: (unit) => unit }, random());
    const { data } = layer.stateDict().get('weight') ?? { data: new Float32Array() };
    const deviation = Math.sqrt(data.reduce((sum, x) => sum + x * x, 0) / data.length);
    expect(deviation / 100).toBeCloseTo(1, 1);
    tf.tidy(() => {
      const y = layer.forward(tf.ones([1, 100]));
      const weights = tf.sum(layer.weight.value, 0);
      const expected = tf.add(tf.div(tf.mul(weights, 0.01), 10), tf.mul(tf.range(0, 50), 0.01));
      expectClose(y, fromTensor(tf.reshape(expected, [1, 50])));
    });
    layer.dispose();
  });

  it('a mapping network keeps about the mean square of normalised noise', () => {
    const mapping = new MappingNetwork(64, { layers: 3, width: 64, rate: 0.01 }, random());
    expect([...mapping.namedParameters()].map(([, { torchShape }]) => torchShape)).toEqual(
      Array.from({ length: 3 }, () => [[64, 64], [64]]).flat(),
    );
    tf.tidy(() => {
      const z = tf.randomNormal<tf.Rank.R2>([64, 64], 0, 1, 'float32', 1);
      const square = tf.mean(tf.square(mapping.forward(z))).dataSync()[0] as number;
      expect(square).toBeGreaterThan(0.5);
      expect(square).toBeLessThan(2);
    });
    mapping.dispose();
  });
});

describe('initial values', () => {
  it('have the deviations of their names', () => {
    tf.tidy(() => {
      const fan = { in: 30, out: 10 };
      const values = xavierUniform(2)([40, 50], fan, random()).dataSync<'float32'>();
      // gain^2 2 / (in + out); the bound is gain sqrt(6 / (in + out)).
      const variance = values.reduce((sum, x) => sum + x * x, 0) / values.length;
      expect(variance / ((4 * 2) / 40)).toBeCloseTo(1, 1);
      expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(2 * Math.sqrt(6 / 40));
      const normals = normalOf(1, 0.02)([2000], fan, random()).dataSync<'float32'>();
      const mean = normals.reduce((a, b) => a + b) / 2000;
      expect(mean).toBeCloseTo(1, 2);
      expect(Math.sqrt(normals.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 2000) / 0.02).toBeCloseTo(1, 1);
    });
  });
});
