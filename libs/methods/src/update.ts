import { GradientTape } from '@jiagu/nn';
import type { Optimizer } from '@jiagu/training';
import * as tf from '@tensorflow/tfjs-core';

/** Losses by name; `total` is the one whose gradient is applied. */
export type Losses = { total: tf.Scalar } & Record<string, tf.Scalar>;

/** Named losses with their weights. */
export type Terms = Record<string, readonly [weight: number | tf.Scalar, term: tf.Scalar]>;

/** An optimiser and its learning rate in the current step. */
export type ScheduledOptimizer = readonly [Optimizer, rate: () => number];

/** The named terms, unweighted, and their weighted sum as `total`. */
export function weighted(terms: Terms): Losses {
  const entries = Object.entries(terms);
  const total = tf.addN(
    entries.map(([, [weight, term]]) => (weight === 1 ? term : tf.mul<tf.Scalar>(term, weight))),
  );
  return { ...Object.fromEntries(entries.map(([name, [, term]]) => [name, term])), total };
}

/**
 * One update of the optimisers' parameters by the gradient of `total`.
 * @param optimizers each with its learning rate
 * @returns all losses, to be disposed by the caller
 */
export function update(optimizers: readonly ScheduledOptimizer[], losses: () => Losses): Losses {
  const tape = new GradientTape();
  const result = tape.record(losses);
  applyGradients(tape, result.total, optimizers);
  return result;
}

/**
 * Computes the gradients of `total` and applies them with the optimisers. The tape is freed.
 * @param probe sees the gradients in the order of the optimisers' parameters before they are applied
 */
export function applyGradients(
  tape: GradientTape,
  total: tf.Scalar,
  optimizers: readonly ScheduledOptimizer[],
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
