import type { RandomStream } from '@jiagu/random';

/** Positions of a set's images, in their order. */
export interface Split {
  readonly train: number[];
  readonly test: number[];
}

/**
 * Divides a set at random so that each class has the same share of test images, to the nearest image. At least one
 * image of a class remains for training, and of two or more at least one goes to the test. Images without a label (-1)
 * count as a class.
 * @param share of the images that the test part gets, above 0 and below 1
 */
export function stratifiedSplit(labels: Int32Array, share: number, random: RandomStream): Split {
  const classes = new Map<number, number[]>();
  for (const i of random.permutation(labels.length)) {
    const label = labels[i] as number;
    const images = classes.get(label);
    if (images) images.push(i);
    else classes.set(label, [i]);
  }
  const test = new Set<number>();
  for (const images of classes.values()) {
    const wanted = Math.max(1, Math.round(share * images.length));
    images.slice(0, Math.min(wanted, images.length - 1)).forEach((i) => test.add(i));
  }
  const all = Array.from(labels.keys());
  return { train: all.filter((i) => !test.has(i)), test: all.filter((i) => test.has(i)) };
}
