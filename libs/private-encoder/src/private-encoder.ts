import * as tf from '@tensorflow/tfjs-core';
import { BatchNorm2d, Conv2d, globalAveragePool, Module, relu, type Pass } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';

/** Sizes of a private encoder. */
export interface PrivateEncoderOptions {
  /** channels of the shared encoder's `low` output */
  input: number;
  /** channels of the first convolution, which double up to 4 times as many; as published 64, 128, 256, 256, 256 */
  width: number;
  /** how many convolutions of stride 2 */
  stages: number;
  /** length of the texture code */
  code: number;
}

/** E_n^s or E_n^t of the paper: encodes the texture of one domain's images in a short code. */
export class PrivateEncoder extends Module {
  /** convolution, normalisation and null for the ReLU of each stage: `cnn.0`, `cnn.1`, `cnn.3`, ... as published */
  readonly cnn: (Conv2d | BatchNorm2d | null)[] = [];
  readonly model: (Conv2d | null)[];

  constructor({ input, width, stages, code }: PrivateEncoderOptions, random: RandomStream) {
    super();
    let channels = input;
    for (let stage = 0; stage < stages; stage++) {
      const output = width * Math.min(2 ** stage, 4);
      const [kernel, padding] = stage === 0 ? [7, 3] : [3, 1];
      // A private encoder sees only one domain, so it needs no second set of statistics.
      this.cnn.push(
        new Conv2d(channels, output, kernel, { stride: 2, padding }, random),
        new BatchNorm2d(output, false),
        null,
      );
      channels = output;
    }
    this.model = [null, null, new Conv2d(channels, code, 1, {}, random)];
  }

  /**
   * @param low output of the shared encoder, [N, H, W, C]
   * @returns texture codes [N, code]
   */
  forward(low: tf.Tensor4D, pass: Pass): tf.Tensor2D {
    let x = low;
    for (const layer of this.cnn) {
      if (layer instanceof Conv2d) x = layer.forward(x);
      else if (layer instanceof BatchNorm2d) x = layer.forward(x, pass);
      else x = relu(x);
    }
    const pooled = globalAveragePool(x);
    const head = this.model[2] as Conv2d;
    const [count, channels] = pooled.shape;
    return tf.reshape(head.forward(tf.reshape(pooled, [count, 1, 1, channels])), [count, -1]);
  }
}
