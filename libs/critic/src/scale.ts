import * as tf from '@tensorflow/tfjs-core';
import { CriticLayer, type Trace } from './critic-layer.js';

/** Multiplies a tensor of any shape by a number. */
export class Scale extends CriticLayer {
  constructor(private readonly factor: number) {
    super();
  }

  override trace(x: tf.Tensor): Trace {
    return { y: tf.mul(x, this.factor), adjoint: (dy) => tf.mul(dy, this.factor) };
  }
}
