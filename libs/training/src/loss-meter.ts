import * as tf from '@tensorflow/tfjs-core';

/** After so many steps unread losses are read, so that they don't pile up. */
const capacity = 100;

/** Averages losses over steps. They stay where they were computed until somebody asks. */
export class LossMeter {
  private unread: { names: string[]; values: tf.Tensor1D }[] = [];
  private readonly sums = new Map<string, { sum: number; count: number }>();

  /** Takes over and disposes the losses of one step. */
  add(losses: Record<string, tf.Scalar>): void {
    const scalars = Object.values(losses);
    this.unread.push({ names: Object.keys(losses), values: tf.stack(scalars) as tf.Tensor1D });
    tf.dispose(scalars);
    if (this.unread.length >= capacity) this.read();
  }

  /** The averages since the last call, by name. A loss that came up in some steps is averaged over those. */
  take(): Record<string, number> {
    this.read();
    const averages = Object.fromEntries([...this.sums].map(([name, { sum, count }]) => [name, sum / count]));
    this.sums.clear();
    return averages;
  }

  private read(): void {
    for (const { names, values } of this.unread) {
      const numbers = values.dataSync();
      values.dispose();
      names.forEach((name, i) => {
        const entry = this.sums.get(name) ?? { sum: 0, count: 0 };
        entry.sum += numbers[i] ?? NaN;
        entry.count++;
        this.sums.set(name, entry);
      });
    }
    this.unread = [];
  }
}
