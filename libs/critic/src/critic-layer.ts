import type * as tf from '@tensorflow/tfjs-core';
import { Module } from '@jiagu/nn';

/** One forward pass through a layer, and the way back through it. */
export interface Trace<Y extends tf.Tensor = tf.Tensor, X extends tf.Tensor = tf.Tensor> {
  y: Y;
  /**
   * The gradient with respect to the input, given that with respect to the output, as ordinary operations: a tape that
   * records them can differentiate it by the parameters. It needs the tensors of the pass: call it in the same tidy.
   */
  adjoint(dy: Y): X;
}

/**
 * A layer of a critic that knows its adjoint, so that a penalty on the critic's gradient needs first derivatives only.
 * A sample's output depends on no other sample, except in layers that say so.
 */
export abstract class CriticLayer extends Module {
  /**
   * @param training true: spectral norms take a step of their power iteration, dropout drops, batch norm uses the batch
   */
  abstract trace(x: tf.Tensor, training: boolean): Trace;

  /** The output of {@link trace} alone. */
  forward(x: tf.Tensor, training: boolean): tf.Tensor {
    return this.trace(x, training).y;
  }
}
