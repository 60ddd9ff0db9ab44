import { textureLoop, toTiles, whiteTile, type Tile, type Separation } from '@jiagu/evaluation';
import { animation, imageGrid, type AnimationFormat } from '@jiagu/report';
import { blocksOf, scaleOf, withImages, type Block, type PictureOptions } from './draw-images.js';

/** Duration of a frame, milliseconds. */
const delay = 120;

interface AnimationOptions extends PictureOptions {
  /** number of structures, side by side */
  structures: number;
  /** number of textures in the loop, in each direction */
  textures: number;
  /** number of frames from one texture to the next */
  steps: number;
  format: AnimationFormat;
}

/** An endless loop of structures whose texture changes from one image's to the next one's and back to the first. */
export async function textureAnimation(
  separation: Separation,
  { structures, textures, steps, format, ...options }: AnimationOptions,
): Promise<Buffer> {
  const counts = { structures, textures };
  const blocks = await Promise.all(
    blocksOf(options, 'texture').map((block) =>
      withImages(options, block, counts, async (shapes, stops) => {
        const [originals, ways] = [await toTiles(shapes.images), await toTiles(stops.images)];
        const frames = await textureLoop(separation, shapes, stops, steps);
        return frames.map(({ nearest, tiles }) => frameRows(originals, ways[nearest] as Tile, tiles));
      }),
    ),
  );
  // A domain with fewer textures has a shorter loop, which is repeated.
  const length = Math.max(...blocks.map((frames) => frames.length));
  const frames: Buffer[] = [];
  for (let i = 0; i < length; i++)
    frames.push(
      await imageGrid({
        rows: blocks.flatMap((block) => block[i % block.length] as Tile[][]),
        rowLabels: blocksOf(options, 'texture').flatMap(labels),
        upscale: scaleOf(options),
      }),
    );
  return animation(frames, { format, delay });
}

/** The original images of the structures; below them, the nearest texture's image and the drawn images. */
const frameRows = (originals: readonly Tile[], texture: Tile, drawn: readonly Tile[]): Tile[][] => [
  [whiteTile(texture), ...originals],
  [texture, ...drawn],
];

const labels = ({ structure, texture }: Block): string[] => [
  `structures: ${structure}`,
  `nearest texture: ${texture}`,
];
