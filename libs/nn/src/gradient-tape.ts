import * as tf from '@tensorflow/tfjs-core';
import { backpropagate, type TapeNode, type Unrelated } from './backpropagate.js';
import { inPublicOperations } from './ops/fused-kernel.js';

/**
 * Records operations and differentiates them, like TensorFlow's class of the same name. Recording can pause, so that a
 * step can be written in the order of the paper: forward, discriminators, total loss, backward.
 *
 * Unlike tf.variableGrads, it frees what was saved for the backward pass as soon as that pass has used it, which halves
 * the peak memory of a step.
 */
export class GradientTape {
  private readonly nodes: TapeNode[] = [];

  /** Runs `f`, recording what it does; disposes its intermediate tensors. May be called several times. */
  record<T extends tf.TensorContainer>(f: () => T): T {
    return withTape(this.nodes, () => tf.tidy(f));
  }

  /**
   * The gradients of a scalar with respect to tensors, disposed by the caller. Frees the tape, so it can be called only
   * once.
   * @param unrelated how to treat tensors that the loss does not depend on
   * @throws Error when the loss does not depend on one of the tensors and these are refused, an operation between them
   *   has no gradient, or another tape is recording
   */
  gradient(loss: tf.Tensor, xs: readonly tf.Tensor[], unrelated: Unrelated = 'refused'): tf.Tensor[] {
    try {
      if (isRecording())
        throw new Error(
          'GradientTape.gradient inside of a recording: use gradientWithin to differentiate the gradient again, ' +
            'or noGrad to treat it as a constant',
        );
      return backpropagate(this.nodes, loss, xs, unrelated, free);
    } finally {
      this.dispose();
    }
  }

  /** Frees the recording, for a tape whose gradient is not needed. */
  dispose(): void {
    this.nodes.forEach(free);
    this.nodes.length = 0;
  }
}

/**
 * The gradient of a scalar function with respect to `x`, disposed by the caller or a tidy. The surrounding GradientTape
 * can differentiate it again, for example in a gradient penalty; without a recording it is a constant. `f` runs in
 * public operations.
 *
 * @throws Error when `f` does not depend on `x`; the surrounding tape throws when one of the operations has no
 *   second derivative, such as a max pool
 */
export function gradientWithin<T extends tf.Tensor>(f: (x: T) => tf.Scalar, x: T): T {
  const value = (): tf.Scalar => inPublicOperations(() => f(x));
  return tf.tidy(() => {
    if (!isRecording()) {
      const tape = new GradientTape();
      return tape.gradient(tape.record(value), [x])[0] as T;
    }
    const tape = tf.engine().state.activeTape as TapeNode[];
    const start = tape.length;
    const y = value();
    return backpropagate(tape.slice(start), y, [x])[0] as T;
  });
}

/** Runs `f` without recording it. */
export function noGrad<T>(f: () => T): T {
  return withTape(null, f);
}

/** A copy of the values through which no gradient flows. */
export function detach<T extends tf.Tensor>(x: T): T {
  return noGrad(() => x.clone() as T);
}

const isRecording = (): boolean => tf.engine().state.gradientDepth > 0;

function free(node: TapeNode): void {
  for (const tensor of node.saved ?? []) tensor.dispose();
  node.saved = [];
}

function withTape<T>(tape: TapeNode[] | null, f: () => T): T {
  const { state } = tf.engine();
  const outer = { tape: state.activeTape, depth: state.gradientDepth };
  state.activeTape = tape ?? [];
  state.gradientDepth = tape ? 1 : 0;
  try {
    return f();
  } finally {
    state.activeTape = outer.tape as TapeNode[];
    state.gradientDepth = outer.depth;
  }
}
