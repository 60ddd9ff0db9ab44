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

/** Where the growth stands in a step. */
export interface GrowthStage {
  readonly size: number;
  /** Whether this size is being faded in. */
  readonly fading: boolean;
  /** How far it is faded in, 0 .. 1. */
  readonly alpha: number;
}

/**
 * The stage of a step (Karras 2018): the first size alone; then for each doubling a time in which it is faded in, and
 * one in which it is trained as it is; the full size to the end.
 */
export function growthAt(step: number, { from, stable, fade }: GrowthOptions, full: number): GrowthStage {
  const cycle = stable + fade;
  const doublings = Math.min(Math.log2(full / from), Math.floor((step + fade) / cycle));
  const size = from * 2 ** doublings;
  // The first size has no time of fading, so that the others' begin this many steps before a multiple of the cycle.
  const faded = doublings === 0 ? fade : step + fade - doublings * cycle;
  return { size, fading: faded < fade, alpha: Math.min(1, faded / fade) };
}

/** Images of a smaller side: the mean of as many pixels as go into one. */
export function reduced(images: tf.Tensor4D, size: number): tf.Tensor4D {
  const factor = images.shape[1] / size;
  return factor === 1 ? images : tf.avgPool(images, factor, factor, 'valid');
}

/** Images of the full side, each pixel repeated. */
export function enlarged(images: tf.Tensor4D, size: number): tf.Tensor4D {
  return images.shape[1] === size ? images : tf.image.resizeNearestNeighbor(images, [size, size]);
}
