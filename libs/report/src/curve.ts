/** One value over the steps of a run, in the order of the steps. */
export class Curve {
  readonly steps: number[] = [];
  readonly values: number[] = [];

  /** Number of points. */
  get length(): number {
    return this.steps.length;
  }

  /** Adds a point. A resumed run repeats the steps after its checkpoint: later points replace earlier ones. */
  push(step: number, value: number): void {
    const { steps, values } = this;
    let kept = steps.length;
    while (kept > 0 && (steps[kept - 1] ?? 0) >= step) kept--;
    if (kept < steps.length) steps.length = values.length = kept;
    steps.push(step);
    values.push(value);
  }

  /** The last point; undefined of an empty curve. */
  last(): { step: number; value: number } | undefined {
    const [step, value] = [this.steps.at(-1), this.values.at(-1)];
    return step === undefined || value === undefined ? undefined : { step, value };
  }

  /** The least and the greatest value; Infinity and -Infinity of an empty curve. */
  range(): [number, number] {
    let [least, greatest] = [Infinity, -Infinity];
    for (const value of this.values) {
      if (value < least) least = value;
      if (value > greatest) greatest = value;
    }
    return [least, greatest];
  }

  /** All points. */
  points(): { step: number; value: number }[] {
    return this.steps.map((step, i) => ({ step, value: this.values[i] ?? NaN }));
  }

  /**
   * At most `count` (at least 3) of the points, chosen by largest-triangle-three-buckets so that the drawn
   * line keeps its shape and its peaks (Steinarsson 2013, "Downsampling time series for visual representation").
   */
  downsample(count: number): Curve {
    if (this.length <= count) return this;
    const chosen = new Curve();
    const size = (this.length - 2) / (count - 2);
    const at = (i: number): [number, number] => [this.steps[i] ?? 0, this.values[i] ?? 0];
    let previous = at(0);
    chosen.push(...previous);
    for (let bucket = 0; bucket < count - 2; bucket++) {
      const [start, end] = [Math.floor(bucket * size) + 1, Math.floor((bucket + 1) * size) + 1];
      const [nextX, nextY] = this.mean(end, Math.min(Math.floor((bucket + 2) * size) + 1, this.length));
      let [best, largest] = [at(start), -1];
      for (let i = start; i < end; i++) {
        const [x, y] = at(i);
        const area = Math.abs(
          (previous[0] - nextX) * (y - previous[1]) - (previous[0] - x) * (nextY - previous[1]),
        );
        if (area > largest) [best, largest] = [[x, y], area];
      }
      chosen.push(...best);
      previous = best;
    }
    chosen.push(...at(this.length - 1));
    return chosen;
  }

  /** At most `count` of the points, evenly spaced, including the first and the last. */
  evenly(count: number): Curve {
    if (this.length <= count) return this;
    const chosen = new Curve();
    for (let i = 0; i < count; i++) {
      const index = Math.round((i * (this.length - 1)) / (count - 1));
      chosen.push(this.steps[index] ?? 0, this.values[index] ?? 0);
    }
    return chosen;
  }

  /**
   * An exponential moving average with the given share of the past, 0 .. 1, corrected for bias at its beginning. It
   * restarts at each step of `restarts` (ascending), so that a jump there is preserved.
   */
  smooth(past: number, restarts: number[] = []): Curve {
    const result = new Curve();
    const waiting = [...restarts];
    let sum = 0;
    let weight = 0;
    this.values.forEach((value, i) => {
      const step = this.steps[i] ?? 0;
      for (; waiting[0] !== undefined && waiting[0] < step; waiting.shift()) sum = weight = 0;
      sum = past * sum + value;
      weight = past * weight + 1;
      result.push(step, sum / weight);
    });
    return result;
  }

  /** A moving average over about a fiftieth of the curve, which restarts as {@link smooth} does. */
  averaged(restarts: number[] = []): Curve {
    return this.smooth(Math.exp(-1 / Math.max(1, this.length / 50)), restarts);
  }

  private mean(start: number, end: number): [number, number] {
    let [x, y] = [0, 0];
    for (let i = start; i < end; i++) [x, y] = [x + (this.steps[i] ?? 0), y + (this.values[i] ?? 0)];
    const count = Math.max(1, end - start);
    return [x / count, y / count];
  }
}
