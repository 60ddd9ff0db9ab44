import * as tf from '@tensorflow/tfjs-core';
import { meanOverRanks } from '@jiagu/distributed';
import type { Buffer, Parameter, StateDict } from '@jiagu/nn';
import { loadBuffers, saveBuffers } from './state.js';

/**
 * Updates a list of parameters from their gradients. All parameters are treated as one long vector, so an update takes
 * about a dozen operations, whatever the number of layers.
 */
export abstract class Optimizer {
  private readonly sizes: number[];

  /** Number of updates so far, if the algorithm counts them. */
  updates = 0;

  constructor(readonly parameters: readonly Parameter[]) {
    this.sizes = parameters.map(({ value }) => value.size);
  }

  /** The current values of the parameters, for computing gradients. */
  get values(): tf.Tensor[] {
    return this.parameters.map(({ value }) => value);
  }

  /**
   * Makes one update with the mean of the gradients of all ranks. Disposes the gradients.
   * @param gradients in the order of {@link parameters}
   * @param rate returns the learning rate of the current step
   * @param averaged whether the gradients are that mean already
   */
  apply(gradients: readonly tf.Tensor[], rate: () => number, { averaged = false } = {}): void {
    tf.tidy(() => {
      const flat = (tensors: readonly tf.Tensor[]): tf.Tensor1D =>
        tf.concat1d(tensors.map((tensor) => tf.reshape(tensor, [-1])));
      const gradient = averaged ? flat(gradients) : meanOverRanks(flat(gradients));
      const next = tf.split(this.update(flat(this.values), gradient, rate), this.sizes);
      this.parameters.forEach((parameter, i) =>
        parameter.assign(tf.reshape(next[i] as tf.Tensor1D, parameter.value.shape)),
      );
    });
    tf.dispose([...gradients]);
  }

  /** Returns the new values and updates its own state. Called inside a tidy. */
  protected abstract update(values: tf.Tensor1D, gradient: tf.Tensor1D, rate: () => number): tf.Tensor1D;

  /** The tensors kept between steps, besides the parameters. */
  abstract readonly buffers: Readonly<Record<string, Buffer>>;

  /** Resets the state to that of a new optimiser. */
  reset(): void {
    this.updates = 0;
    for (const buffer of Object.values(this.buffers)) buffer.assign(tf.zerosLike(buffer.value));
  }

  /** The state, for {@link loadStateDict} to restore exactly; all names start with `prefix`. */
  stateDict(prefix: string): StateDict {
    return saveBuffers(this.buffers, prefix);
  }

  /** Restores what {@link stateDict} returned. @throws Error naming a tensor that is missing or of the wrong size */
  loadStateDict(state: StateDict, prefix: string): void {
    loadBuffers(this.buffers, state, prefix);
  }

  /** Frees its state; the parameters stay. */
  dispose(): void {
    for (const buffer of Object.values(this.buffers)) buffer.dispose();
  }

  protected get size(): number {
    return this.sizes.reduce((sum, size) => sum + size, 0);
  }
}
