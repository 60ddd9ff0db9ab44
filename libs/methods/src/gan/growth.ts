import * as tf from '@tensorflow/tfjs-core';

/** How the images grow. */
export interface GrowthOptions {
  /** side of the first images */
  readonly from: number;
  /** steps at each size, after it is faded in */
  readonly stable: number;
  /** steps over which the next size is faded in */
  readonly fade: number;
}

/** The stage of the growth in a step. */
export interface GrowthStage {
  readonly size: number;
  /** Whether this size is being faded in. */
  readonly fading: boolean;
  /** How far it is faded in, 0 .. 1. */
  readonly alpha: number;
}

/**
 * The stage of a step (Karras 2018): the first size alone; then, for each doubling, steps in which it is faded in and
 * steps in which it is trained alone; the full size until the end.
 */
export function growthAt(step: number, { from, stable, fade }: GrowthOptions, full: number): GrowthStage {
  const cycle = stable + fade;
  const doublings = Math.min(Math.log2(full / from), Math.floor((step + fade) / cycle));
  const size = from * 2 ** doublings;
  // The first size is not faded in, so the others begin `fade` steps before a multiple of the cycle.
  const faded = doublings === 0 ? fade : step + fade - doublings * cycle;
  return { size, fading: faded < fade, alpha: Math.min(1, faded / fade) };
}

/** Images reduced to a side of `size` by averaging blocks of pixels. */
export function reduced(images: tf.Tensor4D, size: number): tf.Tensor4D {
  const factor = images.shape[1] / size;
  return factor === 1 ? images : tf.avgPool(images, factor, factor, 'valid');
}

/** Images enlarged to a side of `size` by repeating pixels. */
export function enlarged(images: tf.Tensor4D, size: number): tf.Tensor4D {
  return images.shape[1] === size ? images : tf.image.resizeNearestNeighbor(images, [size, size]);
}
