import type { Augmentation } from '@jiagu/config';
import type { RandomStream } from '@jiagu/random';
import type { Dataset } from './dataset.js';
import { prepareView, viewLength } from './prepare-view.js';

/** Images for one step, in as many views as were asked for. */
export interface Batch<View extends string = string> {
  /** N. */
  readonly size: number;
  /** Of each view: N x imageSize x imageSize x channels, in -1..1. */
  readonly views: Readonly<Record<View, Float32Array>>;
  readonly labels: Int32Array;
  /** Positions in the data set. */
  readonly indices: Uint32Array;
  /** Those of the whole batch, where these are a part of it. */
  readonly whole: Uint32Array;
  files(): string[];
}

/** How a batch is made of a data set. */
export interface BatchShape<View extends string> {
  readonly dataset: Dataset;
  readonly imageSize: number;
  readonly views: Readonly<Record<View, Augmentation>>;
}

/**
 * Reads the images and makes their views.
 * @param whole positions of the batch's images in the data set
 * @param random gives every view a stream of its own, so that views don't shift each other
 * @param places those in the batch whose images are wanted; each then has a stream of its own, so that it does not matter
 *   who makes it
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

/** Refuses sizes from which no window can be cut. */
export function checkImageSize(dataset: Dataset, imageSize: number): void {
  if (imageSize > dataset.resizeTo)
    throw new Error(
      `${dataset.name}: data.imageSize ${imageSize} is larger than data.resizeTo ${dataset.resizeTo}, from which it is cut`,
    );
}
