import * as tf from '@tensorflow/tfjs-core';
import { drawTextureCodes, textureCodes, textureRows, type Tile, type Separation } from '@jiagu/evaluation';
import { RandomStream } from '@jiagu/random';
import { imageGrid } from '@jiagu/report';
import { blockLabel, blocksOf, drawImages, scaleOf, type PictureOptions } from './draw-images.js';

/** Number of images between whose texture codes random ones are drawn. */
const encoded = 128;

/**
 * Each structure with `textures` random texture codes, drawn between those that the encoder computes for images of the
 * domain, if it has several. All structures of a block get the same codes.
 * @returns a PNG
 */
export async function randomTexturesPicture(
  separation: Separation,
  { rows: structures, textures, ...options }: PictureOptions & { rows: number; textures: number },
): Promise<Buffer> {
  const rows: Tile[][] = [];
  const rowLabels: string[] = [];
  for (const block of blocksOf(options, 'texture')) {
    const stream = new RandomStream(`${options.seed}/random textures/${block.texture}`);
    const spread = await textureCodes(separation, options[block.texture], block.texture, {
      images: encoded,
      imageSize: options.imageSize,
      stream,
    });
    const codes = tf.tensor2d(drawTextureCodes(spread, textures, stream).map((code) => [...code]));
    const images = await drawImages(options, block.structure, structures, 'structure');
    const tiles = await textureRows(separation, images, codes, block.texture);
    tf.dispose([codes, images.images]);
    rows.push(...tiles);
    rowLabels.push(blockLabel(block), ...new Array<string>(tiles.length - 1).fill(''));
  }
  const columnLabels = ['structure', ...Array.from({ length: textures }, (_, i) => `random ${i + 1}`)];
  return imageGrid({ rows, rowLabels, columnLabels, upscale: scaleOf(options) });
}
