import type { RandomStream } from '@jiagu/random';
import _ from 'lodash';

/** Classes that keep the same number of images. */
export interface LabelGroup {
  /** Images that each of its classes keeps. */
  readonly count: number;
  readonly labels: readonly number[];
}

/** A class with fewer images than its group keeps. */
export interface ScarceClass extends LabelGroup {
  readonly label: number;
  readonly images: number;
}

/**
 * Divides the classes, in random order, into a group for each count, of sizes that differ by one at most, and chooses the
 * images that each class keeps. What a class keeps depends on the stream, its label and its images alone, and is among
 * what it keeps at a larger count.
 * @param labels of the images, each a class
 * @returns the groups, the positions of the images that are kept, and the classes that have too few
 */
export function thinLabels(labels: Int32Array, counts: readonly number[], random: RandomStream) {
  const classes = new Map(_.sortBy(_.uniq(labels)).map((label) => [label, [] as number[]]));
  labels.forEach((label, i) => classes.get(label)?.push(i));
  const order = [...classes.keys()];
  const shuffled = Array.from(random.permutation(order.length), (i) => order[i] as number);
  const border = (group: number): number => Math.round((group * shuffled.length) / counts.length);
  const groups = counts.map((count, g): LabelGroup => ({
    count,
    labels: _.sortBy(shuffled.slice(border(g), border(g + 1))),
  }));
  const scarce: ScarceClass[] = [];
  const kept = groups.flatMap((group) =>
    group.labels.flatMap((label) => {
      const images = classes.get(label) ?? [];
      if (images.length < group.count) scarce.push({ ...group, label, images: images.length });
      const chosen = random.derive(`class ${label}`).permutation(images.length).subarray(0, group.count);
      return Array.from(chosen, (i) => images[i] as number);
    }),
  );
  return { groups, indices: _.sortBy(kept), scarce };
}
