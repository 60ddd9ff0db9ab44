import * as tf from '@tensorflow/tfjs-core';
import type { DomainImages, Separation } from './separation.js';
import { textureRows } from './texture-rows.js';
import { toTiles, type Tile } from './tiles.js';

/**
 * Every structure with every texture, in the textures' domain. The first row shows the images that give the
 * textures, the first column those that give the structures; the corner is white.
 * @returns 1 + structures rows of 1 + textures tiles
 * @throws Error when there are no textures
 */
export async function swapMatrix(
  separation: Separation,
  structures: DomainImages,
  textures: DomainImages,
): Promise<Tile[][]> {
  const head = await toTiles(textures.images);
  const [first] = head;
  if (!first) throw new Error('there are no images to take textures from');
  const codes = tf.tidy(() => separation.encode(textures.images, textures.domain).texture);
  const rows = await textureRows(separation, structures, codes, textures.domain);
  codes.dispose();
  return [[whiteTile(first), ...head], ...rows];
}

/** A white tile of the size of another tile. */
export const whiteTile = (like: Tile): Tile => ({
  ...like,
  data: new Uint8Array(like.data.length).fill(255),
});
