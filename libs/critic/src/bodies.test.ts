import * as tf from '@tensorflow/tfjs-core';
import { criticSchema } from '@jiagu/config';
import { startEngine } from '@jiagu/engine';
import { GradientTape, gradientWithin } from '@jiagu/nn';
import { expectClose, fromTensor, parameterCount } from '@jiagu/nn/testing';
import { RandomStreams } from '@jiagu/random';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildCritic } from './build-critic.js';
import type { CriticNetwork, Judgement } from './critic-network.js';
import type { CriticSizes } from './critic-sizes.js';
import { zeroCentredPenalty } from './gradient-penalty.js';

beforeAll(() => startEngine());

const build = (config: object, sizes: Partial<CriticSizes> = {}, seed = 1): CriticNetwork =>
  buildCritic(
    criticSchema.parse(config),
    { classes: 3, channels: 2, imageSize: 16, ...sizes },
    new RandomStreams(seed),
  );

const normal = (shape: number[], seed: number): tf.Tensor => tf.randomNormal(shape, 0, 1, 'float32', seed);
const imagesOf = (count: number, seed: number, size = 16): tf.Tensor4D =>
  normal([count, size, size, 2], seed) as tf.Tensor4D;
const labelsFor = ({ classes }: CriticNetwork, count: number): tf.Tensor1D | null =>
  classes > 0
    ? tf.tensor1d(
        Array.from({ length: count }, (_, i) => i % classes),
        'int32',
      )
    : null;

/** Bodies of which every layer has an adjoint. */
const penalisable: object[] = [
  { body: 'mlp', hidden: [6, 5] },
  { body: 'mlp', hidden: [6], norm: 'spectral', condition: 'projection' },
  { body: 'mlp', hidden: [6], condition: 'concat', minibatch: 'discrimination' },
  { body: 'mlp', hidden: [6], condition: 'auxiliary', minibatch: 'stddev' },
  { body: 'dcgan', width: 2, norm: 'none' },
  { body: 'dcgan', width: 2, norm: 'spectral', condition: 'projection' },
  { body: 'dcgan', width: 2, norm: 'none', condition: 'concat', minibatch: 'stddev' },
  { body: 'dcgan', width: 2, norm: 'spectral', condition: 'projection', transition: true },
  { body: 'dcgan', width: 2, norm: 'none', condition: 'auxiliary', minibatch: 'discrimination' },
];

describe.each(penalisable)('%o', (config) => {
  it("has the tape's gradient and its derivatives as its adjoint's", () => {
    const critic = build(config);
    const parameters = critic.parameters().map(({ value }) => value);
    tf.tidy(() => {
      const [images, labels] = [imagesOf(5, 3), labelsFor(critic, 5)];
      const judge = (x: tf.Tensor4D): Judgement => critic.judge(x, labels, { training: false });
      const differentiate = (gradientOf: () => tf.Tensor4D): tf.Tensor[] => {
        const tape = new GradientTape();
        const loss = tape.record(() => {
          // What the penalty leaves out gets a gradient of its own.
          const { scores, conditional, classes } = judge(images);
          const all = [scores, conditional, classes].flatMap((x) => (x ? [tf.sum<tf.Scalar>(x)] : []));
          return tf.add<tf.Scalar>(zeroCentredPenalty(gradientOf(), 3), tf.addN(all));
        });
        return [loss, ...tape.gradient(loss, parameters)];
      };
      const byAdjoint = differentiate(() => judge(images).gradient());
      const twice = differentiate(() =>
        gradientWithin((x: tf.Tensor4D) => tf.sum<tf.Scalar>(judge(x).scores), images),
      );
      for (const [i, expected] of twice.entries())
        expectClose(byAdjoint[i] as tf.Tensor, fromTensor(expected));
    });
    critic.dispose();
  });
});

describe('published sizes', () => {
  it('DCGAN at 64 px', () => {
    const critic = build({ body: 'dcgan' }, { channels: 3, imageSize: 64 });
    // 16 (3 64 + 64 128 + 128 256 + 256 512 + 512) + 2 (128 + 256 + 512)
    expect(parameterCount(critic)).toBe(2_765_568);
    critic.dispose();
  });
});
