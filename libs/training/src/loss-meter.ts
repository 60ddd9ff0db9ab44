import * as tf from '@tensorflow/tfjs-core';
import type { LossSum } from './checkpoint-state.js';
import { NotFinite } from './not-finite.js';

/** Losses are read back after at most this many steps; more tensors would look like a leak to the tensor guard. */
export const capacity = 24;

/** Averages losses over steps. Reading them back from the backend is delayed, which is faster. */
export class LossMeter {
  private unread: { step: number; names: string[]; values: tf.Tensor1D }[] = [];
  private readonly sums = new Map<string, LossSum>();

  /**
   * Takes over and disposes the losses of one step.
   * @param step counted from 1
   * @throws NotFinite as {@link take}
   */
  add(step: number, losses: Record<string, tf.Scalar>): void {
    const scalars = Object.values(losses);
    this.unread.push({ step, names: Object.keys(losses), values: tf.stack(scalars) as tf.Tensor1D });
    tf.dispose(scalars);
    if (this.unread.length >= capacity) this.read();
  }

  /**
   * The averages since the last call, by name. A loss that not every step has is averaged over those that have it.
   * @throws NotFinite naming the first step with a loss that is not finite
   */
  take(): Record<string, number> {
    this.read();
    const averages = Object.fromEntries([...this.sums].map(([name, { sum, count }]) => [name, sum / count]));
    this.sums.clear();
    return averages;
  }

  /**
   * The sums since the last {@link take}: the state to save for the same averages after a resume. Plain JSON.
   * @throws NotFinite as {@link take}
   */
  state(): Record<string, LossSum> {
    this.read();
    return Object.fromEntries(this.sums);
  }

  /** Restores what {@link state} returned. */
  restore(sums: Record<string, LossSum>): void {
    this.sums.clear();
    for (const [name, sum] of Object.entries(sums)) this.sums.set(name, { ...sum });
  }

  private read(): void {
    const unread = this.unread;
    this.unread = [];
    const read = unread.map(({ step, names, values }) => ({ step, names, numbers: values.dataSync() }));
    tf.dispose(unread.map(({ values }) => values));
    for (const { step, names, numbers } of read) {
      const wrong = names.filter((_, i) => !Number.isFinite(numbers[i]));
      if (wrong.length > 0) throw new NotFinite(step, wrong);
      names.forEach((name, i) => {
        const entry = this.sums.get(name) ?? { sum: 0, count: 0 };
        entry.sum += numbers[i] ?? 0;
        entry.count++;
        this.sums.set(name, entry);
      });
    }
  }
}
