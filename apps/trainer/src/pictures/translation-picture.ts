import * as tf from '@tensorflow/tfjs-core';
import { translationStrips, type Translation } from '@jiagu/evaluation';
import { imageGrid } from '@jiagu/report';
import { drawImages, scaleOf, type PictureOptions } from './draw-images.js';

/**
 * Test images, their translation and, where the method translates both ways, what comes back of it: a column each.
 * @returns a PNG
 */
export async function translationPicture(
  translation: Translation,
  { pairs, ...options }: PictureOptions & { pairs: number },
): Promise<Buffer> {
  const count = Math.min(pairs, options.source.length, options.target.length);
  const sources = await drawImages(options, 'source', count, 'translations');
  const targets = await drawImages(options, 'target', count, 'translations');
  const rows = await translationStrips(translation, { source: sources.images, target: targets.images });
  tf.dispose([sources.images, targets.images]);
  return imageGrid({
    rows: rows.map(({ tiles }) => tiles),
    rowLabels: rows.map(({ name }) => name),
    upscale: scaleOf(options),
  });
}
