import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import { expectClose, fromTensor, parameterCount } from '@jiagu/nn/testing';
import { beforeAll, expect, it } from 'vitest';
import { build, describeBody, imagesOf, labelsFor } from '../testing/describe-body.js';

beforeAll(() => startEngine());

describeBody({
  penalisable: [
    { body: 'resnet', width: 2, plain: 1 },
    { body: 'resnet', width: 2, doubling: true, norm: 'none', pool: 'mean', condition: 'concat' },
    { body: 'resnet', width: 2, halvings: 1, plain: 1, condition: 'projection', minibatch: 'stddev' },
  ],
  told: [{ body: 'resnet', width: 2, plain: 1, condition: 'projection' }],
});

it('an auxiliary classifier guesses all classes, in their order', () => {
  const critic = build({ body: 'resnet', width: 2, condition: 'auxiliary' });
  tf.tidy(() => {
    const guess = () =>
      critic.judge(imagesOf(4, 1), labelsFor(critic, 4), { training: false }).classes as tf.Tensor2D;
    const before = guess();
    expect(before.shape).toEqual([4, 3]);
    critic.renumberClasses([2, 0, 1]);
    expectClose(guess(), fromTensor(tf.gather(before, tf.tensor1d([2, 0, 1], 'int32'), 1)));
  });
  critic.dispose();
});

it.each([
  // First 9 3 128 + 128, 9 128 128 + 128, 3 128 + 128; down 2 (147,584) + 128 128 + 128; two of 2 (147,584); 128 + 1
  [{ body: 'resnet' }, 32, 151_680 + 311_680 + 590_336 + 129],
  // First to 64; 64-128-256-512-1024; 1024 + 1
  [
    { body: 'resnet', width: 64, doubling: true, halvings: 5, plain: 0 },
    64,
    1_792 + 36_928 + 256 + down(64, 128) + down(128, 256) + down(256, 512) + down(512, 1024) + 1_025,
  ],
])("has the parameters of SNGAN's %o at %i px", (config, imageSize, count) => {
  const critic = build(config, { channels: 3, imageSize });
  expect(parameterCount(critic)).toBe(count);
  critic.dispose();
});

it('judges 256 px', () => {
  const critic = build(
    { body: 'resnet', width: 8, doubling: true, halvings: 6, plain: 0 },
    { channels: 3, imageSize: 256 },
  );
  tf.tidy(() => {
    const { scores } = critic.judge(tf.zeros([1, 256, 256, 3]), null, { training: false });
    expect(scores.shape).toEqual([1, 1]);
  });
  critic.dispose();
});

/** Parameters of SNGAN's block: 3 x 3 in-in and in-out, 1 x 1 in-out, with biases. */
function down(input: number, output: number): number {
  return 9 * input * (input + output) + input + output + input * output + output;
}
