import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import { expectClose, fromTensor, parameterCount } from '@jiagu/nn/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { build, describeBody, expectNoGradient, imagesOf } from '../testing/describe-body.js';

beforeAll(() => startEngine());

describeBody({
  penalisable: [
    { body: 'patch', width: 2, layers: 1 },
    { body: 'patch', width: 2, layers: 1, norm: 'spectral', condition: 'concat' },
  ],
  others: [{ body: 'patch', width: 2, layers: 1, norm: 'batch' }],
  told: [{ body: 'patch', width: 2, layers: 1, condition: 'concat' }],
});

it('judges with batch norm, but gives no gradient to penalise', () =>
  expectNoGradient({ body: 'patch', width: 2, layers: 1, norm: 'batch' }));

describe('patches', () => {
  it.each([
    [64, 3, 6],
    [32, 3, 2],
    [16, 2, 2],
  ])(
    '%i px, halved %i times: a side of %i scores, whose sum is differentiated',
    (imageSize, layers, side) => {
      const critic = build({ body: 'patch', width: 1, layers, norm: 'none' }, { imageSize });
      tf.tidy(() => {
        const images = imagesOf(1, 1, imageSize);
        const { scores, gradient } = critic.judge(images, null, { training: true });
        expect(scores.shape).toEqual([1, side, side, 1]);
        const direct = tf.grad((x: tf.Tensor) =>
          tf.sum(critic.judge(x as tf.Tensor4D, null, { training: true }).scores),
        )(images);
        expectClose(gradient(), fromTensor(direct));
      });
      critic.dispose();
    },
  );
});

it("CycleGAN's patches: 4 x 4 to 64, 128, 256, 512 and 1 with biases", () => {
  const critic = build({ body: 'patch' }, { channels: 3, imageSize: 64 });
  // 16 (3 64 + 64 128 + 128 256 + 256 512 + 512) + 64 + 128 + 256 + 512 + 1
  expect(parameterCount(critic)).toBe(2_764_737);
  critic.dispose();
});
