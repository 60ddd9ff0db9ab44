import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import { BatchNorm2d, Conv2d, GradientTape, gradientWithin } from '@jiagu/nn';
import { expectClose, fromTensor } from '@jiagu/nn/testing';
import { RandomStream } from '@jiagu/random';
import { beforeAll, describe, expect, it } from 'vitest';
import { Convolution } from './convolution.js';
import { Critic } from './critic.js';
import type { CriticLayer } from './critic-layer.js';
import { Flatten } from './flatten.js';
import { FullyConnected } from './fully-connected.js';
import { zeroCentredPenalty } from './gradient-penalty.js';
import { LeakyRectifier } from './leaky-rectifier.js';
import { AveragePool, SumPool } from './pooling.js';
import { Residual } from './residual.js';

beforeAll(() => startEngine());

const random = (): RandomStream => new RandomStream('weights');
const plain = { stride: 1, padding: 1, spectralNorm: false };
const normal = (shape: number[], seed: number): tf.Tensor => tf.randomNormal(shape, 0, 1, 'float32', seed);

const layers: [name: string, layer: () => CriticLayer, input: number[]][] = [
  ['Convolution', () => new Convolution(2, 3, 4, { ...plain, stride: 2 }, random()), [2, 8, 6, 2]],
  [
    'Convolution of an odd size',
    () => new Convolution(2, 3, 3, { ...plain, stride: 2, spectralNorm: true }, random()),
    [2, 8, 7, 2],
  ],
  ['FullyConnected', () => new FullyConnected(5, 3, {}, random()), [4, 5]],
  [
    'FullyConnected of spectral norm',
    () => new FullyConnected(5, 3, { spectralNorm: true }, random()),
    [4, 5],
  ],
  ['LeakyRectifier', () => new LeakyRectifier(0.2), [3, 4, 2]],
  ['LeakyRectifier, a plain ReLU', () => new LeakyRectifier(0), [3, 4]],
  ['AveragePool', () => new AveragePool(3), [2, 6, 9, 2]],
  ['SumPool', () => new SumPool(), [2, 3, 4, 2]],
  ['Flatten', () => new Flatten(), [2, 3, 4, 2]],
  [
    'Residual',
    () => new Residual([new Convolution(2, 2, 3, plain, random()), new LeakyRectifier(0.2)], []),
    [2, 4, 4, 2],
  ],
];

describe('a critic layer', () => {
  it.each(layers)("%s: its adjoint is the tape's gradient", (_, make, shape) => {
    const layer = make();
    tf.tidy(() => {
      const x = normal(shape, 1);
      const { y, adjoint } = layer.trace(x, false);
      expectClose(layer.forward(x, false), fromTensor(y));
      const dy = normal(y.shape, 2);
      const gradient = tf.grad((t: tf.Tensor) => tf.sum(tf.mul(layer.forward(t, false), dy)))(x);
      expectClose(adjoint(dy), fromTensor(gradient));
    });
    layer.dispose();
  });
});

