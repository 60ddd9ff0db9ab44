import * as tf from '@tensorflow/tfjs-core';

/** Checks over which the lowest count is taken: batches in flight come and go within them. */
const span = 8;

/** This many rises of that lowest count are a leak; caches and late optimiser slots cause fewer. */
const limit = 5;

/**
 * Finds tensors that a loop forgets to dispose. The number of live tensors varies within a step and while batches are
 * fetched ahead, and rises a few times permanently; a leak raises its minimum again and again. The guard therefore
 * looks at the lowest count of every eight checks and fails when that has risen five times without returning to its
 * first value. A leak of one tensor a step is found within about fifty steps, one of a tensor an evaluation after about
 * as many evaluations.
 */
export class TensorGuard {
  private floor = Infinity;
  private readonly rises: { step: number; tensors: number }[] = [];
  private lowest = Infinity;
  private checks = 0;

  /** @param count returns the number of live tensors; default: the running engine's */
  constructor(private readonly count: () => number = () => tf.memory().numTensors) {}

  /**
   * Must be called at the end of every step, always at the same place.
   * @throws {Error} when live tensors keep growing
   */
  check(step: number): void {
    this.lowest = Math.min(this.lowest, this.count());
    if (++this.checks % span !== 0) return;
    const tensors = this.lowest;
    this.lowest = Infinity;
    const first = this.rises[0];
    if (first && tensors <= first.tensors) this.rises.length = 0;
    if (this.rises.length > 0 && tensors <= this.floor) return;
    this.floor = tensors;
    this.rises.push({ step, tensors });
    if (first && this.rises.length > limit) {
      const rate = (tensors - first.tensors) / (step - first.step);
      throw new Error(
        `Live tensors grew from ${first.tensors} at step ${first.step} to ${tensors} at step ${step}, ` +
          `${rate.toPrecision(2)} a step: what the step makes must be disposed, returned from a tidy or kept by a module.`,
      );
    }
  }
}
