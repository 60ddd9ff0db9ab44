import * as tf from '@tensorflow/tfjs-core';
import type { Dataset } from '@jiagu/data';
import {
  drawDistinct,
  loadImages,
  stripNames,
  swapMatrix,
  swapStrips,
  type DomainImages,
} from '@jiagu/evaluation';
import { RandomStream } from '@jiagu/random';
import { imageGrid } from '@jiagu/report';
import type { Separation } from '@jiagu/training';

export interface PictureOptions {
  source: Dataset;
  target: Dataset;
  imageSize: number;
  /** decides which images are drawn */
  seed: number;
  /** whole factor by which pixels are enlarged; absent: to about 96 pixels a tile */
  upscale?: number;
}

const tileSize = 96;

/**
 * Two blocks, one below the other: source structures with target textures, target structures with source
 * textures. A row is a structure, a column a texture; the originals stand at the edges.
 * @returns a PNG
 */
export async function matrixPicture(
  separation: Separation,
  { rows, columns, ...options }: PictureOptions & { rows: number; columns: number },
): Promise<Buffer> {
  const block = async (structure: 'source' | 'target', texture: 'source' | 'target') => {
    const structures = await draw(options, structure, rows, 'structure');
    const textures = await draw(options, texture, columns, 'texture');
    const tiles = await swapMatrix(separation, structures, textures);
    tf.dispose([structures.images, textures.images]);
    return tiles;
  };
  const [s2t, t2s] = [await block('source', 'target'), await block('target', 'source')];
  return imageGrid({
    rows: [...s2t, ...t2s],
    rowLabels: [...labels('source', 'target', s2t.length), ...labels('target', 'source', t2s.length)],
    upscale: enlargement(options),
  });
}

/** Of the rows of a block, the head row included: what it and those below it show. */
const labels = (structure: string, texture: string, rows: number): string[] => [
  `textures: ${texture}`,
  `structures: ${structure}`,
  ...new Array<string>(Math.max(0, rows - 2)).fill(''),
];

/**
 * Pairs of a source and a target image, a column each: source, reconstruction, s2t, target, reconstruction, t2s.
 * @returns a PNG
 */
export async function stripsPicture(
  separation: Separation,
  { pairs, ...options }: PictureOptions & { pairs: number },
): Promise<Buffer> {
  const count = Math.min(pairs, options.source.length, options.target.length);
  const sources = await draw(options, 'source', count, 'strips');
  const targets = await draw(options, 'target', count, 'strips');
  const rows = await swapStrips(separation, sources.images, targets.images);
  tf.dispose([sources.images, targets.images]);
  return imageGrid({ rows, rowLabels: [...stripNames], upscale: enlargement(options) });
}

/** At most `count` images of a domain; fewer pairs or rows where there are fewer. */
async function draw(
  options: PictureOptions,
  domain: 'source' | 'target',
  count: number,
  use: string,
): Promise<DomainImages> {
  const { imageSize, seed } = options;
  const drawn = drawDistinct(options[domain], count, new RandomStream(`${seed}/${use}/${domain}`));
  return { images: await loadImages(drawn, imageSize), domain };
}

const enlargement = ({ upscale, imageSize }: PictureOptions): number =>
  upscale ?? Math.max(1, Math.round(tileSize / imageSize));
