import type { Domain } from '@jiagu/config';
import { combine, loadImages, toTiles, type DomainImages, type Tile } from '@jiagu/evaluation';
import { encodePng } from '@jiagu/report';
import * as tf from '@tensorflow/tfjs-core';
import { UsageError } from '../command-line/usage-error.js';
import { findImages, openReadable, refuseFailures } from '../images/named-images.js';
import { capability } from '../runs/capability.js';
import type { OpenRun } from '../runs/open-run.js';
import { networksOf, type Run } from './run.js';

/** The two images of a swap, each the path of a file. */
export interface SwapParts {
  /** Whose glyph is drawn. */
  readonly structure: string;
  /** Whose texture it is drawn in. */
  readonly texture: string;
}

/** Of which domain the images of a swap are. */
export interface SwapOptions {
  /** Default: `source`, handprinted. */
  readonly structure?: Domain;
  /** Default: `target`, scanned; the picture is of this domain too. */
  readonly texture?: Domain;
}

/** An image: rows of pixels, the channels of a pixel side by side, 0..255. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
  /** The same as the content of a PNG file. */
  readonly png: Uint8Array;
}

/**
 * Draws the glyph of one image in the texture of another.
 *
 * @throws UsageError when the run's method does not separate the two or a path is not that of one image; Error naming
 *   an image that can't be read
 */
export async function swap(
  run: Run,
  { structure, texture }: SwapParts,
  { structure: from = 'source', texture: to = 'target' }: SwapOptions = {},
): Promise<Picture> {
  const inside = networksOf(run);
  const separation = capability(inside, 'separation');
  const [glyph, surface] = [await load(inside, structure, from), await load(inside, texture, to)];
  const drawn = combine(separation, glyph, surface);
  const [tile] = await toTiles(drawn);
  tf.dispose([drawn, glyph.images, surface.images]);
  // One image was put in.
  const picture = tile as Tile;
  return { ...picture, png: await encodePng(picture) };
}

/** One image as the networks of a domain take it. */
async function load({ config: { data } }: OpenRun, file: string, domain: Domain): Promise<DomainImages> {
  const found = await findImages([file]);
  const { dataset, failures } = await openReadable(found, { data, domain, classNames: [] });
  refuseFailures(failures);
  if (dataset.length !== 1)
    throw new UsageError(`${file}: one image is wanted, and here are ${dataset.length}`);
  return { images: await loadImages(dataset, data.imageSize), domain };
}
