import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import { beforeAll, describe, expect, it } from 'vitest';
import { build } from './testing/describe-body.js';

beforeAll(() => startEngine());

describe('a critic refuses', () => {
  it.each([
    [{ body: 'dcgan' }, { imageSize: 48 }, 'set data.imageSize to one of 8, 16'],
    [
      { body: 'resnet', halvings: 5 },
      {},
      'method.critic.halvings 5 are too many for data.imageSize 8: at most 3',
    ],
    [{ body: 'patch' }, {}, 'set data.imageSize to at least 24 instead of 8'],
    [{ body: 'autoencoder' }, { imageSize: 15 }, 'an even number instead of 15'],
    [
      { body: 'mlp', condition: 'projection' },
      { classes: 0 },
      'method.critic.condition projection needs classes',
    ],
    [{ body: 'mlp', transition: true }, {}, 'set method.critic.condition to projection'],
  ])('%o on %o', (config, sizes, message) => {
    expect(() => build(config, sizes)).toThrow(message);
  });

  it('labels without a condition, a condition without labels, and growth', () => {
    const [plain, conditional] = [
      build({ body: 'mlp', hidden: [2] }),
      build({ body: 'mlp', hidden: [2], condition: 'concat' }),
    ];
    const [images, pass] = [tf.zeros<tf.Rank.R4>([1, 8, 8, 2]), { training: true }];
    expect(() => plain.judge(images, tf.tensor1d([0], 'int32'), pass)).toThrow('without a condition');
    expect(() => conditional.judge(images, null, pass)).toThrow('needs a label for every image');
    const growth = { size: 8, alpha: 1 };
    expect(() => plain.judge(images, null, { training: true, growth })).toThrow('a mlp body does not grow');
    plain.dispose();
    conditional.dispose();
  });
});
