import * as tf from '@tensorflow/tfjs-core';
import { leakyRelu, noGrad } from '@jiagu/nn';
import { CriticLayer, type Trace } from './critic-layer.js';

/** Leaky ReLU, of any shape. The adjoint treats the sign of the input as a constant. */
export class LeakyRectifier extends CriticLayer {
  /**
   * @param slope from 0, a plain ReLU, to 1
   * @param gain factor on the result
   * @throws Error for another slope
   */
  constructor(
    private readonly slope: number,
    private readonly gain = 1,
  ) {
    super();
    if (!(slope >= 0 && slope <= 1))
      throw new Error(`the slope of a leaky ReLU is from 0 to 1, got ${slope}`);
  }

  override trace(x: tf.Tensor): Trace {
    const y = leakyRelu(x, this.slope);
    return {
      y: this.gain === 1 ? y : tf.mul(y, this.gain),
      adjoint: (dy) => {
        const slopes = noGrad(() => {
          const slope = tf.maximum(tf.cast(tf.greater(x, 0), 'float32'), this.slope);
          return this.gain === 1 ? slope : tf.mul(slope, this.gain);
        });
        return tf.mul(dy, slopes);
      },
    };
  }
}