describe('Critic', () => {
  it('gives the penalty and the parameter gradients of true second derivatives', () => {
    const options = { ...plain, spectralNorm: true };
    const critic = new Critic([
      new Convolution(1, 3, 4, { ...plain, stride: 2 }, random()),
      new LeakyRectifier(0.2),
      new Residual(
        [new LeakyRectifier(0), new Convolution(3, 4, 3, options, random())],
        [new Convolution(3, 4, 1, { ...options, padding: 0 }, random())],
      ),
      new LeakyRectifier(0.1),
      new Residual([new Convolution(4, 4, 3, plain, random())], []),
      new SumPool(),
      new FullyConnected(4, 2, { spectralNorm: true }, random()),
    ]);
    const parameters = critic.parameters().map(({ value }) => value);
    tf.tidy(() => {
      const images = normal([3, 8, 6, 1], 3) as tf.Tensor4D;
      const differentiate = (gradientOf: () => tf.Tensor4D): tf.Tensor[] => {
        const tape = new GradientTape();
        const loss = tape.record(() => {
          // The biases change nothing but the scores.
          const scores = tf.sum<tf.Scalar>(tf.square(critic.forward(images, false)));
          return tf.add(zeroCentredPenalty(gradientOf(), 3), scores);
        });
        return [loss, ...tape.gradient(loss, parameters)];
      };
      const byAdjoint = differentiate(() => critic.scoreWithGradient(images, false).gradient);
      const sum = (x: tf.Tensor4D): tf.Scalar => tf.sum(critic.forward(x, false));
      const twice = differentiate(() => gradientWithin(sum, images));
      for (const [i, expected] of twice.entries())
        expectClose(byAdjoint[i] as tf.Tensor, fromTensor(expected));
    });
    critic.dispose();
  });

  it('pools the mean of all pixels as a sum over their number, in the penalty too', () => {
    const base = (): CriticLayer[] => [new Convolution(1, 3, 3, plain, random()), new LeakyRectifier(0.2)];
    const last = (): FullyConnected => new FullyConnected(3, 1, {}, random());
    const [mean, sum] = [
      new Critic([...base(), new AveragePool(4), new Flatten(), last()]),
      new Critic([...base(), new SumPool(), last()]),
    ];
    tf.tidy(() => {
      const [images, weights] = [normal([2, 4, 4, 1], 4) as tf.Tensor4D, mean.parameters()[2]?.value];
      sum.parameters()[2]?.assign(tf.div(weights as tf.Tensor, 16));
      const filterGradient = (critic: Critic): tf.Tensor => {
        const tape = new GradientTape();
        const loss = tape.record(() =>
          zeroCentredPenalty(critic.scoreWithGradient(images, true).gradient, 1),
        );
        return tape.gradient(loss, [critic.parameters()[0]?.value as tf.Tensor])[0] as tf.Tensor;
      };
      expectClose(filterGradient(mean), fromTensor(filterGradient(sum)));
    });
    mean.dispose();
    sum.dispose();
  });

  it("differentiates the sum of an image's scores, by that image alone", () => {
    const critic = new Critic([new Convolution(1, 1, 4, { ...plain, stride: 2 }, random())]);
    tf.tidy(() => {
      const [one, two, three] = [5, 6, 7].map((seed) => normal([1, 4, 4, 1], seed) as tf.Tensor4D) as [
        tf.Tensor4D,
        tf.Tensor4D,
        tf.Tensor4D,
      ];
      const { scores, gradient } = critic.scoreWithGradient(tf.concat([one, two]), true);
      expect(scores.shape).toEqual([2, 2, 2, 1]);
      const alone = tf.grad((x: tf.Tensor) => tf.sum(critic.forward(x, true)))(one);
      expectClose(tf.slice(gradient, [0, 0, 0, 0], [1, 4, 4, 1]), fromTensor(alone));
      const other = critic.scoreWithGradient(tf.concat([one, three]), true).gradient;
      expectClose(tf.slice(other, [0, 0, 0, 0], [1, 4, 4, 1]), fromTensor(alone));
    });
    critic.dispose();
  });

  it('refuses layers without an adjoint, batch norm among them', () => {
    expect(() => new Critic([new SumPool(), new BatchNorm2d(2, false)])).toThrow(
      /layer 1 of the critic, BatchNorm2d, has no adjoint.*spectral norm, as batch norm lets one sample/,
    );
    expect(() => new Residual([], [new Conv2d(1, 1, 3, {}, random())])).toThrow(
      /layer 0 .* Conv2d, has no adjoint/,
    );
  });

  it('refuses what a layer can not do', () => {
    expect(() => new Convolution(1, 1, 1, { ...plain, stride: 2 }, random())).toThrow('pool first');
    expect(() => new LeakyRectifier(1.5)).toThrow('from 0 to 1, got 1.5');
    expect(() => tf.tidy(() => new AveragePool(2).forward(tf.zeros([1, 4, 5, 1]), true))).toThrow(
      "windows of 2 x 2 don't fill 4 x 5 pixels",
    );
  });
});
