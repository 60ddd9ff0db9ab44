import * as tf from '@tensorflow/tfjs-core';
import type { Domain } from '@jiagu/config';
import type { Dataset } from '@jiagu/data';
import { drawDistinct, loadImages, type DomainImages } from '@jiagu/evaluation';
import { RandomStream } from '@jiagu/random';

/** Whose structures take on whose textures. */
export type Direction = 's2t' | 't2s';

/** From what a picture is composed. */
export interface PictureOptions {
  source: Dataset;
  target: Dataset;
  imageSize: number;
  /** decides which images are drawn where there are more than places */
  seed: number;
  /** blocks of the picture; absent: both */
  directions?: readonly Direction[];
  /** whole factor by which pixels are enlarged; absent: to about 96 pixels a tile */
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
 * The blocks that are asked for.
 * @param several of which part a block needs at least two images: blocks with fewer are left out
 */
export const blocksOf = (options: PictureOptions, several?: keyof Block): Block[] =>
  (options.directions ?? ['s2t', 't2s'])
    .map((direction) => blocks[direction])
    .filter((block) => !several || options[block[several]].length >= 2);

/** What a block shows, written beside its first row. */
export const blockLabel = ({ structure, texture }: Block): string =>
  `structures: ${structure}\ntextures: ${texture}`;

/**
 * At most `count` images of a domain: in their order where there are no more, else drawn, of as many classes as there
 * are. The tensor is disposed by the caller.
 * @param use names the draw: another use gets other images
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

/** How many images give structures and textures to a block, where there are so many. */
export interface ImageCounts {
  structures: number;
  textures: number;
}

/** Images that give structures and textures to a block, disposed after `work`. */
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

/** By how much pixels are enlarged. */
export const scaleOf = ({ scale, imageSize }: PictureOptions): number =>
  scale ?? Math.max(1, Math.round(tileSize / imageSize));
