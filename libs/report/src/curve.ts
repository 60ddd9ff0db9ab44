/** One value over the steps of a run, in the order of the steps. */
export class Curve {
  readonly steps: number[] = [];
  readonly values: number[] = [];

  get length(): number {
    return this.steps.length;
  }

  /** Adds a point. A resumed run repeats the steps after its checkpoint: the later word replaces the earlier. */
  push(step: number, value: number): void {
    while (this.steps.length > 0 && (this.steps[this.steps.length - 1] ?? 0) >= step) {
      this.steps.pop();
      this.values.pop();
    }
    this.steps.push(step);
    this.values.push(value);
  }

  last(): { step: number; value: number } | undefined {
    const [step, value] = [this.steps.at(-1), this.values.at(-1)];
    return step === undefined || value === undefined ? undefined : { step, value };
  }

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

  /**
   * The curve as an exponential moving average with the given share of the past, without bias at its beginning.
   * It begins anew at each of the steps in `restarts` (rising), so that a jump there stays a jump.
   */
  smooth(past: number, restarts: number[] = []): Curve {
    const result = new Curve();
    const waiting = [...restarts];
    let [sum, weight] = [0, 0];
    this.values.forEach((value, i) => {
      const step = this.steps[i] ?? 0;
      for (; waiting[0] !== undefined && waiting[0] < step; waiting.shift()) [sum, weight] = [0, 0];
      [sum, weight] = [past * sum + value, past * weight + 1];
      result.push(step, sum / weight);
    });
    return result;
  }

  private mean(start: number, end: number): [number, number] {
    let [x, y] = [0, 0];
    for (let i = start; i < end; i++) [x, y] = [x + (this.steps[i] ?? 0), y + (this.values[i] ?? 0)];
    const count = Math.max(1, end - start);
    return [x / count, y / count];
  }
}
