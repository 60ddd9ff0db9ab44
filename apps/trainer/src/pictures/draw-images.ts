import * as tf from '@tensorflow/tfjs-core';
import type { Domain } from '@jiagu/config';
import type { Dataset } from '@jiagu/data';
import { drawDistinct, loadImages, type DomainImages } from '@jiagu/evaluation';
import { RandomStream } from '@jiagu/random';

/** Which domain gives the structures and which the textures: source to target, or the reverse. */
export type Direction = 's2t' | 't2s';

/** What the pictures are composed from. */
export interface PictureOptions {
  source: Dataset;
  target: Dataset;
  imageSize: number;
  /** decides which images are chosen when there are more than fit */
  seed: number;
  /** blocks of the picture; both if absent */
  directions?: readonly Direction[];
  /** integer factor by which pixels are enlarged; if absent, tiles have about 96 pixels */
  scale?: number;
}

/** One block of a picture: the domains of its structures and of its textures. */
export interface Block {
  structure: Domain;
  texture: Domain;
}

const blocks: Record<Direction, Block> = {
  s2t: { structure: 'source', texture: 'target' },
  t2s: { structure: 'target', texture: 'source' },
};

/**
 * The requested blocks.
 * @param several the part of which a block needs at least two images; blocks with fewer are left out
 */
export const blocksOf = (options: PictureOptions, several?: keyof Block): Block[] =>
  (options.directions ?? ['s2t', 't2s'])
    .map((direction) => blocks[direction])
    .filter((block) => !several || options[block[several]].length >= 2);

/** The label of a block, beside its first row. */
export const blockLabel = ({ structure, texture }: Block): string =>
  `structures: ${structure}\ntextures: ${texture}`;

/**
 * At most `count` images of a domain: all in their order if there are no more, else a random choice from as many
 * classes as possible. The caller disposes the tensor.
 * @param use name of the random choice: different uses get different images
 */
export async function drawImages(
  { seed, imageSize, ...datasets }: PictureOptions,
  domain: Domain,
  count: number,
  use: string,
): Promise<DomainImages> {
  const dataset = datasets[domain];
  const drawn =
    dataset.length <= count
      ? dataset
      : drawDistinct(dataset, count, new RandomStream(`${seed}/${use}/${domain}`));
  return { images: await loadImages(drawn, imageSize), domain };
}

/** The maximum numbers of images that give structures and textures to a block. */
export interface ImageCounts {
  structures: number;
  textures: number;
}

/** Runs `work` on the images that give structures and textures to a block, and disposes them afterwards. */
export async function withImages<T>(
  options: PictureOptions,
  block: Block,
  counts: ImageCounts,
  work: (structures: DomainImages, textures: DomainImages) => Promise<T>,
): Promise<T> {
  const structures = await drawImages(options, block.structure, counts.structures, 'structure');
  const textures = await drawImages(options, block.texture, counts.textures, 'texture');
  try {
    return await work(structures, textures);
  } finally {
    tf.dispose([structures.images, textures.images]);
  }
}

const tileSize = 96;

/** The factor by which pixels are enlarged. */
export const scaleOf = ({ scale, imageSize }: PictureOptions): number =>
  scale ?? Math.max(1, Math.round(tileSize / imageSize));
