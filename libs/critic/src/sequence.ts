import type * as tf from '@tensorflow/tfjs-core';
import type { Module } from '@jiagu/nn';
import { CriticLayer, type Trace } from './critic-layer.js';

/** Critic layers one after the other; the identity where there is none. */
export class Sequence extends CriticLayer {
  readonly layers: readonly CriticLayer[];

  /** @throws Error naming the layer that has no adjoint */
  constructor(layers: readonly Module[]) {
    super();
    this.layers = layers.map((layer, i) => {
      if (layer instanceof CriticLayer) return layer;
      throw new Error(
        `layer ${i} of the critic, ${layer.constructor.name}, has no adjoint, which gradient penalties need: take a ` +
          'layer of @jiagu/critic; for a norm take spectral norm, as batch norm lets one sample change the score of another',
      );
    });
  }

  override trace(x: tf.Tensor, training: boolean): Trace {
    const adjoints: Trace['adjoint'][] = [];
    let y = x;
    for (const layer of this.layers) {
      const trace = layer.trace(y, training);
      adjoints.unshift((dy) => trace.adjoint(dy));
      y = trace.y;
    }
    return { y, adjoint: (dy) => adjoints.reduce((gradient, adjoint) => adjoint(gradient), dy) };
  }
}
