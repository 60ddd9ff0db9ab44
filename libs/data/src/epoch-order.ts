import type { RandomStream } from '@jiagu/random';
import type { Dataset } from './dataset.js';
import type { MixedPart } from './mixed-part.js';

/** What decides the order of images. */
type Ordered = Pick<Dataset, 'labels' | 'balanced' | 'mixture'>;

/**
 * Positions of the images of an epoch in random order: each once, or, in a balanced data set, as many of every class as
 * the largest has, with images of smaller classes repeated. In a mixture, every stretch of the order takes from each part
 * by its share, to the nearest image: the part that lasts longest is gone through once, the others again and again,
 * each time in another order and, where that is wanted, balanced.
 */
export function epochOrder(dataset: Ordered, random: RandomStream): Uint32Array {
  const { mixture } = dataset;
  return mixture ? mixedOrder(dataset, mixture, random) : plainOrder(dataset, random);
}

/** Images in an epoch. */
export function epochLength(dataset: Ordered): number {
  const { mixture } = dataset;
  if (!mixture) return plainLength(dataset);
  return partsOf(dataset, mixture).reduce(
    (most, { part, share }) => Math.max(most, Math.ceil(plainLength(part) / share)),
    0,
  );
}

function mixedOrder(dataset: Ordered, mixture: readonly MixedPart[], random: RandomStream): Uint32Array {
  const parts = partsOf(dataset, mixture).map(({ start, share, part }, p) => ({
    start,
    share,
    taken: 0,
    images: endless(part, random.derive(`part ${p}`)),
  }));
  return Uint32Array.from({ length: epochLength(dataset) }, (_, n) => {
    // The part that is furthest behind its share.
    const behind = ({ share, taken }: { share: number; taken: number }) => share * (n + 1) - taken;
    const next = parts.reduce((most, part) => (behind(part) > behind(most) ? part : most));
    next.taken++;
    return next.start + next.images.next().value;
  });
}

/** The parts of a mixture as sets of their own, and where each begins. */
function partsOf({ labels, balanced }: Ordered, mixture: readonly MixedPart[]) {
  let end = 0;
  return mixture.map(({ images, share }) => {
    const start = end;
    end += images;
    return { start, share, part: { labels: labels.subarray(start, end), balanced } };
  });
}

/** The order of one epoch after the other. */
function* endless(part: Ordered, random: RandomStream): Generator<number, never> {
  for (;;) yield* plainOrder(part, random);
}

function plainOrder({ labels, balanced }: Ordered, random: RandomStream): Uint32Array {
  const order = random.permutation(labels.length);
  if (!balanced) return order;
  const classes = byClass(labels, order);
  const largest = largestOf(classes);
  const repeated = [...classes.values()].flatMap((images) =>
    Array.from({ length: largest }, (_, n) => images[n % images.length] as number),
  );
  return random.permutation(repeated.length).map((i) => repeated[i] as number);
}

function plainLength({ labels, balanced }: Ordered): number {
  if (!balanced) return labels.length;
  const classes = byClass(labels, labels.keys());
  return classes.size * largestOf(classes);
}

function byClass(labels: Int32Array, order: Iterable<number>): Map<number, number[]> {
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
