import type { Predictions } from '@jiagu/evaluation';

/** Mean distance between the two largest class probabilities of an image: sure predictions are good. 0 .. 1. */
export function margin({ probabilities }: Predictions): number {
  const margins = probabilities.map((row) => {
    const [first = 0, second = 0] = row.toSorted((a, b) => b - a);
    return first - second;
  });
  return margins.reduce((sum, value) => sum + value, 0) / margins.length;
}
