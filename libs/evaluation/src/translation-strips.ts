import { otherDomain, type Domain } from '@jiagu/config';
import * as tf from '@tensorflow/tfjs-core';
import { toTiles, type Tile } from './tiles.js';
import type { Translation } from './translation.js';

/** A row of a picture of translations, and its name. */
export interface NamedRow {
  readonly name: string;
  readonly tiles: Tile[];
}

/**
 * For each direction a row of images, a row of what they are translated to and, where the method translates both ways, a
 * row of what comes back.
 * @param images of each domain [N, H, W, channels] in [-1, 1], as many of one as of the other; not disposed
 */
export async function translationStrips(
  { directions, translate }: Translation,
  images: Readonly<Record<Domain, tf.Tensor4D>>,
): Promise<NamedRow[]> {
  const rows: { name: string; images: tf.Tensor4D }[] = [];
  const drawn: tf.Tensor4D[] = [];
  for (const from of directions) {
    const to = otherDomain(from);
    const there = translate(images[from], from, images[to]);
    drawn.push(there);
    rows.push({ name: from, images: images[from] }, { name: `to ${to}`, images: there });
    if (!directions.includes(to)) continue;
    const back = translate(there, to, images[from]);
    drawn.push(back);
    rows.push({ name: 'and back', images: back });
  }
  const named = await Promise.all(
    rows.map(async ({ name, images: row }) => ({ name, tiles: await toTiles(row) })),
  );
  tf.dispose(drawn);
  return named;
}
