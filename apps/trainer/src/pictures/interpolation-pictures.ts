import {
  interpolateStructures,
  interpolateTextures,
  type DomainImages,
  type Tile,
  type Separation,
} from '@jiagu/evaluation';
import { imageGrid } from '@jiagu/report';
import {
  blockLabel,
  blocksOf,
  scaleOf,
  withImages,
  type Block,
  type ImageCounts,
  type PictureOptions,
} from './draw-images.js';

interface InterpolationOptions extends PictureOptions {
  /** number of interpolations in each direction, one per row */
  rows: number;
  /** number of images in an interpolation, including both ends; at least 2 */
  steps: number;
}

/** Structures with interpolations between two textures, in directions with several textures. @returns a PNG */
export const textureInterpolationPicture = (
  separation: Separation,
  options: InterpolationOptions,
): Promise<Buffer> =>
  waysPicture(
    options,
    { staying: 'structure', moving: 'texture', structures: options.rows, textures: 2 * options.rows },
    (...images) => interpolateTextures(separation, ...images, options.steps),
  );

/** Textures on interpolations between two structures, in directions with several structures. @returns a PNG */
export const structureInterpolationPicture = (
  separation: Separation,
  options: InterpolationOptions,
): Promise<Buffer> =>
  waysPicture(
    options,
    { staying: 'texture', moving: 'structure', structures: 2 * options.rows, textures: options.rows },
    (...images) => interpolateStructures(separation, ...images, options.steps),
  );

/** One interpolation per row, with the original images at both ends. */
async function waysPicture(
  options: InterpolationOptions,
  { staying, moving, ...counts }: Record<'staying' | 'moving', keyof Block> & ImageCounts,
  draw: (structures: DomainImages, textures: DomainImages) => Promise<Tile[][]>,
): Promise<Buffer> {
  const rows: Tile[][] = [];
  const rowLabels: string[] = [];
  for (const block of blocksOf(options, moving)) {
    const tiles = await withImages(options, block, counts, draw);
    rows.push(...tiles);
    rowLabels.push(blockLabel(block), ...new Array<string>(tiles.length - 1).fill(''));
  }
  const { steps } = options;
  const shares = Array.from({ length: steps }, (_, i) => (i / (steps - 1)).toFixed(2));
  const columnLabels = [staying, `${moving} A`, ...shares, `${moving} B`];
  return imageGrid({ rows, rowLabels, columnLabels, upscale: scaleOf(options) });
}
