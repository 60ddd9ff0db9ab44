import * as tf from '@tensorflow/tfjs-core';
import type { DomainImages, Separation } from './separation.js';
import { toTiles, type Tile } from './tiles.js';

/**
 * Every structure with every texture, in the textures' domain. The first row shows the images that give the
 * textures, the first column those that give the structures; the corner is white.
 * @returns 1 + structures rows of 1 + textures tiles
 */
export async function swapMatrix(
  separation: Separation,
  structures: DomainImages,
  textures: DomainImages,
): Promise<Tile[][]> {
  const columns = textures.images.shape[0];
  const head = await toTiles(textures.images);
  const side = await toTiles(structures.images);
  const [first] = head;
  if (!first) throw new Error('there are no images to take textures from');
  const corner = { ...first, data: new Uint8Array(first.data.length).fill(255) };
  const rows: Tile[][] = [[corner, ...head]];
  const { structure, texture } = tf.tidy(() => ({
    structure: separation.encode(structures.images, structures.domain).structure,
    texture: separation.encode(textures.images, textures.domain).texture,
  }));
  // Row by row: all pairs at once would take the memory of rows x columns decoder passes.
  for (const [y, original] of side.entries()) {
    const swapped = tf.tidy(() => {
      const one = tf.slice(structure, [y, 0, 0, 0], [1, -1, -1, -1]);
      return separation.decode(tf.tile(one, [columns, 1, 1, 1]), texture, textures.domain);
    });
    rows.push([original, ...(await toTiles(swapped))]);
    swapped.dispose();
  }
  tf.dispose([structure, texture]);
  return rows;
}
