import type { Predictions } from '@jiagu/evaluation';

/** Mean difference between the two largest class probabilities of an image, 0 to 1: high for confident predictions. */
export function margin({ probabilities }: Predictions): number {
  const margins = probabilities.map((row) => {
    const [first = 0, second = 0] = row.toSorted((a, b) => b - a);
    return first - second;
  });
  return margins.reduce((sum, value) => sum + value, 0) / margins.length;
}
