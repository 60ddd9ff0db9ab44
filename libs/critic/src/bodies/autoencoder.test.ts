import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import { GradientTape } from '@jiagu/nn';
import { expectClose, fromTensor, parameterCount } from '@jiagu/nn/testing';
import { beforeAll, expect, it } from 'vitest';
import type { AutoencoderCritic } from './autoencoder.js';
import { build, describeBody, expectNoGradient, imagesOf } from '../testing/describe-body.js';

beforeAll(() => startEngine());

describeBody({
  penalisable: [{ body: 'autoencoder', width: 2, code: 4, norm: 'none' }],
  others: [{ body: 'autoencoder', width: 2, code: 4, norm: 'batch' }],
});

it('judges with batch norm, but gives no gradient to penalise', () =>
  expectNoGradient({ body: 'autoencoder', width: 2 }));

it('scores each image by its own error and differentiates through both ends of it', () => {
  const critic = build({ body: 'autoencoder', width: 2, code: 4, norm: 'none' }) as AutoencoderCritic;
  tf.tidy(() => {
    const images = imagesOf(3, 1);
    const { scores, code, gradient } = critic.judge(images, null, { training: true });
    expect(code?.shape).toEqual([3, 4]);
    const energies = (x: tf.Tensor4D): number[] => {
      const drawn = critic.decoder.forward(critic.encoder.forward(x, true), true);
      const [a, b] = [x.dataSync(), drawn.dataSync()];
      return [0, 1, 2].map((image) => {
        let sum = 0;
        for (let i = image * 128; i < (image + 1) * 128; i++)
          sum += ((a[i] as number) - (b[i] as number)) ** 2;
        return sum / 128;
      });
    };
    expectClose(scores, { shape: [3, 1], data: Float64Array.from(energies(images)) });
    // Central differences along a random direction; images alone would give another slope.
    const [direction, step] = [imagesOf(3, 2), 0.01];
    const total = (sign: number): number =>
      energies(tf.add(images, tf.mul(direction, sign * step))).reduce((a, b) => a + b, 0);
    const slope = (total(1) - total(-1)) / (2 * step);
    const found = tf.sum(tf.mul(gradient(), direction)).dataSync()[0] as number;
    expect(found / slope).toBeCloseTo(1, 2);
    const tape = new GradientTape();
    const sum = tape.record(() => tf.sum<tf.Scalar>(critic.judge(images, null, { training: true }).scores));
    expectClose(tape.gradient(sum, [images])[0] as tf.Tensor, fromTensor(gradient()));
  });
  critic.dispose();
});

it("has the parameters of EBGAN's at 32 px", () => {
  const critic = build({ body: 'autoencoder' }, { channels: 1, imageSize: 32 });
  // 9 64 + 64, 16384 32 + 32, BN 64, 32 16384 + 16384, BN 32768, 9 64 + 1
  expect(parameterCount(critic)).toBe(640 + 524_320 + 64 + 540_672 + 32_768 + 577);
  critic.dispose();
});
