import * as tf from '@tensorflow/tfjs-core';
import { meanOverRanks } from '@jiagu/distributed';
import type { Buffer, Parameter, StateDict } from '@jiagu/nn';
import { loadBuffers, saveBuffers } from './state.js';

/**
 * Changes a list of parameters by their gradients. All of them are treated as one long vector, so that an
 * update costs a dozen operations however many layers there are.
 */
export abstract class Optimizer {
  private readonly sizes: number[];

  /** Updates so far, where the algorithm counts them. */
  updates = 0;

  constructor(readonly parameters: readonly Parameter[]) {
    this.sizes = parameters.map(({ value }) => value.size);
  }

  /** The tensors of the current values, to ask a tape for gradients. */
  get values(): tf.Tensor[] {
    return this.parameters.map(({ value }) => value);
  }

  /**
   * One update, by the mean of all ranks' gradients. Disposes the gradients.
   * @param gradients in the order of {@link parameters}
   * @param rate tells the learning rate of the step that is done
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

  /** The next values; keeps its own state. Runs in a tidy. */
  protected abstract update(values: tf.Tensor1D, gradient: tf.Tensor1D, rate: () => number): tf.Tensor1D;

  /** What is kept between steps, beside the parameters. */
  abstract readonly buffers: Readonly<Record<string, Buffer>>;

  /** Forgets all gradients seen so far. */
  reset(): void {
    this.updates = 0;
    for (const buffer of Object.values(this.buffers)) buffer.assign(tf.zerosLike(buffer.value));
  }

  /** Everything that {@link loadStateDict} needs to go on exactly; names start with `prefix`. */
  stateDict(prefix: string): StateDict {
    return saveBuffers(this.buffers, prefix);
  }

  /** @throws Error naming the tensor that is missing or of another size */
  loadStateDict(state: StateDict, prefix: string): void {
    loadBuffers(this.buffers, state, prefix);
  }

  dispose(): void {
    for (const buffer of Object.values(this.buffers)) buffer.dispose();
  }

  protected get size(): number {
    return this.sizes.reduce((sum, size) => sum + size, 0);
  }
}
