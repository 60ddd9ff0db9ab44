import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import { RandomStream, ReferenceGenerator } from '@jiagu/random';
import { beforeAll, describe, expect, it } from 'vitest';
import { MinibatchDiscrimination } from '../layers/minibatch-discrimination.js';
import { adaptiveInstanceNorm } from './adaptive-instance-norm.js';
import { minibatchStddev } from './minibatch-stddev.js';
import { modulatedConv2d } from './modulated-conv2d.js';
import { pixelNorm } from './pixel-norm.js';

beforeAll(() => startEngine());

const generator = new ReferenceGenerator('gan-losses');

/** A tensor of the reference, in PyTorch's layout. */
const reference = (name: string, shape: number[], scale = 1, offset = 0): tf.Tensor =>
  tf.tensor(generator.values(name, tf.util.sizeFromShape(shape), scale, offset), shape);
const images = (name: string, shape: number[]): tf.Tensor4D =>
  tf.transpose(reference(name, shape), [0, 2, 3, 1]) as tf.Tensor4D;

const close = (found: ArrayLike<number>, expected: number[]): void =>
  expected.forEach((value, i) => expect(found[i]).toBeCloseTo(value, 5));

/** Values of images in PyTorch's order. */
const torchOrder = (x: tf.Tensor4D): Float32Array => tf.transpose(x, [0, 3, 1, 2]).dataSync<'float32'>();

