import * as tf from '@tensorflow/tfjs-core';
import { stripNames, swapMatrix, swapStrips, type Tile, type Separation } from '@jiagu/evaluation';
import { imageGrid } from '@jiagu/report';
import { blocksOf, drawImages, scaleOf, withImages, type PictureOptions } from './draw-images.js';

/**
 * A block for each direction, one below the other: source structures with target textures, and target structures with
 * source textures. Each row has one structure, each column one texture; the originals are at the edges.
 * @returns a PNG
 */
export async function matrixPicture(
  separation: Separation,
  { rows: structures, columns: textures, ...options }: PictureOptions & { rows: number; columns: number },
): Promise<Buffer> {
  const rows: Tile[][] = [];
  const rowLabels: string[] = [];
  for (const block of blocksOf(options)) {
    const tiles = await withImages(options, block, { structures, textures }, (...images) =>
      swapMatrix(separation, ...images),
    );
    rows.push(...tiles);
    const rest = new Array<string>(tiles.length - 2).fill('');
    rowLabels.push(`textures: ${block.texture}`, `structures: ${block.structure}`, ...rest);
  }
  return imageGrid({ rows, rowLabels, upscale: scaleOf(options) });
}

/**
 * Pairs of a source and a target image, one pair per column: source, reconstruction, s2t, target, reconstruction, t2s.
 * @returns a PNG
 */
export async function stripsPicture(
  separation: Separation,
  { pairs, ...options }: PictureOptions & { pairs: number },
): Promise<Buffer> {
  const count = Math.min(pairs, options.source.length, options.target.length);
  const sources = await drawImages(options, 'source', count, 'strips');
  const targets = await drawImages(options, 'target', count, 'strips');
  const rows = await swapStrips(separation, sources.images, targets.images);
  tf.dispose([sources.images, targets.images]);
  return imageGrid({ rows, rowLabels: [...stripNames], upscale: scaleOf(options) });
}
