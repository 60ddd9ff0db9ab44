import * as tf from '@tensorflow/tfjs-core';
import { BatchNorm2d, normalOf } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';
import { CriticLayer, type Trace } from './critic-layer.js';

/**
 * Batch norm of images [N, H, W, C] or features [N, C], scales from N(1, 0.02) as in DCGAN. It mixes samples, so its
 * adjoint throws, and real and generated images need separate passes.
 */
export class BatchNorm extends CriticLayer {
  readonly norm: BatchNorm2d;

  constructor(channels: number, random: RandomStream) {
    super();
    this.norm = new BatchNorm2d(channels, false);
    this.norm.weight.assign(normalOf(1, 0.02)([channels], { in: channels, out: channels }, random));
  }

  override trace(x: tf.Tensor2D | tf.Tensor4D, training: boolean): Trace {
    const [count = 0, channels = 0] = [x.shape[0], x.shape.at(-1)];
    const pixels = x.rank === 4 ? (x as tf.Tensor4D) : tf.reshape(x, [count, 1, 1, channels]);
    const y = this.norm.forward(pixels as tf.Tensor4D, { training, domain: 'source' });
    return {
      y: x.rank === 4 ? y : tf.reshape(y, [count, channels]),
      adjoint: () => {
        throw new Error(
          'batch norm in a critic whose gradient is penalised lets one sample change the score of another: ' +
            'set method.critic.norm to none or spectral',
        );
      },
    };
  }
}
