import type * as tf from '@tensorflow/tfjs-core';
import { GradientTape } from '@jiagu/nn';
import type { Optimizer } from '@jiagu/training';

/** Losses by name; `total` is the one that is followed. */
export type Losses = { total: tf.Scalar } & Record<string, tf.Scalar>;

/** An optimiser and its learning rate in the step that is done. */
export type Follower = readonly [Optimizer, rate: () => number];

/**
 * One update of the optimisers' parameters along the gradient of `total`.
 * @param optimizers each with its learning rate
 * @returns all losses, to be disposed by the caller
 */
export function update(optimizers: readonly Follower[], losses: () => Losses): Losses {
  const tape = new GradientTape();
  const result = tape.record(losses);
  descend(tape, result.total, optimizers);
  return result;
}

/**
 * Asks the tape for the gradients of `total` and lets every optimiser apply its share.
 * @param probe sees the gradients in the order of the optimisers' parameters before they are applied
 */
export function descend(
  tape: GradientTape,
  total: tf.Scalar,
  optimizers: readonly Follower[],
  probe?: (gradients: readonly tf.Tensor[]) => void,
): void {
  const gradients = tape.gradient(
    total,
    optimizers.flatMap(([optimizer]) => optimizer.values),
  );
  probe?.(gradients);
  for (const [optimizer, rate] of optimizers)
    optimizer.apply(gradients.splice(0, optimizer.parameters.length), rate);
}
