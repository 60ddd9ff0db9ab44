import * as tf from '@tensorflow/tfjs-core';
import type { Module } from '@jiagu/nn';
import { CriticLayer, type Trace } from './critic-layer.js';
import { Sequence } from './sequence.js';

/** body(x) + shortcut(x). */
export class Residual extends CriticLayer {
  readonly body: Sequence;
  readonly shortcut: Sequence;

  /**
   * @param shortcut no layer: the identity
   * @throws Error naming the layer that has no adjoint
   */
  constructor(body: readonly Module[], shortcut: readonly Module[]) {
    super();
    this.body = new Sequence(body);
    this.shortcut = new Sequence(shortcut);
  }

  override trace(x: tf.Tensor, training: boolean): Trace {
    const [body, shortcut] = [this.body.trace(x, training), this.shortcut.trace(x, training)];
    return {
      y: tf.add(body.y, shortcut.y),
      adjoint: (dy) => tf.add(body.adjoint(dy), shortcut.adjoint(dy)),
    };
  }
}
