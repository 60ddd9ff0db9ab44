import * as tf from '@tensorflow/tfjs-core';
import { Module, type HasClasses } from '@jiagu/nn';
import type { CriticLayer } from './critic-layer.js';
import type { Judgement } from './critic-network.js';
import type { FullyConnected } from './fully-connected.js';
import type { Projection } from './projection.js';
import { Sequence } from './sequence.js';

/** A judgement of features; its gradient is with respect to the features. */
export type Answer = Omit<Judgement, 'gradient'> & { gradient(): tf.Tensor };

/** What a head is made of. */
export interface HeadParts {
  /** features to scores; none where the projection alone scores */
  score: readonly CriticLayer[];
  /** features to [N, pooled features], for projection and auxiliary classifier */
  pool: readonly CriticLayer[];
  projection?: Projection;
  /** whether the projection is a separate conditional answer instead of a part of the score */
  transition?: boolean;
  /** pooled features to class scores */
  auxiliary?: FullyConnected;
}

/** From features to scores, conditional answers and class scores. */
export class Head extends Module implements HasClasses {
  readonly score: Sequence | null;
  readonly pool: Sequence;
  readonly projection: Projection | null;
  readonly auxiliary: FullyConnected | null;
  private readonly transition: boolean;

  constructor({ score, pool, projection, transition, auxiliary }: HeadParts) {
    super();
    this.score = score.length > 0 ? new Sequence(score) : null;
    this.pool = new Sequence(pool);
    this.projection = projection ?? null;
    this.auxiliary = auxiliary ?? null;
    this.transition = transition ?? false;
  }

  /**
   * Judges the features that a body computes.
   * @param labels [N], not null where there is a projection
   */
  answer(features: tf.Tensor, labels: tf.Tensor1D | null, training: boolean): Answer {
    const pooled = this.projection || this.auxiliary ? this.pool.trace(features, training) : null;
    const score = this.score?.trace(features, training);
    const projection = pooled && labels && this.projection?.trace(pooled.y as tf.Tensor2D, labels, training);
    const classes = pooled && this.auxiliary?.forward(pooled.y, training);
    const together = projection && !this.transition ? projection : null;
    const parts = [score, together].filter((part) => !!part);
    const scores = parts.length === 2 ? tf.addN(parts.map(({ y }) => y)) : (parts[0]?.y as tf.Tensor);
    return {
      scores,
      ...(projection && this.transition && { conditional: projection.y }),
      ...(classes && { classes: classes as tf.Tensor2D }),
      gradient: () => {
        const one = tf.onesLike(scores);
        const gradients = [
          ...(score ? [score.adjoint(one)] : []),
          ...(together && pooled ? [pooled.adjoint(together.adjoint(one as tf.Tensor2D))] : []),
        ];
        return gradients.reduce((sum, gradient) => tf.add(sum, gradient));
      },
    };
  }

  renumberClasses(order: readonly number[]): void {
    this.projection?.renumberClasses(order);
    this.auxiliary?.reorderOutputs(order);
  }
}