describe('operations of GANs, against numpy in float64', () => {
  it('pixelNorm', () => {
    tf.tidy(() => {
      const y = pixelNorm(reference('pixelnorm', [2, 6]));
      close(
        y.dataSync(),
        [
          -1.146615688666115, -0.9616750213694539, 1.5466759350637815, -0.2571558818878339,
          1.0357738742337597, -0.47884272263185756,
        ],
      );
      expect(pixelNorm(tf.zeros([1, 3])).dataSync()).toEqual(new Float32Array(3));
    });
  });

  it('adaptiveInstanceNorm', () => {
    tf.tidy(() => {
      const y = adaptiveInstanceNorm(
        images('adain.x', [2, 3, 4, 4]),
        reference('adain.gamma', [2, 3], 0.5, 1) as tf.Tensor2D,
        reference('adain.beta', [2, 3], 0.5) as tf.Tensor2D,
      );
      close(
        torchOrder(y),
        [0.3912260831489286, 1.5479258272394725, -0.6337344941249501, -0.6695102041763135],
      );
      expect(Math.hypot(...y.dataSync())).toBeCloseTo(9.830980969739372, 4);
    });
  });

  it('modulatedConv2d, which agrees with PyTorch too', () => {
    tf.tidy(() => {
      const filter = tf.transpose(reference('mod.weight', [4, 3, 3, 3]), [2, 3, 1, 0]) as tf.Tensor4D;
      const style = reference('mod.style', [2, 3], 0.5, 1) as tf.Tensor2D;
      const y = modulatedConv2d(images('mod.x', [2, 3, 5, 5]), filter, style, 1);
      close(torchOrder(y), [-1.0642854821977, 0.6898873928150782, 0.20757829277306616, 0.42229708731397503]);
      const values = y.dataSync<'float32'>();
      expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(-8.310276957964371, 4);
      expect(Math.hypot(...values)).toBeCloseTo(7.504013887372612, 5);
    });
  });

  describe('minibatchStddev', () => {
    const added = (x: tf.Tensor4D, groupSize: number): number[] => {
      const [count, , , channels] = x.shape;
      const y = minibatchStddev(x, groupSize);
      expect(y.shape).toEqual([count, 2, 2, channels + 1]);
      return Array.from(tf.slice(y, [0, 1, 1, channels], [count, 1, 1, 1]).dataSync());
    };

    it('sees each group, sample n in group n mod 2', () => {
      tf.tidy(() => {
        const pair = [0.47466197174908653, 0.47162767267388334];
        close(added(images('mbstd', [8, 4, 2, 2]), 4), [...pair, ...pair, ...pair, ...pair]);
        close(added(images('mbstd', [8, 4, 2, 2]), 8), Array<number>(8).fill(0.5269189495229676));
      });
    });

    it('has a last batch of any size', () => {
      tf.tidy(() => {
        // Groups {0, 2, 4} and {1, 3}: 0, 1, 2 and 5, 5 of constant images.
        const x = tf.mul(tf.reshape(tf.tensor1d([0, 5, 1, 5, 2]), [5, 1, 1, 1]), tf.ones([1, 2, 2, 3]));
        const [differ, same] = [Math.sqrt(2 / 3), 1e-4];
        close(added(x as tf.Tensor4D, 4), [differ, same, differ, same, differ]);
      });
    });
  });

  it('MinibatchDiscrimination', () => {
    const layer = new MinibatchDiscrimination(6, 4, 3, new RandomStream('weights'));
    tf.tidy(() => {
      layer.loadStateDict(new Map([['T', { shape: [6, 4, 3], data: generator.values('mbdisc.T', 72) }]]));
      const x = reference('mbdisc.x', [8, 6]) as tf.Tensor2D;
      const y = layer.forward(x);
      expect(y.shape).toEqual([8, 10]);
      expect(tf.slice(y, [0, 0], [8, 6]).dataSync()).toEqual(x.dataSync());
      const closeness = tf.slice(y, [0, 6], [8, 4]).dataSync<'float32'>();
      close(closeness, [1.4248665661104591, 0.8762881032912753, 0.6149536002908034, 0.7603851312595828]);
      expect(closeness.reduce((sum, value) => sum + value, 0)).toBeCloseTo(23.777083680810463, 4);
    });
    layer.dispose();
  });

  const differentiable: [string, (x: tf.Tensor) => tf.Tensor, number[]][] = [
    ['pixelNorm', pixelNorm, [2, 6]],
    [
      'adaptiveInstanceNorm',
      (x) => adaptiveInstanceNorm(x as tf.Tensor4D, tf.fill([2, 3], 2), tf.zeros([2, 3])),
      [2, 4, 4, 3],
    ],
    [
      'modulatedConv2d, by the style',
      (style) =>
        modulatedConv2d(
          images('mod.x', [2, 3, 5, 5]),
          reference('filter', [3, 3, 3, 4]) as tf.Tensor4D,
          style as tf.Tensor2D,
          1,
        ),
      [2, 3],
    ],
    ['minibatchStddev', (x) => minibatchStddev(x as tf.Tensor4D, 4), [5, 2, 2, 3]],
  ];

  it.each(differentiable)('%s: its gradient is the slope', (_, f, shape) => {
    tf.tidy(() => {
      const [x, direction] = [reference('x', shape), reference('direction', shape)];
      const factors = reference('factors', f(x).shape);
      const loss = (t: tf.Tensor): tf.Scalar => tf.sum(tf.mul(f(t), factors));
      const at = (step: number): number => loss(tf.add(x, tf.mul(direction, step))).dataSync()[0] ?? NaN;
      const along = tf.sum(tf.mul(tf.grad(loss)(x), direction)).dataSync()[0] ?? NaN;
      const step = 2e-3;
      expect(Math.abs(along)).toBeGreaterThan(0.05);
      expect(Math.abs((at(step) - at(-step)) / (2 * step) / along - 1)).toBeLessThan(1e-2);
    });
  });

  it('MinibatchDiscrimination: its gradient is the slope of plain code', () => {
    const layer = new MinibatchDiscrimination(6, 4, 3, new RandomStream('weights'));
    const [x, T] = ['mbdisc.x', 'mbdisc.T'].map((name) =>
      generator.values(name, name.endsWith('x') ? 48 : 72),
    ) as [Float32Array<ArrayBuffer>, Float32Array<ArrayBuffer>];
    const factors = generator.values('factors', 80);
    const direction = generator.values('direction', 48);
    const loss = (step: number): number => {
      const moved = Array.from(x, (value, i) => value + step * (direction[i] as number));
      const row = (n: number): number[] => moved.slice(6 * n, 6 * n + 6);
      const project = (n: number, k: number): number =>
        row(n).reduce((sum, value, i) => sum + value * (T[12 * i + k] as number), 0);
      const distance = (n: number, m: number, b: number): number =>
        [0, 1, 2].reduce((sum, c) => sum + Math.abs(project(n, 3 * b + c) - project(m, 3 * b + c)), 0);
      let sum = 0;
      for (let n = 0; n < 8; n++) {
        row(n).forEach((value, i) => (sum += value * (factors[10 * n + i] as number)));
        for (let b = 0; b < 4; b++)
          for (let m = 0; m < 8; m++)
            if (m !== n) sum += Math.exp(-distance(n, m, b)) * (factors[10 * n + 6 + b] as number);
      }
      return sum;
    };
    tf.tidy(() => {
      layer.loadStateDict(new Map([['T', { shape: [6, 4, 3], data: T }]]));
      const weighted = (t: tf.Tensor): tf.Scalar =>
        tf.sum(tf.mul(layer.forward(t as tf.Tensor2D), tf.tensor2d(factors, [8, 10])));
      const gradient = tf
        .grad(weighted)(tf.tensor2d(x, [8, 6]))
        .dataSync();
      const along = direction.reduce((sum, value, i) => sum + value * (gradient[i] as number), 0);
      expect(along).toBeCloseTo((loss(1e-6) - loss(-1e-6)) / 2e-6, 4);
    });
    layer.dispose();
  });
});
