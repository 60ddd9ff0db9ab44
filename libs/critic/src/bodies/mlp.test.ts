import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import { GradientTape } from '@jiagu/nn';
import { expectClose, fromTensor, parameterCount } from '@jiagu/nn/testing';
import { beforeAll, expect, it } from 'vitest';
import type { LayeredCritic } from '../layered-critic.js';
import { build, describeBody, imagesOf } from '../testing/describe-body.js';

beforeAll(() => startEngine());

describeBody({
  penalisable: [
    { body: 'mlp', hidden: [6, 5] },
    { body: 'mlp', hidden: [6], norm: 'spectral', condition: 'projection' },
    { body: 'mlp', hidden: [6], condition: 'concat', minibatch: 'discrimination' },
    { body: 'mlp', hidden: [6], condition: 'auxiliary', minibatch: 'stddev' },
  ],
  others: [{ body: 'mlp', hidden: [6], dropout: 0.4 }],
  told: [{ body: 'mlp', hidden: [6], condition: 'concat' }],
});

it('changes by dropout training passes alone, and the gradient by the same mask', () => {
  const critic = build({ body: 'mlp', hidden: [40], dropout: 0.5 });
  tf.tidy(() => {
    const images = imagesOf(2, 1);
    const judge = (training: boolean) => critic.judge(images, null, { training }).scores.arraySync();
    expect(judge(true)).not.toEqual(judge(true));
    expect(judge(false)).toEqual(judge(false));
    const tape = new GradientTape();
    const [sum, byAdjoint] = tape.record(() => {
      const judgement = critic.judge(images, null, { training: true });
      return [tf.sum(judgement.scores), judgement.gradient()];
    }) as [tf.Scalar, tf.Tensor];
    expectClose(byAdjoint, fromTensor(tape.gradient(sum, [images])[0] as tf.Tensor));
  });
  critic.dispose();
});

it('a projection adds the inner product with the pooled features, or answers it apart', () => {
  const config = { body: 'mlp', hidden: [6], condition: 'projection' };
  const [together, apart] = [build(config), build({ ...config, transition: true })];
  apart.loadStateDict(together.stateDict());
  tf.tidy(() => {
    const [images, labels] = [imagesOf(3, 1), tf.tensor1d([2, 0, 1], 'int32')];
    const pass = { training: false };
    const [one, two] = [together.judge(images, labels, pass), apart.judge(images, labels, pass)];
    expect(one.conditional).toBeUndefined();
    const conditional = two.conditional as tf.Tensor;
    expectClose(one.scores, fromTensor(tf.add(two.scores, conditional)));
    // The conditional answer has no part in the gradient to penalise.
    const other = apart.judge(images, tf.tensor1d([0, 1, 2], 'int32'), pass);
    expect(other.gradient().arraySync()).toEqual(two.gradient().arraySync());
    const body = (apart as LayeredCritic).body.forward(images, false).arraySync() as number[][];
    const table = apart.stateDict().get('head.projection.embedding.weight');
    expect(table?.shape).toEqual([3, 6]);
    const expected = [2, 0, 1].map((label, n) =>
      (body[n] as number[]).reduce((sum, h, i) => sum + h * (table?.data[label * 6 + i] as number), 0),
    );
    expectClose(conditional, { shape: [3, 1], data: Float64Array.from(expected) });
  });
  together.dispose();
  apart.dispose();
});

it("has the plain GAN's linear layers", () => {
  const critic = build({ body: 'mlp' }, { channels: 1, imageSize: 28 });
  // 784 512 + 512, 512 256 + 256, 256 + 1
  expect(parameterCount(critic)).toBe(401_920 + 131_328 + 257);
  critic.dispose();
});
