import * as tf from '@tensorflow/tfjs-core';
import type { CriticConfig } from '@jiagu/config';
import { normalOf } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';
import { BatchNorm } from '../batch-norm.js';
import { Convolution } from '../convolution.js';
import {
  checkLabels,
  CriticNetwork,
  refuseGrowth,
  type JudgePass,
  type Judgement,
} from '../critic-network.js';
import type { CriticSizes } from '../critic-sizes.js';
import { Flatten, Unflatten } from '../flatten.js';
import { FullyConnected } from '../fully-connected.js';
import { LeakyRectifier } from '../leaky-rectifier.js';
import { DoublePixels } from '../pooling.js';
import { Sequence } from '../sequence.js';

/**
 * An auto-encoder whose error is the score (Zhao 2017, EBGAN): the mean squared difference of each image and its
 * reconstruction. The gradient goes through both.
 */
export class AutoencoderCritic extends CriticNetwork {
  readonly classes = 0;
  readonly encoder: Sequence;
  readonly decoder: Sequence;

  constructor(
    config: Extract<CriticConfig, { body: 'autoencoder' }>,
    { channels, imageSize }: CriticSizes,
    random: RandomStream,
  ) {
    super();
    const { width, code, norm } = config;
    const init = normalOf(0, 0.02);
    const [half, batch] = [imageSize / 2, norm === 'batch'];
    const between = width * half ** 2;
    this.encoder = new Sequence([
      new Convolution(channels, width, 3, { stride: 2, padding: 1, init }, random),
      new LeakyRectifier(0),
      new Flatten(),
      new FullyConnected(between, code, {}, random),
    ]);
    this.decoder = new Sequence([
      ...(batch ? [new BatchNorm(code, random)] : []),
      new LeakyRectifier(0),
      new FullyConnected(code, between, {}, random),
      ...(batch ? [new BatchNorm(between, random)] : []),
      new LeakyRectifier(0),
      new Unflatten(half, width),
      new DoublePixels(),
      new Convolution(width, channels, 3, { stride: 1, padding: 1, init }, random),
    ]);
  }

  override judge(images: tf.Tensor4D, labels: tf.Tensor1D | null, pass: JudgePass): Judgement {
    checkLabels(this.classes, labels);
    refuseGrowth('autoencoder', pass);
    const encoder = this.encoder.trace(images, pass.training);
    const decoder = this.decoder.trace(encoder.y, pass.training);
    const error = tf.sub<tf.Tensor4D>(images, decoder.y);
    const energies = tf.mean<tf.Tensor1D>(tf.square(error), [1, 2, 3]);
    return {
      scores: tf.reshape(energies, [-1, 1]),
      code: encoder.y as tf.Tensor2D,
      gradient: () => {
        const [count] = images.shape;
        const ofError = tf.mul(error, (2 * count) / images.size);
        return tf.sub(ofError, encoder.adjoint(decoder.adjoint(ofError)));
      },
    };
  }
}
