import { textureLoop, toTiles, whiteTile, type Tile, type Separation } from '@jiagu/evaluation';
import { animation, imageGrid, type AnimationFormat } from '@jiagu/report';
import { blocksOf, scaleOf, withImages, type Block, type PictureOptions } from './draw-images.js';

/** Milliseconds of a frame. */
const delay = 120;

interface AnimationOptions extends PictureOptions {
  /** structures side by side */
  structures: number;
  /** textures which the loop passes, in each direction */
  textures: number;
  /** frames from one texture to the next */
  steps: number;
  format: AnimationFormat;
}

/** Structures whose texture goes from one image's to the next one's and back to the first: a loop without end. */
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
  // Where a domain has fewer textures, its loop is shorter and begins anew.
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

/** The structures' images; below, the nearest texture's image and the structures as they are drawn. */
const frameRows = (originals: readonly Tile[], texture: Tile, drawn: readonly Tile[]): Tile[][] => [
  [whiteTile(texture), ...originals],
  [texture, ...drawn],
];

const labels = ({ structure, texture }: Block): string[] => [
  `structures: ${structure}`,
  `nearest texture: ${texture}`,
];
