import type { Separation } from '@jiagu/evaluation';
import { SWAP_PICTURES, type AnimationFormat } from '@jiagu/report';
import { blocksOf, type PictureOptions } from './draw-images.js';
import { structureInterpolationPicture, textureInterpolationPicture } from './interpolation-pictures.js';
import { randomTexturesPicture } from './random-textures-picture.js';
import { matrixPicture, stripsPicture } from './swap-pictures.js';
import { textureAnimation } from './texture-animation.js';

/** Which pictures to draw besides matrix and strips, and their sizes. */
export interface PictureWishes {
  /** structures by textures of the matrix, in each direction; the other pictures have as many rows */
  matrix: { rows: number; columns: number };
  /** number of images in an interpolation, including both ends */
  steps: number;
  interpolate?: boolean;
  randomTextures?: number;
  animate?: AnimationFormat;
}

/** A picture to write: file name and encoded content. */
export interface NamedPicture {
  file: string;
  content: Buffer;
}

/** The pictures at the end of a training. */
export const finalPictures: PictureWishes = {
  matrix: { rows: 6, columns: 8 },
  steps: 7,
  interpolate: true,
  randomTextures: 8,
};

/** Number of textures in the animation, a loop of a few seconds. */
const stops = 4;

/** Draws one picture after the other, leaving out those besides matrix and strips that need more images. */
export async function* runPictures(
  separation: Separation,
  options: PictureOptions,
  { matrix, steps, interpolate, randomTextures, animate }: PictureWishes,
): AsyncGenerator<NamedPicture, void, void> {
  const { rows, columns } = matrix;
  yield { file: SWAP_PICTURES.matrix, content: await matrixPicture(separation, { ...options, ...matrix }) };
  yield {
    file: SWAP_PICTURES.strips,
    content: await stripsPicture(separation, { ...options, pairs: columns + 1 }),
  };
  const [textures, structures] = [blocksOf(options, 'texture').length, blocksOf(options, 'structure').length];
  const ways = { ...options, rows, steps };
  if (interpolate && textures > 0)
    yield {
      file: SWAP_PICTURES.textures,
      content: await textureInterpolationPicture(separation, ways),
    };
  if (interpolate && structures > 0)
    yield {
      file: SWAP_PICTURES.structures,
      content: await structureInterpolationPicture(separation, ways),
    };
  if (randomTextures && textures > 0)
    yield {
      file: SWAP_PICTURES.randomTextures,
      content: await randomTexturesPicture(separation, { ...options, rows, textures: randomTextures }),
    };
  if (animate && textures > 0)
    yield {
      file: `interpolation-textures.${animate}`,
      content: await textureAnimation(separation, {
        ...options,
        structures: rows,
        textures: stops,
        steps,
        format: animate,
      }),
    };
}
