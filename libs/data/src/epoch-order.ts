import type { RandomStream } from '@jiagu/random';
import type { Dataset } from './dataset.js';

/**
 * Positions of the images of an epoch in random order: each once, or, in a balanced data set, as many of every class as
 * the largest has, with images of smaller classes repeated.
 */
export function epochOrder(dataset: Dataset, random: RandomStream): Uint32Array {
  const order = random.permutation(dataset.length);
  if (!dataset.balanced) return order;
  const classes = byClass(dataset, order);
  const largest = largestOf(classes);
  const repeated = [...classes.values()].flatMap((images) =>
    Array.from({ length: largest }, (_, n) => images[n % images.length] as number),
  );
  return random.permutation(repeated.length).map((i) => repeated[i] as number);
}

/** Images in an epoch. */
export function epochLength(dataset: Dataset): number {
  if (!dataset.balanced) return dataset.length;
  const classes = byClass(dataset, dataset.labels.keys());
  return classes.size * largestOf(classes);
}

function byClass({ labels }: Dataset, order: Iterable<number>): Map<number, number[]> {
  const classes = new Map<number, number[]>();
  for (const i of order) {
    const label = labels[i] as number;
    const images = classes.get(label);
    if (images) images.push(i);
    else classes.set(label, [i]);
  }
  return classes;
}

const largestOf = (classes: ReadonlyMap<number, readonly number[]>): number =>
  [...classes.values()].reduce((most, images) => Math.max(most, images.length), 0);
