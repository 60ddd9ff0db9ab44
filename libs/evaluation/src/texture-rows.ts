import * as tf from '@tensorflow/tfjs-core';
import type { Domain } from '@jiagu/config';
import type { DomainImages, Separation } from './separation.js';
import { toTiles, type Tile } from './tiles.js';

/**
 * Every structure with every texture code, drawn in a domain.
 * @param codes [N, code]; not disposed
 * @returns a row for each structure: the image that gives it, then one picture for each code
 */
export async function textureRows(
  separation: Separation,
  structures: DomainImages,
  codes: tf.Tensor2D,
  domain: Domain,
): Promise<Tile[][]> {
  const originals = await toTiles(structures.images);
  const structure = tf.tidy(() => separation.encode(structures.images, structures.domain).structure);
  const rows: Tile[][] = [];
  // Row by row: all pairs at once would take the memory of structures x codes decoder passes.
  for (const [y, original] of originals.entries()) {
    const drawn = tf.tidy(() => {
      const one = tf.slice(structure, [y, 0, 0, 0], [1, -1, -1, -1]);
      return separation.decode(tf.tile(one, [codes.shape[0], 1, 1, 1]), codes, domain);
    });
    rows.push([original, ...(await toTiles(drawn))]);
    drawn.dispose();
  }
  structure.dispose();
  return rows;
}
