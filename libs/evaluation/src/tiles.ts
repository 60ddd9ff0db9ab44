import type * as tf from '@tensorflow/tfjs-core';

/** An image as bytes 0..255, row after row, the channels of a pixel side by side. */
export interface Tile {
  width: number;
  height: number;
  channels: 1 | 3;
  data: Uint8Array;
}

/**
 * Images [N, H, W, channels] in [-1, 1] as bytes; values outside are clamped. The tensor is not disposed.
 * @throws Error unless there are 1 or 3 channels
 */
export async function toTiles(images: tf.Tensor4D): Promise<Tile[]> {
  const [count, height, width, channels] = images.shape;
  if (channels !== 1 && channels !== 3) throw new Error(`images of ${channels} channels can't be drawn`);
  // A clamped array rounds and clamps.
  const bytes = Uint8ClampedArray.from(await images.data(), (x) => ((x + 1) / 2) * 255);
  const length = height * width * channels;
  return Array.from({ length: count }, (_, n) => ({
    width,
    height,
    channels,
    data: new Uint8Array(bytes.slice(n * length, (n + 1) * length).buffer),
  }));
}
