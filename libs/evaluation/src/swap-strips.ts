import * as tf from '@tensorflow/tfjs-core';
import type { Separation } from './separation.js';
import { toTiles, type Tile } from './tiles.js';

/** Names of the rows of {@link swapStrips}. */
export const stripNames = [
  'source',
  'reconstruction',
  'source to target',
  'target',
  'reconstruction',
  'target to source',
] as const;

/**
 * Pairs of images, a column each: source, its reconstruction, its structure with the target's texture; target,
 * its reconstruction, its structure with the source's texture.
 * @param sources [N, H, W, channels] in [-1, 1]; not disposed, nor are `targets`, of the same shape
 * @returns six rows of N tiles
 */
export async function swapStrips(
  separation: Separation,
  sources: tf.Tensor4D,
  targets: tf.Tensor4D,
): Promise<Tile[][]> {
  const drawn = tf.tidy(() => {
    const s = separation.encode(sources, 'source');
    const t = separation.encode(targets, 'target');
    return [
      separation.decode(s.structure, s.texture, 'source'),
      separation.decode(s.structure, t.texture, 'target'),
      separation.decode(t.structure, t.texture, 'target'),
      separation.decode(t.structure, s.texture, 'source'),
    ] as const;
  });
  const [reconstructedSource, s2t, reconstructedTarget, t2s] = drawn;
  const rows = [sources, reconstructedSource, s2t, targets, reconstructedTarget, t2s];
  const tiles = await Promise.all(rows.map(toTiles));
  tf.dispose([...drawn]);
  return tiles;
}
