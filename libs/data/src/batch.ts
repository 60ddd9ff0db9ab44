import type { Augmentation } from '@jiagu/config';
import type { RandomStream } from '@jiagu/random';
import type { Dataset } from './dataset.js';
import { prepareView, viewLength } from './prepare-view.js';

/** Images of one step, in one or more views. */
export interface Batch<View extends string = string> {
  /** N. */
  readonly size: number;
  /** Of each view: N x imageSize x imageSize x channels, in -1..1. */
  readonly views: Readonly<Record<View, Float32Array>>;
  /** [N]; -1: not known. */
  readonly labels: Int32Array;
  /** Positions in the data set. */
  readonly indices: Uint32Array;
  /** Those of the whole batch, where these are a part of it. */
  readonly whole: Uint32Array;
  /** The file of each image, for messages. */
  files(): string[];
}

/** How a batch is made from a data set. */
export interface BatchShape<View extends string> {
  readonly dataset: Dataset;
  readonly imageSize: number;
  readonly views: Readonly<Record<View, Augmentation>>;
}

/**
 * Reads the images and makes their views.
 * @param whole positions of the batch's images in the data set
 * @param random each view derives a stream of its own from it, so that views don't affect each other
 * @param places places in the batch whose images are wanted; each image then has a stream of its own, so that it does not
 *   matter which process makes it
 * @throws Error naming the file that can't be read
 */
export async function makeBatch<View extends string>(
  { dataset, imageSize, views }: BatchShape<View>,
  whole: Uint32Array,
  random: RandomStream,
  places?: readonly number[],
): Promise<Batch<View>> {
  const indices = places ? Uint32Array.from(places, (place) => whole[place] as number) : whole;
  const images = await Promise.all(Array.from(indices, (i) => dataset.read(i)));
  const shape = { imageSize, channels: dataset.channels };
  const length = viewLength(shape);
  const made = {} as Record<View, Float32Array>;
  for (const [view, augmentation] of Object.entries(views) as [View, Augmentation][]) {
    const out = new Float32Array(images.length * length);
    const stream = random.derive(view);
    images.forEach((pixels, n) => {
      const own = places ? stream.derive(String(places[n])) : stream;
      prepareView(pixels, augmentation, shape, own, out, n * length);
    });
    made[view] = out;
  }
  return {
    size: indices.length,
    views: made,
    labels: Int32Array.from(indices, (i) => dataset.labels[i] as number),
    indices,
    whole,
    files: () => Array.from(indices, (i) => dataset.files[i] as string),
  };
}

/** @throws Error when the window that networks see is larger than the images it is cut from */
export function checkImageSize(dataset: Dataset, imageSize: number): void {
  if (imageSize > dataset.resizeTo)
    throw new Error(
      `${dataset.name}: data.imageSize ${imageSize} is larger than data.resizeTo ${dataset.resizeTo}, from which it is cut`,
    );
}
