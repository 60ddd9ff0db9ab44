import { Module } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';
import type * as tf from '@tensorflow/tfjs-core';

/** How a forward pass of a translator behaves. */
export interface TranslatePass {
  /** true: batch norm uses and tracks the batch. false: it uses its running statistics. */
  readonly training: boolean;
  /** What dropout draws its masks from, where the network has any: in evaluation too. */
  readonly masks: RandomStream;
}

/** Body of a translator, from images to images of the same shape. */
export abstract class TranslatorNetwork extends Module {
  /**
   * @param images [N, H, W, channels] in [-1, 1]
   * @returns [N, H, W, channels] in [-1, 1]
   */
  abstract forward(images: tf.Tensor4D, pass: TranslatePass): tf.Tensor4D;
}
